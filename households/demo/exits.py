"""Who is lifted out of poverty when, and how the two headline figures come out exactly (脱贫).

The whole city counts 54,051 people at their households' exit days by the end of 2016, and 2,914
still poor on 2019-11-30. Key villages that have exited stand below 2 % then, the others at 2 % or
above.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from households.demo.dice import Weighted, dice
from households.demo.places import BASE_POPULATION, GEXIN, Place
from households.demo.register import (
    EXITED,
    EXITED_NO_POLICY,
    LAST_DAY,
    POOR,
    PRE_EXIT,
    RETURNED,
    Change,
    Household,
    StatusSpan,
)
from households.demo.timeline import close
from organization.days import ONE_DAY

EXITED_BY_2016 = 54_051
POOR_IN_2019 = 2_914
YEAR_END_2015, YEAR_END_2016 = date(2015, 12, 31), date(2016, 12, 31)

REMOVED_ERROR, REMOVAL = "REMOVED_ERROR", "R"
# Share of an ordinary village's base still poor at the end of 2016; the whole city tunes it.
_ORDINARY_SHARE = 0.31
_NOT_EXITED = Weighted({"02": 22, "04": 18, "05": 20, "06": 12, "07": 20, "09": 8})
_RETURN_CAUSES = Weighted({"01": 6, "02": 2, "04": 2})


@dataclass(slots=True)
class Village:
    """A place with its households, the easiest to lift first."""

    place: Place
    households: list[Household]

    @property
    def is_ordinary(self) -> bool:
        return self.place.exit_year is None


def plan_exits(places: Sequence[Place], households: Sequence[Household], seed: int) -> None:
    """Set `planned_exit_year` and `exit_day` of every household and write its status spans."""
    by_place: dict[str, list[Household]] = {place.code: [] for place in places}
    for household in households:
        by_place[household.place.code].append(household)
    villages = [
        Village(place, sorted(by_place[place.code], key=lambda each: (each.hardship, each.number)))
        for place in places
    ]
    whole_city = sum(len(household.members) for household in households) >= BASE_POPULATION
    _exits_until_2016(villages, seed, whole_city=whole_city)
    rng = dice(seed, "exits")
    _remove_wrongly_registered(villages, rng)
    _exits_after_2016(villages, rng, whole_city=whole_city)
    for household in households:
        _write_spans(household, rng)
    _let_some_return(villages, rng)
    _end_policies(villages, rng)


# Exit days -------------------------------------------------------------------------------


def exit_day(place: Place, year: int) -> date:
    """The day on which a township announces its exits of a year."""
    offset = int(place.town_code[-3:]) * 7 % 15
    if year == 2015:
        return date(2015, 12, 8) + timedelta(days=offset)
    if year == LAST_DAY.year:
        return date(year, 11, 4) + timedelta(days=offset)
    return date(year, 12, 5) + timedelta(days=offset)


def village_exit_day(place: Place) -> date | None:
    """The day on which a key village leaves the list, after its households."""
    if place.exit_year is None:
        return None
    if place.exit_year == LAST_DAY.year:
        return date(2019, 11, 25)
    return date(place.exit_year, 12, 28)


# Until 2016 ------------------------------------------------------------------------------


def _exits_until_2016(villages: Sequence[Village], seed: int, *, whole_city: bool) -> None:
    share = _ORDINARY_SHARE
    for _ in range(3 if whole_city else 1):
        for village in villages:
            _lift_until_2016(village, share, dice(seed, "lift", village.place.code))
        lifted = _count_lifted(villages)
        ordinary = sum(v.place.base_target for v in villages if v.is_ordinary)
        if whole_city:
            share += (lifted - EXITED_BY_2016) / ordinary
    if whole_city:
        _settle_exactly(villages, lifted - EXITED_BY_2016, dice(seed, "settle"))


def _count_lifted(villages: Sequence[Village]) -> int:
    return sum(
        household.size_on(household.exit_day)
        for village in villages
        for household in village.households
        if household.exit_day
    )


def _lift_until_2016(village: Village, ordinary_share: float, rng: random.Random) -> None:
    """Lift the village's households in order until the wanted number of people is left."""
    place = village.place
    left_2015, left_2016 = _wanted_left(place, ordinary_share, rng)
    base = sum(h.size_on(YEAR_END_2015) for h in village.households)
    poor = sum(h.size_on(YEAR_END_2016) for h in village.households)
    for household in village.households:
        household.exit_day = household.planned_exit_year = None
        year = 2015 if base > left_2015 else 2016
        if poor <= left_2016 or household.identified_on.year > 2014:
            continue
        day = exit_day(place, year)
        if household.closed_on and household.closed_on <= day:
            continue
        household.exit_day, household.planned_exit_year = day, year
        base -= household.size_on(YEAR_END_2015)
        poor -= household.size_on(YEAR_END_2016)


