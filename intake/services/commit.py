"""Writing an approved plan into the register: all of it or nothing, once."""

import datetime
import time

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from intake.enums import BatchState, Outcome
from intake.memory import no_cycle_search
from intake.models import ImportBatch, ImportRow
from intake.services.plan import context_of
from intake.services.steps import move
from intake.sheets import Committed, Say, sheet_of, silent
from intake.tables import Problem
from organization import audit
from organization.bulk import update_rows
from organization.enums import Topic
from organization.errors import StaleError
from organization.jobs import Progress
from organization.models import Job, User
from organization.services.notifications import notify

_LOCK = 429004001
"""Commits stand in line: two batches with the same new person cannot both pass the check."""
MOVED_ON = "核对之后该户已被修改"


def run(job: Job, progress: Progress) -> dict:
    """The job `intake.commit`; harmless when delivered twice or taken up after a crash."""
    batch = ImportBatch.objects.select_related("created_by", "decided_by").get(pk=job.subject_id)
    if batch.state != BatchState.COMMITTING:
        return {}
    try:
        commit_batch(batch, say=progress.say)
    except StaleError:
        return {}  # a worker that was thought dead has written it meanwhile
    return {"batch": batch.pk}


@no_cycle_search()
def commit_batch(batch: ImportBatch, *, say: Say = silent) -> None:
    """Write what the plan says, but for rows that something newer has touched.

    A form may register the same person in the very moment; the database then refuses, and the
    second try sees that person and makes the row a conflict.
    """
    started = time.monotonic()
    try:
        _commit(batch, say, started)
    except IntegrityError:
        _commit(batch, say, started)
    if batch.created_by:
        _tell([batch.created_by], batch)


def _commit(batch: ImportBatch, say: Say, started: float) -> None:
    """Read and decrypt the plan, which nobody changes any more, before anybody has to wait."""
    say("读取核对结果", 0, 0)
    rows = list(batch.rows.written().order_by("row_number", "pk"))
    say("写入登记簿", 0, len(rows))
    _write(batch, rows, say, started)


@transaction.atomic
def _write(batch: ImportBatch, rows: list[ImportRow], say: Say, started: float) -> None:
    hold(batch, BatchState.COMMITTING)
    sheet = sheet_of(batch.sheet)
    committed = sheet.commit(rows, context_of(batch, say=say))
    _note_rows(committed)
    mark_changes(sheet.topics, rows, committed.from_day)
    move(
        batch,
        BatchState.COMMITTED,
        by=None,
        committed_at=timezone.now(),
        counts=_counts(batch, committed, started),
    )
    audit.record(
        batch.decided_by or batch.created_by,
        "import.committed",
        batch,
        after=batch.counts,
        batch=batch.trail_batch,
    )


def hold(batch: ImportBatch, state: BatchState) -> None:
    """Keep every other writer of batches out until this transaction ends.

    On SQLite a write transaction is alone anyway.

    Raises:
        StaleError: while this one stood in line, another took the batch out of `state`.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not ImportBatch.objects.filter(pk=batch.pk, state=state).update(state=state):
        raise StaleError("该批次已由他人处理，请刷新后查看")
    batch.refresh_from_db(fields=["state"])


def _note_rows(committed: Committed) -> None:
    """Keep with each planned row what was written and what undo restores, or why not."""
    written = [done for done in committed.rows if not done.conflict]
    update_rows(
        ImportRow,
        ["subject_id", "version_written", "before"],
        ((done.row.pk, done.subject_id, done.version, done.before) for done in written),
    )
    refused = [done for done in committed.rows if done.conflict]
    update_rows(
        ImportRow,
        ["outcome", "has_messages", "messages"],
        (
            (
                done.row.pk,
                Outcome.CONFLICT,
                True,
                [
                    *done.row.findings,
                    Problem(done.row.row_number, done.conflict, tab=done.row.tab).stored(),
                ],
            )
            for done in refused
        ),
    )


def mark_changes(topics: tuple[Topic, ...], rows: list[ImportRow], from_day: datetime.date) -> None:
    """Tell the floors above which villages' figures are stale."""
    audit.mark_changes(topics, ((row.division_code, from_day) for row in rows if row.division_code))


def _counts(batch: ImportBatch, committed: Committed, started: float) -> dict:
    counts = dict(batch.counts)
    for done in committed.rows:
        if done.conflict:
            counts[done.row.outcome] -= 1
            counts[Outcome.CONFLICT] += 1
            counts["warnings"] -= done.row.has_messages
    return counts | {"commit_seconds": round(time.monotonic() - started, 2)}


def _tell(users: list[User], batch: ImportBatch) -> None:
    conflicts = batch.counts.get(Outcome.CONFLICT, 0)
    left = f"，另有{conflicts}{sheet_of(batch.sheet).noun}有冲突未写入" if conflicts else ""
    notify(
        users,
        title=f"导入{batch}已生效",
        body=f"写入{batch.written_count}{sheet_of(batch.sheet).noun}{left}",
        url=batch.get_absolute_url(),
        fingerprint=f"import-committed-{batch.pk}",
    )
