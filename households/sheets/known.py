"""What the register already holds about the households and people of a workbook.

Everything is read with a constant number of queries, however many rows the workbook has.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Member,
    Membership,
    MemberYear,
    MonitoringCase,
    PovertySpan,
    ValiditySpan,
)
from households.sheets.columns import (
    HOUSEHOLD_FIELDS,
    LIVING_FIELDS,
    MEMBER_YEAR_FIELDS,
    YEAR_FIELDS,
)

MEMBER_FIELDS = (
    "national_no", "name", "pinyin", "initials", "sex", "id_no", "birth_date", "ethnicity",
    "phone", "identified_on",
)  # fmt: skip
MEMBER_YEAR_COLUMNS = (*MEMBER_YEAR_FIELDS, "disability_no")
INCOME_COLUMNS = ("net_income_per_capita",)
HOUSEHOLD_COLUMNS = (*HOUSEHOLD_FIELDS, "head_name", "head_initials")


@dataclass(slots=True)
class YearRow:
    """A yearly row: its key and the values of the columns that workbooks carry."""

    pk: int
    values: tuple
    household_id: int | None = None


@dataclass(slots=True)
class KnownMember:
    """A person of the register with the open membership, where there is one."""

    pk: int
    values: tuple
    """MEMBER_FIELDS."""
    household_id: int | None = None
    membership_id: int | None = None
    relation: str = ""
    since: datetime.date | None = None
    is_open: bool = True
    """Whether the membership still runs, and not only on the data date."""
    was_there: bool = True
    """Whether it held on the data date already."""
    year: YearRow | None = None

    @property
    def national_no(self) -> str | None:
        return self.values[0]

    @property
    def name(self) -> str:
        return self.values[1]

    @property
    def id_no(self) -> str:
        return self.values[5]


@dataclass(slots=True)
class KnownHousehold:
    """A household of the register as it stands, and its year."""

    pk: int
    household_no: str
    national_no: str | None
    village: str
    version: int
    values: tuple
    """HOUSEHOLD_COLUMNS."""
    members: list[KnownMember] = field(default_factory=list)
    year: YearRow | None = None
    income: YearRow | None = None
    income_has_parts: bool = False
    living: YearRow | None = None
    status: str = ""
    validity: str = ""
    monitoring: tuple | None = None
    """(kind, identified_on, eliminated_on) of the latest case."""


@dataclass(slots=True)
class Elsewhere:
    """A person found by number outside the household of the workbook."""

    member: KnownMember
    village: str = ""
    household_no: str = ""


def load_households(keys: Iterable[str], day: datetime.date) -> dict[str, KnownHousehold]:
    """Households by 户编号, the national system's or our own, as of `day` and its year."""
    wanted = list(keys)
    rows = Household.objects.filter(Q(national_no__among=wanted) | Q(household_no__among=wanted))
    found = [
        KnownHousehold(pk, own, national, village, version, tuple(values))
        for pk, own, national, village, version, *values in rows.values_list(
            "pk", "household_no", "national_no", "village_id", "version", *HOUSEHOLD_COLUMNS
        )
    ]
    if found:
        _fill({household.pk: household for household in found}, day)
    asked = set(wanted)
    known = {}
    for household in found:
        for key in (household.household_no, household.national_no):
            if key in asked:
                known[key] = household
    return known


def _fill(households: dict[int, KnownHousehold], day: datetime.date) -> None:
    ids = list(households)
    _fill_members(households, ids, day)
    _fill_years(households, ids, day.year)
    spans = PovertySpan.objects.as_of(day).filter(household__among=ids)
    for pk, status in spans.values_list("household_id", "status"):
        households[pk].status = status
    validities = ValiditySpan.objects.as_of(day).filter(household__among=ids)
    for pk, validity in validities.values_list("household_id", "validity"):
        households[pk].validity = validity
    cases = MonitoringCase.objects.filter(household__among=ids, identified_on__lte=day)
    for pk, kind, since, until in cases.order_by("identified_on").values_list(
        "household_id", "kind", "identified_on", "eliminated_on"
    ):
        households[pk].monitoring = (kind, since, until if until and until <= day else None)


