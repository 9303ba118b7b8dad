"""Uploads at rest: encrypted, outside every public folder."""

from io import BytesIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from organization.crypto import decrypt_bytes, encrypt_bytes

_CONTEXT = b"stored-file"


class EncryptedStorage(FileSystemStorage):
    """Files under MEDIA_ROOT, each encrypted whole (AES-256-GCM); there is no URL to them.

    Uploads are limited to some tens of megabytes, so a file is held in memory once.
    """

    def _save(self, name, content):
        content.seek(0)
        return super()._save(name, ContentFile(encrypt_bytes(content.read(), _CONTEXT)))

    def _open(self, name, mode="rb"):
        with super()._open(name, "rb") as file:
            return File(BytesIO(decrypt_bytes(file.read(), _CONTEXT)), name)

    def url(self, name):
        raise ValueError("stored files have no public address")

    def key_id_of(self, name: str) -> str:
        """Which key of the ring made the stored file."""
        with FileSystemStorage._open(self, name, "rb") as file:
            return file.read(20).partition(b":")[0].decode("ascii", "replace")
