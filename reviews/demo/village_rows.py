"""Villages, key villages, who is posted there and their days, written set-based."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from households.demo.dice import dice
from households.demo.exits import village_exit_day
from households.demo.places import Place
from households.demo.population import Population
from households.demo.register import DIBAO, STILL_POOR, TEKUN
from organization.bulk import insert_rows, next_ids, update_rows
from reviews.demo.commitments import MonthFacts, PostingFacts
from reviews.demo.organization_rows import OrganizationKeys
from villages.models import AttendanceMonth, KeyVillage, Posting, Village, VillageYear

_PRODUCTS = ("稻虾共作", "黄鳝养殖", "蔬菜种植", "莲藕种植", "小龙虾养殖", "劳务输出", "果蔬采摘")
_UNCONFIRMED_TOWNSHIP = "429004108"
"""The township with accounts: its last month still waits to be confirmed there."""


def write_villages(population: Population, seed: int) -> None:
    """Facts of the villages that the division list has opened; key villages, yearly forms."""
    rng = dice(seed, "villages")
    update_rows(
        Village,
        ["kind", "agricultural_population", "terrain", "features", "direction"],
        (_village(place, rng) for place in population.places),
    )
    insert_rows(
        KeyVillage,
        ["village_id", "starts_on", "document_no", "exited_on", "exit_document_no"],
        (_key_village(place, population.until) for place in population.places if place.is_key),
    )
    insert_rows(VillageYear, _YEAR_COLUMNS, _village_years(population, rng))


def _village(place: Place, rng: random.Random) -> tuple:
    terrain = rng.choice(("plain", "plain", "plain", "water_network", "lake"))
    features = "少数民族聚居" if "回族" in place.township_name else ""
    features = features or ("分蓄洪区" if rng.random() < 0.12 else "")
    kind = "village" if place.is_rural else "community"
    direction = rng.choice(_PRODUCTS) if place.is_rural else ""
    return place.code, kind, place.agricultural_population, terrain, features, direction


def _key_village(place: Place, until: date) -> tuple:
    exited_on = village_exit_day(place)
    if exited_on is None or exited_on > until:
        return place.code, date(2014, 12, 1), "仙扶组发〔2014〕3号", None, ""
    return (
        place.code, date(2014, 12, 1), "仙扶组发〔2014〕3号", exited_on,
        f"仙扶组发〔{exited_on.year}〕{20 + exited_on.year % 10}号",
    )  # fmt: skip


_YEAR_COLUMNS = [
    "village_id", "data_year", "natural_villages", "groups", "households", "poor_households",
    "dibao_households", "tekun_households", "population", "poor_population", "party_members",
    "arable_mu", "fishpond_mu", "income_per_capita", "collective_income", "has_paved_road",
    "has_bus", "households_without_power", "has_clinic", "doctors", "has_broadband",
    "has_culture_room", "cooperatives", "has_solar_plant",
]  # fmt: skip


def _village_years(population: Population, rng: random.Random) -> Iterator[tuple]:
    """The last two years of every form; what it declares agrees with the register."""
    for year in (population.until.year - 1, population.until.year):
        day = min(date(year, 12, 31), population.until)
        counts = _declared(population, day)
        for place in population.places:
            yield _village_year(place, year, day, counts[place.code], rng)


def _declared(population: Population, day: date) -> dict[str, Counter]:
    counts: dict[str, Counter] = {place.code: Counter() for place in population.places}
    for household in population.households:
        if not household.is_valid_on(day):
            continue
        count = counts[household.place.code]
        if household.status_on(day) in STILL_POOR:
            count["households"] += 1
            count["people"] += household.size_on(day)
        count[household.attribute] += 1
    return counts


def _village_year(place: Place, year: int, day: date, count: Counter, rng: random.Random) -> tuple:
    exited_on = village_exit_day(place)
    done = exited_on is None or exited_on <= day
    income = rng.uniform(52_000, 140_000) if done else rng.uniform(6_000, 46_000)
    population = place.agricultural_population
    return (
        place.code, year, 2 + population % 5, 5 + population % 6, population // 4 + 20,
        count["households"], count[DIBAO], count[TEKUN], population + 40 + population % 37,
        count["people"], 18 + population % 41, round(population * rng.uniform(1.0, 1.7)),
        round(population * rng.uniform(0.1, 0.9)), round(rng.uniform(9_500, 16_500)),
        round(income, -2), done or rng.random() < 0.7, done or rng.random() < 0.6, 0,
        done or rng.random() < 0.5, 1 + population % 2, done or rng.random() < 0.55,
        done or rng.random() < 0.4, 1 + population % 3, place.is_key and done,
    )  # fmt: skip


def write_postings(
    postings: Sequence[PostingFacts], keys: OrganizationKeys, village_documents: str
) -> None:
    """First secretaries and work teams, with the primary keys put on the facts."""
    for posting, key in zip(postings, next_ids(Posting, len(postings)), strict=True):
        posting.number = key
    insert_rows(
        Posting,
        [
            "id", "village_id", "cadre_id", "unit_id", "role", "starts_on", "ends_on",
            "document_no", "party_relation_moved_on", "decoupled_on", "retained", "end_reason",
        ],
        (
            (
                posting.number, posting.village, keys.cadres[posting.cadre.number],
                keys.units[posting.cadre.unit.number], posting.role, posting.starts_on,
                posting.ends_on, village_documents, posting.starts_on + timedelta(days=12),
                posting.starts_on + timedelta(days=3), posting.retained, posting.end_reason,
            )
            for posting in postings
        ),
    )  # fmt: skip


def write_attendance(months: Iterator[MonthFacts], confirmed_by: int, until: date) -> None:
    """Days in the village by month; the last month of one township is not confirmed yet."""
    insert_rows(
        AttendanceMonth,
        [
            "posting_id", "month", "counted_days", "nights", "leave_days", "confirmed_by_id",
            "confirmed_at",
        ],
        (_attendance_row(month, confirmed_by, until) for month in months),
    )  # fmt: skip


def _attendance_row(facts: MonthFacts, confirmed_by: int, until: date) -> tuple:
    is_last = facts.month == until.replace(day=1)
    waits = is_last and facts.posting.village.startswith(_UNCONFIRMED_TOWNSHIP)
    confirmed_on = min(until, facts.month + timedelta(days=34))
    confirmed_at = datetime.combine(confirmed_on, time(2, 30), UTC)
    return (
        facts.posting.number, facts.month, str(facts.counted_days), facts.nights,
        str(facts.leave_days), None if waits else confirmed_by, None if waits else confirmed_at,
    )  # fmt: skip
