"""Saving people of a household the way the form does."""

from households.services import households
from households.services.entries import HouseholdEntry, PersonEntry


def save_people(household, *people: PersonEntry, by, year: int = 2016):
    """Save what is given of people, new ones too; everything else stays."""
    household.refresh_from_db()
    entry = HouseholdEntry(year, people=list(people))
    return households.save_household(household, entry, version=household.version, by=by)


def survey(member, **values) -> PersonEntry:
    """What was surveyed of somebody."""
    return PersonEntry(person={}, year=values, member=member)
