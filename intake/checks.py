"""The registry of checks: a rule is written once and runs on form, import and every night.

An app registers, for a kind of row (`households.household`), its checks and how to load the
facts that they read. A check is a function over plain facts, many at a time; it says which
fields it reads, so that it never fires on a field that a workbook does not carry.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from intake.enums import Level
from organization import jobs
from organization.enums import JobState
from organization.locks import hold
from organization.models import Division, Job, User

JOB = "intake.checks"


@dataclass(slots=True)
class Finding:
    """A fault: on which facts, at which field, in words without personal numbers."""

    subject: Any
    """The facts object that the check was given."""
    message: str
    field: str = ""
    detail: str = ""
    """What tells this fault from another of the same check on the same subject (a member)."""
    part: Any = None
    """The member's facts, where the fault is one member's; an import finds the row by it."""
    level: Level | None = None
    """Where it differs from the check's own."""


Find = Callable[[Iterable[Any]], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """One rule: `M04` and the like of the national cleaning rules."""

    code: str
    level: Level
    label: str
    needs: frozenset[str]
    """Fields it reads; all of them must be known, or it does not run."""
    find: Find
    afterwards: bool = False
    """It reads another register or another year: a finding, never a bar to an import."""


@dataclass
class Register:
    """What the app that owns a kind of row registers."""

    kind: str
    load: Callable[[str, datetime.date], Iterable[Any]]
    """load(division code, day) → facts of every row of the area; each has `subject_id` and
    `division_code`."""
    checks: list[Check] = field(default_factory=list)


_registers: dict[str, Register] = {}
_early: dict[str, list[Check]] = {}
"""Checks of higher apps that start before the app whose rows they check."""


def register(kind: str, load: Callable, checks: Iterable[Check]) -> None:
    """Add the checks of a kind of row; called from `AppConfig.ready`."""
    _registers[kind] = Register(kind, load, [*checks, *_early.get(kind, [])])


def add(kind: str, *checks: Check) -> None:
    """Add checks of a higher app to a kind that is registered below; called at the start."""
    standing = _registers[kind].checks if kind in _registers else _early.setdefault(kind, [])
    known = {check.code for check in standing}
    standing.extend(check for check in checks if check.code not in known)


def checks_of(kind: str) -> list[Check]:
    return _registers[kind].checks


def register_of(kind: str) -> Register:
    return _registers[kind]


def all_registers() -> list[Register]:
    return list(_registers.values())


def run(
    checks: Iterable[Check], facts: list[Any], fields: frozenset[str] | None = None
) -> Iterator[tuple[Check, Finding]]:
    """All findings of the checks whose fields are known; `fields` None: every field is."""
    for check in checks:
        if fields is not None and not check.needs <= fields:
            continue
        for finding in check.find(facts):
            yield check, finding


def level_of(check: Check, finding: Finding) -> Level:
    return finding.level or check.level


@transaction.atomic
def schedule(kind: str, code: str, *, by: User | None = None) -> Job:
    """Queue a run of all checks of a kind over an area; one that still waits in the queue is
    enough."""
    hold(Division.objects.filter(pk=code))  # of two at once the second finds the first's
    arguments = {"kind": kind, "code": code}
    waiting = Job.objects.filter(kind=JOB, state=JobState.QUEUED, arguments=arguments).first()
    return waiting or jobs.submit(JOB, by=by, arguments=arguments)
