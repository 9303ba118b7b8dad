"""Facts of the register for the checks, an area at a time, with a constant number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from households.checks.facts import HouseholdFacts, MemberFacts, codes, filled
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Membership,
    MemberYear,
)

_MEMBER_YEAR = (
    "education", "student_status", "labor", "work_area", "work_months", "serious_illness_insured",
    "disability_no", "basic_medical", "employee_medical", "pension", "employee_pension", "dibao",
    "tekun", "public_post", "skill_note", "dropout_reason",
)  # fmt: skip
_HOUSEHOLD_YEAR = ("size", "attribute", "household_type", "cause_main")
_INCOME = (
    "net_income_per_capita", "wage_income", "business_income", "business_cost", "dibao_grant",
    "tekun_grant",
)  # fmt: skip
_LIVING = ("water_safe", "house_grade", "is_dangerous_house", "house_area_m2")


def load_area(code: str, day: datetime.date) -> list[HouseholdFacts]:
    """Facts of every household that stands in the register on `day`, by its latest survey."""
    return load(Household.objects.inside(code).valid(day), day)


def load_households(ids: Sequence[int], day: datetime.date) -> list[HouseholdFacts]:
    """Facts of some households, e.g. those just saved or imported."""
    return load(Household.objects.filter(pk__among=list(ids)), day)


def load(households: QuerySet, day: datetime.date) -> list[HouseholdFacts]:
    """Facts of the households of a queryset, each with the latest data year up to `day`."""
    rows = {
        pk: HouseholdFacts(0, subject_id=pk, division_code=village)
        for pk, village in households.values_list("pk", "village_id")
    }
    ids = list(rows)
    _fill_household_years(rows, ids, day)
    _fill_incomes(rows, ids)
    _fill_living(rows, ids)
    _fill_members(rows, ids, day)
    return [facts for facts in rows.values() if facts.data_year]


def _fill_household_years(
    rows: dict[int, HouseholdFacts], ids: list[int], day: datetime.date
) -> None:
    years = HouseholdYear.objects.filter(household__among=ids, data_year__lte=day.year)
    for pk, year, others, *values in years.order_by("data_year").values_list(
        "household_id", "data_year", "causes_other", *_HOUSEHOLD_YEAR
    ):
        facts = rows[pk]
        facts.data_year, facts.causes_other = year, codes(others)
        for name, value in zip(_HOUSEHOLD_YEAR, values, strict=True):
            setattr(facts, name, value)


def _fill_incomes(rows: dict[int, HouseholdFacts], ids: list[int]) -> None:
    incomes: dict[int, dict[int, tuple]] = defaultdict(dict)
    found = IncomeYear.objects.filter(household__among=ids)
    for pk, year, *values in found.values_list("household_id", "data_year", *_INCOME):
        incomes[pk][year] = tuple(values)
    for pk, facts in rows.items():
        now = incomes[pk].get(facts.data_year)
        if now:
            filled(facts, zip(_INCOME, now, strict=True))
        before = incomes[pk].get(facts.data_year - 1)
        facts.previous_per_capita = before[0] if before else None


def _fill_living(rows: dict[int, HouseholdFacts], ids: list[int]) -> None:
    found = LivingConditionYear.objects.filter(household__among=ids)
    for pk, year, *values in found.values_list("household_id", "data_year", *_LIVING):
        if year == rows[pk].data_year:
            filled(rows[pk], zip(_LIVING, values, strict=True))


def _fill_members(rows: dict[int, HouseholdFacts], ids: list[int], day: datetime.date) -> None:
    surveyed: dict[tuple[int, int], tuple] = {}
    years = MemberYear.objects.filter(household__among=ids, data_year__lte=day.year)
    for member, year, health, *values in years.values_list(
        "member_id", "data_year", "health", *_MEMBER_YEAR
    ):
        surveyed[member, year] = (health, values)
    present = Membership.objects.as_of(day).filter(household__among=ids)
    for household, pk, relation, name, sex, born in present.order_by("pk").values_list(
        "household_id", "member_id", "relation", "member__name", "member__sex",
        "member__birth_date",
    ):  # fmt: skip
        facts = rows[household]
        member = MemberFacts(name, relation, sex, born, member_id=pk)
        facts.members.append(member)
        survey = surveyed.get((pk, facts.data_year))
        member.surveyed = survey is not None
        if survey:
            member.health = codes(survey[0])
            filled(member, zip(_MEMBER_YEAR, survey[1], strict=True))


def facts_of_values(
    year: int, household: dict[str, Any], people: Iterable[dict[str, Any]]
) -> HouseholdFacts:
    """Facts of one household as a form has them; unknown names are left out."""
    facts = filled(HouseholdFacts(year), _known(household, HouseholdFacts))
    facts.causes_other = codes(household.get("causes_other"))
    for index, values in enumerate(people):
        member = filled(MemberFacts(row=index), _known(values, MemberFacts))
        member.health = codes(values.get("health"))
        facts.members.append(member)
    return facts


def _known(values: dict[str, Any], kind: type) -> dict[str, Any]:
    names = set(kind.__slots__) - {"members", "causes_other", "health"}
    return {name: value for name, value in values.items() if name in names}
