"""The whole way in one call, for the operator at the command line."""

import datetime
import time
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from intake.enums import BatchState, Outcome
from intake.models import ImportBatch
from intake.services.commit import commit_batch
from intake.services.plan import plan_batch
from intake.services.steps import move
from intake.services.upload import keep
from intake.sheets import Say, silent
from organization import audit
from organization.errors import RuleError
from organization.models import User

RULE = "命令行导入，由系统管理员执行"


@dataclass
class Result:
    """What a run came to."""

    batch: ImportBatch
    seconds: float

    def figures(self) -> dict[str, Any]:
        """The one object of `--json`."""
        tally = self.batch.tally
        return {
            "batch": self.batch.pk,
            "state": self.batch.state,
            "rows": tally["rows"],
            "households": tally["objects"],
            "members": tally["members"],
            "new": tally[Outcome.NEW],
            "changed": tally[Outcome.CHANGED],
            "unchanged": tally[Outcome.UNCHANGED],
            "conflicts": tally[Outcome.CONFLICT],
            "errors": tally[Outcome.ERROR],
            "warnings": tally["warnings"],
            "plan_seconds": tally.get("plan_seconds", 0),
            "commit_seconds": tally.get("commit_seconds", 0),
            "seconds": round(self.seconds, 2),
        }


def import_file(
    sheet_code: str,
    name: str,
    content: bytes,
    *,
    by: User | None,
    data_date: datetime.date,
    commit: bool,
    say: Say = silent,
) -> Result:
    """Upload, plan and, if asked, write a workbook at once.

    The operator of the machine needs no second person; the batch says so. `by` lends its scope.

    Raises:
        WorkbookError: the file cannot be understood.
        RuleError: nothing could be written.
    """
    started = time.monotonic()
    batch = keep(sheet_code, name, content, by=by, data_date=data_date, again=True)
    move(batch, BatchState.PLANNING, by=by)
    plan_batch(batch, say=say)
    if batch.state == BatchState.FAILED:
        raise RuleError(batch.failure)
    if commit and batch.written_count:
        _release(batch, by)
        commit_batch(batch, say=say)
    return Result(batch, time.monotonic() - started)


@transaction.atomic
def _release(batch: ImportBatch, by: User | None) -> None:
    move(batch, BatchState.COMMITTING, by=None, approval_rule=RULE, submitted_at=timezone.now())
    audit.record(by, "import.submitted", batch, after={"rule": RULE}, batch=batch.trail_batch)
