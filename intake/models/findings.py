"""What the checks found (数据核查结果), open until the fault is gone."""

from typing import Self

from django.db import models
from django.db.models import Q

from intake.enums import FindingState, Level
from organization.scope import ScopedQuerySet


class CheckResultQuerySet(ScopedQuerySet):
    division_field = "division_code"

    def open(self) -> Self:
        return self.filter(state=FindingState.OPEN)

    def on_subject(self, kind: str, subject_id: int | str) -> Self:
        return self.filter(subject_kind=kind, subject_id=str(subject_id))


class CheckResult(models.Model):
    """A fault that a check found on a row of the register, and the field to mend.

    The same fault (`fingerprint`: check, subject, detail) has one open result; it closes itself
    when a later run of the check no longer finds it. The message holds no personal number.
    """

    code = models.CharField("规则", max_length=10)
    level = models.CharField("级别", max_length=1, choices=Level)
    subject_kind = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    division_code = models.CharField("区划", max_length=12)
    detail = models.CharField("细目", max_length=40, blank=True, help_text="同一对象内的人员等")
    field = models.CharField("字段", max_length=40, blank=True)
    message = models.CharField("问题", max_length=200)
    state = models.CharField("状态", max_length=8, choices=FindingState, default=FindingState.OPEN)
    first_found_on = models.DateField("发现日期")
    closed_on = models.DateField("消除日期", null=True, blank=True)

    objects = CheckResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查结果"
        ordering = ["division_code", "subject_id", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "subject_kind", "subject_id", "detail"],
                condition=Q(state=FindingState.OPEN),
                name="intake_checkresult_one_open",
                violation_error_message="同一问题正由他人核查，请稍候再试",
            ),
            models.CheckConstraint(
                condition=Q(state=FindingState.OPEN, closed_on__isnull=True)
                | Q(state=FindingState.CLOSED, closed_on__isnull=False),
                name="intake_checkresult_closed_has_day",
                violation_error_message="已消除的核查结果须有消除日期",
            ),
        ]
        indexes = [
            models.Index(
                fields=["division_code", "code"],
                name="intake_checkresult_open",
                condition=Q(state=FindingState.OPEN),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="intake_checkresult_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.message}"

    @property
    def level_badge(self) -> str:
        return Level(self.level).badge
