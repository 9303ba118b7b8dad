"""Yearly surveys: income, living, causes, work, insurance, in keeping with the status (采集表).

A household's income per head stays below the line of the year while it is poor and reaches it in
the year in which it is lifted; it never moves by half within a year (rule H09).
"""

import random
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from households.demo.dice import Weighted
from households.demo.people import (
    ABLE,
    NOT_STUDENT,
    SERIOUS,
    SKILLED,
    Person,
    PersonYear,
    labor_in,
    schooling_in,
)
from households.demo.places import GEXIN
from households.demo.register import (
    DIBAO,
    EXITED,
    LAST_DAY,
    RETURNED,
    TEKUN,
    Household,
    HouseholdYear,
    Income,
    Living,
)

# Series B of the reference: 2,800 × 1.06ⁿ, the working line of registration and exit.
POVERTY_LINES = {2014: 2800, 2015: 2968, 2016: 3146, 2017: 3335, 2018: 3535, 2019: 3747}

BY_ILLNESS, BY_DISABILITY, BY_SCHOOLING, NO_LABOR, NO_SKILL = "01", "02", "03", "08", "07"
NO_MONEY, NO_DRIVE = "09", "11"
_PENSION = {2014: 660, 2015: 840, 2016: 840, 2017: 840, 2018: 1236, 2019: 1236}
# Yuan a month and share of each work area: in the township, the city, the province, beyond.
_WORK_AREAS = ("01", "01", "02", "02", "02", "03", "03", "04", "04", "04")
_MONTHLY_WAGE = {"01": 1150, "02": 1350, "03": 1750, "04": 2050}
_STRUCTURES = Weighted({"1": 6, "2": 52, "3": 34, "4": 8})
_FUELS = Weighted({"01": 44, "03": 13, "04": 42, "99": 1})
_ROADS = Weighted({"01": 12, "02": 27, "03": 58, "04": 3})


class Survey(NamedTuple):
    """The members of one year with what the survey found of each."""

    people: list[Person]
    student: list[str]
    education: list[str]
    labor: list[str]

    @property
    def able(self) -> int:
        return sum(labor in (ABLE, SKILLED) for labor in self.labor)

    @property
    def has_student(self) -> bool:
        return any(status not in ("", NOT_STUDENT) for status in self.student)


def survey_years(household: Household, rng: random.Random, until: date) -> None:
    """Fill the yearly snapshots of a household and its members up to `until`."""
    path = _income_path(household, rng)
    living = _base_living(household, rng)
    improved_in = _improvement_year(household, rng)
    renovated_in = improved_in if living.house_grade in ("C", "D") else None
    for year in range(household.identified_on.year, until.year + 1):
        day = min(date(year, 12, 31), until)
        if not household.is_valid_on(day):
            return
        survey = _survey(household.present(day), year)
        if year >= improved_in:
            living = _improved(living, renovated_in)
        _write_year(household, survey, year, day, path[year], living, rng)


def _survey(present: Sequence[Person], year: int) -> Survey:
    people = list(present)
    schooling = [schooling_in(person, year) for person in people]
    student = [status for status, _ in schooling]
    education = [level for _, level in schooling]
    labor = [labor_in(person, year, status) for person, status in zip(people, student, strict=True)]
    return Survey(people, student, education, labor)


def _write_year(
    household: Household,
    survey: Survey,
    year: int,
    day: date,
    per_head: float,
    living: Living,
    rng: random.Random,
) -> None:
    on_dibao = _on_dibao(household, survey)
    net = round(per_head * len(survey.people))
    income, months = _income(household, survey, year, net, len(on_dibao), living, rng)
    main, others = _causes(household, survey)
    household.years[year] = HouseholdYear(
        len(survey.people), household.attribute, main, others, income, living
    )
    is_tekun = household.attribute == TEKUN
    for index, person in enumerate(survey.people):
        student, worked = survey.student[index], months.get(person.number)
        grown = year - person.born.year >= 16
        person.years[year] = PersonYear(
            person.relation if len(person.relation_changes) == 1 else person.relation_on(day),
            survey.education[index],
            student,
            person.health,
            survey.labor[index],
            person.skill if survey.labor[index] == SKILLED else "",
            _WORK_AREAS[person.track % 10] if worked else "",
            worked,
            "",
            True,
            True,
            (student in ("", NOT_STUDENT) and person.track % 25 != 0) if grown else None,
            person.number in on_dibao,
            is_tekun,
        )


# Attribute and cause ---------------------------------------------------------------------------


