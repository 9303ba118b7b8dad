"""News that travels as rows: upward marks and signals, and notes to people."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organization.enums import SignalState
from organization.scope import ScopedQuerySet


class ChangeMark(models.Model):
    """Facts of `topic` in a division changed from a day on; stored figures there are stale.

    Every verb writes one, the reviews floor sweeps them.
    """

    topic = models.CharField("主题", max_length=30)
    division_code = models.CharField("区划", max_length=12)
    from_day = models.DateField("自")
    made_at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "变更标记"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.topic} {self.division_code} {self.from_day}"


class ProblemSignalQuerySet(ScopedQuerySet):
    division_field = "division_code"

    def open(self) -> Self:
        return self.filter(state=SignalState.OPEN)


class ProblemSignal(models.Model):
    """A problem that a lower floor found; accountability takes it into the ledger.

    The same fault of the same subject has one open signal (`fingerprint`); it is cleared when
    the fault is gone.
    """

    source = models.CharField("来源", max_length=30)
    fingerprint = models.CharField("标识", max_length=120)
    subject_kind = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    division_code = models.CharField("区划", max_length=12)
    title = models.CharField("问题", max_length=120)
    facts = models.JSONField("事实", default=dict)
    severity = models.PositiveSmallIntegerField("严重程度", default=1)
    found_on = models.DateField("发现日期")
    state = models.CharField("状态", max_length=8, choices=SignalState, default=SignalState.OPEN)

    objects = ProblemSignalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题线索"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state=SignalState.OPEN),
                name="organization_problemsignal_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """A note to one user about something that waits for him (消息)."""

    user = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="notifications", verbose_name="收件人"
    )
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=300, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    fingerprint = models.CharField("标识", max_length=120, blank=True)
    sent_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["user"],
                name="organization_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]
        constraints = [
            # A reminder that falls due is sent once, however often the sweep runs.
            models.UniqueConstraint(
                fields=["user", "fingerprint"],
                condition=~Q(fingerprint=""),
                name="organization_notification_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
