"""Stored figures: so that a dashboard costs the same however large the register is."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organization.division_codes import code_range


class IndicatorValueQuerySet(models.QuerySet):
    """Figures by place and day. Aggregates are for every office role; rows are not kept here."""

    def inside(self, code: str) -> Self:
        """Figures of the division `code` and of everything below it."""
        low, high = code_range(code)
        return self.filter(division_code__gte=low, division_code__lte=high)

    def at(self, day: datetime.date) -> Self:
        return self.filter(day=day)

    def stale(self) -> Self:
        return self.filter(stale_since__isnull=False)


class IndicatorValue(models.Model):
    """Numerator and denominator of an indicator for a division at the end of a day (指标值).

    A count has no denominator. A village with nothing to count has no row: no row on a stored
    day reads as nothing. `stale_since` says that facts changed since it was computed (待重算).
    """

    indicator = models.CharField("指标", max_length=30)
    division_code = models.CharField("区划", max_length=12)
    day = models.DateField("数据日期")
    numerator = models.DecimalField("分子", max_digits=18, decimal_places=2)
    denominator = models.DecimalField("分母", max_digits=18, decimal_places=2, null=True)
    computed_at = models.DateTimeField("计算时间", default=timezone.now)
    stale_since = models.DateTimeField("待重算自", null=True)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标值"
        ordering = ["indicator", "division_code", "day"]
        constraints = [
            # The order of a page's question: one day, some places, all indicators.
            models.UniqueConstraint(
                fields=["day", "division_code", "indicator"], name="reviews_indicatorvalue_once"
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=0),
                name="reviews_indicatorvalue_denominator",
                violation_error_message="分母不能为负数",
            ),
        ]
        indexes = [
            # A trend: one indicator of one place over the days.
            models.Index(
                fields=["division_code", "indicator", "day"], name="reviews_indicatorvalue_trend"
            ),
            models.Index(
                F("day").desc(),
                condition=Q(stale_since__isnull=False),
                name="reviews_indicatorvalue_stale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.division_code} {self.day}"