def classify(household: Household, rng: random.Random) -> None:
    """Decide attribute, cause and hardship from the members at registration (rules H01–H07)."""
    survey = _survey(household.members, household.identified_on.year)
    frail = [person for person in survey.people if person.is_ill or person.is_disabled]
    year = household.identified_on.year
    chance = rng.random()
    children = any(person.age(year) < 18 for person in survey.people)
    if _is_helpless(survey) and not children and chance < 0.5:
        household.attribute = TEKUN
    elif chance < 0.2 + 0.18 * min(len(frail), 2) + 0.12 * (not survey.able):
        household.attribute = DIBAO
        whole = rng.random() < 0.55 or not frail
        for person in survey.people if whole else frail:
            person.on_dibao = True
    household.cause = _likely_cause(survey, rng)
    household.hardship = (
        rng.random()
        + 0.3 * (household.attribute == TEKUN)
        + 0.2 * (survey.able == 0)
        + 0.12 * any(SERIOUS in person.health for person in frail)
        + 0.08 * len(frail)
    )


def _is_helpless(survey: Survey) -> bool:
    """One or two people of whom nobody can work, now or after school."""
    return not survey.able and not survey.has_student and len(survey.people) <= 2


def _likely_cause(survey: Survey, rng: random.Random) -> str:
    weights = {"04": 2.0, "05": 0.8, "06": 0.1, "10": 0.7}
    if any(person.is_ill for person in survey.people):
        weights[BY_ILLNESS] = 88
    if any(person.is_disabled for person in survey.people):
        weights[BY_DISABILITY] = 52
    if any("07" <= status <= "16" for status in survey.student):
        weights[BY_SCHOOLING] = 30
    if survey.able < 2:
        weights[NO_LABOR] = 22
    if survey.able:
        weights |= {NO_SKILL: 16, NO_MONEY: 9, NO_DRIVE: 2.2}
    return Weighted(weights).draw(rng)


def _causes(household: Household, survey: Survey) -> tuple[str, tuple[str, ...]]:
    """Main and other causes that the members of the year bear out."""
    borne_out = {
        BY_ILLNESS: any(person.is_ill for person in survey.people),
        BY_DISABILITY: any(person.is_disabled for person in survey.people),
        BY_SCHOOLING: survey.has_student,
        NO_LABOR: survey.able < 2,
    }
    main = household.cause
    if not borne_out.get(main, True):
        main = next(
            (cause for cause in (BY_ILLNESS, BY_DISABILITY, NO_LABOR) if borne_out[cause]), NO_SKILL
        )
    others = [cause for cause, holds in borne_out.items() if holds and cause != main]
    return main, tuple(others[: household.number % 3])


def _on_dibao(household: Household, survey: Survey) -> set[int]:
    if household.attribute != DIBAO:
        return set()
    chosen = {person.number for person in survey.people if person.on_dibao}
    return chosen or {survey.people[0].number}


# Income ------------------------------------------------------------------------------------


def _income_path(household: Household, rng: random.Random) -> dict[int, float]:
    """Net income per head for every year, by the year in which the household is lifted."""
    lifted = _lifted_years(household)
    years = range(household.identified_on.year, LAST_DAY.year + 1)
    if not lifted:
        return _poor_path(years, rng)
    path = {}
    value = POVERTY_LINES[lifted[0]] * rng.uniform(1.03, 1.34)
    path[lifted[0]] = value
    for year in reversed(range(years[0], lifted[0])):
        value = min(value / rng.uniform(1.06, 1.4), POVERTY_LINES[year] * 0.985)
        path[year] = value
    value = path[lifted[0]]
    relapse = next((span.starts_on.year for span in household.spans if span.status == RETURNED), 0)
    for year in range(lifted[0] + 1, LAST_DAY.year + 1):
        line = POVERTY_LINES[year]
        if year >= relapse > 0 and year < lifted[-1]:
            value = line * rng.uniform(0.8, 0.9)
        else:
            value = max(value * rng.uniform(1.03, 1.2), line * rng.uniform(1.02, 1.1))
        path[year] = value
    return path


def _lifted_years(household: Household) -> list[int]:
    """Years at whose end the household passed; a late notice counts to the year before."""
    return [
        span.starts_on.year - (span.starts_on.month < 3)
        for span in household.spans
        if span.status == EXITED
    ]


def _poor_path(years: Iterable[int], rng: random.Random) -> dict[int, float]:
    path = {}
    value = rng.uniform(1350, 2650)
    for year in years:
        value = min(value * rng.uniform(1.0, 1.13), POVERTY_LINES[year] * 0.97)
        path[year] = value
    return path


