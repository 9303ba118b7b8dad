"""The register written in a national layout; importing it again finds zero changes."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from households.models import Household, HouseholdYear
from households.sheets.columns import (
    HOUSEHOLD_FIELDS,
    LIVING_FIELDS,
    MEMBER_YEAR_FIELDS,
    YEAR_FIELDS,
    spoken,
)
from households.sheets.known import KnownHousehold, KnownMember, load_households
from intake.layouts import Layout
from organization.enums import DivisionLevel
from organization.models import Division

_AT_A_TIME = 2000
"""Households held in memory at once."""


def export(layout: Layout, code: str, day: datetime.date) -> Iterator[tuple]:
    """One row per person of every household in the register on `day`, in village order."""
    places = _Places(code)
    households = Household.objects.inside(code).valid(day).order_by("household_no")
    numbers = list(households.values_list("household_no", flat=True))
    ordinal = 0
    for start in range(0, len(numbers), _AT_A_TIME):
        part = numbers[start : start + _AT_A_TIME]
        known = load_households(part, day)
        for number in part:
            household = known[number]
            for member in _in_order(household):
                ordinal += 1
                values = _values(household, member, places, day) | {"ordinal": ordinal}
                yield tuple([values.get(column.name, "") for column in layout.columns])


def data_day(code: str, day: datetime.date) -> datetime.date:
    """The day itself in a year that has been surveyed, else the end of the last surveyed year."""
    surveyed = HouseholdYear.objects.inside(code).filter(data_year__lte=day.year)
    latest = surveyed.aggregate(year=Max("data_year"))["year"]
    return day if latest in {None, day.year} else datetime.date(latest, 12, 31)


def _in_order(household: KnownHousehold) -> list[KnownMember]:
    """The head first, then by relation."""
    present = [member for member in household.members if member.was_there]
    return sorted(present, key=lambda member: (member.relation, member.pk))


def _values(
    household: KnownHousehold, member: KnownMember, places: "_Places", day: datetime.date
) -> dict[str, Any]:
    values = _household_values(household) | _member_values(member)
    township, village = places.names(household.village)
    values |= {
        "province": places.province,
        "prefecture": places.prefecture,
        "county": places.city,
        "township": township,
        "village": village,
        "data_date": day,
    }
    return values


def _household_values(household: KnownHousehold) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(HOUSEHOLD_FIELDS, household.values, strict=False))
    for names, row in (
        (YEAR_FIELDS, household.year),
        (("net_income_per_capita",), household.income),
        (LIVING_FIELDS, household.living),
    ):
        if row:
            values |= {n: _cell(n, v) for n, v in zip(names, row.values, strict=True)}
    values["household_no"] = household.national_no or household.household_no
    values["status"] = spoken("status", household.status)
    if household.monitoring:
        kind, since, until = household.monitoring
        values |= {
            "monitoring_kind": spoken("monitoring_kind", kind),
            "risk_identified_on": since,
            "eliminated": "是" if until else "否",
            "eliminated_on": until or "",
        }
    return {name: "" if value is None else value for name, value in values.items()}


def _member_values(member: KnownMember) -> dict[str, Any]:
    national, name, _, _, _, id_no, _, ethnicity, phone, identified_on = member.values
    values = {
        "person_no": national or "",
        "name": name,
        "identity": id_no,
        "relation": spoken("relation", member.relation),
        "ethnicity": spoken("ethnicity", ethnicity),
        "member_phone": phone,
        "member_identified_on": identified_on or "",
    }
    if member.year:
        *survey, certificate = member.year.values
        values |= {n: _cell(n, v) for n, v in zip(MEMBER_YEAR_FIELDS, survey, strict=True)}
        if certificate and certificate.startswith(id_no):
            values["identity"] = certificate
    return values


def _cell(name: str, value: Any) -> Any:
    """Numbers and dates as such, everything else as it is spoken."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return spoken(name, value)
    return value


class _Places:
    """Names of the divisions above a village."""

    province = "湖北省"
    prefecture = "省直辖县级行政区划"

    def __init__(self, code: str) -> None:
        divisions = Division.objects.all()
        self._names = {d.code: (d.short_name, d.parent_id, d.level) for d in divisions}
        cities = [name for name, _, level in self._names.values() if level == DivisionLevel.CITY]
        self.city = cities[0] if cities else ""

    def names(self, village: str) -> tuple[str, str]:
        name, parent, _ = self._names[village]
        return self._names.get(parent or "", ("", "", ""))[0], name