def _fill_members(
    households: dict[int, KnownHousehold], ids: list[int], day: datetime.date
) -> None:
    years = {
        member: YearRow(pk, tuple(values))
        for member, pk, *values in MemberYear.objects.filter(
            household__among=ids, data_year=day.year
        ).values_list("member_id", "pk", *MEMBER_YEAR_COLUMNS)
    }
    # Whoever belonged to the household on the data date, and whoever does today.
    held = Q(ends_on__isnull=True) | Q(ends_on__gt=day, starts_on__lte=day)
    found = Membership.objects.filter(held, household__among=ids).order_by("pk")
    fields = [f"member__{name}" for name in MEMBER_FIELDS]
    people: dict[tuple[int, int], KnownMember] = {}
    for household, pk, membership, relation, since, until, *values in found.values_list(
        "household_id", "member_id", "pk", "relation", "starts_on", "ends_on", *fields
    ):
        earlier = people.get((household, pk))
        if earlier and earlier.was_there:
            continue  # the relation on the data date counts, a later one does not
        member = KnownMember(pk, tuple(values), household, membership, relation, since)
        member.is_open, member.was_there = until is None, since <= day
        member.year = years.get(pk)
        people[household, pk] = member
    for (household, _), member in people.items():
        households[household].members.append(member)


def _fill_years(households: dict[int, KnownHousehold], ids: list[int], year: int) -> None:
    def rows(model: Any, names: Sequence[str]) -> Any:
        found = model.objects.filter(household__among=ids, data_year=year)
        return found.values_list("household_id", "pk", *names)

    for household, pk, *values in rows(HouseholdYear, YEAR_FIELDS):
        households[household].year = YearRow(pk, tuple(values))
    for household, pk, per_head, gross in rows(IncomeYear, [*INCOME_COLUMNS, "gross_income"]):
        households[household].income = YearRow(pk, (per_head,))
        households[household].income_has_parts = gross is not None
    for household, pk, *values in rows(LivingConditionYear, LIVING_FIELDS):
        households[household].living = YearRow(pk, tuple(values))


def load_people(
    indexes: Iterable[str], person_numbers: Iterable[str], year: int
) -> tuple[dict[str, Elsewhere], dict[str, Elsewhere]]:
    """People of the whole city by the hash of their ID number and by 人编号, with where they are
    registered now."""
    wanted = set(indexes)
    fields = ["pk", "id_index", *MEMBER_FIELDS]
    rows = Member.objects.filter(
        Q(id_index__among=wanted) | Q(national_no__among=set(person_numbers))
    )
    people: dict[int, Elsewhere] = {}
    by_index: dict[str, Elsewhere] = {}
    by_number: dict[str, Elsewhere] = {}
    for pk, index, *values in rows.values_list(*fields):
        person = people[pk] = Elsewhere(KnownMember(pk, tuple(values)))
        if index in wanted:
            by_index[index] = person
        if person.member.national_no:
            by_number[person.member.national_no] = person
    if people:
        _place_people(people, year)
    return by_index, by_number


def _place_people(people: dict[int, Elsewhere], year: int) -> None:
    ids = list(people)
    open_now = Membership.objects.open().filter(member__among=ids)
    for pk, household, village, national, own in open_now.values_list(
        "member_id", "household_id", "household__village_id", "household__national_no",
        "household__household_no",
    ):  # fmt: skip
        people[pk].member.household_id = household
        people[pk].village = village
        people[pk].household_no = national or own
    years = MemberYear.objects.filter(member__among=ids, data_year=year)
    for member, pk, household, *values in years.values_list(
        "member_id", "pk", "household_id", *MEMBER_YEAR_COLUMNS
    ):
        people[member].member.year = YearRow(pk, tuple(values), household)