def _income(
    household: Household,
    survey: Survey,
    year: int,
    net: int,
    dibao_members: int,
    living: Living,
    rng: random.Random,
) -> tuple[Income, dict[int, int]]:
    """Split a year's net income over its sources; months of work by member number."""
    rest = net
    tekun = round(net * rng.uniform(0.62, 0.84)) if household.attribute == TEKUN else 0
    rest -= tekun
    dibao = min(dibao_members * 12 * rng.randint(95, 165), rest * 6 // 10) if dibao_members else 0
    rest -= dibao
    old = 0 if tekun else sum(year - person.born.year >= 61 for person in survey.people)
    pension = min(old * _PENSION[year], rest // 2)
    rest -= pension
    subsidy = min(round(living.arable_mu * 84), rest // 4)
    rest -= subsidy
    planning = 960 if old and household.number % 19 == 0 and rest > 2400 else 0
    rest -= planning
    wages = {} if tekun else _wages(survey, rest, rng)
    rest -= sum(wage for wage, _ in wages.values())
    dividend = min(rest // 3, 400) if living.in_coop else 0
    rest -= dividend
    business, lease, support = _rest_of_income(survey, rest, rng)
    cost = round(business * rng.uniform(0.3, 0.75)) if business else 0
    income = Income(
        wage=sum(wage for wage, _ in wages.values()),
        business=business + cost,
        business_cost=cost,
        lease=lease,
        dividend=dividend,
        family_planning=planning,
        dibao=dibao,
        tekun=tekun,
        pension=pension,
        ecology=0,
        other_transfer=subsidy + support,
        medical_reimbursement=_reimbursed(survey, rng),
    )
    return income, {number: months for number, (_, months) in wages.items()}


def _wages(survey: Survey, rest: int, rng: random.Random) -> dict[int, tuple[int, int]]:
    """(wage, months) of those who work out, as far as the income leaves room for them."""
    workers = [
        person
        for person, labor in zip(survey.people, survey.labor, strict=True)
        if labor in (ABLE, SKILLED) and person.wants_work
    ]
    share = rng.uniform(0.45, 0.86)
    workers = workers[: max(0, int(rest * share) // 1400)]
    wages = {}
    for person in workers:
        wage = int(rest * share / len(workers))
        monthly = _MONTHLY_WAGE[_WORK_AREAS[person.track % 10]]
        wages[person.number] = (wage, min(max(round(wage / monthly), 1), 11))
    return wages


def _rest_of_income(survey: Survey, rest: int, rng: random.Random) -> tuple[int, int, int]:
    """(net of the own business, lease of land, support by kin) out of what is still unexplained."""
    if rest < 60:
        return 0, 0, rest
    if survey.able:
        business = int(rest * rng.uniform(0.72, 0.97))
        return business, rest - business, 0
    business = int(rest * rng.uniform(0.0, 0.35))
    business = business if business >= 100 else 0
    lease = int((rest - business) * rng.uniform(0.2, 0.5))
    return business, lease, rest - business - lease


def _reimbursed(survey: Survey, rng: random.Random) -> int:
    if not any(SERIOUS in person.health for person in survey.people):
        return 0
    return int(rng.uniform(800, 16_000))


# Living conditions ------------------------------------------------------------------------


def _improvement_year(household: Household, rng: random.Random) -> int:
    """By when house and water are put right: the exit's year at the latest."""
    lifted = _lifted_years(household)
    if lifted:
        return lifted[0] - (rng.random() < 0.4 and lifted[0] > 2015)
    return LAST_DAY.year + 1 if rng.random() < 0.5 else 2017


def _base_living(household: Household, rng: random.Random) -> Living:
    size = len(household.members)
    arable = 0.0 if rng.random() < 0.03 else round(size * rng.uniform(0.5, 2.1), 1)
    water = round(rng.uniform(1, 9), 1) if rng.random() < 0.1 else 0.0
    unsafe_water = rng.random() < 0.07
    chance = rng.random()
    grade = "D" if chance < 0.035 else "C" if chance < 0.115 else "B" if chance < 0.42 else "A"
    structure = "4" if grade == "D" else _STRUCTURES.draw(rng)
    built = int(rng.uniform(1972, 1993) if grade in ("C", "D") else rng.uniform(1985, 2012))
    tidy = rng.random()
    return Living(
        arable_mu=arable,
        irrigated_mu=round(arable * rng.uniform(0.5, 0.95), 1),
        water_mu=water,
        production_power=rng.random() < 0.985,
        domestic_power=True,
        water_difficult=unsafe_water and tidy < 0.5,
        water_safe=not unsafe_water,
        broadcast_tv=tidy < 0.96,
        road_distance_km=round(rng.uniform(0.05, 2.4), 2),
        road_type=_ROADS.draw(rng),
        house_area_m2=round(35 + size * rng.uniform(8, 26), 1),
        house_structure=structure,
        house_built_year=built,
        house_grade=grade,
        renovation_year=None,
        toilet=tidy < 0.55,
        fuel=_FUELS.draw(rng),
        in_coop=household.place.code == GEXIN or rng.random() < 0.13,
        internet=tidy < 0.3,
    )


def _improved(living: Living, renovated_in: int | None) -> Living:
    """The same house after the works: safe walls, safe water, power."""
    if living.water_safe and living.production_power and living.house_grade in ("A", "B"):
        return living
    renovated = renovated_in is not None
    return living._replace(
        water_safe=True,
        water_difficult=False,
        production_power=True,
        house_grade="B" if renovated else living.house_grade,
        renovation_year=renovated_in if renovated else living.renovation_year,
        house_structure="2" if renovated else living.house_structure,
        toilet=True if renovated else living.toilet,
    )
