"""Problems, letters, interviews and sanctions of the demonstration city (问题、督办、约谈、问责).

2016 as the report has it: five letters of rectification, twelve heads of units interviewed, five
people held to account. What it was about and who they were is invented.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from households.demo.dice import dice
from households.demo.names import MALE, SURNAMES, given_name
from households.demo.places import Place
from households.demo.population import Population
from organization.days import ONE_DAY
from organization.working_date import add_working_days, on_or_after_working_day
from reviews.demo.cast import CITY, Cast, UnitFacts
from reviews.demo.commitments import Patronage

OWN_TOWNSHIP, OWN_DEPARTMENT = "429004108000", "市住建委"
"""Units with accounts: something waits for them."""

# Category, what was found, goal of severity; {n} is a number, {v} a village.
_FINDINGS = (
    ("identification", "{v}识别纳入1户，家庭成员有财政供养人员未核实", 2),
    ("identification", "{v}民主评议记录缺少到会代表签名", 1),
    ("archives", "{v}抽查{n}户扶贫手册，收入栏与系统数据不一致", 1),
    ("archives", "{v}{n}户档案缺少公示照片", 1),
    ("data", "{v}{n}户人均纯收入计算有误", 1),
    ("data", "{v}{n}名成员在校生状况未更新", 1),
    ("pairing", "{v}{n}户当月无帮扶责任人走访记录", 1),
    ("pairing", "{v}帮扶责任人不掌握贫困户基本情况", 2),
    ("posting", "{v}驻村工作队员当日不在岗且无请假手续", 2),
    ("project", "{v}产业基地项目进度滞后，未按期开工", 2),
    ("project", "{v}项目公示牌缺失，完工未公告", 1),
    ("fund", "{v}项目资金拨付滞后，{n}万元结存超过半年", 2),
    ("policy", "{v}{n}户教育资助未按时到账", 1),
    ("policy", "{v}{n}名慢性病患者未办理慢病卡", 1),
    ("housing", "{v}{n}户危房改造未竣工，农户仍住危房", 3),
    ("water", "{v}{n}户饮水管网水压不足，冬季断水", 2),
    ("conduct", "{v}入户核查走形式，{n}户核查表由他人代签", 2),
)
_POLICY_UNITS = {
    "housing": "市住建委",
    "water": "市水利局",
    "fund": "市财政局",
    "project": "市发改委",
    "policy": "市卫计委",
}
POLICY_RESPONSIBILITIES = _POLICY_UNITS | {
    "identification": "市扶贫办",
    "exit": "市扶贫办",
    "archives": "市扶贫办",
    "data": "市扶贫办",
    "pairing": "市直机关工委",
    "posting": "市委组织部",
    "": "市扶贫办",
}

# Letters of rectification of 2016: who, when sent, at which state it stands still (None: closed).
_LETTERS_2016 = (
    ("429004106000", date(2016, 5, 18), None),
    ("429004109000", date(2016, 7, 12), None),
    ("市卫计委", date(2016, 8, 25), None),
    (OWN_TOWNSHIP, date(2016, 12, 14), "rectifying"),
    (OWN_DEPARTMENT, date(2016, 12, 27), "received"),
)
_INTERVIEWS = {2016: 12, 2017: 4, 2018: 3, 2019: 2}
_SANCTIONS = {2016: 5, 2017: 3, 2018: 2, 2019: 1}
_NOTICES_A_MONTH = 3
NOTICE_DAYS = {"L1": (1, 5, 7), "L2": (1, 5, 15)}
"""Working days to sign for, to hand in a plan, to be done, as the parameters' defaults."""


@dataclass(slots=True)
class ProblemFacts:
    """A problem of the ledger."""

    category: str
    severity: int
    title: str
    facts: str
    division: str
    unit: UnitFacts
    found_on: date
    source: str = "supervision"
    responsibility: str = "main"
    level: int = 1
    state: str = "open"
    closed_on: date | None = None
    note: str = ""
    number: int = -1


@dataclass(slots=True)
class NoticeFacts:
    """A notice with the days of its way; what has not come yet is None."""

    kind: str
    unit: UnitFacts
    problems: list[ProblemFacts]
    sent_on: date
    received_on: date | None = None
    plan_on: date | None = None
    plan_accepted_on: date | None = None
    reported_on: date | None = None
    closed_on: date | None = None
    state: str = "sent"
    due: dict[str, date | None] = field(default_factory=dict)

    @property
    def moved_on(self) -> date:
        days = (self.received_on, self.plan_on, self.plan_accepted_on, self.reported_on)
        return max(day for day in (self.sent_on, self.closed_on, *days) if day)


@dataclass(slots=True)
class InterviewFacts:
    """The head of a department behind a weak work team, spoken to."""

    unit: UnitFacts
    village: Place
    held_on: date
    closed_on: date | None


@dataclass(slots=True)
class SanctionFacts:
    """Somebody held to account over a project."""

    name: str
    post: str
    unit: UnitFacts
    form: str
    facts: str
    decided_on: date
    recovered: int


