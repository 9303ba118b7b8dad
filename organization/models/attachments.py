"""Files that belong to a row; never public."""

from django.db import models
from django.utils import timezone

from organization.scope import ScopedQuerySet


class AttachmentQuerySet(ScopedQuerySet):
    division_field = "division_code"

    def of(self, subject) -> "AttachmentQuerySet":
        """Files of one row."""
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=str(subject.pk))


class Attachment(models.Model):
    """A file kept with a row of the register (附件), encrypted at rest.

    Who may open it is decided by the row it belongs to (`organization.subjects`).
    """

    subject_kind = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    division_code = models.CharField("区划", max_length=12)
    purpose = models.CharField("用途", max_length=30, blank=True)
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=80)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/%Y/%m")
    uploaded_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    removed_at = models.DateTimeField("移除时间", null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="organization_attach_subject"),
        ]

    def __str__(self) -> str:
        return self.name
