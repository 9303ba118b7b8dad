"""Comparing a workbook with the register: everything found at once, nothing written to it."""

import time

from django.db import transaction
from django.utils import timezone

from intake.enums import REFUSED_OUTCOMES, BatchState
from intake.errors import WorkbookError
from intake.memory import no_cycle_search
from intake.models import ImportBatch, ImportRow
from intake.services.steps import move
from intake.sheets import Context, Plan, Say, outcome_counts, sheet_of, silent
from intake.tables import Table, read_table, stored
from organization import audit, jobs
from organization.bulk import insert_rows
from organization.division_codes import ancestor
from organization.enums import DivisionLevel
from organization.errors import RuleError
from organization.jobs import Progress
from organization.models import Job, User
from organization.services.notifications import notify
from organization.working_date import working_date

_COLUMNS = [
    "batch_id", "row_number", "tab", "key", "title", "division_code", "outcome", "has_messages",
    "subject_id", "version_seen", "payload", "changes", "messages",
]  # fmt: skip


def run(job: Job, progress: Progress) -> dict:
    """The job `intake.plan`; a batch that is no longer being planned is left alone."""
    batch = ImportBatch.objects.select_related("file", "created_by").get(pk=job.subject_id)
    if batch.state != BatchState.PLANNING:
        return {}
    plan_batch(batch, say=progress.say)
    return {"batch": batch.pk}


@no_cycle_search()
def plan_batch(batch: ImportBatch, *, say: Say = silent) -> None:
    """Plan a batch; a file that cannot be understood ends it with a sentence."""
    started = time.monotonic()
    try:
        _plan(batch, say, started)
    except WorkbookError as refusal:
        move(batch, BatchState.FAILED, by=None, failure=str(refusal)[:300])
        audit.record(None, "import.failed", batch, batch=batch.trail_batch)
    if batch.created_by:
        _tell(batch)


def _plan(batch: ImportBatch, say: Say, started: float) -> None:
    sheet = sheet_of(batch.sheet)
    say("读取文件", 0, 0)
    with batch.file.file.open() as file:
        table = read_table(sheet.layouts, file.read())
    say("与登记簿核对", 0, len(table))
    context = context_of(batch, say=say, layout=table.layout.code, fields=table.fields)
    plan = sheet.plan(table, context)
    say("保存核对结果", len(table), len(table))
    _store(batch, table, plan, started)


def context_of(
    batch: ImportBatch, *, say: Say = silent, layout: str = "", fields: list[str] | None = None
) -> Context:
    """What a sheet needs to know about the batch it works on."""
    return Context(
        by=batch.created_by,
        day=working_date(),
        data_date=batch.data_date,
        answers=batch.answers,
        fields=batch.fields if fields is None else fields,
        layout=layout or batch.layout,
        trail_batch=batch.trail_batch,
        approved_by=batch.decided_by,
        undone_by=batch.undone_by,
        say=say,
    )


@transaction.atomic
def _store(batch: ImportBatch, table: Table, plan: Plan, started: float) -> None:
    batch.rows.all().delete()
    insert_rows(
        ImportRow,
        _COLUMNS,
        (
            (
                batch.pk, row.row_number, row.tab[:40], row.key[:40], row.title[:80],
                row.division_code, row.outcome, bool(row.problems), row.subject_id,
                row.version_seen, row.payload or None, row.changes or None,
                stored(row.problems) or None,
            )
            for row in plan.rows
        ),
    )  # fmt: skip
    move(
        batch,
        BatchState.PLANNED,
        by=None,
        layout=table.layout.code,
        fields=table.fields,
        data_date=plan.data_date or batch.data_date,
        division_code=_area_of(plan) or batch.division_code,
        counts=_counts(table, plan, started),
        questions=plan.questions,
        notices=[*table.notices, *plan.notices],
        planned_at=timezone.now(),
    )


def _counts(table: Table, plan: Plan, started: float) -> dict:
    warned = sum(bool(row.problems) and row.outcome not in REFUSED_OUTCOMES for row in plan.rows)
    problems = sum(len(row.problems) for row in plan.rows)
    return {
        "rows": len(table),
        "objects": len(plan.rows),
        "members": sum(row.member_count for row in plan.rows),
        **outcome_counts(plan.rows),
        "warnings": warned,
        "problems": problems,
        "plan_seconds": round(time.monotonic() - started, 2),
    }


def _area_of(plan: Plan) -> str:
    """The township that holds all rows, or the city; it decides who sees and who approves."""
    codes = {row.division_code for row in plan.rows if row.division_code}
    for level in (DivisionLevel.TOWNSHIP, DivisionLevel.CITY):
        areas = {ancestor(code, level) for code in codes}
        if len(areas) == 1:
            return areas.pop()
    return ""


def _tell(batch: ImportBatch) -> None:
    """A note to the uploader, who may have gone on to other work."""
    outcome = "未能处理" if batch.state == BatchState.FAILED else "已核对完毕"
    notify(
        [user for user in [batch.created_by] if user],
        title=f"导入{batch}{outcome}",
        body=batch.failure,
        url=batch.get_absolute_url(),
        fingerprint=f"import-planned-{batch.pk}-{batch.planned_at or 'failed'}",
    )


@transaction.atomic
def answer(batch: ImportBatch, answers: dict[str, str], *, by: User) -> None:
    """Say which place each doubtful name means, and have the workbook compared again.

    Raises:
        RuleError: nothing answered, or an answer that was not offered.
        PermissionDenied: not the uploader's to answer.
    """
    from_uploader(batch, by)
    offered = {q["key"]: {code for code, _ in q["options"]} for q in batch.questions}
    chosen = {key: code for key, code in answers.items() if code}
    if not chosen or any(code not in offered.get(key, ()) for key, code in chosen.items()):
        raise RuleError("请为每个名称选择列出的村之一，再重新核对")
    merged = {**batch.answers, **chosen}
    move(batch, BatchState.PLANNING, by=by, answers=merged)
    audit.record(by, "import.answered", batch, after={"answers": chosen}, batch=batch.trail_batch)
    jobs.submit("intake.plan", by=by, subject=batch)


def from_uploader(batch: ImportBatch, by: User) -> None:
    """Refuse what only the uploader may do.

    Raises:
        RuleError: somebody else's batch.
    """
    if batch.created_by_id != by.pk:
        raise RuleError("只有上传人可以办理这一步")
