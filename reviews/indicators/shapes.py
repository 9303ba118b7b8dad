"""How the rows behind the numbers are listed: columns, page of each, and who may see them."""

from django.urls import reverse

from households.checks import TELLS_HEALTH
from households.enums import PovertyStatus
from organization.permissions import Permission
from reviews.indicators.registry import Column, Shape


def _page(url_name: str, key: str = "pk"):
    """The address of a row's own page."""

    def url(row) -> str:
        value = row
        for name in key.split("."):
            value = getattr(value, name)
        return reverse(url_name, args=[value])

    return url


def _place_of(row) -> str:
    return row.village.division.short_name


def _town_of(row) -> str:
    return str(row.village.division.parent)


def _place(read=lambda row: row) -> tuple[Column, Column]:
    """Village and township of whatever `read` finds in a row."""
    return (
        Column("村", lambda row: _place_of(read(row))),
        Column("镇办场园", lambda row: _town_of(read(row))),
    )


def _of_household(row):
    return row.household


def _division_name(row) -> str:
    division = row.division
    parent = f"（{division.parent}）" if division.level == "village" and division.parent else ""
    return f"{division.short_name}{parent}"


def _status(row) -> str:
    return PovertyStatus(row.status_now).label if row.status_now else "未纳入"


HOUSEHOLDS = Shape(
    Permission.HOUSEHOLD_VIEW,
    (
        Column("户号", lambda row: row.household_no),
        Column("户主", lambda row: row.head_name),
        *_place(),
        Column("脱贫状态", _status),
        Column("人口", lambda row: row.size_now, is_number=True),
    ),
    _page("households:detail"),
    lambda rows, day: rows.for_list(day),
)

MEMBERS = Shape(
    Permission.HOUSEHOLD_VIEW,
    (
        Column("姓名", lambda row: row.member.name),
        Column("与户主关系", lambda row: row.get_relation_display()),
        Column("户主", lambda row: row.household.head_name),
        *_place(_of_household),
    ),
    _page("households:detail", "household_id"),
    lambda rows, day: rows.select_related("member", "household__village__division__parent"),
)

SPANS = Shape(
    Permission.HOUSEHOLD_VIEW,
    (
        Column("户号", lambda row: row.household.household_no),
        Column("户主", lambda row: row.household.head_name),
        *_place(_of_household),
        Column("状态", lambda row: row.get_status_display()),
        Column("日期", lambda row: row.starts_on),
        Column("当日人口", lambda row: row.persons, is_number=True),
    ),
    _page("households:detail", "household_id"),
    lambda rows, day: rows.select_related("household__village__division__parent"),
)

INCOMES = Shape(
    Permission.HOUSEHOLD_VIEW,
    (
        Column("户号", lambda row: row.household.household_no),
        Column("户主", lambda row: row.household.head_name),
        *_place(_of_household),
        Column("数据年度", lambda row: row.data_year),
        Column("人均纯收入（元）", lambda row: row.net_income_per_capita, is_number=True),
        Column("人口", lambda row: row.people, is_number=True),
    ),
    _page("households:detail", "household_id"),
    lambda rows, day: rows.select_related("household__village__division__parent"),
)

LIVING = Shape(
    Permission.HOUSEHOLD_VIEW,
    (
        Column("户号", lambda row: row.household.household_no),
        Column("户主", lambda row: row.household.head_name),
        *_place(_of_household),
        Column("数据年度", lambda row: row.data_year),
    ),
    _page("households:detail", "household_id"),
    lambda rows, day: rows.select_related("household__village__division__parent"),
)

VILLAGES = Shape(
    Permission.VILLAGE_VIEW,
    (
        Column("村", lambda row: row.division.short_name),
        Column("镇办场园", lambda row: str(row.division.parent)),
        Column("农业户籍人口", lambda row: row.agricultural_population, is_number=True),
    ),
    _page("villages:detail"),
    lambda rows, day: rows.select_related("division__parent"),
)

KEY_VILLAGES = Shape(
    Permission.VILLAGE_VIEW,
    (
        *_place(),
        Column("认定日期", lambda row: row.starts_on),
        Column("出列日期", lambda row: row.exited_on),
        Column("公告文号", lambda row: row.exit_document_no),
    ),
    _page("villages:detail", "village_id"),
    lambda rows, day: rows.select_related("village__division__parent"),
)

POSTINGS = Shape(
    Permission.VILLAGE_VIEW,
    (
        Column("姓名", lambda row: row.cadre.name),
        Column("职务", lambda row: row.get_role_display()),
        *_place(),
        Column("派出单位", lambda row: str(row.unit)),
        Column("任职日期", lambda row: row.starts_on),
    ),
    _page("villages:detail", "village_id"),
    lambda rows, day: rows.select_related("cadre", "unit", "village__division__parent"),
)

EXPECTED_DAYS = Shape(
    Permission.VILLAGE_VIEW,
    (*POSTINGS.columns, Column("应在村天数", lambda row: row.expected_days, is_number=True)),
    POSTINGS.url,
    POSTINGS.prepare,
)

ATTENDANCE = Shape(
    Permission.VILLAGE_VIEW,
    (
        Column("姓名", lambda row: row.posting.cadre.name),
        *_place(lambda row: row.posting),
        Column("月份", lambda row: f"{row.month:%Y-%m}"),
        Column("计入天数", lambda row: row.counted_days, is_number=True),
    ),
    _page("villages:detail", "posting.village_id"),
    lambda rows, day: rows.select_related("posting__cadre", "posting__village__division__parent"),
)

