"""Villages of the demonstration city: the real list of divisions, invented figures (示例).

Which villages are key registered poor villages and which of them have exited was never published,
apart from the few that the press names; the choice made here is an invention and marked as one.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from households.demo.dice import dice

AGRICULTURAL_POPULATION = 1_138_708  # 81,076 / 7.12 %
BASE_POPULATION = 81_076

GEXIN = "429004108228"  # 革新村: 34 poor households, all lifted by the peach orchards

# Named by the report or the press as poor villages; the year of exit is our invention.
NAMED_KEY_VILLAGES = {
    GEXIN: 2016,
    "429004103203": 2016,  # 毛小村
    "429004101208": 2016,  # 古堤村
    "429004101200": 2017,  # 杨岭村
    "429004101201": 2015,  # 秦杨村
    "429004100214": 2017,  # 河岭村
    "429004108206": 2018,  # 龙台村
    "429004105209": 2018,  # 头坛村
}

# The eight townships with the heavier task (扶贫任务较重的8镇) and how many key villages lie where.
HEAVY_TOWNSHIPS = {
    "429004100": 7,  # 郑场镇
    "429004101": 8,  # 毛嘴镇
    "429004102": 8,  # 剅河镇
    "429004103": 9,  # 三伏潭镇
    "429004105": 10,  # 长埫口镇
    "429004107": 7,  # 沙湖镇
    "429004108": 9,  # 杨林尾镇
    "429004113": 6,  # 通海口镇
}
OTHER_KEY_VILLAGES = {
    "429004104": 4,  # 胡场镇
    "429004106": 6,  # 西流河镇
    "429004109": 4,  # 彭场镇
    "429004110": 4,  # 张沟镇
    "429004111": 4,  # 郭河镇
    "429004112": 2,  # 沔城回族镇
    "429004114": 4,  # 陈场镇
    "429004002": 1,  # 干河街道
    "429004004": 1,  # 杜湖街道
    "429004408": 1,  # 排湖风景区
}
HUI_TOWNSHIP = "429004112"
STREETS = {"429004001", "429004002", "429004003", "429004004"}
_SPOKEN = {"村委会": "村", "社区居民委员会": "社区", "社区居委会": "社区"}
# Exits per year: 58 by 2016, all 95 by 2019.
KEY_VILLAGE_EXITS = {2015: 16, 2016: 42, 2017: 20, 2018: 13, 2019: 4}


@dataclass(slots=True)
class Place:
    """A village or residents' committee with what the demonstration assumes of it."""

    code: str
    name: str
    township: str
    township_name: str
    agricultural_population: int = 0
    base_target: int = 0
    """Registered poor people at the end of 2014."""
    household_target: int | None = None
    """Set where the report counts households (革新村: 34)."""
    is_key: bool = False
    exit_year: int | None = None
    """Year in which the key village leaves the list; None for ordinary villages."""
    surnames: tuple[str, ...] = field(default=())

    @property
    def town_code(self) -> str:
        return self.code[:9]

    @property
    def is_rural(self) -> bool:
        """A villagers' committee (村委会); codes 001–199 and 400 up are residents and others."""
        return "200" <= self.code[9:] <= "399"

    @property
    def short_name(self) -> str:
        """The name people write: 革新村 for 革新村委会."""
        name = self.name.split("（")[0]
        for official, spoken in _SPOKEN.items():
            if name.endswith(official):
                return name.removesuffix(official) + spoken
        return name


def lay_out(divisions: Iterable[dict[str, str]], seed: int) -> list[Place]:
    """Places of the whole city in code order, with agricultural and poor population.

    `divisions` are rows `code, name, level, parent_code` of the published list.
    """
    rows = sorted(divisions, key=lambda row: row["code"])
    towns = {row["code"]: row["name"] for row in rows if row["level"] == "township"}
    places = [
        Place(row["code"], row["name"], row["parent_code"], towns[row["parent_code"]])
        for row in rows
        if row["level"] == "village"
    ]
    rng = dice(seed, "places")
    _choose_key_villages(places, rng)
    _spread_population(places, rng)
    _spread_poverty(places, rng)
    return places


