"""Who gets what out of the projects of the demonstration city (受益)."""

import random
from collections.abc import Iterator, Sequence
from datetime import date

from households.demo.people import Person
from households.demo.places import GEXIN
from households.demo.population import Population
from households.demo.register import Household
from reviews.demo.cast import PARK_FIRMS, Cast
from reviews.demo.project_facts import BenefitFacts, ProjectFacts

MAOZUI = "429004101000"
PARK_WORKERS = 986
"""“近千名贫困人口就近就业”, out of two dozen villages around."""
_PARK_VILLAGES = 24
_PEACH_GAIN = 5_200
"""Yuan more per mu: “亩平增收5000元以上”."""
_NEAR_THE_PARK = {"429004100", "429004101", "429004102", "429004103"}  # 郑场 毛嘴 剅河 三伏潭


def employ(
    projects: Sequence[ProjectFacts], population: Population, cast: Cast, rng: random.Random
) -> None:
    """Nearly a thousand people of two dozen villages sew in the park (近千名贫困人口)."""
    parks = [project for project in projects if project.category == "employment"]
    if not parks or population.until < date(2016, 12, 31):
        return
    firms = [firm.name for firm in cast.enterprises[:PARK_FIRMS]]
    by_village: dict[str, list[tuple[Household, Person]]] = {}
    for household, member in _local_workers(population):
        by_village.setdefault(household.place.code, []).append((household, member))
    largest = sorted(by_village.values(), key=len, reverse=True)[:_PARK_VILLAGES]
    workers = [worker for village in largest for worker in village]
    rng.shuffle(workers)
    for household, member in workers[:PARK_WORKERS]:
        park = parks[household.place.town_code != MAOZUI[:9]]
        park.benefits.append(_job(household, member, rng.choice(firms), rng))
        if household.place.code not in park.villages:
            park.villages.append(household.place.code)


def _local_workers(population: Population) -> Iterator[tuple[Household, Person]]:
    for household in population.households:
        if household.place.town_code in _NEAR_THE_PARK:
            for member in household.members:
                if 2016 in member.years and member.years[2016].work_area in ("01", "02"):
                    yield household, member


def _job(household: Household, member: Person, firm: str, rng: random.Random) -> BenefitFacts:
    months = member.years[2016].work_months or 1
    return BenefitFacts(
        household,
        "job",
        date(2016, 1 + int(rng.random() * 3), 5 + int(rng.random() * 20)),
        amount=months * rng.randint(15, 26) * 100,
        member=member,
        months=months,
        employer=firm,
    )


def plant_peaches(
    projects: Sequence[ProjectFacts], population: Population, rng: random.Random
) -> None:
    """All 34 poor households of 革新村 grow peaches to order and draw a share."""
    orchard = next((project for project in projects if project.is_orchard), None)
    if orchard is None or population.until < date(2016, 11, 30):
        return
    for household in population.households:
        if household.place.code == GEXIN:
            area = round(rng.uniform(1.5, 6.0), 1)
            orchard.benefits.append(
                BenefitFacts(
                    household,
                    "order",
                    date(2016, 8, 20),
                    amount=round(area * _PEACH_GAIN),
                    area_mu=area,
                    remark="桃树订单种植，亩平增收5200元",
                )
            )


_BENEFITS = {
    "industry": ("subsidy", 500, 3000),
    "housing": ("housing", 8000, 20_000),
    "education": ("grant", 1000, 3000),
    "public_post": ("other", 1200, 4800),
    "infrastructure": ("facility", 0, 0),
    "living": ("facility", 0, 0),
}


def hand_out(projects: Sequence[ProjectFacts], population: Population, rng: random.Random) -> None:
    """Households of the village that got something out of an ordinary project once it was done."""
    by_village: dict[str, list[Household]] = {}
    for household in population.households:
        if household.closed_on is None:
            by_village.setdefault(household.place.code, []).append(household)
    for project in projects:
        done_on = project.reached("completed")
        if done_on is None or project.benefits or project.category not in _BENEFITS:
            continue
        kind, least, most = _BENEFITS[project.category]
        around = by_village.get(project.division, [])
        for household in rng.sample(around, min(len(around), rng.randint(6, 20))):
            amount = round(rng.uniform(least, most), -2) if most else 0
            day = max(done_on, household.identified_on)
            project.benefits.append(BenefitFacts(household, kind, day, amount=int(amount)))
