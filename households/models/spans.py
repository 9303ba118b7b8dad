"""The status of a household in time: three independent axes."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.enums import (
    Cause,
    Elimination,
    InvalidReason,
    MonitoringKind,
    NotExitReason,
    PovertyEvent,
    PovertyStatus,
    Validity,
)
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class SpanQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "household__village_id"


class ValiditySpan(Period):
    """Axis 1: whether the household stands in the register over a period (记录状态)."""

    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="validities",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    validity = models.CharField("记录状态", max_length=10, choices=Validity)
    reason = models.CharField("无效原因", max_length=16, choices=InvalidReason, blank=True)
    document_no = models.CharField("依据文号", max_length=60, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录状态"
        ordering = ["household", "starts_on"]
        constraints = [
            ends_after_start("households_validityspan"),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on__isnull=True),
                name="households_validityspan_one_open",
                violation_error_message="该户已有现行记录状态",
            ),
            models.UniqueConstraint(
                fields=["household", "starts_on"],
                name="households_validityspan_one_start",
                violation_error_message="该户当日已变更过记录状态",
            ),
            models.CheckConstraint(
                condition=(Q(validity=Validity.INVALID) & ~Q(reason=""))
                | (~Q(validity=Validity.INVALID) & Q(reason="")),
                name="households_validityspan_invalid_has_reason",
                violation_error_message="无效记录须填写原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.validity} {self.starts_on}"

    @property
    def division_code(self) -> str:
        return self.household.village_id


class PovertySpan(Period):
    """Axis 2: the poverty status of a household over a period (脱贫状态).

    Changed only by events; each row says by which. `cause` is the cause of a return to poverty,
    `not_exit_reason` why a planned exit failed.
    """

    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="statuses",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    status = models.CharField("脱贫状态", max_length=20, choices=PovertyStatus)
    event = models.CharField("变更事项", max_length=15, choices=PovertyEvent, blank=True)
    cause = models.CharField("返贫原因", max_length=2, choices=Cause, blank=True)
    not_exit_reason = models.CharField(
        "未脱贫原因", max_length=2, choices=NotExitReason, blank=True
    )
    document_no = models.CharField("依据文号", max_length=60, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "脱贫状态"
        ordering = ["household", "starts_on"]
        constraints = [
            ends_after_start("households_povertyspan"),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on__isnull=True),
                name="households_povertyspan_one_open",
                violation_error_message="该户已有现行脱贫状态",
            ),
            models.UniqueConstraint(
                fields=["household", "starts_on"],
                name="households_povertyspan_one_start",
                violation_error_message="该户当日已变更过脱贫状态",
            ),
            models.CheckConstraint(
                condition=~Q(status=PovertyStatus.RETURNED) | ~Q(cause=""),
                name="households_povertyspan_return_has_cause",
                violation_error_message="返贫须填写返贫原因",
            ),
        ]
        indexes = [
            # Status on a day is asked from the household's side and from the status's side.
            models.Index(fields=["status", "starts_on"], name="households_povertyspan_status"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.status} {self.starts_on}"

    @property
    def division_code(self) -> str:
        return self.household.village_id


class MonitoringCaseQuerySet(ScopedQuerySet):
    division_field = "household__village_id"

    def open(self) -> Self:
        """Cases whose risk is not removed."""
        return self.filter(eliminated_on__isnull=True)

    def as_of(self, day: datetime.date) -> Self:
        """Cases identified by `day` whose risk was not removed by then."""
        open_on = Q(eliminated_on__isnull=True) | Q(eliminated_on__gt=day)
        return self.filter(open_on, identified_on__lte=day)


class MonitoringCase(models.Model):
    """Axis 3: a rural household watched against (falling back into) poverty (监测对象).

    Any household may be watched, registered as poor once or never. Half-open like a period:
    on `eliminated_on` the risk is gone (风险消除).
    """

    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="monitoring", verbose_name="户"
    )
    kind = models.CharField("监测对象类型", max_length=10, choices=MonitoringKind)
    identified_on = models.DateField("风险识别时间")
    eliminated_on = models.DateField("风险消除时间", null=True, blank=True)
    elimination = models.CharField("消除方式", max_length=10, choices=Elimination, blank=True)
    risks = models.CharField(
        "返贫致贫风险", max_length=60, blank=True, help_text="致贫原因代码，逗号分隔"
    )

    objects = MonitoringCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监测对象"
        ordering = ["household", "identified_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(eliminated_on__isnull=True) | Q(eliminated_on__gt=F("identified_on")),
                name="households_monitoringcase_eliminated_later",
                violation_error_message="风险消除时间须晚于识别时间",
            ),
            models.CheckConstraint(
                condition=Q(elimination="") | Q(eliminated_on__isnull=False),
                name="households_monitoringcase_manner_needs_day",
                violation_error_message="填写消除方式的，须填写风险消除时间",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(eliminated_on__isnull=True),
                name="households_monitoringcase_one_open",
                violation_error_message="该户已是监测对象",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind} {self.identified_on}"

    @property
    def division_code(self) -> str:
        return self.household.village_id
