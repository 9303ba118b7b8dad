"""The trail: who did what, for whom, when, to which row; sealed in a chain."""

from django.db import models
from django.utils import timezone

from organization.scope import ScopedQuerySet


class AppendOnlyQuerySet(ScopedQuerySet):
    """No path of the application changes what is written once."""

    division_field = "division_code"

    def update(self, **kwargs):
        raise TypeError("the trail is append-only")

    def delete(self):
        raise TypeError("the trail is append-only")

    def bulk_update(self, *args, **kwargs):
        raise TypeError("the trail is append-only")


class AuditEntry(models.Model):
    """One act, written by the verb in the same transaction (操作记录).

    `before` and `after` hold the changed fields only; protected values stand there encrypted
    (`organization.audit.Protected`). Django never updates or deletes a row; on PostgreSQL the
    application's role loses the right as well (migration `trail_is_append_only`).
    """

    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="操作人",
        help_text="空表示系统",
        db_index=False,  # led by the index below
    )
    on_behalf_of = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="代理"
    )
    verb = models.CharField("动作", max_length=60)
    subject_kind = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    division_code = models.CharField("区划", max_length=12)
    batch = models.CharField("批次", max_length=40, blank=True)
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    remark = models.CharField("说明", max_length=200, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id", "-id"], name="organization_trail_subject"
            ),
            models.Index(fields=["division_code", "-id"], name="organization_trail_division"),
            models.Index(fields=["actor", "-id"], name="organization_trail_actor"),
            models.Index(fields=["at"], name="organization_trail_at"),
            models.Index(
                fields=["batch"],
                name="organization_trail_batch",
                condition=~models.Q(batch=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    def save(self, *args, **kwargs):
        """Refuse to write a row twice; this is a guard, not a rule of the domain."""
        if self.pk:
            raise TypeError("the trail is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("the trail is append-only")


class AuditBlock(models.Model):
    """A sealed stretch of the trail: keyed hash over its entries and the block before.

    `missing_ids` are numbers inside the stretch that were not there when it was sealed (a
    transaction still open or rolled back); `late_ids` are entries found later at such numbers.
    """

    number = models.PositiveIntegerField("块号", primary_key=True)
    first_id = models.BigIntegerField("首条")
    last_id = models.BigIntegerField("末条")
    missing_ids = models.JSONField("缺号", default=list)
    late_ids = models.JSONField("补入", default=list)
    entry_count = models.PositiveIntegerField("条数")
    previous_hash = models.CharField("上块摘要", max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)
    sealed_at = models.DateTimeField("封存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录封存块"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"#{self.number} {self.first_id}–{self.last_id}"
