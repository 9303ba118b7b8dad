"""Moving a batch from one state to the next: one conditional UPDATE, or nothing."""

from typing import Any

from intake.enums import BATCH_STEPS, WORK_STEPS, BatchState
from intake.models import ImportBatch
from organization.errors import RuleError, StaleError
from organization.models import User
from organization.scope import check


def move(batch: ImportBatch, to: BatchState, *, by: User | None, **values: Any) -> None:
    """Take `batch` one step further; `values` are written with it.

    `by` None is the worker or the operator at the command line.

    Raises:
        RuleError: `to` does not follow the state the caller saw.
        PermissionDenied: `by` may not take this step in the batch's division.
        StaleError: the batch left that state meanwhile; nothing was written.
    """
    seen = BatchState(batch.state)
    needed = BATCH_STEPS.get((seen, to))
    if needed is None and (seen, to) not in WORK_STEPS:
        raise RuleError(f"“{seen.label}”的批次不能转为“{BatchState(to).label}”")
    if needed is not None and by is not None:
        check(by, needed, batch.division_code)
    unmoved = ImportBatch.objects.filter(pk=batch.pk, state=seen)
    if not unmoved.update(state=to, **values):
        raise StaleError("该批次已由他人处理，请刷新后再试")
    batch.refresh_from_db()
