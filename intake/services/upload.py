"""Taking a file in: kept as it came, its hash, its batch, its place in the queue."""

import datetime
import hashlib

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction

from intake.enums import ALIVE_STATES, BatchState
from intake.models import ImportBatch, StoredFile
from intake.services.steps import move
from intake.sheets import Sheet, sheet_of
from intake.workbook import check_upload
from organization import audit, jobs
from organization.enums import DivisionLevel
from organization.errors import RuleError
from organization.models import Division, User
from organization.permissions import PERMISSION_LABELS
from organization.services.attachments import clean_name


class UploadedBeforeError(RuleError):
    """The very bytes were uploaded before; `batch` is what became of them."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        who = batch.created_by.display_name if batch.created_by else "管理员"
        super().__init__(
            f"这份文件已于{batch.created_at:%Y-%m-%d}由{who}上传，即{batch}（{batch.get_state_display()}）："
            "请打开该批次继续办理；确需重新核对的，勾选“仍然上传”"
        )


@transaction.atomic
def upload(
    sheet_code: str,
    name: str,
    content: bytes,
    *,
    by: User | None,
    data_date: datetime.date | None = None,
    again: bool = False,
) -> ImportBatch:
    """Keep a workbook and queue the work of planning it.

    Raises:
        WorkbookError: the file is of no use; the sentence says why.
        UploadedBeforeError: the same bytes are already on their way or in the register.
        PermissionDenied: `by` may not upload this kind of workbook.
    """
    batch = keep(sheet_code, name, content, by=by, data_date=data_date, again=again)
    queue_planning(batch, by=by)
    return batch


@transaction.atomic
def keep(
    sheet_code: str,
    name: str,
    content: bytes,
    *,
    by: User | None,
    data_date: datetime.date | None = None,
    again: bool = False,
) -> ImportBatch:
    """Keep a workbook as a batch that nobody plans yet; raises as `upload` does."""
    sheet = sheet_of(sheet_code)
    _check_right(sheet, by)
    check_upload(name, content)
    digest = hashlib.sha256(content).hexdigest()
    if not again:
        _refuse_twice(sheet, digest)
    batch = ImportBatch.objects.create(
        sheet=sheet.code,
        file=_stored(digest, name, content),
        file_name=clean_name(name),
        data_date=data_date if sheet.asks_data_date else None,
        division_code=by.home_code if by else _city_code(),
        created_by=by,
    )
    audit.record(
        by, "import.uploaded", batch, after={"sheet": sheet.code, "file": digest[:16]},
        batch=batch.trail_batch,
    )  # fmt: skip
    return batch


def queue_planning(batch: ImportBatch, *, by: User | None) -> None:
    """Have a worker compare the workbook with the register."""
    move(batch, BatchState.PLANNING, by=by)
    jobs.submit("intake.plan", by=by, subject=batch)


def _check_right(sheet: Sheet, by: User | None) -> None:
    if by is None:
        return
    for permission in (sheet.upload_permission, sheet.write_permission):
        if not by.may(permission):
            raise PermissionDenied(f"您没有“{PERMISSION_LABELS[permission]}”的权限，不能上传此表")


def _refuse_twice(sheet: Sheet, digest: str) -> None:
    alive = ImportBatch.objects.filter(
        file__sha256=digest, sheet=sheet.code, state__in=ALIVE_STATES
    )
    earlier = alive.select_related("created_by").order_by("-pk").first()
    if earlier:
        raise UploadedBeforeError(earlier)


def _stored(digest: str, name: str, content: bytes) -> StoredFile:
    found = StoredFile.objects.filter(sha256=digest).first()
    if found:
        return found
    stored = StoredFile(sha256=digest, name=clean_name(name), size=len(content))
    # The stored name says nothing of the place or the people.
    stored.file.save(f"{digest[:16]}.bin", ContentFile(content), save=True)
    return stored


def _city_code() -> str:
    return Division.objects.get(level=DivisionLevel.CITY, ends_on__isnull=True).code