def _wanted_left(place: Place, ordinary_share: float, rng: random.Random) -> tuple[float, float]:
    """People to be left poor at the end of 2015 and of 2016."""
    population, base = place.agricultural_population, place.base_target
    easy, hard = rng.random(), rng.random()
    if place.code == GEXIN:
        return base * 0.55, 0
    if place.exit_year == 2015:
        return population * (0.012 + 0.006 * easy), population * (0.005 + 0.006 * hard)
    if place.exit_year == 2016:
        return base * (0.45 + 0.2 * easy), population * (0.008 + 0.0095 * hard)
    if place.exit_year is not None:
        return base * (0.78 + 0.1 * easy), max(population * 0.031, base * (0.42 + 0.2 * hard))
    return base * (0.62 + 0.14 * easy), base * ordinary_share * (0.7 + 0.6 * hard)


def _settle_exactly(villages: Sequence[Village], surplus: int, rng: random.Random) -> None:
    """Lift or keep single households of ordinary villages until the count is exact."""
    pool = [household for v in villages if v.is_ordinary for household in v.households]
    rng.shuffle(pool)
    for household in pool:
        if surplus == 0:
            return
        if surplus > 0 and household.planned_exit_year == 2016:
            size = household.size_on(household.exit_day)
            if size <= surplus:
                household.exit_day = household.planned_exit_year = None
                surplus -= size
        elif surplus < 0 and household.exit_day is None:
            day = exit_day(household.place, 2016)
            size = household.size_on(day) if household.is_valid_on(day) else 0
            if 0 < size <= -surplus and household.identified_on.year == 2014:
                household.exit_day, household.planned_exit_year = day, 2016
                surplus += size


# Removal of wrongly registered households ----------------------------------------------------


def _remove_wrongly_registered(villages: Sequence[Village], rng: random.Random) -> None:
    """清退 found by the look-backs of 2015 and 2016; only households that are still poor."""
    for village in villages:
        if not village.is_ordinary:
            continue
        for household in village.households:
            if household.exit_day or household.closed_on or rng.random() > 0.017:
                continue
            year = 2015 if rng.random() < 0.45 and household.identified_on.year < 2015 else 2016
            day = date(year, 10, 26) + timedelta(days=int(rng.random() * 20))
            if household.identified_on < day:
                _remove(household, day)


def _remove(household: Household, day: date) -> None:
    household.changes = [change for change in household.changes if change.day < day]
    household.members = [member for member in household.members if member.joined_on < day]
    for member in household.members:
        if member.left_on and member.left_on >= day:
            member.left_on, member.leave_reason = None, ""
        if member.left_on is None:
            member.left_on, member.leave_reason = day, REMOVAL
            household.changes.append(Change(day, REMOVAL, member))
        member.relation_changes = [change for change in member.relation_changes if change[0] < day]
        member.relation = member.relation_changes[-1][1]
    close(household, day, REMOVED_ERROR)


# After 2016 ------------------------------------------------------------------------------


def _exits_after_2016(villages: Sequence[Village], rng: random.Random, *, whole_city: bool) -> None:
    staying = _choose_staying(villages, whole_city=whole_city)
    for village in villages:
        for household in village.households:
            if household.exit_day or household.number in staying:
                continue
            year = _year_after_2016(village.place, rng)
            year = max(year, household.identified_on.year + 1)
            household.planned_exit_year = year
            household.exit_day = exit_day(village.place, year)
            of_base = household.identified_on.year == 2014
            if year == 2017 and of_base and village.is_ordinary and rng.random() < 0.018:
                # Listed for 2016; the notice in the village still runs at the year's end.
                household.planned_exit_year = 2016
                household.exit_day = date(2017, 1, 6) + timedelta(days=int(rng.random() * 10))


