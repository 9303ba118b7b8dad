"""The three independent status axes of a household."""

from django.db.models import TextChoices


class Validity(TextChoices):
    """Axis 1, 记录状态, AAR100: whether the household stands in the register."""

    CANDIDATE = "CANDIDATE", "识别中"
    VALID = "VALID", "有效"
    INVALID = "INVALID", "无效"


class InvalidReason(TextChoices):
    """Why a household left the register."""

    REMOVED_ERROR = "REMOVED_ERROR", "清退"
    NATURAL_CLOSED = "NATURAL_CLOSED", "整户自然减少"
    MERGED = "MERGED", "并户"
    MOVED_OUT = "MOVED_OUT", "整户迁出"
    DUPLICATE = "DUPLICATE", "重复录入"
    NOT_IDENTIFIED = "NOT_IDENTIFIED", "未通过识别"


class PovertyStatus(TextChoices):
    """Axis 2, 脱贫状态, AAR010; `NATIONAL_STATUS` has the national system's digits."""

    POOR = "POOR", "未脱贫"
    PRE_EXIT = "PRE_EXIT", "预脱贫"
    EXITED_WITH_POLICY = "EXITED_WITH_POLICY", "已脱贫（享受政策）"
    EXITED_NO_POLICY = "EXITED_NO_POLICY", "已脱贫（不再享受政策）"
    RETURNED = "RETURNED", "返贫"


NATIONAL_STATUS = {
    "0": PovertyStatus.POOR,
    "1": PovertyStatus.EXITED_WITH_POLICY,
    "2": PovertyStatus.PRE_EXIT,
    "3": PovertyStatus.RETURNED,
    "4": PovertyStatus.EXITED_NO_POLICY,
}
"""AAR010 → our status; 4 is ours, for the national digit of 不再享受政策 is not known."""

STILL_POOR = (PovertyStatus.POOR, PovertyStatus.PRE_EXIT, PovertyStatus.RETURNED)
"""Who counts as poor population: everybody not (or not yet, or no longer) lifted (K02)."""

EXITED = (PovertyStatus.EXITED_WITH_POLICY, PovertyStatus.EXITED_NO_POLICY)


class PovertyEvent(TextChoices):
    """What moves a household along axis 2; only procedures do."""

    IDENTIFY = "identify", "识别纳入"
    LIST_PRE_EXIT = "list_pre_exit", "列入预脱贫"
    EXIT = "exit", "脱贫退出"
    FAIL_EXIT = "fail_exit", "未达标准"
    END_POLICY = "end_policy", "不再享受政策"
    RETURN = "return", "返贫"


POVERTY_STEPS = {
    (None, PovertyStatus.POOR): PovertyEvent.IDENTIFY,
    (PovertyStatus.POOR, PovertyStatus.PRE_EXIT): PovertyEvent.LIST_PRE_EXIT,
    (PovertyStatus.RETURNED, PovertyStatus.PRE_EXIT): PovertyEvent.LIST_PRE_EXIT,
    (PovertyStatus.PRE_EXIT, PovertyStatus.EXITED_WITH_POLICY): PovertyEvent.EXIT,
    (PovertyStatus.PRE_EXIT, PovertyStatus.POOR): PovertyEvent.FAIL_EXIT,
    (PovertyStatus.EXITED_WITH_POLICY, PovertyStatus.EXITED_NO_POLICY): PovertyEvent.END_POLICY,
    (PovertyStatus.EXITED_WITH_POLICY, PovertyStatus.RETURNED): PovertyEvent.RETURN,
    (PovertyStatus.EXITED_NO_POLICY, PovertyStatus.RETURNED): PovertyEvent.RETURN,
}
"""Which status may follow which, and by what event; None: not registered before."""


class MonitoringKind(TextChoices):
    """Axis 3, 监测对象类型 (2020 on)."""

    UNSTABLE = "UNSTABLE", "脱贫不稳定户"
    MARGINAL = "MARGINAL", "边缘易致贫户"
    SUDDEN = "SUDDEN", "突发严重困难户"


class Elimination(TextChoices):
    """How a risk was removed (风险消除方式)."""

    HELPED = "helped", "帮扶消除"
    NATURAL = "natural", "自然消除"
