"""Who is registered, poor, lifted: K00 to K07, and what the yearly survey says of them."""

import datetime

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from households.enums import PovertyStatus, Validity
from households.enums.status import EXITED, STILL_POOR
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Membership,
    MemberYear,
    PovertySpan,
    ValiditySpan,
)
from households.survey_years import survey_year
from organization.days import years_before
from organization.enums import DivisionLevel, Topic
from organization.parameters import DEFINITIONS, parameters_by_division
from reviews.enums import Direction
from reviews.indicators import shapes
from reviews.indicators.registry import Indicator, ParameterPart, Part, Style, define
from villages.models import Village

REGISTER = frozenset({Topic.HOUSEHOLD, Topic.STATUS})
SURVEY = REGISTER | {Topic.SURVEY}


def _of_registered(day: datetime.date) -> Exists:
    spans = ValiditySpan.objects.as_of(day).filter(validity=Validity.VALID)
    return Exists(spans.filter(household=OuterRef("household")))


def _with_status(day: datetime.date, statuses) -> Exists:
    spans = PovertySpan.objects.as_of(day).filter(status__in=statuses)
    return Exists(spans.filter(household=OuterRef("household")))


def registered_members(day: datetime.date) -> QuerySet:
    """People who belong to a registered household on `day`."""
    return Membership.objects.as_of(day).filter(_of_registered(day))


def poor_members(day: datetime.date) -> QuerySet:
    """People of registered households that are not, or no longer, lifted on `day`."""
    return registered_members(day).filter(_with_status(day, STILL_POOR))


def with_persons(spans: QuerySet) -> QuerySet:
    """Each span with the number of people in the household on its first day."""
    members = (
        Membership.objects.filter(household=OuterRef("household"))
        .filter(starts_on__lte=OuterRef("starts_on"))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("starts_on")))
        .order_by()
        .values("household")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return spans.annotate(persons=Coalesce(Subquery(members, output_field=IntegerField()), 0))


def first_exits(day: datetime.date) -> QuerySet:
    """The first day out of poverty of every household that had one by `day`."""
    exits = PovertySpan.objects.filter(status__in=EXITED, starts_on__lte=day)
    earlier = PovertySpan.objects.filter(
        household=OuterRef("household"), status__in=EXITED, starts_on__lt=OuterRef("starts_on")
    )
    return with_persons(exits.filter(~Exists(earlier)))


def _listed_this_year(day: datetime.date) -> QuerySet:
    listed = PovertySpan.objects.filter(
        status=PovertyStatus.PRE_EXIT, starts_on__year=day.year, starts_on__lte=day
    )
    return with_persons(listed)


def _listed_and_lifted(day: datetime.date) -> QuerySet:
    lifted = PovertySpan.objects.filter(
        household=OuterRef("household"),
        status__in=EXITED,
        starts_on__gte=OuterRef("starts_on"),
        starts_on__lte=day,
    )
    return _listed_this_year(day).filter(Exists(lifted))


def _returned(day: datetime.date) -> QuerySet:
    spans = PovertySpan.objects.as_of(day).filter(status=PovertyStatus.RETURNED)
    return with_persons(spans.filter(_of_registered(day)))


def _surveyed(day: datetime.date, **facts) -> Exists:
    """The member's survey of the year that speaks for `day` says so."""
    surveys = MemberYear.objects.filter(
        member=OuterRef("member"), data_year=survey_year(day), **facts
    )
    return Exists(surveys)


def _with_insurance_known(day: datetime.date) -> QuerySet:
    return registered_members(day).filter(_surveyed(day, basic_medical__isnull=False))


def _insured(day: datetime.date) -> QuerySet:
    return registered_members(day).filter(_surveyed(day, basic_medical=True))


def _children(day: datetime.date) -> QuerySet:
    """Registered children between their 6th and 16th birthday with a survey of the year."""
    return _of_school_age(day).filter(_surveyed(day))


def _at_school(day: datetime.date) -> QuerySet:
    return _of_school_age(day).filter(_surveyed(day, dropout_reason=""))


def _of_school_age(day: datetime.date) -> QuerySet:
    return registered_members(day).filter(
        member__birth_date__gt=years_before(day, 16),
        member__birth_date__lte=years_before(day, 6),
    )


def _incomes_of_lifted(day: datetime.date) -> QuerySet:
    year = survey_year(day)
    size = HouseholdYear.objects.filter(household=OuterRef("household"), data_year=year)
    rows = IncomeYear.objects.filter(data_year=year, net_income_per_capita__isnull=False)
    return rows.filter(_of_registered(day), _with_status(day, EXITED)).annotate(
        people=Coalesce(Subquery(size.values("size")[:1]), 0)
    )


