"""A known list of faults for the checks to find (埋设问题); everything else passes them."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from households.demo.people import ABLE, DISABLED, HEALTHY, NONE, NOT_STUDENT, SKILLED, Person
from households.demo.register import Household

# The clerks with demonstration accounts work in 杨林尾镇: each kind of fault occurs there too.
_FIRST_TOWNSHIP = "429004108"


class PlantedFinding(NamedTuple):
    """A fault put there on purpose: the check that must find it, where, in which year's survey."""

    code: str
    household_no: str
    person_no: str
    """National number of the member concerned; blank for faults of the household."""
    data_year: int


def plant(households: Sequence[Household], until: date, rng: random.Random) -> list[PlantedFinding]:
    """Spoil about forty surveys of the last year, each household once."""
    year = until.year
    valid = [household for household in households if year in household.years]
    rng.shuffle(valid)
    near = [household for household in valid if household.place.town_code == _FIRST_TOWNSHIP]
    planted: list[PlantedFinding] = []
    used: set[int] = set()
    for code, (count, spoil) in _FAULTS.items():
        wanted = max(1, round(count * min(len(valid) / 26_000, 1)))
        planted += _plant_kind(code, 1, spoil, near, used, year)
        planted += _plant_kind(code, wanted - 1, spoil, valid, used, year)
    return planted


def _plant_kind(
    code: str,
    wanted: int,
    spoil: "Spoil",
    valid: Sequence[Household],
    used: set[int],
    year: int,
) -> list[PlantedFinding]:
    found: list[PlantedFinding] = []
    for household in valid:
        if len(found) >= wanted:
            break
        if household.number in used or (person_no := spoil(household, year)) is None:
            continue
        used.add(household.number)
        found.append(PlantedFinding(code, household.household_no, person_no, year))
    return found


Spoil = Callable[[Household, int], str | None]


def _members(household: Household, year: int) -> Iterable[Person]:
    return (member for member in household.members if year in member.years and not member.left_on)


def _national_no(person: Person) -> str:
    return f"429000{person.number:08d}"


def _ill_without_patient(household: Household, year: int) -> str | None:
    """H02: 因病 although everybody is healthy."""
    survey = household.years[year]
    healthy = all(member.health == (HEALTHY,) for member in _members(household, year))
    if not healthy or survey.cause_main == "01" or "01" in survey.causes_other:
        return None
    household.cause = "01"
    household.years[year] = survey._replace(cause_main="01")
    return ""


def _blank_student(household: Household, year: int) -> str | None:
    """M08: somebody of school age without a student status."""
    for member in _members(household, year):
        facts = member.years[year]
        if 17 <= member.age(year) <= 22 and facts.student == NOT_STUDENT:
            member.years[year] = facts._replace(student="")
            return _national_no(member)
    return None


def _work_without_months(household: Household, year: int) -> str | None:
    """M17: works away, for no month; another member earns, so that H10 stays silent."""
    workers = [member for member in _members(household, year) if member.years[year].work_months]
    if len(workers) < 2:
        return None
    worker = workers[-1]
    worker.years[year] = worker.years[year]._replace(work_months=None)
    return _national_no(worker)


def _no_certificate(household: Household, year: int) -> str | None:
    """M12: disabled, without the certificate's number."""
    for member in _members(household, year):
        if DISABLED in member.health and member.certificate:
            member.certificate = ""
            return _national_no(member)
    return None


def _uninsured(household: Household, year: int) -> str | None:
    """M23: healthy, and in no medical insurance."""
    for member in _members(household, year):
        if member.health == (HEALTHY,):
            member.years[year] = member.years[year]._replace(basic_medical=False)
            return _national_no(member)
    return None


def _business_without_cost(household: Household, year: int) -> str | None:
    """H08: an own business that costs nothing; the net income stays as it was."""
    survey = household.years[year]
    income = survey.income
    if not income.business_cost:
        return None
    spoilt = income._replace(business=income.business - income.business_cost, business_cost=0)
    household.years[year] = survey._replace(income=spoilt)
    return ""


def _able_yet_none(household: Household, year: int) -> str | None:
    """M14: in the best years, healthy, not at school, and 无劳动力."""
    able = [m for m in _members(household, year) if m.years[year].labor in (ABLE, SKILLED)]
    for member in able:
        facts = member.years[year]
        idle = not facts.work_months and facts.labor == ABLE
        if idle and member.health == (HEALTHY,) and member.age(year) < 60 and len(able) > 2:
            member.years[year] = facts._replace(labor=NONE)
            return _national_no(member)
    return None


_FAULTS: dict[str, tuple[int, Spoil]] = {
    "H02": (8, _ill_without_patient),
    "M08": (7, _blank_student),
    "M17": (7, _work_without_months),
    "M12": (6, _no_certificate),
    "M23": (6, _uninsured),
    "H08": (4, _business_without_cost),
    "M14": (2, _able_yet_none),
}
