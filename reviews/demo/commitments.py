"""Who helps whom: pairings, postings, days in the village, visits (结对、驻村、走访)."""

import math
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from households.demo.dice import Weighted, dice
from households.demo.population import Population
from households.demo.register import EXITED_NO_POLICY, Household
from organization.days import ONE_DAY
from reviews.demo.cast import CadreFacts, Cast, UnitFacts

UNCOVERED = 61
"""Households left without a helper on purpose, in the whole city."""
PAIRING_DAY = date(2015, 4, 1)
POSTING_DAY = date(2015, 9, 1)
VILLAGE_PAIRING_DAY = date(2015, 4, 20)
_HANDED_OVER = 0.07
_END_REASONS = Weighted({"transfer": 7, "retirement": 2, "health": 1})


@dataclass(slots=True)
class PairingFacts:
    """A helper of a household from a day to a day; `follows` is the pairing before it."""

    household: Household
    cadre: CadreFacts
    starts_on: date
    ends_on: date | None = None
    end_reason: str = ""
    follows: "PairingFacts | None" = None
    number: int = -1


@dataclass(slots=True)
class PostingFacts:
    """A cadre posted to a key village."""

    village: str
    cadre: CadreFacts
    role: str
    starts_on: date
    ends_on: date | None = None
    end_reason: str = ""
    retained: bool = False
    number: int = -1


@dataclass(slots=True)
class Patronage:
    """Who of the city answers for a key village (五个全覆盖)."""

    village: str
    leader: CadreFacts
    department: UnitFacts
    enterprise: UnitFacts


def patronages(population: Population, cast: Cast, seed: int) -> list[Patronage]:
    """A leader, a department and an enterprise for each key village."""
    rng = dice(seed, "patronages")
    key = [place for place in population.places if place.is_key]
    departments = cast.departments[:]
    enterprises = cast.enterprises[:]
    rng.shuffle(departments)
    rng.shuffle(enterprises)
    return [
        Patronage(
            place.code,
            cast.leaders[index % len(cast.leaders)],
            departments[index % len(departments)],
            enterprises[index % len(enterprises)],
        )
        for index, place in enumerate(key)
    ]


# Pairings ----------------------------------------------------------------------------------


def pair_households(
    population: Population, cast: Cast, patrons: Sequence[Patronage], seed: int
) -> list[PairingFacts]:
    """A helper for every household but the known few; nobody above the cap of the rank."""
    rng = dice(seed, "pairings")
    share = min(1.0, len(population.households) / 27_000)
    eligible = [each for each in population.households if needs_help(each, population)]
    bare = {each.number for each in rng.sample(eligible, math.ceil(UNCOVERED * share))}
    by_village: dict[str, list[Household]] = {}
    for household in population.households:
        by_village.setdefault(household.place.code, []).append(household)
    helpers = _Helpers(population, cast, patrons)
    pairings: list[PairingFacts] = []
    for code, households in by_village.items():
        for household in households:
            pairing = _pairing_of(household, helpers, rng)
            if household.number in bare:
                pairings += _lost(pairing, population.until, rng)
            else:
                pairings += _as_it_went(pairing, helpers, rng)
        helpers.leave(code)
    return [
        _until(pairing, population.until)
        for pairing in pairings
        if pairing.starts_on <= population.until
    ]


def needs_help(household: Household, population: Population) -> bool:
    """Coverage C4 asks for a helper: valid, and poor or lifted with policies going on."""
    day = population.until
    return household.is_valid_on(day) and household.status_on(day) != EXITED_NO_POLICY


class _Helpers:
    """Hands out helpers village by village: patrons, then the township, then the village's own."""

    def __init__(
        self,
        population: Population,
        cast: Cast,
        patrons: Sequence[Patronage],
    ) -> None:
        self._cast = cast
        self._queues: dict[str, list[CadreFacts]] = {}
        counts: dict[str, int] = {}
        for household in population.households:
            counts[household.place.code] = counts.get(household.place.code, 0) + 1
        self._share_departments(patrons, counts)
        self._share_townships(counts)

    def _share_departments(self, patrons: Sequence[Patronage], counts: dict[str, int]) -> None:
        by_unit: dict[int, list[str]] = {}
        for patron in patrons:
            if patron.village in counts:
                by_unit.setdefault(patron.department.number, []).append(patron.village)
        villages = sorted(counts)
        for index, unit in enumerate(self._cast.departments):
            wards = by_unit.get(unit.number) or [villages[index * 7 % len(villages)]]
            for nth, cadre in enumerate(unit.cadres):
                self._queues.setdefault(wards[nth % len(wards)], []).append(cadre)

    def _share_townships(self, counts: dict[str, int]) -> None:
        for code, unit in self._cast.townships.items():
            wards = [village for village in sorted(counts) if village[:9] == code[:9]]
            for nth, cadre in enumerate(unit.cadres if wards else ()):
                self._queues.setdefault(wards[nth % len(wards)], []).append(cadre)

    def next_for(self, household: Household) -> CadreFacts:
        """The next helper with room in the household's village, a village cadre at last."""
        queue = self._queues.setdefault(household.place.code, [])
        while queue and not queue[0].has_room:
            queue.pop(0)
        helper = queue[0] if queue else self.of_village(household.place.code)
        helper.households += 1
        return helper

    def of_village(self, code: str) -> CadreFacts:
        unit = self._cast.villages[code]
        helper = min(unit.cadres, key=lambda cadre: (cadre.households, cadre.number))
        if helper.has_room:
            return helper
        return self._cast.cadre(unit, "village_cadre", "村委员", party=0.7)

    def leave(self, code: str) -> None:
        """What is left over of a key village's patrons helps in the township's other villages."""
        left = [cadre for cadre in self._queues.pop(code, ()) if cadre.has_room]
        waiting = [other for other in self._queues if other[:9] == code[:9]]
        if left and waiting:
            self._queues[waiting[0]] = left + self._queues[waiting[0]]