def _lifted_below_line(day: datetime.date) -> QuerySet:
    return _incomes_of_lifted(day).filter(net_income_per_capita__lt=income_line(day))


def income_line(day: datetime.date):
    """The exit line of the whole city in force on `day`."""
    rows = parameters_by_division("exit_income_line", day)
    return rows[min(rows)] if rows else DEFINITIONS["exit_income_line"].default


def _living(day: datetime.date) -> QuerySet:
    rows = LivingConditionYear.objects.filter(data_year=survey_year(day))
    return rows.filter(_of_registered(day))


_IN_HOUSEHOLD = "household__village_id"

HOUSEHOLDS = Part("在册户", "户", Household.objects.valid, "village_id", shapes.HOUSEHOLDS)
MEMBERS = Part("在册人口", "人", registered_members, _IN_HOUSEHOLD, shapes.MEMBERS)
POOR_HOUSEHOLDS = Part("未脱贫户", "户", Household.objects.poor, "village_id", shapes.HOUSEHOLDS)
POOR_MEMBERS = Part("未脱贫人口", "人", poor_members, _IN_HOUSEHOLD, shapes.MEMBERS)
AGRICULTURAL = Part(
    "农业户籍人口", "人",
    lambda day: Village.objects.filter(agricultural_population__isnull=False),
    "division_id", shapes.VILLAGES, "agricultural_population",
)  # fmt: skip
BASE = ParameterPart("2014年建档立卡人口基数", "人", "base_population_2014")
LIFTED = Part("累计脱贫人口", "人", first_exits, _IN_HOUSEHOLD, shapes.SPANS, "persons")
LISTED = Part("本年列入计划人口", "人", _listed_this_year, _IN_HOUSEHOLD, shapes.SPANS, "persons")
LISTED_LIFTED = Part(
    "其中已公告脱贫", "人", _listed_and_lifted, _IN_HOUSEHOLD, shapes.SPANS, "persons"
)
RETURNED = Part("返贫人口", "人", _returned, _IN_HOUSEHOLD, shapes.SPANS, "persons")
SURVEYED = Part("已采集参保信息人口", "人", _with_insurance_known, _IN_HOUSEHOLD, shapes.MEMBERS)
INSURED = Part("参保人口", "人", _insured, _IN_HOUSEHOLD, shapes.MEMBERS)
CHILDREN = Part("6至15周岁儿童", "人", _children, _IN_HOUSEHOLD, shapes.MEMBERS)
AT_SCHOOL = Part("未失学辍学儿童", "人", _at_school, _IN_HOUSEHOLD, shapes.MEMBERS)
HOUSED = Part(
    "已采集住房信息户", "户",
    lambda day: _living(day).filter(is_dangerous_house__isnull=False),
    _IN_HOUSEHOLD, shapes.LIVING,
)  # fmt: skip
SAFELY_HOUSED = Part(
    "住房安全户", "户", lambda day: _living(day).filter(is_dangerous_house=False),
    _IN_HOUSEHOLD, shapes.LIVING,
)  # fmt: skip
WATERED = Part(
    "已采集饮水信息户", "户", lambda day: _living(day).filter(water_safe__isnull=False),
    _IN_HOUSEHOLD, shapes.LIVING,
)  # fmt: skip
SAFELY_WATERED = Part(
    "饮水安全户", "户", lambda day: _living(day).filter(water_safe=True),
    _IN_HOUSEHOLD, shapes.LIVING,
)  # fmt: skip
LIFTED_INCOME = Part(
    "已脱贫户纯收入合计", "元", _incomes_of_lifted, _IN_HOUSEHOLD, shapes.INCOMES,
    F("net_income_per_capita") * F("people"),
)  # fmt: skip
LIFTED_PEOPLE = Part(
    "已脱贫户人口", "人", _incomes_of_lifted, _IN_HOUSEHOLD, shapes.INCOMES, "people"
)
BELOW_LINE = Part("低于收入线的已脱贫户", "户", _lifted_below_line, _IN_HOUSEHOLD, shapes.INCOMES)

_SURVEY_NOTE = "数据年度：12月起用当年采集数据，此前用上年。"

