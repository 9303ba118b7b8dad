"""Code lists of accountability."""

from django.db.models import IntegerChoices, TextChoices


class ResponsibilityKind(TextChoices):
    """The three responsibilities of 《关于进一步夯实精准扶贫精准脱贫责任的通知》."""

    MAIN = "main", "主体责任"
    POLICY = "policy", "政策落实责任"
    ASSISTANCE = "assistance", "帮扶责任"


class ProblemSource(TextChoices):
    """What found the problem."""

    SUPERVISION = "supervision", "督查"
    INSPECTION = "inspection", "上级检查反馈"
    DATA_AUDIT = "data_audit", "大数据审核"
    CHECK = "check", "系统核查"
    VISIT = "visit", "走访"
    COMPLAINT = "complaint", "信访举报"
    ASSESSMENT = "assessment", "考核评估"
    OVERDUE = "overdue", "逾期事项"
    SELF = "self", "自查"


class ProblemCategory(TextChoices):
    """What it is about; the policy departments answer by category."""

    IDENTIFICATION = "identification", "精准识别"
    EXIT = "exit", "脱贫退出"
    ARCHIVES = "archives", "档案管理"
    DATA = "data", "数据质量"
    PAIRING = "pairing", "结对帮扶"
    POSTING = "posting", "驻村帮扶"
    PROJECT = "project", "项目建设"
    FUND = "fund", "资金使用"
    POLICY = "policy", "政策落实"
    HOUSING = "housing", "住房安全"
    WATER = "water", "饮水安全"
    CONDUCT = "conduct", "工作作风"
    OTHER = "other", "其他"


class Severity(IntegerChoices):
    MINOR = 1, "一般"
    MAJOR = 2, "较重"
    GRAVE = 3, "严重"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {1: "neutral", 2: "soon"}.get(self.value, "urgent")


class ProblemState(TextChoices):
    OPEN = "open", "待处理"
    DRAFTED = "drafted", "拟下发"
    NOTICED = "noticed", "整改中"
    CLOSED = "closed", "已销号"
    DISMISSED = "dismissed", "不予立项"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {"open": "soon", "closed": "done", "dismissed": "off"}.get(self.value, "open")


UNSETTLED_PROBLEMS = [ProblemState.OPEN, ProblemState.DRAFTED, ProblemState.NOTICED]
SETTLED_PROBLEMS = [ProblemState.CLOSED, ProblemState.DISMISSED]


class Level(IntegerChoices):
    """The ladder; a problem stands on one rung, a relapse one higher."""

    SUPERVISION_NOTICE = 1, "督办通知"
    RECTIFICATION_LETTER = 2, "专项整改督办函"
    INTERVIEW = 3, "约谈"
    SANCTION = 4, "问责建议"


class NoticeKind(TextChoices):
    """The two instruments that ask for correction."""

    L1 = "L1", "督办通知"
    L2 = "L2", "专项整改督办函"

    @property
    def level(self) -> Level:
        return Level(int(self.value[1]))


class NoticeState(TextChoices):
    """The way of a notice; `steps.NOTICE_STEPS` says what follows what."""

    DRAFT = "draft", "拟稿"
    SUBMITTED = "submitted", "待核稿"
    REVIEWED = "reviewed", "待签发"
    SIGNED = "signed", "待编号"
    NUMBERED = "numbered", "待用印送达"
    SENT = "sent", "待签收"
    RECEIVED = "received", "待报方案"
    PLAN_SUBMITTED = "plan_submitted", "方案待审"
    RECTIFYING = "rectifying", "整改中"
    REPORTED = "reported", "待复核"
    CHECKING = "checking", "现场复核"
    RETURNED = "returned", "退回整改"
    CLOSED = "closed", "已销号"
    ESCALATED = "escalated", "已转上一级"
    CANCELLED = "cancelled", "作废"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        waiting = dict.fromkeys(["sent", "received", "returned", "rectifying"], "soon")
        answered = dict.fromkeys(["plan_submitted", "reported", "checking"], "open")
        over = {"closed": "done", "escalated": "off", "cancelled": "off"}
        return {**waiting, **answered, **over}.get(self.value, "neutral")


NOTICES_IN_HOUSE = [
    NoticeState.DRAFT, NoticeState.SUBMITTED, NoticeState.REVIEWED, NoticeState.SIGNED,
    NoticeState.NUMBERED,
]  # fmt: skip
"""Not yet delivered: only those who draft and issue see them."""
NOTICES_WITH_UNIT = [
    NoticeState.SENT, NoticeState.RECEIVED, NoticeState.RECTIFYING, NoticeState.RETURNED,
]  # fmt: skip
"""The unit has to act: a clock runs."""
NOTICES_BEING_RECTIFIED = [NoticeState.RECTIFYING, NoticeState.RETURNED]
"""The unit corrects: it writes, proves, asks for more time."""
NOTICES_WITH_SUPERVISOR = [
    NoticeState.PLAN_SUBMITTED, NoticeState.REPORTED, NoticeState.CHECKING,
]  # fmt: skip
"""The unit has answered: it waits for the supervisor."""
NOTICES_OPEN = [*NOTICES_WITH_UNIT, *NOTICES_WITH_SUPERVISOR]
NOTICES_OVER = [NoticeState.CLOSED, NoticeState.ESCALATED, NoticeState.CANCELLED]
NOTICES_DELIVERED = [*NOTICES_OPEN, NoticeState.CLOSED, NoticeState.ESCALATED]