DESIGNATIONS = Shape(
    Permission.PAIRING_VIEW,
    (
        Column("镇办场园", lambda row: str(row.division)),
        Column("认定类别", lambda row: row.get_kind_display()),
        Column("认定日期", lambda row: row.starts_on),
    ),
    prepare=lambda rows, day: rows.select_related("division"),
)

VISITS = Shape(
    Permission.PAIRING_VIEW,
    (
        Column("走访日期", lambda row: row.visited_on),
        Column("走访人", lambda row: row.cadre.name),
        Column("户主", lambda row: row.household.head_name),
        *_place(_of_household),
        Column("类型", lambda row: row.get_kind_display()),
    ),
    _page("households:detail", "household_id"),
    lambda rows, day: rows.select_related("cadre", "household__village__division__parent"),
)

PROJECTS = Shape(
    Permission.PROJECT_VIEW,
    (
        Column("项目编号", lambda row: row.number),
        Column("项目名称", lambda row: row.name),
        Column("实施地点", _division_name),
        Column("责任单位", lambda row: str(row.unit)),
        Column("项目状态", lambda row: row.get_state_display()),
        Column("计划资金（元）", lambda row: row.planned_amount, is_number=True),
    ),
    prepare=lambda rows, day: rows.select_related("division__parent", "unit"),
)

FUNDS = Shape(
    Permission.PROJECT_VIEW,
    (
        Column("资金编号", lambda row: row.number),
        Column("资金名称", lambda row: row.name),
        Column("类别", lambda row: row.get_fund_class_display()),
        Column("下达日期", lambda row: row.ordered_on),
        Column("下达金额（元）", lambda row: row.amount, is_number=True),
    ),
    prepare=lambda rows, day: rows.select_related("division"),
)

ALLOCATIONS = Shape(
    Permission.PROJECT_VIEW,
    (
        Column("项目", lambda row: row.project.name),
        Column("实施地点", lambda row: _division_name(row.project)),
        Column("资金来源", lambda row: row.source.name),
        Column("安排日期", lambda row: row.allocated_on),
        Column("安排金额（元）", lambda row: row.amount, is_number=True),
    ),
    prepare=lambda rows, day: rows.select_related("project__division__parent", "source"),
)

PAYMENTS = Shape(
    Permission.PROJECT_VIEW,
    (
        Column("项目", lambda row: row.allocation.project.name),
        Column("实施地点", lambda row: _division_name(row.allocation.project)),
        Column("日期", lambda row: row.paid_on),
        Column("类别", lambda row: row.get_kind_display()),
        Column("金额（元）", lambda row: row.amount, is_number=True),
    ),
    prepare=lambda rows, day: rows.select_related("allocation__project__division__parent"),
)

TASKS = Shape(
    Permission.PROJECT_VIEW,
    (
        Column("行动", lambda row: str(row.plan)),
        Column("清单号", lambda row: row.number),
        Column("任务", lambda row: row.content),
        Column("牵头单位", lambda row: str(row.lead_unit)),
        Column("完成时限", lambda row: row.due_on),
    ),
    prepare=lambda rows, day: rows.select_related("plan", "lead_unit"),
)

PROBLEMS = Shape(
    Permission.PROBLEM_VIEW,
    (
        Column("编号", lambda row: row.number),
        Column("问题", lambda row: row.title),
        Column("所在区域", _division_name),
        Column("责任单位", lambda row: str(row.unit)),
        Column("发现日期", lambda row: row.found_on),
        Column("状态", lambda row: row.get_state_display()),
    ),
    _page("accountability:problem_detail"),
    lambda rows, day: rows.for_list(),
)

NOTICES = Shape(
    Permission.NOTICE_VIEW,
    (
        Column("文号", lambda row: row.number),
        Column("标题", lambda row: row.title),
        Column("受文单位", lambda row: str(row.unit)),
        Column("成文日期", lambda row: row.issued_on),
        Column("整改截止", lambda row: row.done_due_on),
        Column("状态", lambda row: row.get_state_display()),
    ),
    _page("accountability:notice_detail"),
    lambda rows, day: rows.for_list(),
)

INTERVIEWS = Shape(
    Permission.NOTICE_VIEW,
    (
        Column("编号", lambda row: row.number),
        Column("被约谈单位", lambda row: str(row.unit)),
        Column("被约谈人及职务", lambda row: row.interviewee),
        Column("约谈日期", lambda row: row.held_on),
        Column("状态", lambda row: row.get_state_display()),
    ),
    prepare=lambda rows, day: rows.for_list(),
)

SANCTIONS = Shape(
    Permission.SANCTION_VIEW,
    (
        Column("单位", lambda row: str(row.unit)),
        Column("职务", lambda row: row.post),
        Column("方式", lambda row: row.get_form_display()),
        Column("决定日期", lambda row: row.decided_on),
        Column("决定机关", lambda row: row.decided_by_body),
    ),
    prepare=lambda rows, day: rows.for_list(),
)

HEALTH_FAULT = "涉及健康信息，在户档案中查看"
FINDINGS = Shape(
    Permission.HOUSEHOLD_VIEW,
    (
        Column("规则", lambda row: "—" if row.code in TELLS_HEALTH else row.code),
        Column("问题", lambda row: HEALTH_FAULT if row.code in TELLS_HEALTH else row.message),
        Column("发现日期", lambda row: row.first_found_on),
        Column("消除日期", lambda row: row.closed_on),
    ),
)

MEETINGS = Shape(
    Permission.REVIEW_VIEW,
    (
        Column("会议", lambda row: row.get_kind_display()),
        Column("期号", lambda row: row.period),
        Column("召开日期", lambda row: row.held_on),
        Column("应到", lambda row: row.invited, is_number=True),
        Column("实到", lambda row: row.present, is_number=True),
    ),
    _page("reviews:meeting_detail"),
)