@dataclass(slots=True)
class Ledger:
    """All of it."""

    problems: list[ProblemFacts] = field(default_factory=list)
    notices: list[NoticeFacts] = field(default_factory=list)
    interviews: list[InterviewFacts] = field(default_factory=list)
    sanctions: list[SanctionFacts] = field(default_factory=list)


def keep(population: Population, cast: Cast, patrons: Sequence[Patronage], seed: int) -> Ledger:
    """The ledger from 2016 up to the day."""
    rng = dice(seed, "ledger")
    ledger = Ledger()
    until = population.until
    finder = _Finder(population, cast, rng)
    for year in range(2016, until.year + 1):
        _letters(ledger, finder, year, until)
        _notices(ledger, finder, year, until)
        _unnoticed(ledger, finder, year, until)
        _interviews(ledger, population, patrons, year, rng)
        _sanctions(ledger, cast, year, rng)
    ledger.problems.sort(key=lambda problem: problem.found_on)
    ledger.notices.sort(key=lambda notice: notice.sent_on)
    return ledger


class _Finder:
    """Finds problems in a township or under a department."""

    def __init__(self, population: Population, cast: Cast, rng: random.Random) -> None:
        self.cast = cast
        self.rng = rng
        self.until = population.until
        self.by_town: dict[str, list[Place]] = {}
        for place in population.places:
            if place.is_rural:
                self.by_town.setdefault(place.township, []).append(place)
        self.rural = [place for places in self.by_town.values() for place in places]

    def unit(self, name: str) -> UnitFacts:
        return self.cast.townships.get(name) or self.cast.by_name[name]

    def find(self, unit: UnitFacts, day: date, *, grave: bool = False) -> ProblemFacts:
        of_policy = unit.kind == "department"
        kinds = [
            finding
            for finding in _FINDINGS
            if (not of_policy or _POLICY_UNITS.get(finding[0]) == unit.name)
            and (not grave or finding[2] > 1 or of_policy)
        ]
        category, text, severity = self.rng.choice(kinds)
        place = self.rng.choice(self.by_town.get(unit.division, self.rural))
        said = text.format(v=place.short_name, n=self.rng.randint(2, 9))
        facts = (
            f"{day.year}年{day.month}月{day.day}日，督查组到{place.township_name}"
            f"{place.short_name}实地查看资料并入户核对，发现{said}。"
        )
        return ProblemFacts(
            category, severity, said, facts, place.code, unit, day,
            responsibility="policy" if of_policy else "main",
        )  # fmt: skip


# Notices and letters ---------------------------------------------------------------------------


def _letters(ledger: Ledger, finder: _Finder, year: int, until: date) -> None:
    """专项整改督办函: five in 2016, two a year afterwards."""
    plan = _LETTERS_2016
    if year > 2016:
        towns = sorted(finder.by_town)
        plan = tuple(
            (towns[(year * 5 + nth * 7) % len(towns)], date(year, 5 + nth * 3, 16), None)
            for nth in range(2)
        )
    for unit, sent_on, stops_at in plan:
        stays = stops_at if until < sent_on + timedelta(days=40) else None
        _notice(ledger, finder, "L2", finder.unit(unit), sent_on, stays, count=4)


def _notices(ledger: Ledger, finder: _Finder, year: int, until: date) -> None:
    """督办通知, some every month to townships; a few of the last month are open, one is late."""
    towns = sorted(finder.by_town)
    for month in range(2, 13):
        for nth in range(_NOTICES_A_MONTH):
            town = towns[(month * _NOTICES_A_MONTH + nth * 5 + year) % len(towns)]
            sent_on = on_or_after_working_day(date(year, month, 5 + nth * 8))
            _notice(ledger, finder, "L1", finder.unit(town), sent_on, None, count=1 + nth)
    if until.year == year:
        own = finder.unit(OWN_TOWNSHIP)
        late_on = on_or_after_working_day(until - timedelta(days=24))
        _notice(ledger, finder, "L1", own, late_on, "rectifying", count=2)
        fresh_on = until - ONE_DAY
        _notice(ledger, finder, "L1", own, fresh_on, "sent", count=1)


def _notice(
    ledger: Ledger,
    finder: _Finder,
    kind: str,
    unit: UnitFacts,
    sent_on: date,
    stops_at: str | None,
    *,
    count: int,
) -> None:
    if sent_on > finder.until:
        return
    found_on = sent_on - timedelta(days=6)
    problems = [finder.find(unit, found_on, grave=kind == "L2") for _ in range(count)]
    notice = NoticeFacts(kind, unit, _different(problems), sent_on)
    _take_its_way(notice, finder.until, stops_at)
    for problem in notice.problems:
        problem.level = int(kind[1])
        problem.state = "closed" if notice.closed_on else "noticed"
        problem.closed_on = notice.closed_on
        problem.note = "随通知验收销号" if notice.closed_on else ""
    ledger.notices.append(notice)
    ledger.problems += notice.problems


def _different(problems: list[ProblemFacts]) -> list[ProblemFacts]:
    return list({problem.title: problem for problem in problems}.values())


