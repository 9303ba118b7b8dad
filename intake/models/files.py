"""Uploaded files, kept as they came."""

from django.db import models
from django.utils import timezone


class StoredFile(models.Model):
    """A file as somebody uploaded it, known by the hash of its bytes; encrypted at rest.

    The same bytes are stored once, however often they are uploaded. The name is the user's own,
    for the pages only: the stored name says nothing.
    """

    sha256 = models.CharField("文件指纹", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("大小")
    file = models.FileField("文件", upload_to="imports/%Y/%m")
    stored_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "导入文件"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