def _pairing_of(household: Household, helpers: _Helpers, rng: random.Random) -> PairingFacts:
    start = PAIRING_DAY + timedelta(days=int(rng.random() * 25))
    start = max(start, household.identified_on + timedelta(days=9))
    return PairingFacts(household, helpers.next_for(household), start)


def _lost(pairing: PairingFacts, until: date, rng: random.Random) -> list[PairingFacts]:
    """No helper on the last day: half never had one, half lost him in the last weeks."""
    pairing.cadre.households -= 1
    pairing.ends_on = until - timedelta(days=14 + int(rng.random() * 40))
    pairing.end_reason = _END_REASONS.draw(rng)
    return [pairing] if rng.random() < 0.5 and pairing.ends_on > pairing.starts_on else []


def _as_it_went(pairing: PairingFacts, helpers: _Helpers, rng: random.Random) -> list[PairingFacts]:
    over = _last_day_of_help(pairing.household)
    if over is not None:
        pairing.cadre.households -= 1
        pairing.ends_on, pairing.end_reason = over
        return [pairing] if over[0] > pairing.starts_on else []
    if pairing.household.identified_on.year == 2014 and rng.random() < _HANDED_OVER:
        return _handed_over(pairing, helpers, rng)
    return [pairing]


def _last_day_of_help(household: Household) -> tuple[date, str] | None:
    if household.closed_on:
        return household.closed_on, "closed"
    last = household.spans[-1]
    return (last.starts_on, "term_served") if last.status == EXITED_NO_POLICY else None


def _handed_over(
    pairing: PairingFacts, helpers: _Helpers, rng: random.Random
) -> list[PairingFacts]:
    """The helper changed post during 2016; somebody of the village took over the same day."""
    successor = helpers.of_village(pairing.household.place.code)
    if successor is pairing.cadre:
        return [pairing]
    day = date(2016, 2, 20) + timedelta(days=int(rng.random() * 280))
    pairing.ends_on, pairing.end_reason = day, _END_REASONS.draw(rng)
    pairing.cadre.households -= 1
    successor.households += 1
    return [pairing, PairingFacts(pairing.household, successor, day, follows=pairing)]


def _until(pairing: PairingFacts, day: date) -> PairingFacts:
    """As it stood on `day`; an end that is still to come is not known."""
    if pairing.ends_on and pairing.ends_on > day:
        pairing.ends_on, pairing.end_reason = None, ""
    return pairing


# Visits ------------------------------------------------------------------------------------

_CONTENTS = (
    ("2", "了解家庭近期生产生活情况，核对家庭人口和收入"),
    ("2", "查看住房、饮水和家中存粮，询问身体状况"),
    ("2", "了解外出务工成员的工作和工资情况"),
    ("2", "询问子女在校情况和教育资助到账情况"),
    ("3", "核对并填写扶贫手册，户主签字确认"),
    ("3", "更新扶贫手册帮扶措施和收入情况"),
    ("4", "与户主商议下一年增收打算，制定脱贫计划"),
    ("4", "算收入账，商定产业发展和务工安排"),
    ("5", "落实产业奖补申报材料"),
    ("5", "协助办理扶贫小额信贷手续"),
    ("5", "落实危房改造进度，查看施工质量"),
    ("6", "宣传健康扶贫、教育资助政策"),
    ("6", "讲解脱贫不脱政策，发放政策明白卡"),
    ("6", "宣传城乡居民医保缴费和报销政策"),
    ("1", "帮助收割晚稻，联系农产品销路"),
    ("1", "介绍服装产业园招工信息"),
)
_HOLIDAY = ("7", "节日慰问，送去米油和慰问金")
_PROBLEMS = (
    "屋顶局部漏雨，需要维修",
    "慢性病药费负担较重，未办理慢病卡",
    "自来水水压不足，冬季时有断水",
    "小孩寄宿费补助尚未到账",
    "养殖黄鳝缺少技术指导",
)


