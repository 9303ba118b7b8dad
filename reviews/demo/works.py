"""Projects and money of the demonstration city (项目、资金).

512 projects by the end of 2016 and two hundred million yuan, 110 million of it pooled in 2016; the
garment park of 毛嘴 and 剅河 and the peach orchards of 革新村 as the report tells of them.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from households.demo.dice import Weighted, dice
from households.demo.places import GEXIN, Place, share_out
from households.demo.population import Population
from reviews.demo import benefits
from reviews.demo.benefits import MAOZUI
from reviews.demo.cast import Cast
from reviews.demo.project_facts import (
    WAY,
    AllocationFacts,
    PaymentFacts,
    ProjectFacts,
    SourceFacts,
)

TINGHE = "429004102000"

# Projects and yuan by year; until 2016 as the report has it, later years invented.
YEARS = {
    2014: (60, 30_000_000),
    2015: (160, 60_000_000),
    2016: (292, 110_000_000),
    2017: (170, 96_000_000),
    2018: (130, 82_000_000),
    2019: (80, 54_000_000),
}

# Orders of money: class, name, share of the year (the last of a year takes the rest).
_SOURCES = {
    2014: (("F11", "中央财政专项扶贫资金", 8), ("F12", "省级财政专项扶贫资金", 6),
           ("F20", "行业部门扶贫资金", 7), ("F13", "市级财政专项扶贫资金", 5),
           ("F40", "社会帮扶资金", 4)),
    2015: (("F11", "中央财政专项扶贫资金", 12), ("F12", "省级财政专项扶贫资金", 10),
           ("F20", "行业部门扶贫资金", 20), ("F13", "市级财政专项扶贫资金", 10),
           ("F40", "社会帮扶资金", 8)),
    2016: (("F30", "统筹整合资金（第一批）", 70), ("F30", "统筹整合资金（第二批）", 40)),
}  # fmt: skip
_LATER_SOURCES = (("F30", "统筹整合资金", 8), ("F40", "社会帮扶资金", 2))

# Category, level, what is built, what it is for.
_KINDS = Weighted(
    [
        (("infrastructure", "village", "通组公路硬化", "方便群众出行"), 17),
        (("infrastructure", "village", "泵站和沟渠整治", "改善农田灌溉"), 11),
        (("infrastructure", "village", "农网改造升级", "保障生产生活用电"), 5),
        (("living", "village", "安全饮水管网延伸", "全村通安全饮水"), 9),
        (("public_service", "village", "村级卫生室建设", "小病不出村"), 5),
        (("public_service", "village", "党群服务中心和文体广场", "完善公共服务"), 6),
        (("industry", "village", "稻虾共作基地", "带动贫困户增收"), 12),
        (("industry", "village", "黄鳝网箱养殖", "带动贫困户增收"), 8),
        (("industry", "village", "蔬菜大棚", "带动贫困户务工和分红"), 8),
        (("industry", "village", "村级光伏电站", "增加村集体收入和保障户收益"), 6),
        (("housing", "household", "危房改造", "住房安全有保障"), 8),
        (("education", "household", "雨露计划资助", "资助贫困家庭学生"), 3),
        (("public_post", "household", "公益性岗位", "帮助弱劳力就近就业"), 2),
    ]
)


def build(
    population: Population, cast: Cast, seed: int
) -> tuple[list[SourceFacts], list[ProjectFacts]]:
    """Sources of money and projects up to the day, with every yuan accounted for."""
    rng = dice(seed, "works")
    until = population.until
    sources, projects = [], []
    for year in range(2014, until.year + 1):
        of_year = _sources(year)
        made = _projects(year, population.places, cast, rng)
        for project in made:
            _walk(project, rng, until)
        made = [project for project in made if project.steps]
        _allocate(made, of_year, rng, until)
        sources += [source for source in of_year if source.ordered_on <= until]
        projects += made
    benefits.employ(projects, population, cast, rng)
    benefits.plant_peaches(projects, population, rng)
    benefits.hand_out(projects, population, rng)
    return sources, projects


def _sources(year: int) -> list[SourceFacts]:
    orders = _SOURCES.get(year, _LATER_SOURCES)
    amounts = share_out(YEARS[year][1] // 1000, [share for *_, share in orders])
    return [
        SourceFacts(
            f"ZJ{year}-{nth:02d}",
            f"{year}年{name}",
            fund_class,
            year,
            date(year, 2, 20) + timedelta(days=17 * nth),
            thousands * 1000,
        )
        for nth, ((fund_class, name, _), thousands) in enumerate(
            zip(orders, amounts, strict=True), start=1
        )
    ]


# Projects ---------------------------------------------------------------------------------


def _projects(
    year: int, places: Sequence[Place], cast: Cast, rng: random.Random
) -> list[ProjectFacts]:
    count, yuan = YEARS[year]
    special = _special(year, cast)
    weights = [0.5 + rng.random() ** 2 * 4 for _ in range(count - len(special))]
    rest = yuan - sum(project.amount for project in special)
    amounts = share_out(rest // 100, weights)
    rural = [place for place in places if place.is_rural]
    key = [place for place in rural if place.is_key]
    projects = special
    for amount in amounts:
        place = rng.choice(key if rng.random() < 0.55 else rural)
        category, level, built, purpose = _KINDS.draw(rng)
        projects.append(
            ProjectFacts(
                number="",
                name=f"{year}年{place.short_name}{built}项目",
                category=category,
                level=level,
                division=place.code,
                unit=cast.townships[place.township],
                year=year,
                content=f"{place.township_name}{place.short_name}{built}",
                target=f"{purpose}，受益贫困户{rng.randint(8, 60)}户",
                amount=amount * 100,
                villages=[place.code],
            )
        )
    for serial, project in enumerate(projects, start=1):
        project.number = f"XM{year}-{serial:04d}"
    return projects


def _special(year: int, cast: Cast) -> list[ProjectFacts]:
    """The projects that the report names."""
    if year == 2015:
        return [_park(cast, MAOZUI, "毛嘴"), _park(cast, TINGHE, "剅河")]
    if year == 2016:
        return [
            ProjectFacts(
                "", "革新村桃树订单农业入股项目", "industry", "village", GEXIN,
                cast.townships["429004108000"], 2016,
                "以扶贫资金入股合作社，种植桃树150亩，订单收购、保底分红",
                "带动全村34个贫困户稳定脱贫，亩平增收5000元以上", 680_000, villages=[GEXIN],
            )
        ]  # fmt: skip
    return []


def _park(cast: Cast, division: str, name: str) -> ProjectFacts:
    return ProjectFacts(
        "", f"{name}服装产业园就业扶贫配套项目", "employment", "cross_village", division,
        cast.townships[division], 2015,
        f"毛嘴、剅河80万平方米服装产业园{name}片区水电路配套和扶贫车间",
        "周边贫困人口就近就业，月工资不低于1500元", 2_400_000,
    )  # fmt: skip


def _walk(project: ProjectFacts, rng: random.Random, until: date) -> None:
    """Take the project along its way; four in five of a year arrive, some stop early."""
    last = _last_state(project, until, rng)
    day = date(project.year - 1, 12, 1) + timedelta(days=int(rng.random() * 45))
    for state, days in WAY:
        day += timedelta(days=int(days * rng.uniform(0.8, 1.25)))
        if day > until:
            return
        project.steps.append((state, day))
        if state == last:
            return


def _last_state(project: ProjectFacts, until: date, rng: random.Random) -> str:
    if project.category == "employment" or project.is_orchard:
        return "closed"
    if project.year < until.year:
        return "closed" if rng.random() < 0.94 else "announced"
    chance = rng.random()
    if chance < 0.04:
        return "approved"
    if chance < 0.08:
        return "contracted"
    if chance < 0.24:
        return "in_progress"
    return "completed" if chance < 0.32 else "closed"


# Money ------------------------------------------------------------------------------------


def _allocate(
    projects: Sequence[ProjectFacts],
    sources: Sequence[SourceFacts],
    rng: random.Random,
    until: date,
) -> None:
    """Fill the projects from the year's orders one after the other, then pay as work goes on."""
    queue = [source for source in sources if source.ordered_on <= until]
    for project in projects:
        planned_on = project.reached("planned")
        if planned_on is None:
            continue
        wanted = project.amount
        while wanted and queue:
            source = queue[0]
            part = min(wanted, source.amount - source.allocated)
            if part:
                day = max(planned_on, source.ordered_on + timedelta(days=10))
                project.allocations.append(AllocationFacts(source, part, min(day, until)))
                source.allocated += part
                wanted -= part
            if source.allocated == source.amount:
                queue.pop(0)
        for allocation in project.allocations:
            _pay(project, allocation, rng, until)


_INSTALMENTS = (("in_progress", 0.3), ("completed", 0.3), ("reimbursed", 0.37), ("closed", 0.03))


def _pay(
    project: ProjectFacts, allocation: AllocationFacts, rng: random.Random, until: date
) -> None:
    """Thirty per cent at the start, thirty when done, the rest on the accounts, the retention."""
    left = allocation.amount
    for state, share in _INSTALMENTS:
        reached_on = project.reached(state)
        if reached_on is None:
            return
        paid_on = max(reached_on, allocation.allocated_on) + timedelta(days=int(rng.random() * 9))
        amount = left if state == "closed" else round(allocation.amount * share / 100) * 100
        if paid_on > until or not amount:
            return
        allocation.payments.append(PaymentFacts(amount, paid_on))
        allocation.source.paid += amount
        left -= amount


# People -----------------------------------------------------------------------------------
