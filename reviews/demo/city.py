"""The demonstration city, loaded in one go: the command, tests and benchmarks come in here."""

import csv
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection, transaction

from households.demo.population import (
    DEFAULT_SEED,
    DEFAULT_UNTIL,
    WHOLE_CITY,
    Population,
    build_population,
)
from households.models import Household
from intake.services.findings import check_area
from organization.errors import RuleError
from organization.models import DemoClock, Division, User
from organization.services.divisions import load_divisions
from organization.services.start import DIVISIONS_FILE
from organization.working_date import fixed_working_date, is_demo, read_working_date
from reviews.demo import accounts, cast, commitments, ledger, nine_actions, works
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
from reviews.demo.procedures import begin_procedures
from reviews.demo.review_rows import write_meetings
from reviews.demo.village_rows import write_attendance, write_postings, write_villages
from reviews.review_periods import last_month_end
from reviews.services.values import store_day

Say = Callable[[str], None]
MONTHS_OF_FIGURES = 6
"""So many month ends have figures at once; the worker fills in the rest of the past."""


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
    months_of_figures: int = MONTHS_OF_FIGURES,
    say: Say = lambda text: None,
) -> City:
    """Load the demonstration city into an empty database and set its clock.

    `load_city(300, months_of_figures=0)` makes a small one for tests within some seconds: few
    villages with households, everything else in place.

    Raises:
        RuleError: the database holds something already, or the day is outside the story.
    """
    _check_empty()
    if households is not None and not 1 <= households <= WHOLE_CITY:
        raise RuleError(f"户数应在1至{WHOLE_CITY}之间")
    with _uncollected(), _stopwatch(say) as done:
        population = _invent(households, seed, until)
        done(f"虚拟人口 {len(population.households)} 户")
        with fixed_working_date(until):
            with transaction.atomic():
                city = _write(population, done)
            _tell_the_planner()
            done(f"在办程序 {begin_procedures(city.users, until)} 件")
            _look_back(until, months_of_figures, done)
    return city


def _check_empty() -> None:
    """Raises RuleError: nothing that is there already may mix with invented people."""
    if is_demo():
        raise RuleError(
            f"数据库中已有演示城市（演示日期{read_working_date()}），无需再装；"
            "要重新装入，请先换一个空数据库"
        )
    if Division.objects.exists() or User.objects.exists():
        raise RuleError("数据库中已有正式数据，演示城市只能装入空数据库。请换一个空数据库再试")


def _invent(households: int | None, seed: int, until: date) -> Population:
    with DIVISIONS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        return build_population(rows, seed=seed, households=households, until=until)
    except ValueError as refusal:
        raise RuleError(str(refusal)) from None


def _write(population: Population, done: Say) -> City:
    seed, until = population.seed, population.until
    load_divisions(DIVISIONS_FILE)
    DemoClock.objects.create(day=until, seed=seed)
    people = cast.assemble(population.places, seed, len(population.households) / WHOLE_CITY)
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
    write_attendance(commitments.attendance(postings, until, seed), users["office"].pk, until)
    done("村、重点村、驻村")
    register = write_households(population)
    done("户、成员、在户关系、状态")
    write_surveys(population, register)
    done("历年采集数据")
    write_leadership(people, patrons, units, until)
    write_pairings(pairings, register, units)
    visits = write_visits(commitments.visits(pairings, until, seed), register, units)
    done(f"结对 {len(pairings)} 条、走访 {visits} 次")
    sources, projects = works.build(population, people, seed)
    write_works(sources, projects, register, units)
    write_actions(nine_actions.tasks(population, seed), people, units, until)
    done(f"项目 {len(projects)} 个")
    kept = ledger.keep(population, people, patrons, seed)
    write_accountability(population, people, kept, units, users)
    write_meetings(people, units, users, until, seed)
    done("责任、问题、督办、会议")
    return City(population, known, users, _uncovered(population, pairings))


def _look_back(until: date, months_of_figures: int, done: Say) -> None:
    """What the night's work would find: faults in the data, figures of the day and before."""
    opened, _ = check_area(Household._meta.label_lower, cast.CITY, until)
    done(f"核查发现 {opened} 个问题")
    day = until
    for _ in range(months_of_figures):
        store_day(day, until)
        day = last_month_end(day)
    done("指标")


def _tell_the_planner() -> None:
    """Statistics of what was just written: without them every join is a guess, on both engines."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"ANALYZE {table}")


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