class ItemState(TextChoices):
    """Each problem of a letter has its own state."""

    PENDING = "pending", "待整改"
    DONE = "done", "已报整改"
    ACCEPTED = "accepted", "验收合格"
    RETURNED = "returned", "退回"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {"pending": "soon", "done": "open", "accepted": "done"}.get(self.value, "urgent")


class ReplyKind(TextChoices):
    PLAN = "plan", "整改方案"
    REPORT = "report", "整改报告"


class ReplyOutcome(TextChoices):
    PENDING = "pending", "待审"
    ACCEPTED = "accepted", "同意"
    RETURNED = "returned", "退回"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {"accepted": "done", "returned": "urgent"}.get(self.value, "open")


class ExtensionState(TextChoices):
    REQUESTED = "requested", "待批准"
    GRANTED = "granted", "已准予延期"
    REFUSED = "refused", "未准予"
    LAPSED = "lapsed", "未批已失效"


class InterviewState(TextChoices):
    PLANNED = "planned", "拟约谈"
    NOTIFIED = "notified", "已通知"
    HELD = "held", "已约谈"
    CLOSED = "closed", "整改到位"
    CANCELLED = "cancelled", "取消"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        shown = {"held": "soon", "closed": "done", "cancelled": "off", "notified": "open"}
        return shown.get(self.value, "neutral")


INTERVIEWS_ARRANGED = [InterviewState.PLANNED, InterviewState.NOTIFIED]
"""Still to be held."""


class ProposalState(TextChoices):
    OPEN = "open", "待研究"
    ADOPTED = "adopted", "已采纳"
    REJECTED = "rejected", "未采纳"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {"open": "soon", "adopted": "done"}.get(self.value, "off")


class ProposalReason(TextChoices):
    """Why the next rung is proposed; nothing is decided by the machine."""

    OVERDUE = "overdue", "逾期未办结"
    RELAPSE = "relapse", "问题反弹"
    NO_RESULT = "no_result", "约谈后整改不到位"
    MANUAL = "manual", "督查人员提出"


class PledgeState(TextChoices):
    DRAFT = "draft", "拟订"
    SIGNED = "signed", "已签订"
    ENDED = "ended", "提前终止"
    CANCELLED = "cancelled", "作废"

    @property
    def badge(self) -> str:
        """The level of the badge that shows it."""
        return {"signed": "done", "draft": "neutral"}.get(self.value, "off")


class PledgeMeasure(TextChoices):
    """What a pledge may promise, by the code of the indicator that tells whether it was kept."""

    EXITED_PEOPLE = "K05N", "累计脱贫人口"
    EXITED_VILLAGES = "V58", "已出列重点村"
    POOR_PEOPLE = "K02P", "未脱贫人口"
    HELPER_COVERAGE = "K08", "帮扶责任人覆盖率"
    INCOME = "K21", "已脱贫户人均纯收入"
    HOUSING = "K19", "住房安全保障率"
    WATER = "K20", "安全饮水率"
    DAYS_IN_VILLAGE = "K11", "第一书记在村天数完成率"

    @property
    def unit_of_measure(self) -> str:
        return {"K05N": "人", "V58": "个", "K02P": "人", "K21": "元"}.get(self.value, "%")


class SanctionForm(TextChoices):
    """Forms of accountability; `sanction_terms` says which words were law on which day."""

    CRITICISM = "criticism", "通报"
    ADMONITION = "admonition", "诫勉"
    ORGANIZATIONAL = "organizational", "组织调整或者组织处理"
    PARTY_WARNING = "party_warning", "党内警告"
    PARTY_SERIOUS_WARNING = "party_serious_warning", "党内严重警告"
    PARTY_REMOVAL = "party_removal", "撤销党内职务"
    PARTY_PROBATION = "party_probation", "留党察看"
    PARTY_EXPULSION = "party_expulsion", "开除党籍"
    ADMINISTRATIVE_WARNING = "administrative_warning", "行政警告"
    ADMINISTRATIVE_DEMERIT = "administrative_demerit", "行政记过"
    ADMINISTRATIVE_MAJOR_DEMERIT = "administrative_major_demerit", "行政记大过"
    ADMINISTRATIVE_DEMOTION = "administrative_demotion", "行政降级"
    ADMINISTRATIVE_REMOVAL = "administrative_removal", "行政撤职"
    ADMINISTRATIVE_DISMISSAL = "administrative_dismissal", "行政开除"
    OFFICIAL_WARNING = "official_warning", "政务警告"
    OFFICIAL_DEMERIT = "official_demerit", "政务记过"
    OFFICIAL_MAJOR_DEMERIT = "official_major_demerit", "政务记大过"
    OFFICIAL_DEMOTION = "official_demotion", "政务降级"
    OFFICIAL_REMOVAL = "official_removal", "政务撤职"
    OFFICIAL_DISMISSAL = "official_dismissal", "政务开除"
