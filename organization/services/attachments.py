"""Files kept with a row: type and size checked, never public, opened by the row's right."""

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from organization import audit, subjects
from organization.errors import NotFoundError, RuleError
from organization.models import Attachment, User
from organization.rows import Row
from organization.scope import check_sees

MAX_BYTES = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
KINDS = {
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (_ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (_ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""Allowed endings: how such a file begins, and what it is served as."""


_stored: ContextVar[list[str]] = ContextVar("stored")
"""The files that the verb now running has put on the disk."""


@contextmanager
def files_with_rows() -> Iterator[None]:
    """A transaction around a verb that attaches: when it is undone, its files go too.

    A file on the disk knows nothing of transactions. Inside another, the files are the outer's.
    """
    outer = _stored.get(None)
    files: list[str] = []
    token = _stored.set(files)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for name in files:
            default_storage.delete(name)
        raise
    finally:
        _stored.reset(token)
    if outer is not None:
        outer.extend(files)


@files_with_rows()
def attach(upload: UploadedFile, *, to: Row, purpose: str, by: User) -> Attachment:
    """Keep an uploaded file with the row `to`; the caller has checked that `by` may change it.

    Raises:
        RuleError: too large, empty, or not a file of an allowed kind.
    """
    content = _read(upload)
    name = clean_name(upload.name or "附件")
    attachment = Attachment(
        subject_kind=subjects.kind_of(to),
        subject_id=str(to.pk),
        division_code=to.division_code,
        purpose=purpose,
        name=name,
        content_type=_content_type(name, content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    # The stored name says nothing of the person or the case.
    attachment.file.save(f"{attachment.sha256[:16]}.bin", ContentFile(content), save=False)
    _stored.get().append(str(attachment.file.name))
    attachment.save(force_insert=True)
    audit.record(
        by, "attachment.added", to, after={"attachment": attachment.pk, "purpose": purpose}
    )
    return attachment


def check_upload(upload: UploadedFile) -> None:
    """Refuse what `attach` would refuse, before anything else is done with the form.

    Raises:
        RuleError: too large, empty, or not a file of an allowed kind.
    """
    _content_type(clean_name(upload.name), _read(upload))
    upload.seek(0)


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Take a file off its row; it stays stored for the trail.

    Raises:
        RuleError: it was removed before.
    """
    kept = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    if not kept.update(removed_at=timezone.now()):
        raise RuleError("该附件已被移除")
    row = subjects.get(attachment.subject_kind).model.objects.get(pk=attachment.subject_id)
    audit.record(by, "attachment.removed", row, before={"attachment": attachment.pk})


def open_for(user: User, attachment_id: int) -> Attachment:
    """The attachment, if `user` may see the row it belongs to.

    Raises:
        NotFoundError: no such file.
        PermissionDenied: the row is outside the user's scope.
    """
    attachment = Attachment.objects.filter(pk=attachment_id, removed_at__isnull=True).first()
    if attachment is None:
        raise NotFoundError
    subject = subjects.get(attachment.subject_kind)
    row = subject.find(attachment.subject_id)
    if row is None:
        raise NotFoundError
    check_sees(user, subject.view_permission, row)
    return attachment


def clean_name(name: str | None) -> str:
    """A file name without folders or control signs, at most 120 long."""
    name = unicodedata.normalize("NFC", PurePath((name or "").replace("\\", "/")).name)
    name = "".join(char for char in name if char.isprintable()).strip() or "附件"
    path = PurePath(name)
    return path.stem[: 120 - len(path.suffix)] + path.suffix


def _read(upload: UploadedFile) -> bytes:
    if (upload.size or 0) > MAX_BYTES:
        raise RuleError(f"附件“{clean_name(upload.name)}”超过20 MB，请压缩后重新上传")
    content = upload.read()
    if not content:
        raise RuleError(f"附件“{clean_name(upload.name)}”是空文件，请重新选择")
    return content


def _content_type(name: str, content: bytes) -> str:
    beginning, content_type = KINDS.get(PurePath(name).suffix.lower(), (None, ""))
    if beginning is None:
        raise RuleError(f"附件“{name}”的类型不受支持，请上传 jpg、png、pdf、docx 或 xlsx 文件")
    if not content.startswith(beginning):
        raise RuleError(f"附件“{name}”的内容与扩展名不符，请检查文件后重新上传")
    if beginning == _ZIP and _has_macros(content):
        raise RuleError(f"附件“{name}”含有宏，请另存为不含宏的文件后重新上传")
    return content_type


def _has_macros(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
