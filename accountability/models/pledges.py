"""Pledges of targets (目标责任状)."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accountability.enums import PledgeState
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class PledgeQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "division_id"

    def signed(self) -> Self:
        """Pledges that bind or did: signed, or signed and ended before their term."""
        return self.filter(state__in=[PledgeState.SIGNED, PledgeState.ENDED])

    def in_force(self, day: datetime.date) -> Self:
        return self.signed().as_of(day)

    def expired(self, day: datetime.date) -> Self:
        """Signed, and its whole term is over by `day`."""
        return self.filter(state=PledgeState.SIGNED, ends_on__lte=day)

    def for_list(self) -> Self:
        return self.select_related("unit", "division", "signer")


class Pledge(Period):
    """A unit's word to the leading group, for three years (一定三年不变).

    The term is [starts_on, ends_on), counted from the day of signing; an early end needs a
    reason and the document that allowed it. Targets are tied to indicators by their code; what
    was reached is read from the indicators, never stored here.
    """

    number = models.CharField("编号", max_length=40, blank=True)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="pledges", verbose_name="责任单位"
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="pledges", verbose_name="责任区域"
    )
    counterparty = models.CharField("发状单位", max_length=60)
    signer = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pledges",
        verbose_name="签订人",
    )
    signer_title = models.CharField("签订人职务", max_length=60, blank=True)
    duties = models.TextField("责任内容")
    state = models.CharField("状态", max_length=10, choices=PledgeState, default=PledgeState.DRAFT)
    drafted_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="拟订人"
    )
    signed_on = models.DateField("签订日期", null=True, blank=True)
    end_reason = models.CharField("提前终止原因", max_length=200, blank=True)
    end_document_no = models.CharField("批准终止文号", max_length=60, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任状"
        ordering = ["-starts_on", "pk"]
        constraints = [
            ends_after_start("accountability_pledge"),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="accountability_pledge_number",
                violation_error_message="责任状编号已被使用",
            ),
            models.UniqueConstraint(
                fields=["unit", "division", "starts_on"],
                condition=Q(state__in=[PledgeState.SIGNED, PledgeState.ENDED]),
                name="accountability_pledge_one_start",
                violation_error_message="该单位同日已签订责任状",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PledgeState.DRAFT, PledgeState.CANCELLED])
                | (
                    Q(signed_on__isnull=False, ends_on__isnull=False, signer__isnull=False)
                    & ~Q(number="")
                ),
                name="accountability_pledge_signed_is_whole",
                violation_error_message="已签订的责任状须有编号、签订人、签订日期和期限",
            ),
            models.CheckConstraint(
                condition=~Q(state=PledgeState.ENDED)
                | (~Q(end_reason="") & ~Q(end_document_no="")),
                name="accountability_pledge_end_is_whole",
                violation_error_message="提前终止须填写原因和批准文号",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "state"], name="accountability_pledge_place"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.unit}责任状（拟订）"

    @property
    def state_badge(self) -> str:
        return PledgeState(self.state).badge

    @property
    def is_over(self) -> bool:
        """Thrown away, or ended before its term."""
        return self.state in {PledgeState.ENDED, PledgeState.CANCELLED}

    def has_expired(self, day: datetime.date) -> bool:
        """As the queryset's `expired`."""
        is_signed = self.state == PledgeState.SIGNED
        return is_signed and self.ends_on is not None and self.ends_on <= day

    @property
    def division_code(self) -> str:
        return self.division_id


class PledgeTarget(models.Model):
    """What a pledge promises for a year: an indicator and the value to reach."""

    pledge = models.ForeignKey(
        Pledge, models.PROTECT, related_name="targets", verbose_name="责任状"
    )
    year = models.PositiveSmallIntegerField("年度")
    indicator_code = models.CharField("指标", max_length=20)
    label = models.CharField("指标名称", max_length=60)
    unit_of_measure = models.CharField("计量单位", max_length=10, blank=True)
    value = models.DecimalField("目标值", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "责任目标"
        ordering = ["year", "indicator_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "year", "indicator_code"],
                name="accountability_pledgetarget_unique",
                violation_error_message="同一年度的同一指标只能有一个目标值",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.label}"
