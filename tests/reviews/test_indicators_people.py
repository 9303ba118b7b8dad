"""The figures about people, against a small city counted by hand."""

import datetime
from decimal import Decimal

import pytest

from households.enums import PovertyStatus
from households.models import Household, Membership
from organization.models import Parameter
from reviews.indicators import Value, indicator_of
from tests.factories import (
    BASE_DAY,
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    HouseholdFactory,
    HouseholdYearFactory,
    IncomeYearFactory,
    LivingConditionYearFactory,
    MemberFactory,
    MembershipFactory,
    MemberYearFactory,
)
from tests.reviews.register import change_status, five_households

DAY = datetime.date(2016, 12, 31)


@pytest.fixture
def city(db):
    return five_households()


def value(code: str, place: str = CITY, day: datetime.date = DAY) -> Value:
    values = indicator_of(code).compute(day, CITY)
    empty = Value(Decimal(0), None if indicator_of(code).denominator is None else Decimal(0))
    return values.get(place, empty)


@pytest.mark.parametrize(
    ("code", "whole_city", "yanglinwei", "gexin", "zhanggou"),
    [
        ("K01H", 4, 3, 3, 1),  # D is removed
        ("K01P", 9, 8, 8, 1),  # 3 + (4 − 1 dead) + 2; E's one
        ("K02H", 3, 2, 2, 1),  # A, C (returned), E (not yet announced)
        ("K02P", 6, 5, 5, 1),
        ("K05N", 6, 6, 6, 0),  # B with 4 on its day, C with 2 in 2015; the return is elsewhere
        ("K21B", 0, 0, 0, 0),
    ],
)
def test_counts_of_the_city_its_townships_and_villages(
    city, code, whole_city, yanglinwei, gexin, zhanggou
):
    found = [value(code, place).numerator for place in (CITY, YANGLINWEI, GEXIN, ZHANGGOU)]

    assert found == [whole_city, yanglinwei, gexin, zhanggou]


def test_the_past_is_counted_as_it_was(city):
    assert value("K01P", day=datetime.date(2016, 10, 29)).numerator == 15
    assert value("K01P", day=datetime.date(2016, 10, 30)).numerator == 10
    assert value("K01P", day=datetime.date(2016, 12, 19)).numerator == 10
    assert value("K02P", day=datetime.date(2016, 12, 9)).numerator == 10  # A, B, C, E
    assert value("K05N", day=datetime.date(2015, 12, 31)).numerator == 2


def test_poverty_rate_is_measured_against_the_agricultural_population(city):
    assert value("K03") == Value(Decimal(6), Decimal(3000))
    assert value("K03", GEXIN) == Value(Decimal(5), Decimal(1500))


def test_the_plan_counts_those_listed_this_year(city):
    assert value("K04") == Value(Decimal(4), Decimal(5))  # B lifted; B and E listed


def test_the_base_is_a_parameter_of_exactly_the_place(city):
    assert value("K05") == Value(Decimal(6), Decimal(81076))
    assert value("K05", YANGLINWEI) == Value(Decimal(6), Decimal(0))

    Parameter.objects.create(
        key="base_population_2014", division_id=YANGLINWEI, value=9, starts_on=BASE_DAY
    )

    assert value("K05", YANGLINWEI) == Value(Decimal(6), Decimal(9))
    assert value("K00").numerator == 81076


def test_returns_are_measured_against_everybody_lifted(city):
    assert value("K07") == Value(Decimal(2), Decimal(6))


def test_survey_rates_count_only_what_was_surveyed(city):
    a, b = city["a"], city["b"]
    for household, safe, dangerous in ((a, True, False), (b, False, True)):
        LivingConditionYearFactory(
            household=household, water_safe=safe, is_dangerous_house=dangerous
        )
    LivingConditionYearFactory(household=city["c"], water_safe=None, is_dangerous_house=None)
    members = list(Membership.objects.filter(household=a).order_by("pk"))
    for place, membership in enumerate(members):
        MemberYearFactory(member=membership.member, household=a, basic_medical=place != 0)

    assert value("K19") == Value(Decimal(1), Decimal(2))
    assert value("K20") == Value(Decimal(1), Decimal(2))
    assert value("K17") == Value(Decimal(2), Decimal(3))
    assert value("K19", day=datetime.date(2016, 11, 30)) == Value(Decimal(0), Decimal(0))


def test_mean_income_weighs_by_people(city):
    b = city["b"]
    HouseholdYearFactory(household=b, size=4)
    IncomeYearFactory(household=b, net_income_per_capita=Decimal("3000.00"))
    other = HouseholdFactory(at=XIANFENG, size=1, status=PovertyStatus.EXITED_WITH_POLICY)
    HouseholdYearFactory(household=other, size=1)
    IncomeYearFactory(household=other, net_income_per_capita=Decimal("8000.00"))

    assert value("K21") == Value(Decimal("20000.00"), Decimal(5))
    assert value("K21").result == Decimal(4000)
    assert value("K21B").numerator == 1  # B stands below 3,146 yuan


def test_children_of_school_age_are_counted_by_their_birthday(city):
    a = city["a"]
    for born, dropped in (
        (datetime.date(2010, 12, 31), ""),  # six today
        (datetime.date(2011, 1, 1), ""),  # not yet six
        (datetime.date(2001, 1, 1), "4"),  # fifteen
        (datetime.date(2000, 12, 31), ""),  # sixteen today
    ):
        child = MemberFactory(birth_date=born)
        MembershipFactory(household=a, member=child)
        MemberYearFactory(member=child, household=a, dropout_reason=dropped)

    assert value("K18") == Value(Decimal(1), Decimal(2))


def test_a_household_counts_once_however_its_status_changed(city):
    change_status(city["c"], PovertyStatus.PRE_EXIT, datetime.date(2016, 11, 20))
    change_status(city["c"], PovertyStatus.EXITED_WITH_POLICY, datetime.date(2016, 12, 25))

    assert value("K05N").numerator == 6
    assert Household.objects.count() == 5
