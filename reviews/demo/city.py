"""The demonstration city, loaded in one go: the command, tests and benchmarks come in here."""

import csv
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from households.demo.population import (
    DEFAULT_SEED,
    DEFAULT_UNTIL,
    WHOLE_CITY,
    Population,
    build_population,
)
from organization.errors import RuleError
from organization.models import DemoClock, Division, User
from organization.services.divisions import load_divisions
from organization.services.start import DIVISIONS_FILE
from organization.working_date import fixed_working_date, is_demo
from reviews.demo import accounts, cast, commitments, ledger, works
from reviews.demo.accountability_rows import write_accountability
from reviews.demo.assistance_rows import (
    write_actions,
    write_leadership,
    write_pairings,
    write_visits,
    write_works,
)
from reviews.demo.household_rows import write_households, write_surveys
from reviews.demo.organization_rows import write_cast, write_parameters
from reviews.demo.review_rows import write_meetings
from reviews.demo.village_rows import write_attendance, write_postings, write_villages

Say = Callable[[str], None]


@dataclass(frozen=True)
class City:
    """What was loaded: the invented facts, and the accounts by their names."""

    population: Population
    accounts: list[accounts.Account]
    users: dict[str, User]
    uncovered: set[str]
    """Numbers of the households that need a helper and have none, on purpose."""


def load_city(
    households: int | None = None,
    *,
    seed: int = DEFAULT_SEED,
    until: date = DEFAULT_UNTIL,
    say: Say = lambda text: None,
) -> City:
    """Load the demonstration city into an empty database and set its clock.

    `households=300` gives a small one for tests: few villages, everything else in place.

    Raises:
        RuleError: the database holds something already, or the day is outside the story.
    """
    if Division.objects.exists() or User.objects.exists():
        held = "演示城市" if is_demo() else "数据"
        raise RuleError(f"数据库中已有{held}，演示城市只能装入空数据库。请换一个空数据库再试")
    if households is not None and not 1 <= households <= WHOLE_CITY:
        raise RuleError(f"户数应在1至{WHOLE_CITY}之间")
    with _uncollected(), _stopwatch(say) as done:
        try:
            population = _invent(households, seed, until)
        except ValueError as refusal:
            raise RuleError(str(refusal)) from None
        done(f"虚拟人口 {len(population.households)} 户")
        with transaction.atomic():
            return _write(population, done)


def _invent(households: int | None, seed: int, until: date) -> Population:
    with DIVISIONS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return build_population(rows, seed=seed, households=households, until=until)


def _write(population: Population, done: Say) -> City:
    seed, until = population.seed, population.until
    load_divisions(DIVISIONS_FILE)
    DemoClock.objects.create(day=until, seed=seed)
    with fixed_working_date(until):
        people = cast.assemble(
            population.places, seed, min(1.0, len(population.households) / WHOLE_CITY)
        )
        patrons = commitments.patronages(population, people, seed)
        pairings = commitments.pair_households(population, people, patrons, seed)
        postings = commitments.post_to_villages(population, patrons, seed)
        units = write_cast(people)
        write_parameters(population)
        known = accounts.accounts(people, postings, pairings)
        users = accounts.write_accounts(known, units)
        done(f"单位 {len(people.units)} 个、干部 {len(people.cadres)} 名")
        write_villages(population, seed)
        write_postings(postings, units, "仙组发〔2015〕21号")
        months = commitments.attendance(postings, until, seed)
        write_attendance(months, users["office"].pk, until)
        done("村、重点村、驻村")
        register = write_households(population)
        done("户、成员、在户关系、状态")
        write_surveys(population, register)
        done("历年采集数据")
        write_leadership(people, patrons, units)
        write_pairings(pairings, register, units)
        visits = write_visits(commitments.visits(pairings, until, seed), register, units)
        done(f"结对 {len(pairings)} 条、走访 {visits} 次")
        sources, projects = works.build(population, people, seed)
        write_works(sources, projects, register, units)
        write_actions(works.tasks(population, seed), people, units)
        done(f"项目 {len(projects)} 个")
        write_accountability(
            population, people, ledger.keep(population, people, patrons, seed), units, users
        )
        write_meetings(people, units, users, until, seed)
        done("责任、问题、督办、会议")
    return City(population, known, users, _uncovered(population, pairings))


def _uncovered(population: Population, pairings: list[commitments.PairingFacts]) -> set[str]:
    helped = {pairing.household.number for pairing in pairings if pairing.ends_on is None}
    return {
        household.household_no
        for household in population.households
        if commitments.needs_help(household, population) and household.number not in helped
    }


@contextmanager
def _uncollected() -> Iterator[None]:
    """A million rows that all stay until written: no use in looking for garbage among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _stopwatch(say: Say) -> Iterator[Say]:
    started = time.monotonic()

    def done(what: str) -> None:
        say(f"  {time.monotonic() - started:5.1f} 秒  {what}")

    yield done
