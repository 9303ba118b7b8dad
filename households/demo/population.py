"""The whole demonstration city: places, households and people from one seed."""

import gc
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from households.demo import identifiers
from households.demo.dice import dice
from households.demo.exits import plan_exits
from households.demo.families import HOUSEHOLD_SIZES, Registrar, family
from households.demo.livelihood import classify, survey_years
from households.demo.names import SURNAMES
from households.demo.people import Person
from households.demo.places import (
    HUI_TOWNSHIP,
    Place,
    lay_out,
    slice_of,
)
from households.demo.planted import PlantedFinding, plant
from households.demo.register import FIRST_DAY, LAST_DAY, Household
from households.demo.timeline import live_through

DEFAULT_SEED = 2016
DEFAULT_UNTIL = date(2016, 12, 31)
WHOLE_CITY = 27_000
_BAYS = "老湾 新湾 前湾 后湾 上湾 下湾 东湾 西湾 台上 垸里 河边 街口 桥头 大湾 小湾".split()


@dataclass(slots=True)
class Population:
    """The city as its registers would hold it on `until`."""

    seed: int
    until: date
    places: list[Place]
    households: list[Household]
    planted: list[PlantedFinding] = field(default_factory=list)

    def people(self) -> Iterable[Person]:
        for household in self.households:
            yield from household.members

    @property
    def base_population(self) -> int:
        """Registered people at the end of 2014 (81,076 in the whole city)."""
        return sum(household.size_on(FIRST_DAY) for household in self.households)


def build_population(
    divisions: Iterable[dict[str, str]],
    *,
    seed: int = DEFAULT_SEED,
    households: int | None = None,
    until: date = DEFAULT_UNTIL,
) -> Population:
    """Make the people of the demonstration city and tell their story until a day.

    Args:
        divisions: rows `code, name, level, parent_code` of the list of divisions.
        seed: same seed, same city.
        households: about how many households to make; None = all, 81,076 people.
        until: nothing is told that happens after this day.

    Raises:
        ValueError: `until` lies outside what the demonstration tells of.
    """
    if not FIRST_DAY <= until <= LAST_DAY:
        raise ValueError(f"演示城市的事实从 {FIRST_DAY} 到 {LAST_DAY}，不能停在 {until}")
    places = lay_out(divisions, seed)
    population = Population(seed, until, places, [])
    with _without_collector():
        _populate(population, _inhabited(places, households))
    population.planted = plant(population.households, until, dice(seed, "planted"))
    return population


@contextmanager
def _without_collector() -> Iterator[None]:
    """A million objects that all stay: looking for garbage among them costs half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _populate(population: Population, inhabited: Sequence[Place]) -> None:
    seed, until, registrar = population.seed, population.until, Registrar()
    settled: list[Household] = []
    for place in inhabited:
        settle(place, dice(seed, "village", place.code), registrar, settled)
    for household in settled:
        live_through(household, dice(seed, "life", household.household_no), registrar)
    plan_exits(population.places, settled, seed)
    for household in settled:
        if forget_future(household, until):
            survey_years(household, dice(seed, "survey", household.household_no), until)
            household.spans = [span for span in household.spans if span.starts_on <= until]
            population.households.append(household)


def _inhabited(places: Sequence[Place], households: int | None) -> Sequence[Place]:
    if households is None or households >= WHOLE_CITY:
        return places
    return slice_of(places, households)


def settle(
    place: Place, rng: random.Random, registrar: Registrar, settled: list[Household]
) -> None:
    """Register a village's poor households of 2014 and the few that the look-backs add later."""
    place.surnames = tuple(SURNAMES.draw(rng) for _ in range(3))
    bays = rng.sample(_BAYS, 4)
    identified_on = date(2014, 10, 15) + timedelta(days=int(rng.random() * 60))
    serial = 0
    for serial, size in enumerate(_sizes(place, rng), start=1):
        settled.append(_found(place, serial, size, identified_on, bays, rng, registrar, settled))
    if place.exit_year is None and place.is_rural:
        serial += 1
        for year in (2015, 2016):
            if rng.random() < 0.17:
                day = date(year, 11, 18) + timedelta(days=int(rng.random() * 24))
                size = HOUSEHOLD_SIZES.draw(rng)
                added = _found(place, serial, size, day, bays, rng, registrar, settled)
                added.identified_as = "LOOKBACK"
                settled.append(added)
                serial += 1


def _sizes(place: Place, rng: random.Random) -> list[int]:
    """Household sizes that sum to the village's registered people."""
    if place.household_target:
        return _sizes_of_so_many(place.base_target, place.household_target, rng)
    sizes, left = [], place.base_target
    while left:
        size = min(HOUSEHOLD_SIZES.draw(rng), left)
        sizes.append(size)
        left -= size
    return sizes


def _sizes_of_so_many(persons: int, count: int, rng: random.Random) -> list[int]:
    sizes = [2 + index % 3 for index in range(count)]
    while (difference := persons - sum(sizes)) != 0:
        index = rng.randrange(count)
        step = 1 if difference > 0 else -1
        if 1 <= sizes[index] + step <= 6:
            sizes[index] += step
    return sizes


def _found(
    place: Place,
    serial: int,
    size: int,
    identified_on: date,
    bays: Sequence[str],
    rng: random.Random,
    registrar: Registrar,
    settled: Sequence[Household],
) -> Household:
    members, surname = family(
        rng,
        registrar,
        size=size,
        surnames=place.surnames,
        is_hui=place.town_code == HUI_TOWNSHIP,
        identified_on=identified_on,
    )
    number = len(settled) + 1
    household = Household(number, place, serial, surname, members, identified_on)
    household.household_no = identifiers.household_no(place.code, serial)
    household.national_no = identifiers.national_household_no(number)
    group = serial % 7
    household.natural_village = bays[group % len(bays)]
    household.group_no = f"{1 + group}组"
    household.address = (
        f"{place.township_name}{place.short_name}{household.group_no}{household.natural_village}"
        f"{serial}号"
    )
    household.phone = identifiers.mobile(number)
    household.is_military_family = rng.random() < 0.009
    classify(household, rng)
    return household


def forget_future(household: Household, until: date) -> bool:
    """Strike out what has not happened yet; False if the household is not registered yet."""
    if household.identified_on > until:
        return False
    household.members = [member for member in household.members if member.joined_on <= until]
    for member in household.members:
        if member.left_on and member.left_on > until:
            member.left_on, member.leave_reason = None, ""
        if len(member.relation_changes) > 1:
            member.relation_changes = [
                change for change in member.relation_changes if change[0] <= until
            ]
        member.relation = member.relation_changes[-1][1]
    household.changes = [change for change in household.changes if change.day <= until]
    if household.closed_on and household.closed_on > until:
        household.closed_on, household.close_reason = None, ""
    return True
