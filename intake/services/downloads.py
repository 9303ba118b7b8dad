"""Handing out a workbook in full: every number in it is in clear, so it leaves a trace."""

from django.db import transaction

from intake.enums import Download
from intake.models import ImportBatch
from organization import audit
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.services.reveal import telling


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
