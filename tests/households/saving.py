"""Entries of a household, and saving its people the way the form does."""

from households.enums import (
    Relation,
)
from households.services import households
from households.services.entries import HouseholdEntry, PersonEntry
from tests.factories import (
    id_number,
)


def person(name: str = "张三", *, relation: Relation = Relation.HEAD, **fields) -> PersonEntry:
    values = {"name": name, "id_no": id_number(), "ethnicity": "01", **fields}
    return PersonEntry(person=values, year={"health": "01"}, relation=relation)


def entry(*members: PersonEntry, **blocks) -> HouseholdEntry:
    return HouseholdEntry(data_year=2016, people=list(members), **blocks)


def save_people(household, *people: PersonEntry, by, year: int = 2016):
    """Save what is given of people, new ones too; everything else stays."""
    household.refresh_from_db()
    entry = HouseholdEntry(year, people=list(people))
    return households.save_household(household, entry, version=household.version, by=by)


def survey(member, **values) -> PersonEntry:
    """What was surveyed of somebody."""
    return PersonEntry(person={}, year=values, member=member)
