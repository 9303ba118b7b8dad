"""Taking up again work that failed inside; what it would write is untouched."""

from django.db import transaction

from intake.enums import BatchState
from intake.models import ImportBatch
from organization import audit, jobs
from organization.errors import RuleError
from organization.models import User

WORK = {
    BatchState.PLANNING: "intake.plan",
    BatchState.COMMITTING: "intake.commit",
    BatchState.UNDOING: "intake.undo",
}
"""The job that a batch in this state waits for."""


@transaction.atomic
def retry(batch: ImportBatch, *, by: User) -> None:
    """Queue the work of a batch again after its job has failed.

    Raises:
        RuleError: nothing has failed, or not this person's work.
    """
    kind = WORK.get(BatchState(batch.state))
    job = jobs.latest_job(batch, kind) if kind else None
    if kind is None or job is None or not job.is_over:
        raise RuleError("该批次没有中断的处理，请刷新页面")
    if by.pk not in {batch.created_by_id, job.requested_by_id}:
        raise RuleError("请由上传人或提交处理的人重试")
    audit.record(by, "import.retried", batch, batch=batch.trail_batch)
    jobs.submit(kind, by=by, subject=batch)
