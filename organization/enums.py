"""Code lists of the ground floor. Where a national standard exists, its code is the value."""

from enum import StrEnum

from django.db.models import TextChoices


class DivisionLevel(TextChoices):
    """Levels of the administrative division (行政区划); ours begins at the county-level city."""

    PROVINCE = "province", "省"
    PREFECTURE = "prefecture", "市州"
    CITY = "city", "市"
    TOWNSHIP = "township", "镇办场园"
    VILLAGE = "village", "村（社区）"


class UnitKind(TextChoices):
    """Kinds of organisations that answer for something (C-UNIT, as Xiantao names them)."""

    PARTY = "party", "市委"
    CONGRESS = "congress", "市人大"
    GOVERNMENT = "government", "市政府"
    CONSULTATIVE = "consultative", "市政协"
    DEPARTMENT = "department", "市直部门"
    PROVINCIAL = "provincial", "省直单位"
    TOWNSHIP = "township", "镇办场园"
    VILLAGE = "village", "村（社区）"
    ENTERPRISE = "enterprise", "规上企业"
    SOCIAL = "social", "社会组织"


class Rank(TextChoices):
    """Rank of a cadre (职务职级); it caps the households a helper should take on."""

    BUREAU = "bureau", "厅级"
    DIVISION_HEAD = "division_head", "正处级"
    DIVISION_DEPUTY = "division_deputy", "副处级"
    SECTION_HEAD = "section_head", "正科级"
    SECTION_DEPUTY = "section_deputy", "副科级"
    STAFF = "staff", "科员及以下"
    TECHNICAL = "technical", "专业技术人员"
    VILLAGE_CADRE = "village_cadre", "村干部"
    ENTERPRISE = "enterprise", "企业人员"


class Sex(TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知的性别"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明的性别"


class Duty(TextChoices):
    """What a post answers for inside its unit; the approval of a township reads it."""

    HEAD = "head", "主要负责人"
    DEPUTY_IN_CHARGE = "deputy_in_charge", "分管领导"
    CLERK = "clerk", "扶贫专干"
    MEMBER = "member", "工作人员"


class Reach(TextChoices):
    """How far a grant goes (docs/decisions/0010)."""

    DIVISION = "division", "按区划"
    UNIT = "unit", "本单位"
    OWN = "own", "本人联系的"
    CASE = "case", "指定事项"


class SignInOutcome(TextChoices):
    SUCCESS = "success", "成功"
    WRONG = "wrong", "用户名或密码错误"
    LOCKED = "locked", "账号锁定中"
    DISABLED = "disabled", "账号已停用"


class JobState(TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"


class SignalState(TextChoices):
    """A problem signalled by a lower floor: waiting, taken into the ledger, or gone by itself."""

    OPEN = "open", "待处理"
    TAKEN = "taken", "已转入问题台账"
    CLEARED = "cleared", "已自行消除"


class ProcedureState(TextChoices):
    """Whether a procedure still runs, and how it ended."""

    RUNNING = "running", "办理中"
    DONE = "done", "已办结"
    REJECTED = "rejected", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class Outcome(TextChoices):
    """What an act decides of a procedure."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
    REJECTED = "rejected", "不通过"


class Topic(StrEnum):
    """What a `ChangeMark` says has changed: every verb that moves a figure names one, every
    indicator says on which it depends. A guard test holds that each has a writer and a reader."""

    DIVISION = "division"
    """Mergers; every figure depends on it."""
    PARAMETER = "parameter"
    STAFF = "staff"
    """Cadres who left, units that ended."""
    CHECK = "check"
    """What the checks found and what was mended."""
    VILLAGE = "village"
    KEY_VILLAGE = "key_village"
    POSTING = "posting"
    ATTENDANCE = "attendance"
    HOUSEHOLD = "household"
    """Which households there are and who belongs to them."""
    STATUS = "status"
    SURVEY = "survey"
    PAIRING = "pairing"
    """Who is responsible for whom, and the posts and designations that this rests on."""
    VISIT = "visit"
    PROJECT = "project"
    FUND = "fund"
    ACTION = "action"
    PROBLEM = "problem"
    NOTICE = "notice"
    INTERVIEW = "interview"
    SANCTION = "sanction"
    MEETING = "meeting"
