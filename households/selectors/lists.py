"""Pages of the list, and what a search finds."""

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from households.checks.facts import KIND
from households.enums import Attribute, Cause, Relation, Validity
from households.lookup import find_by_id, place_of_duplicate
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    Membership,
)
from households.models.search import is_person
from households.selectors.standing import standing
from households.terms import Kind, parse
from intake.models import CheckResult
from organization.models import User
from organization.permissions import Permission


def with_findings(households: QuerySet[Household]) -> QuerySet[Household]:
    """Households in whose records the checks found something that still stands."""
    return households.filter(pk__in=_found())


def without_findings(households: QuerySet[Household]) -> QuerySet[Household]:
    """The others."""
    return households.exclude(pk__in=_found())


def _found() -> QuerySet:
    open_ones = CheckResult.objects.open().filter(subject_kind=KIND)
    return open_ones.annotate(number=Cast("subject_id", BigIntegerField())).values("number")


def people_in(households: QuerySet[Household], day: datetime.date) -> int:
    """How many people belong to a set of households on a day."""
    rows = Membership.objects.as_of(day).filter(household__in=households.order_by().values("pk"))
    return rows.count()


@dataclass(frozen=True)
class ListRow:
    """A household in the list, with what its page of fifty was asked besides."""

    household: Any
    """A `Household` with the columns that `for_list` adds."""
    findings: int
    matched: list[str]

    @property
    def attribute_label(self) -> str:
        code = self.household.attribute_shown
        return Attribute(code).label if code else ""

    @property
    def cause_label(self) -> str:
        code = self.household.cause_shown
        return Cause(code).label if code else ""

    @property
    def is_closed(self) -> bool:
        """No longer in the register."""
        return self.household.validity_now == Validity.INVALID

    @property
    def status_label(self) -> str:
        return standing(self.household.validity_now, self.household.status_now)[0]

    @property
    def status_level(self) -> str:
        return standing(self.household.validity_now, self.household.status_now)[1]


def list_rows(ids: list[int], day: datetime.date, text: str = "") -> list[ListRow]:
    """The rows of one page in the order of `ids`: a constant number of statements."""
    rows = _with_latest_year(Household.objects.filter(pk__in=ids).for_list(day), day)
    by_id = {household.pk: household for household in rows}
    findings = _finding_counts(ids)
    matched = _matched_people(ids, text) if text else {}
    return [ListRow(by_id[pk], findings.get(pk, 0), matched.get(pk, [])) for pk in ids]


def _with_latest_year(rows: QuerySet[Household], day: datetime.date) -> QuerySet[Household]:
    """Attribute, cause and income per head of the survey that holds on `day`."""
    years = HouseholdYear.objects.filter(household=OuterRef("pk"), data_year__lte=day.year)
    years = years.order_by("-data_year")
    incomes = IncomeYear.objects.filter(household=OuterRef("pk"), data_year__lte=day.year)
    incomes = incomes.order_by("-data_year")
    return rows.annotate(
        attribute_shown=Subquery(years.values("attribute")[:1]),
        cause_shown=Subquery(years.values("cause_main")[:1]),
        income_shown=Subquery(incomes.values("net_income_per_capita")[:1]),
        income_year_shown=Subquery(incomes.values("data_year")[:1]),
    )


def _finding_counts(ids: list[int]) -> dict[int, int]:
    """How many faults stand on each household of a page."""
    keys = [str(pk) for pk in ids]
    rows = CheckResult.objects.open().filter(subject_kind=KIND, subject_id__in=keys)
    counted = rows.order_by().values_list("subject_id").annotate(n=Count("pk"))
    return {int(pk): n for pk, n in counted}


def _matched_people(ids: list[int], text: str) -> dict[int, list[str]]:
    """Who of a household fits the search, where it is not the head: 李秀英（配偶）."""
    terms = [term for term in parse(text) if term.kind != Kind.NUMBER]
    if not terms:
        return {}
    asked = reduce(or_, (is_person(term, "member__") for term in terms))
    rows = Membership.objects.open().filter(asked, household__in=ids)
    found: dict[int, list[str]] = {}
    for row in rows.exclude(relation=Relation.HEAD).select_related("member"):
        line = f"{row.member.name}（{row.get_relation_display()}）"
        found.setdefault(row.household_id, []).append(line)
    return found


def registered_elsewhere(text: str, user: User) -> str:
    """Where a whole ID number is registered outside the user's scope: the township, no more; for
    who may see such numbers at all."""
    if not user.may(Permission.PERSONAL_REVEAL):
        return ""
    for term in parse(text):
        if term.kind == Kind.ID and (member := find_by_id(term.text)):
            return place_of_duplicate(member, user)
    return ""
