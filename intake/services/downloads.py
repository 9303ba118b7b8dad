"""Handing out a workbook in full: every number in it is in clear, so it leaves a trace."""

from typing import Any

from django.db import transaction

from intake.enums import Download
from intake.models import ImportBatch
from intake.reports import error_workbook
from organization import audit, jobs
from organization.models import Job, User
from organization.permissions import Permission
from organization.scope import check
from organization.services.reveal import telling

ERROR_WORKBOOK = "intake.error_workbook"
BUILT_AT_ONCE = 2000
"""Rows of a workbook whose errors are written in while one waits; more go to a worker."""


@transaction.atomic
def take_out(batch: ImportBatch, what: Download, *, by: User, reason: str = "") -> None:
    """Let somebody have a workbook of the batch: its uploader freely, others with a reason.

    Raises:
        RuleError: the reason says nothing.
        PermissionDenied: another person's workbook, and no right to see personal data in full.
    """
    if batch.created_by_id != by.pk:
        check(by, Permission.PERSONAL_REVEAL, batch)
        reason = telling(reason)
    audit.record(by, "import.downloaded", batch, after={"download": what}, remark=reason)


def is_long(batch: ImportBatch) -> bool:
    """Whether the error workbook takes too long to wait for."""
    return int(batch.tally["rows"]) > BUILT_AT_ONCE


def request_errors(batch: ImportBatch, *, by: User) -> Job:
    """Have the error workbook written by a worker, for `by` alone."""
    return jobs.submit(ERROR_WORKBOOK, by=by, subject=batch)


def build_errors(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Write the error workbook of a job's batch."""
    batch = ImportBatch.objects.select_related("file").get(pk=job.subject_id)
    progress.say("写入错误表")
    progress.deliver(error_workbook_name(batch), error_workbook.build(batch))
    return {}


def error_workbook_name(batch: ImportBatch) -> str:
    return f"导入{batch}错误表.xlsx"
