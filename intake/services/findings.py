"""Settling what the checks found: new faults are opened, vanished ones close themselves."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from intake import checks
from intake.checks import Check, Finding, Register, level_of
from intake.enums import FindingState
from intake.models import CheckResult
from organization import audit
from organization.bulk import insert_rows, update_rows
from organization.division_codes import ancestor, code_range
from organization.enums import DivisionLevel, Topic
from organization.jobs import Progress
from organization.locks import hold
from organization.models import Division, Job
from organization.working_date import working_date

_COLUMNS = [
    "code", "level", "subject_kind", "subject_id", "division_code", "detail", "field", "message",
    "state", "first_found_on", "closed_on",
]  # fmt: skip
Key = tuple[str, str, str]


def check_area(
    kind: str, code: str, day: datetime.date, *, progress: Progress | None = None
) -> tuple[int, int]:
    """Run every check of a kind over an area; returns (opened, closed).

    The facts of a township are held in memory at a time, so a city of any size fits.
    """
    opened = closed = 0
    areas = list(_townships(code))
    register = checks.register_of(kind)
    for done, area in enumerate(areas):
        if progress:
            progress.say("核查数据", done=done, total=len(areas))
        result = _check_one(register, area, day)
        opened, closed = opened + result[0], closed + result[1]
    return opened, closed


@transaction.atomic
def _check_one(register: Register, area: str, day: datetime.date) -> tuple[int, int]:
    """One township, held: who saves one of its households meanwhile waits and checks anew."""
    hold_townships([area])
    found = list(checks.run(register.checks, list(register.load(area, day))))
    low, high = code_range(area)
    standing = CheckResult.objects.filter(
        subject_kind=register.kind, division_code__gte=low, division_code__lte=high
    )
    return settle(register.kind, register.checks, standing, found, day)


def hold_townships(codes: Iterable[str]) -> None:
    """Hold the townships in which rows are checked, before their facts are read: two at once
    would open the same finding twice, or open what the other has just mended."""
    townships = {ancestor(code, DivisionLevel.TOWNSHIP) for code in codes}
    hold(Division.objects.filter(code__in=townships))


def check_subjects(kind: str, facts: list, day: datetime.date) -> tuple[int, int]:
    """Run the checks over some rows just written; returns (opened, closed)."""
    chosen = checks.checks_of(kind)
    found = list(checks.run(chosen, facts))
    ids = [str(one.subject_id) for one in facts]
    standing = CheckResult.objects.filter(subject_kind=kind, subject_id__among=ids)
    return settle(kind, chosen, standing, found, day)


@transaction.atomic
def settle(
    kind: str,
    ran: Iterable[Check],
    standing: Any,
    found: Iterable[tuple[Check, Finding]],
    day: datetime.date,
) -> tuple[int, int]:
    """Open what is new and close what is gone among `standing` results of the checks that ran."""
    codes = [check.code for check in ran]
    open_now = standing.open().filter(code__in=codes)
    known = {(row.code, row.subject_id, row.detail): row for row in open_now}
    fresh: dict[Key, tuple] = {}
    still: set[Key] = set()
    opened, reworded = [], []
    for check, finding in found:
        key = (check.code, str(finding.subject.subject_id), finding.detail)
        level = level_of(check, finding)
        if key not in known:
            fresh[key] = _row(kind, check, finding, level, day)
            opened.append(finding)
            continue
        still.add(key)
        row = known[key]
        if (row.message, row.level) != (finding.message[:200], level):
            reworded.append((row, finding.message[:200], level))
    gone = [known[key] for key in known.keys() - still]
    insert_rows(CheckResult, _COLUMNS, fresh.values())
    update_rows(CheckResult, ["message", "level"], ((row.pk, *new) for row, *new in reworded))
    closing = ((row.pk, FindingState.CLOSED, day) for row in gone)
    update_rows(CheckResult, ["state", "closed_on"], closing)
    _mark(opened, gone, [row for row, _, new in reworded if new != row.level], day)
    return len(fresh), len(gone)


def _mark(
    opened: list[Finding], gone: list[CheckResult], regraded: list[CheckResult], day: datetime.date
) -> None:
    """From when the figures of the places differ: a fault of another level always was of it."""
    marks = [(finding.subject.division_code, day) for finding in opened]
    marks += [(row.division_code, day) for row in gone]
    marks += [(row.division_code, row.first_found_on) for row in regraded]
    audit.mark_changes([Topic.CHECK], marks)


def _row(kind: str, check: Check, finding: Finding, level: str, day: datetime.date) -> tuple:
    return (
        check.code, level, kind, str(finding.subject.subject_id), finding.subject.division_code,
        finding.detail[:40], finding.field, finding.message[:200], FindingState.OPEN, day, None,
    )  # fmt: skip


def _townships(code: str) -> Iterable[str]:
    """The townships of an area; the area itself where it is a township or smaller."""
    inside = Division.objects.inside(code).filter(level=DivisionLevel.TOWNSHIP)
    return list(inside.order_by("code").values_list("code", flat=True)) or [code]


def run_job(job: Job, progress: Progress) -> dict:
    """The job `intake.checks`: settle the findings of one area."""
    kind, code = job.arguments["kind"], job.arguments["code"]
    opened, closed = check_area(kind, code, working_date(), progress=progress)
    return {"opened": opened, "closed": closed}
