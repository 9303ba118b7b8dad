"""Births, deaths, weddings and moves from 2015 on (人口自然变更), household by household."""

import random
from datetime import date, timedelta
from typing import NamedTuple

from households.demo import people
from households.demo.dice import Weighted
from households.demo.families import (
    DAUGHTER,
    DAUGHTER_IN_LAW,
    FATHER,
    GRANDDAUGHTER,
    GRANDSON,
    HEAD,
    MOTHER,
    SON,
    SPOUSE,
    Registrar,
    birthday,
)
from households.demo.names import FEMALE, MALE, SURNAMES
from households.demo.people import Person
from households.demo.places import GEXIN
from households.demo.register import LAST_DAY, TEKUN, Change, Household
from households.demo.succession import succeed_head

BIRTH, WEDDING_IN, MOVED_IN, ADOPTED = "I1", "I2", "I3", "I5"
DEATH, WEDDING_OUT, MOVED_OUT, OTHER_OUT = "D1", "D2", "D3", "D9"
NATURAL_CLOSED, HOUSEHOLD_MOVED = "NATURAL_CLOSED", "MOVED_OUT"

_WHOLE_HOUSEHOLD = "all"
_JOINING = Weighted({MOVED_IN: 3, "I4": 1, ADOPTED: 2, "I6": 2, "I7": 2})
_SONS_LEAVING = Weighted({MOVED_OUT: 5, "D8": 3, "D4": 1, OTHER_OUT: 1})
_ENLISTED = "D6"
_DEATHS = ((90, 0.20), (80, 0.085), (70, 0.034), (60, 0.013), (45, 0.0042), (1, 0.0009), (0, 0.005))
_FULL_AGE = 18
_PARENTS = {FATHER, MOTHER, "13", "14", "15", "16"}


class Happening(NamedTuple):
    """Something of one day; `member` is who leaves, marries or gives birth."""

    day: date
    code: str
    member: Person | None


def live_through(household: Household, rng: random.Random, registrar: Registrar) -> None:
    """Let the years pass over one household until the last day the demonstration tells of."""
    for year in range(household.identified_on.year + 1, LAST_DAY.year + 1):
        happenings = _happenings(household, year, rng)
        happenings.sort(key=lambda happening: happening.day)
        for happening in happenings:
            if household.closed_on or happening.day > LAST_DAY:
                return
            if happening.member is None or happening.member.is_here(happening.day):
                _STEPS.get(happening.code, _leave)(household, happening, rng, registrar)


def _happenings(household: Household, year: int, rng: random.Random) -> list[Happening]:
    start = date(year, 1, 1)
    present = household.present(start)
    found = [
        Happening(_day(rng, year), code, member)
        for member in present
        if (code := _fate(member, year, rng))
    ]
    if household.attribute != TEKUN and present:
        found += _family_happenings(household, present, year, rng)
    return found


def _family_happenings(
    household: Household, present: list[Person], year: int, rng: random.Random
) -> list[Happening]:
    found = []
    relations = {member.relation: member for member in present}
    mother = _possible_mother(relations, year)
    if mother and rng.random() < _birth_chance(present, year):
        found.append(Happening(_day(rng, year), BIRTH, mother))
    groom = _possible_groom(relations, year)
    if groom and rng.random() < 0.055:
        found.append(Happening(_day(rng, year), WEDDING_IN, groom))
    chance = rng.random()
    if chance < 0.009:
        found.append(Happening(_day(rng, year), _JOINING.draw(rng), None))
    elif chance > 0.9994 and household.place.code != GEXIN:
        found.append(Happening(_day(rng, year), _WHOLE_HOUSEHOLD, None))
    return found


def _day(rng: random.Random, year: int) -> date:
    return date(year, 2, 15) + timedelta(days=int(rng.random() * 300))


def _fate(member: Person, year: int, rng: random.Random) -> str:
    """How a member leaves in a year, if at all; each way takes its share of one chance."""
    chance = rng.random()
    age = year - member.born.year
    death = next(rate for limit, rate in _DEATHS if age >= limit) * (1.5 if member.is_ill else 1)
    if chance < death:
        return DEATH
    if chance > death + 0.085 or not _FULL_AGE <= age <= 40:
        return ""
    if member.relation in (DAUGHTER, GRANDDAUGHTER):
        return WEDDING_OUT if age >= 20 else ""
    if member.relation not in (SON, GRANDSON) or chance > death + 0.011:
        return ""
    return _ENLISTED if age <= 22 else _SONS_LEAVING.draw(rng)


def _possible_mother(relations: dict[str, Person], year: int) -> Person | None:
    mother = relations.get(SPOUSE)
    if DAUGHTER_IN_LAW in relations and SON in relations:
        mother = relations[DAUGHTER_IN_LAW]
    elif mother is not None and mother.sex == MALE:
        mother = relations.get(HEAD)
    return mother if mother is not None and 21 <= year - mother.born.year <= 39 else None


def _birth_chance(present: list[Person], year: int) -> float:
    children = sum(year - member.born.year < 16 for member in present)
    return (0.22, 0.12, 0.03)[min(children, 2)]


