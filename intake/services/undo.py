"""Taking a written batch back, as long as nothing newer has touched its rows."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from intake.enums import BatchState
from intake.memory import no_cycle_search
from intake.models import ImportBatch, ImportRow
from intake.services.commit import hold, mark_changes
from intake.services.plan import context_of
from intake.services.steps import move
from intake.sheets import Say, sheet_of, silent
from organization import audit, jobs
from organization.errors import RuleError, StaleError
from organization.jobs import Progress
from organization.models import Job, User
from organization.permissions import Permission
from organization.scope import check, may
from organization.services.notifications import notify


@transaction.atomic
def request_undo(batch: ImportBatch, *, by: User, reason: str) -> None:
    """Queue the work of taking a batch back.

    It changes the register as much as the batch did, so it takes the right to approve. A batch
    that a rule spared the approval may also be taken back by its uploader, and one of a sheet
    that never needs any by whoever may write such rows there.

    Raises:
        RuleError: no reason, the uploader's own approved batch, or a batch not in force.
        PermissionDenied: no right to approve, or to write, in the batch's division.
        StaleError: the batch moved on meanwhile.
    """
    reason = reason.strip()
    if not reason:
        raise RuleError("请填写撤销原因，操作记录中将保留")
    own = batch.created_by_id == by.pk
    if own and not batch.approval_rule:
        raise RuleError("不能撤销自己上传的批次，请由审核人办理")
    for permission in _needed(batch, by):
        check(by, permission, batch.division_code)
    # The right was checked above: for an exempt batch it is not the one of the step table.
    move(batch, BatchState.UNDOING, by=None, undone_by=by, undo_reason=reason[:200])
    audit.record(by, "import.undo_requested", batch, remark=reason, batch=batch.trail_batch)
    jobs.submit("intake.undo", by=by, subject=batch)


def _needed(batch: ImportBatch, user: User) -> tuple[Permission, ...]:
    """What it takes to take this batch back."""
    sheet = sheet_of(batch.sheet)
    if not sheet.needs_approval:
        return sheet.upload_permission, sheet.write_permission
    own = batch.created_by_id == user.pk
    return (sheet.upload_permission if own else Permission.IMPORT_APPROVE,)


def run(job: Job, progress: Progress) -> dict:
    """The job `intake.undo`; harmless when delivered twice or taken up after a crash."""
    batch = ImportBatch.objects.select_related("undone_by").get(pk=job.subject_id)
    if batch.state != BatchState.UNDOING:
        return {}
    try:
        undo_batch(batch, say=progress.say)
    except StaleError:
        return {}  # a worker that was thought dead has done it meanwhile
    return {"batch": batch.pk}


@no_cycle_search()
def undo_batch(batch: ImportBatch, *, say: Say = silent) -> None:
    """Restore every row as it was before the batch, or leave all as it is and say why.

    Raises:
        RuleError: something newer depends on what the batch wrote; the batch stays in force.
        StaleError: it is no longer being taken back.
    """
    try:
        _try(batch, say)
    except StaleError:
        raise
    except RuleError as refusal:
        move(batch, BatchState.COMMITTED, by=None, undone_by=None, undo_reason="")
        audit.record(
            None, "import.undo_refused", batch, remark=str(refusal), batch=batch.trail_batch
        )
        raise


def _try(batch: ImportBatch, say: Say) -> None:
    """Undo; where the database finds what is restored taken meanwhile, say so.

    Raises:
        RuleError: something newer stands in the way; nothing was written.
    """
    try:
        _undo(batch, say)
    except IntegrityError:
        raise RuleError("原来的编号或名称在导入之后已被别的登记使用，不能撤销") from None


def _undo(batch: ImportBatch, say: Say) -> None:
    """Read and decrypt what is restored before anybody has to wait."""
    rows = list(batch.rows.filter(version_written__isnull=False).order_by("-row_number", "-pk"))
    say("恢复原值", 0, len(rows))
    _restore(batch, rows)


@transaction.atomic
def _restore(batch: ImportBatch, rows: list[ImportRow]) -> None:
    hold(batch, BatchState.UNDOING)
    sheet = sheet_of(batch.sheet)
    from_day = sheet.undo(rows, context_of(batch))
    mark_changes(sheet.topics, rows, from_day)
    move(batch, BatchState.UNDONE, by=None, undone_at=timezone.now())
    audit.record(
        batch.undone_by,
        "import.undone",
        batch,
        remark=batch.undo_reason,
        batch=batch.trail_batch,
    )
    _tell(batch)


def _tell(batch: ImportBatch) -> None:
    asked = {batch.created_by, batch.decided_by} - {batch.undone_by}
    people = [user for user in asked if user]
    notify(
        people,
        title=f"导入{batch}已撤销",
        body=batch.undo_reason,
        url=batch.get_absolute_url(),
        fingerprint=f"import-undone-{batch.pk}",
    )


def may_undo(batch: ImportBatch, user: User) -> bool:
    """Whether the page offers the step."""
    if batch.state != BatchState.COMMITTED:
        return False
    if batch.created_by_id == user.pk and not batch.approval_rule:
        return False
    return all(may(user, each, batch.division_code) for each in _needed(batch, user))
