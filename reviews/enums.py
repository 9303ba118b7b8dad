"""Code lists of the top floor, and the steps of a review report."""

from django.db.models import TextChoices

from organization.permissions import Permission


class Direction(TextChoices):
    """Which way an indicator ought to move."""

    UP = "up", "越高越好"
    DOWN = "down", "越低越好"
    NONE = "none", "无方向"


class ReportKind(TextChoices):
    """The five rhythms of the work mechanism (五个一) and the paper each one works with."""

    WEEKLY = "weekly", "周报"
    MONTHLY = "monthly", "月通报"
    QUARTERLY = "quarterly", "季度通报"
    HALF_YEAR = "half_year", "半年通报"
    ANNUAL = "annual", "年度考核报告"


class ReportState(TextChoices):
    """Where a review report stands."""

    QUEUED = "queued", "待生成"
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被更正"


_S = ReportState
REPORT_STEPS: dict[tuple[ReportState, ReportState], Permission] = {
    (_S.QUEUED, _S.DRAFT): Permission.REVIEW_BUILD,
    (_S.DRAFT, _S.QUEUED): Permission.REVIEW_BUILD,
    (_S.RETURNED, _S.QUEUED): Permission.REVIEW_BUILD,
    (_S.DRAFT, _S.SUBMITTED): Permission.REVIEW_BUILD,
    (_S.RETURNED, _S.SUBMITTED): Permission.REVIEW_BUILD,
    (_S.SUBMITTED, _S.RETURNED): Permission.REVIEW_APPROVE,
    (_S.SUBMITTED, _S.PUBLISHED): Permission.REVIEW_APPROVE,
    (_S.PUBLISHED, _S.SUPERSEDED): Permission.REVIEW_APPROVE,
}
"""Which step may follow which, and what it takes; buttons, tests and `docs/states.md` read it."""

WORKED_ON = (_S.QUEUED, _S.DRAFT, _S.SUBMITTED, _S.RETURNED)
"""States in which a report is not yet a document."""


class MeetingKind(TextChoices):
    """The meetings of the five rhythms (一周一次、一月一次、一季度一次、半年一次、一年一次)."""

    WEEKLY = "weekly", "周工作例会"
    MONTHLY = "monthly", "“四大家”领导联席会议"
    QUARTERLY = "quarterly", "现场拉练"
    HALF_YEAR = "half_year", "检查评比"
    ANNUAL = "annual", "考核结账"


class ActionState(TextChoices):
    """What became of a decision."""

    OPEN = "open", "推进中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"