define(
    Indicator(
        "K00", "K00", "2014年建档立卡人口基数",
        "省级核定的2014年底建档立卡贫困人口，由政策参数“2014年建档立卡人口基数”给出，不随动态管理变化。",
        BASE, topics=frozenset({Topic.PARAMETER}),
    ),
    Indicator(
        "K01H", "K01", "在册建档立卡户", "当日记录状态为“有效”的建档立卡户数。",
        HOUSEHOLDS, topics=REGISTER,
    ),
    Indicator(
        "K01P", "K01", "在册建档立卡人口", "当日有效建档立卡户中在户的家庭成员数。",
        MEMBERS, topics=REGISTER,
    ),
    Indicator(
        "K02H", "K02", "未脱贫户",
        "当日有效户中脱贫状态为未脱贫、预脱贫或返贫的户数；预脱贫户在公告退出前仍计为未脱贫。",
        POOR_HOUSEHOLDS, direction=Direction.DOWN, topics=REGISTER,
    ),
    Indicator(
        "K02P", "K02", "未脱贫人口",
        "当日未脱贫户（含预脱贫、返贫）中在户的家庭成员数。",
        POOR_MEMBERS, direction=Direction.DOWN, topics=REGISTER,
    ),
    Indicator(
        "K03", "K03", "贫困发生率",
        "当日未脱贫人口÷农业户籍人口×100%。农业户籍人口按公安年报逐村登记。",
        POOR_MEMBERS, AGRICULTURAL, Style.PERCENT, Direction.DOWN,
        topics=REGISTER | {Topic.VILLAGE},
    ),
    Indicator(
        "K04", "K04", "年度减贫计划完成率",
        "本年1月1日至当日列入预脱贫的户中已公告退出的人口÷列入预脱贫的人口×100%，人口均按列入当日计。",
        LISTED_LIFTED, LISTED, Style.PERCENT, Direction.UP, topics=REGISTER,
        gap="列入计划未公告脱贫人口",
    ),
    Indicator(
        "K05N", "K05", "累计脱贫人口",
        "至当日曾公告脱贫的户，按其首次脱贫日的在户人口计；此后的生老病死不再增减，返贫另列。",
        LIFTED, direction=Direction.UP, topics=REGISTER,
    ),
    Indicator(
        "K05", "K05", "累计脱贫率",
        "累计脱贫人口（按首次脱贫日在户人口）÷2014年建档立卡人口基数×100%。",
        LIFTED, BASE, Style.PERCENT, Direction.UP, topics=REGISTER | {Topic.PARAMETER},
        lowest=DivisionLevel.TOWNSHIP,
    ),
    Indicator(
        "K07", "K07", "返贫率", "当日处于返贫状态的人口（按返贫日在户人口）÷累计脱贫人口×100%。",
        RETURNED, LIFTED, Style.PERCENT, Direction.DOWN, topics=REGISTER, sensitive=True,
    ),
    Indicator(
        "K17", "K17", "基本医疗保险参保率",
        "在册人口中参加城乡居民基本医疗保险的人数÷已采集参保信息的在册人口×100%。" + _SURVEY_NOTE,
        INSURED, SURVEYED, Style.PERCENT, Direction.UP, topics=SURVEY, sensitive=True,
        gap="未参保人口",
    ),
    Indicator(
        "K18", "K18", "义务教育保障率",
        "在册6至15周岁儿童中未登记失学辍学原因的人数÷在册6至15周岁儿童×100%。" + _SURVEY_NOTE,
        AT_SCHOOL, CHILDREN, Style.PERCENT, Direction.UP, topics=SURVEY, sensitive=True,
        gap="失学辍学儿童",
    ),
    Indicator(
        "K19", "K19", "住房安全保障率",
        "在册户中非危房户数÷已采集住房信息的在册户×100%。" + _SURVEY_NOTE,
        SAFELY_HOUSED, HOUSED, Style.PERCENT, Direction.UP, topics=SURVEY, gap="危房户",
    ),
    Indicator(
        "K20", "K20", "安全饮水率",
        "在册户中饮水安全户数÷已采集饮水信息的在册户×100%。" + _SURVEY_NOTE,
        SAFELY_WATERED, WATERED, Style.PERCENT, Direction.UP, topics=SURVEY, gap="饮水不安全户",
    ),
    Indicator(
        "K21", "K21", "已脱贫户人均纯收入",
        "当日已脱贫户的人均纯收入按户内人口加权平均。" + _SURVEY_NOTE,
        LIFTED_INCOME, LIFTED_PEOPLE, Style.MEAN, Direction.UP, 2, topics=SURVEY,
    ),
    Indicator(
        "K21B", "K21", "收入低于线的已脱贫户",
        "当日已脱贫户中人均纯收入低于当日执行的脱贫收入线的户数。" + _SURVEY_NOTE,
        BELOW_LINE, direction=Direction.DOWN, topics=SURVEY | {Topic.PARAMETER}, sensitive=True,
    ),
)  # fmt: skip