@dataclass(slots=True)
class VisitFacts:
    """One visit of a helper."""

    pairing: PairingFacts
    day: date
    key: uuid.UUID
    kind: str
    content: str
    problem: str
    is_solved: bool
    minutes: int


def visits(pairings: Sequence[PairingFacts], until: date, seed: int) -> Iterator[VisitFacts]:
    """Visits of the last year: nearly every household in each of the last three months."""
    rng = dice(seed, "visits")
    months = [_month_before(until, back) for back in range(12)]
    for pairing in pairings:
        diligent = rng.random() < 0.968
        for back, first in enumerate(months):
            chance = (0.985 if diligent else 0.35) if back < 3 else 0.06
            if rng.random() < chance:
                last = min(until, _next_month(first) - ONE_DAY)
                day = first + timedelta(days=int(rng.random() * ((last - first).days + 1)))
                if pairing.starts_on <= day and (not pairing.ends_on or day < pairing.ends_on):
                    yield _visit(pairing, day, rng)


def _month_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _visit(pairing: PairingFacts, day: date, rng: random.Random) -> VisitFacts:
    festive = (day.month, day.day) >= (12, 28) or day.month == 1
    kind, content = _HOLIDAY if festive and rng.random() < 0.4 else rng.choice(_CONTENTS)
    problem = rng.choice(_PROBLEMS) if rng.random() < 0.03 else ""
    return VisitFacts(
        pairing,
        day,
        uuid.UUID(int=rng.getrandbits(128), version=4),
        kind,
        content,
        problem,
        bool(problem) and rng.random() < 0.55,
        20 + int(rng.random() * 14) * 5,
    )


# First secretaries and work teams ------------------------------------------------------------


def post_to_villages(
    population: Population, patrons: Sequence[Patronage], seed: int
) -> list[PostingFacts]:
    """A first secretary and two members for each key village, from the department behind it.

    Nine secretaries were relieved in 2016 when their term was over; the successor came the same
    day. Nobody leaves because the village has exited: 不脱贫不离岗, and then consolidation.
    """
    rng = dice(seed, "postings")
    exits = {place.code: place.exit_year for place in population.places}
    taken: set[int] = set()
    postings: list[PostingFacts] = []
    for index, patron in enumerate(patrons):
        pool = [cadre for cadre in patron.department.cadres if _may_be_posted(cadre, taken)]
        team = rng.sample(pool, 4)
        taken.update(cadre.number for cadre in team)
        retained = exits[patron.village] <= population.until.year
        postings += _team(patron.village, team, index % 11 == 5, retained, population.until)
    return postings


def _may_be_posted(cadre: CadreFacts, taken: set[int]) -> bool:
    young = cadre.rank in ("section_deputy", "staff", "technical") and cadre.duty == "member"
    return young and cadre.is_party_member and cadre.number not in taken


def _team(
    village: str, team: Sequence[CadreFacts], relieved: bool, retained: bool, until: date
) -> list[PostingFacts]:
    first, second, *members = team
    day = date(2016, 9, 1)
    postings = [PostingFacts(village, first, "FIRST_SECRETARY", POSTING_DAY, retained=retained)]
    if relieved and until >= day:
        postings[0] = PostingFacts(village, first, "FIRST_SECRETARY", POSTING_DAY, day, "term")
        postings.append(PostingFacts(village, second, "FIRST_SECRETARY", day, retained=retained))
    postings += [PostingFacts(village, member, "MEMBER", POSTING_DAY) for member in members]
    return [posting for posting in postings if posting.starts_on <= until]


@dataclass(slots=True)
class MonthFacts:
    """Days in the village in one month of a posting."""

    posting: PostingFacts
    month: date
    counted_days: float
    nights: int
    leave_days: float


def attendance(postings: Sequence[PostingFacts], until: date, seed: int) -> Iterator[MonthFacts]:
    """Months of the last year up to `until`; one posted cadre in twelve falls short of the pace."""
    rng = dice(seed, "attendance")
    months = [_month_before(until, back) for back in range(until.month)]
    for posting in postings:
        pace = 15.2 if rng.random() < 0.08 else 19.6
        for month in months:
            following = _next_month(month)
            if posting.starts_on >= following or (posting.ends_on and posting.ends_on <= month):
                continue
            days = min(24.0, max(9.0, round(rng.gauss(pace, 1.5) * 2) / 2))
            if month.month == 2:
                days = min(days, 17.5)  # Spring Festival
            yield MonthFacts(
                posting,
                month,
                days,
                max(0, int(days * rng.uniform(0.66, 0.84))),
                float(rng.randint(0, 2)),
            )
