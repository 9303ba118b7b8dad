"""Code lists of assistance. Where the national system has a code, it is the value."""

from django.db.models import TextChoices


class LeaderBody(TextChoices):
    """The four bodies whose leaders take on key villages (市“四大家”)."""

    PARTY = "party", "市委"
    CONGRESS = "congress", "市人大"
    GOVERNMENT = "government", "市政府"
    CONSULTATIVE = "consultative", "市政协"


class TownshipDesignationKind(TextChoices):
    KEY = "key", "重点镇"
    HEAVY = "heavy", "扶贫任务较重镇"


class VillagePairingKind(TextChoices):
    """Who takes on a key village (包挂重点村)."""

    LEADER = "leader", "市“四大家”领导"
    UNIT = "unit", "市直部门"
    ENTERPRISE = "enterprise", "规上企业"


class PairingEnd(TextChoices):
    """Why a pairing ended (解除原因)."""

    TRANSFER = "transfer", "工作调动"
    RETIREMENT = "retirement", "退休"
    HEALTH = "health", "健康原因"
    HOUSEHOLD_CLOSED = "closed", "户销号"
    TERM_SERVED = "term_served", "脱贫且期满"
    OTHER = "other", "其他"


class VisitKind(TextChoices):
    """Kinds of visit of the national system (走访类型)."""

    OTHER = "1", "其他帮扶活动"
    CONDITIONS = "2", "了解基本情况"
    HANDBOOK = "3", "填写扶贫手册"
    PLAN = "4", "制定脱贫计划"
    PROJECT = "5", "落实资金项目"
    POLICY = "6", "宣传扶贫政策"
    HOLIDAY = "7", "节日假日慰问"


class PlanLevel(TextChoices):
    """The “1+9” system: one general decision above nine action plans."""

    GENERAL = "general", "总方案"
    ACTION = "action", "行动方案"


class TaskStatus(TextChoices):
    """How a task of an action plan stands on a day; computed, never stored."""

    WAITING = "waiting", "未启动"
    NORMAL = "normal", "正常"
    LAGGING = "lagging", "滞后"
    DONE = "done", "完成"
    OVERDUE = "overdue", "逾期"


class ProjectCategory(TextChoices):
    """Project classes of the library (项目类别)."""

    INDUSTRY = "industry", "产业扶贫"
    EMPLOYMENT = "employment", "就业扶贫"
    RELOCATION = "relocation", "易地扶贫搬迁"
    PUBLIC_POST = "public_post", "公益岗位"
    EDUCATION = "education", "教育扶贫"
    HEALTH = "health", "健康扶贫"
    HOUSING = "housing", "危房改造"
    FINANCE = "finance", "金融扶贫"
    LIVING = "living", "生活条件改善"
    SECURITY = "security", "综合保障性扶贫"
    INFRASTRUCTURE = "infrastructure", "村基础设施"
    PUBLIC_SERVICE = "public_service", "村公共服务"
    MANAGEMENT = "management", "项目管理费"


class ProjectLevel(TextChoices):
    HOUSEHOLD = "household", "到户"
    VILLAGE = "village", "到村"
    CROSS_VILLAGE = "cross_village", "跨村"


class ProjectState(TextChoices):
    """Life of a project (docs/states.md)."""

    DECLARED = "declared", "村级申报"
    TOWN_REVIEWED = "town_reviewed", "镇审核"
    IN_LIBRARY = "in_library", "入库"
    PLANNED = "planned", "列入年度计划"
    APPROVED = "approved", "立项批复"
    TENDERED = "tendered", "招标采购"
    CONTRACTED = "contracted", "签订合同"
    IN_PROGRESS = "in_progress", "开工实施"
    COMPLETED = "completed", "完工自验"
    ACCEPTED = "accepted", "验收合格"
    SETTLED = "settled", "结算审计"
    REIMBURSED = "reimbursed", "报账拨付"
    ANNOUNCED = "announced", "完工公告"
    ASSET_REGISTERED = "asset_registered", "资产移交"
    CLOSED = "closed", "归档"
    CANCELLED = "cancelled", "出库"


class FundClass(TextChoices):
    """Classes of money (资金类别)."""

    CENTRAL = "F11", "中央财政专项扶贫资金"
    PROVINCIAL = "F12", "省级财政专项扶贫资金"
    CITY = "F13", "市级财政专项扶贫资金"
    SECTOR = "F20", "行业扶贫资金"
    POOLED = "F30", "统筹整合财政涉农资金"
    SOCIAL = "F40", "社会帮扶资金"
    CREDIT = "F50", "信贷资金"
    SELF_RAISED = "F60", "群众自筹及其他"


class DisbursementKind(TextChoices):
    PAYMENT = "payment", "拨付"
    RETURN = "return", "退回"


class BenefitKind(TextChoices):
    """What a household gets out of a project (受益方式)."""

    JOB = "job", "务工就业"
    DIVIDEND = "dividend", "入股分红"
    ORDER = "order", "订单种养"
    SUBSIDY = "subsidy", "产业奖补"
    HOUSING = "housing", "住房改善"
    GRANT = "grant", "资助补贴"
    FACILITY = "facility", "设施受益"
    OTHER = "other", "其他"