def _choose_key_villages(places: Sequence[Place], rng: random.Random) -> None:
    by_town: dict[str, list[Place]] = {}
    for place in places:
        if place.is_rural:
            by_town.setdefault(place.town_code, []).append(place)
    for town, count in (HEAVY_TOWNSHIPS | OTHER_KEY_VILLAGES).items():
        named = [place for place in by_town.get(town, ()) if place.code in NAMED_KEY_VILLAGES]
        others = [place for place in by_town.get(town, ()) if place.code not in NAMED_KEY_VILLAGES]
        wanted = max(0, min(len(others), count - len(named)))
        for place in named + rng.sample(others, wanted):
            place.is_key = True
    _choose_exit_years([place for place in places if place.is_key], rng)


def _choose_exit_years(key_villages: Sequence[Place], rng: random.Random) -> None:
    left = dict(KEY_VILLAGE_EXITS)
    unnamed = []
    for place in key_villages:
        place.exit_year = NAMED_KEY_VILLAGES.get(place.code)
        if place.exit_year is None:
            unnamed.append(place)
        else:
            left[place.exit_year] -= 1
    years = [year for year, count in left.items() for _ in range(count)]
    rng.shuffle(years)
    for place, exit_year in zip(unnamed, years, strict=False):
        place.exit_year = exit_year


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `weights` that sum to `total` (largest remainder)."""
    scale = total / sum(weights)
    shares = [int(weight * scale) for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda index: shares[index] - weights[index] * scale
    )
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def _spread_population(places: Sequence[Place], rng: random.Random) -> None:
    weights = [_population_weight(place, rng) for place in places]
    for place, count in zip(places, share_out(AGRICULTURAL_POPULATION, weights), strict=True):
        place.agricultural_population = count


def _population_weight(place: Place, rng: random.Random) -> float:
    if place.code == GEXIN:
        return 1240
    if place.is_rural:
        return min(max(rng.gauss(1640, 310), 860), 2700)
    if place.town_code in STREETS:
        return rng.uniform(90, 420)
    if "生活区" in place.name:
        return 140
    return rng.uniform(520, 1350)


def _spread_poverty(places: Sequence[Place], rng: random.Random) -> None:
    """People registered in 2014 per village: heavy in key villages, thin in the streets."""
    fixed = 0
    loose = []
    for place in places:
        if place.code == GEXIN:
            place.base_target, place.household_target = 107, 34
            fixed += place.base_target
        elif place.is_key:
            place.base_target = int(place.agricultural_population * rng.uniform(0.125, 0.215))
            fixed += place.base_target
        else:
            loose.append(place)
    weights = [place.agricultural_population * _poverty_weight(place, rng) for place in loose]
    for place, count in zip(loose, share_out(BASE_POPULATION - fixed, weights), strict=True):
        place.base_target = count


def _poverty_weight(place: Place, rng: random.Random) -> float:
    if place.is_rural and place.town_code in HEAVY_TOWNSHIPS:
        return rng.uniform(0.05, 0.092)
    if place.is_rural:
        return rng.uniform(0.036, 0.078)
    if place.town_code in STREETS:
        return rng.uniform(0.008, 0.022)
    return rng.uniform(0.025, 0.05)


def slice_of(places: Sequence[Place], households: int) -> list[Place]:
    """Places that a city of about so many households is spread over, the named villages first.

    Villages keep their real density, so that a small city has lists worth paging through instead
    of one household in every village.
    """
    wanted = households * BASE_POPULATION / 27_000
    order = sorted(
        places,
        key=lambda place: (
            place.code not in NAMED_KEY_VILLAGES,
            place.code[-1],  # round the townships instead of one after the other
            place.code,
        ),
    )
    # 革新村 and 龙台村 belong to the township whose staff have accounts.
    order.sort(key=lambda place: place.code not in (GEXIN, "429004108206"))
    chosen, people = [], 0
    for place in order:
        if people >= wanted:
            break
        if place.household_target is None:
            place.base_target = min(place.base_target, round(wanted - people))
        chosen.append(place)
        people += place.base_target
    return sorted(chosen, key=lambda place: place.code)