def _year_after_2016(place: Place, rng: random.Random) -> int:
    last = place.exit_year if place.exit_year and place.exit_year > 2016 else 2019
    year = 2017 if (chance := rng.random()) < 0.46 else 2018 if chance < 0.82 else 2019
    return min(year, last)


def _choose_staying(villages: Sequence[Village], *, whole_city: bool) -> set[int]:
    """Households still poor on the last day: the hardest cases, nowhere near 2 % of a village."""
    wanted = POOR_IN_2019
    candidates = [
        household
        for village in villages
        for household in village.households
        if household.exit_day is None and household.closed_on is None
    ]
    if not whole_city:
        share = POOR_IN_2019 / (BASE_POPULATION - EXITED_BY_2016)
        wanted = round(share * sum(household.size_on(LAST_DAY) for household in candidates))
    candidates.sort(key=lambda household: (-household.hardship, household.number))
    room = {v.place.code: v.place.agricultural_population * 0.012 for v in villages}
    staying = set()
    for household in candidates:
        size = household.size_on(LAST_DAY)
        if size > min(wanted, room[household.place.code]):
            continue
        staying.add(household.number)
        wanted -= size
        room[household.place.code] -= size
        if wanted == 0:
            break
    return staying


# Status spans ----------------------------------------------------------------------------


def _write_spans(household: Household, rng: random.Random) -> None:
    household.spans = [StatusSpan(POOR, household.identified_on, "identify")]
    if household.closed_on and household.exit_day and household.closed_on <= household.exit_day:
        household.exit_day = None
    if household.exit_day is None:
        household.planned_exit_year = household.planned_exit_year or 2018 + household.number % 3
        _try_in_vain(household, rng)
        return
    year = household.planned_exit_year
    listed = date(year, 3, 10) + timedelta(days=household.number % 40)
    household.spans.append(StatusSpan(PRE_EXIT, listed, "list_pre_exit"))
    household.spans.append(StatusSpan(EXITED, household.exit_day, "exit"))


def _try_in_vain(household: Household, rng: random.Random) -> None:
    """One in thirty of those who stay was listed for 2016 and did not pass."""
    if rng.random() > 0.033 or not household.is_valid_on(YEAR_END_2016):
        return
    if household.identified_on.year > 2014:
        return
    listed = date(2016, 3, 10) + timedelta(days=household.number % 40)
    failed = exit_day(household.place, 2016) + ONE_DAY
    household.spans.append(StatusSpan(PRE_EXIT, listed, "list_pre_exit"))
    household.spans.append(StatusSpan(POOR, failed, "fail_exit", _NOT_EXITED.draw(rng)))


def _let_some_return(villages: Sequence[Village], rng: random.Random) -> None:
    """返贫 in autumn 2016: a dozen of the households lifted in 2015; lifted again in 2018."""
    candidates = [
        household
        for household in _lifted_in_2015(villages)
        if household.place.exit_year is None and household.closed_on is None
    ]
    for household in rng.sample(candidates, round(len(candidates) * 0.0018)):
        day = date(2016, 10, 28) + timedelta(days=int(rng.random() * 38))
        household.planned_exit_year = 2018
        household.spans += [
            StatusSpan(RETURNED, day, "return", _RETURN_CAUSES.draw(rng)),
            StatusSpan(PRE_EXIT, date(2018, 3, 20), "list_pre_exit"),
            StatusSpan(EXITED, exit_day(household.place, 2018), "exit"),
        ]


def _end_policies(villages: Sequence[Village], rng: random.Random) -> None:
    """稳定脱贫: a few of the households lifted in 2015 need no help any more from late 2016."""
    for household in _lifted_in_2015(villages):
        if len(household.spans) == 3 and rng.random() < 0.028:
            day = date(2016, 11, 15)
            if household.is_valid_on(day):
                household.spans.append(StatusSpan(EXITED_NO_POLICY, day, "end_policy"))


def _lifted_in_2015(villages: Sequence[Village]) -> Iterable[Household]:
    for village in villages:
        for household in village.households:
            if household.exit_day and household.exit_day.year == 2015:
                yield household