def _take_its_way(notice: NoticeFacts, until: date, stops_at: str | None) -> None:
    """Walk the notice through its states up to the day, or to where it stands still."""
    sign_days, plan_days, done_days = NOTICE_DAYS[notice.kind]
    sent_on = notice.sent_on
    sign_due = add_working_days(sent_on, sign_days)
    done_due = add_working_days(sent_on, done_days)
    asks_plan = notice.kind == "L2"
    plan_due = add_working_days(sign_due, plan_days) if asks_plan else None
    notice.due = {"sent": sign_due, "received": plan_due, "rectifying": done_due}
    notice.due["done"] = done_due
    way = [("received" if asks_plan else "rectifying", "received_on", sign_due)]
    if asks_plan:
        way.append(("plan_submitted", "plan_on", add_working_days(sign_due, 3)))
        way.append(("rectifying", "plan_accepted_on", add_working_days(sign_due, 5)))
    reported_on = max(done_due - timedelta(days=2), way[-1][2])
    way.append(("reported", "reported_on", reported_on))
    way.append(("closed", "closed_on", add_working_days(reported_on, 3)))
    for state, attribute, day in way:
        if day > until or notice.state == stops_at:
            return
        notice.state = state
        setattr(notice, attribute, day)


# Problems without a notice ---------------------------------------------------------------------


def _unnoticed(ledger: Ledger, finder: _Finder, year: int, until: date) -> None:
    """Mended on the spot, dismissed with a reason, or still waiting to be dealt with."""
    rng = finder.rng
    towns = sorted(finder.by_town)
    for nth in range(44):
        day = date(year, 1, 20) + timedelta(days=nth * 8 - nth // 3)
        if day > until:
            return
        problem = finder.find(finder.unit(towns[nth * 3 % len(towns)]), day)
        problem.source = rng.choice(("supervision", "visit", "check", "complaint", "self"))
        if day < until - timedelta(days=25):
            dismissed = rng.random() < 0.18
            problem.state = "dismissed" if dismissed else "closed"
            problem.closed_on = day + timedelta(days=3 + int(rng.random() * 18))
            problem.note = "经核实情况不属实" if dismissed else "当场整改到位，佐证齐全"
        ledger.problems.append(problem)


# Interviews and sanctions ----------------------------------------------------------------------


def _interviews(
    ledger: Ledger,
    population: Population,
    patrons: Sequence[Patronage],
    year: int,
    rng: random.Random,
) -> None:
    """约谈: heads of departments whose teams' villages made little progress; no unit twice."""
    until = population.until
    places = {place.code: place for place in population.places}
    slow = [
        patron for patron in patrons if (places[patron.village].exit_year or 0) > min(year, 2018)
    ]
    units = {patron.department.number: patron for patron in slow}
    chosen = rng.sample(sorted(units), min(_INTERVIEWS[year], len(units)))
    for nth, number in enumerate(chosen):
        patron = units[number]
        held_on = on_or_after_working_day(date(year, 4, 11) + timedelta(days=nth * 21))
        if held_on > until:
            continue
        done_on = add_working_days(held_on, 27)
        ledger.interviews.append(
            InterviewFacts(
                patron.department,
                places[patron.village],
                held_on,
                done_on if done_on <= until else None,
            )
        )


_SANCTION_FORMS = (
    ("party_serious_warning", "虚报产业基地面积，套取项目资金", 26_000),
    ("party_warning", "项目未经验收先行拨款，监管失职", 0),
    ("administrative_demerit", "拆分工程规避招标", 0),
    ("party_warning", "优亲厚友，将不符合条件人员列入奖补名单", 8_400),
    ("administrative_warning", "项目资金结存一年以上未使用，履职不力", 0),
)


def _sanctions(ledger: Ledger, cast: Cast, year: int, rng: random.Random) -> None:
    """问责: leads of the comparison of data about projects (大数据审核中扶贫项目管理违纪)."""
    towns = sorted(cast.townships)
    for nth in range(_SANCTIONS[year]):
        form, facts, recovered = _SANCTION_FORMS[nth]
        if year > 2017:
            form = form.replace("administrative", "official")
        unit = cast.townships[towns[(nth * 5 + year) % 19]]
        ledger.sanctions.append(
            SanctionFacts(
                SURNAMES.draw(rng) + given_name(rng, MALE, 1970),
                rng.choice(("村党支部书记", "扶贫办工作人员", "农业服务中心主任", "副镇长")),
                unit,
                form,
                f"在扶贫项目管理中，{facts}。",
                on_or_after_working_day(date(year, 6, 14) + timedelta(days=nth * 38)),
                recovered,
            )
        )


def pledging_units(cast: Cast) -> tuple[list[UnitFacts], UnitFacts]:
    """Townships and departments that have signed, and one whose pledge is still a draft.

    The last department has none at all: a newcomer can write one.
    """
    signed = [*cast.townships.values(), *cast.departments[:-2]]
    return signed, cast.departments[-2]


__all__ = ["CITY", "Ledger", "keep", "pledging_units"]