def _possible_groom(relations: dict[str, Person], year: int) -> Person | None:
    """A single son, or a head without a wife, of an age to marry."""
    if DAUGHTER_IN_LAW in relations:
        return None
    son, head = relations.get(SON), relations.get(HEAD)
    if son is not None and 24 <= year - son.born.year <= 36 and son.health == (people.HEALTHY,):
        return son
    if SPOUSE in relations or head is None or head.sex == FEMALE:
        return None
    return head if 25 <= year - head.born.year <= 40 else None


def _leave(
    household: Household, happening: Happening, rng: random.Random, registrar: Registrar
) -> None:
    """One member goes; a head is succeeded; children left alone go to kin, the house closes."""
    day, code, member = happening
    staying = [other for other in household.present(day) if other is not member]
    grown = [other for other in staying if other.age(day.year) >= _FULL_AGE]
    if not grown and household.place.code == GEXIN:
        return  # the report counts 34 households there
    depart(household, member, day, code)
    if not grown:
        for child in staying:
            depart(household, child, day, OTHER_OUT)
        close(household, day, NATURAL_CLOSED)
    elif member.relation == HEAD:
        succeed_head(staying, grown, day)


def depart(household: Household, member: Person, day: date, code: str) -> None:
    """Let a member leave for good from `day` on."""
    member.left_on, member.leave_reason = day, code
    household.changes.append(Change(day, code, member))


def close(household: Household, day: date, reason: str) -> None:
    """Take the household off the register from `day` on."""
    household.closed_on, household.close_reason = day, reason


def _move_away(
    household: Household, happening: Happening, rng: random.Random, registrar: Registrar
) -> None:
    for person in household.present(happening.day):
        depart(household, person, happening.day, MOVED_OUT)
    close(household, happening.day, HOUSEHOLD_MOVED)


def _welcome(household: Household, newcomer: Person, rng: random.Random) -> None:
    people.furnish_youth(newcomer, rng)
    newcomer.ethnicity = "03" if household.members[0].ethnicity == "03" else "01"
    household.members.append(newcomer)
    household.changes.append(Change(newcomer.joined_on, newcomer.join_reason, newcomer))


def _give_birth(
    household: Household, happening: Happening, rng: random.Random, registrar: Registrar
) -> None:
    mother = happening.member
    if mother.relation not in (HEAD, SPOUSE, DAUGHTER_IN_LAW):
        return  # widowed meanwhile
    sex = MALE if rng.random() < 0.52 else FEMALE
    of_son = mother.relation == DAUGHTER_IN_LAW
    pair = (GRANDSON, GRANDDAUGHTER) if of_son else (SON, DAUGHTER)
    child = registrar.person(
        rng,
        surname=household.surname,
        sex=sex,
        born=happening.day - timedelta(days=int(3 + rng.random() * 36)),
        relation=pair[sex == FEMALE],
        joined_on=happening.day,
        join_reason=BIRTH,
    )
    _welcome(household, child, rng)


def _marry_in(
    household: Household, happening: Happening, rng: random.Random, registrar: Registrar
) -> None:
    groom = happening.member
    taken = {member.relation for member in household.present(happening.day)}
    relation = DAUGHTER_IN_LAW if groom.relation == SON else SPOUSE
    if relation in taken or groom.relation not in (SON, HEAD):
        return
    bride = registrar.person(
        rng,
        surname=SURNAMES.draw(rng),
        sex=FEMALE,
        born=birthday(rng, max(21, groom.age(2014) + rng.randint(-5, 1))),
        relation=relation,
        joined_on=happening.day,
        join_reason=WEDDING_IN,
    )
    _welcome(household, bride, rng)
    bride.schooling = people.SENIOR if bride.track < 20 else people.JUNIOR


def _join(
    household: Household, happening: Happening, rng: random.Random, registrar: Registrar
) -> None:
    """Somebody comes back or is added, where the head's age leaves room for them."""
    head = household.head_on(happening.day)
    if head is None or not 48 <= head.age(happening.day.year) <= 62:
        return
    sex, relation, age = MALE, SON, rng.randint(20, 24)
    if happening.code == ADOPTED:
        age = rng.randint(1, 9)
    elif happening.code == MOVED_IN:
        if _PARENTS & {member.relation for member in household.present(happening.day)}:
            return
        sex, relation = FEMALE, MOTHER
        age = min(head.age(2014) + rng.randint(20, 26), 90)
    newcomer = registrar.person(
        rng,
        surname=household.surname if sex == MALE else SURNAMES.draw(rng),
        sex=sex,
        born=birthday(rng, age),
        relation=relation,
        joined_on=happening.day,
        join_reason=happening.code,
    )
    _welcome(household, newcomer, rng)
    if age >= _FULL_AGE:
        newcomer.schooling = people.PRIMARY_SCHOOL if relation == MOTHER else people.JUNIOR


_STEPS = {
    BIRTH: _give_birth,
    WEDDING_IN: _marry_in,
    MOVED_IN: _join,
    "I4": _join,
    ADOPTED: _join,
    "I6": _join,
    "I7": _join,
    _WHOLE_HOUSEHOLD: _move_away,
}
