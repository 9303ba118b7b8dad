"""Which villages are key registered poor villages, from when, and when they left poverty."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class KeyVillageQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "village_id"

    def exited(self, day: datetime.date) -> Self:
        """Designations whose village was out of poverty by `day` (出列)."""
        return self.filter(exited_on__lte=day)

    def not_exited(self, day: datetime.date) -> Self:
        return self.filter(Q(exited_on__isnull=True) | Q(exited_on__gt=day))


class KeyVillage(Period):
    """The designation of a village as a key registered poor village (重点建档立卡贫困村).

    `starts_on` is the day of designation. Leaving poverty (`exited_on`, 出列) does not end the
    designation: first secretary, helpers and policies stay while the village consolidates.
    `ends_on` is only for a designation that is withdrawn.
    """

    village = models.ForeignKey(
        "villages.Village", models.PROTECT, related_name="designations", verbose_name="村"
    )
    document_no = models.CharField("认定文号", max_length=60, blank=True)
    exited_on = models.DateField("出列日期", null=True, blank=True)
    exit_document_no = models.CharField("出列公告文号", max_length=60, blank=True)

    objects = KeyVillageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重点村认定"
        ordering = ["village", "-starts_on"]
        constraints = [
            ends_after_start("villages_keyvillage"),
            models.UniqueConstraint(
                fields=["village"],
                condition=Q(ends_on__isnull=True),
                name="villages_keyvillage_one_open",
                violation_error_message="该村已是重点村",
            ),
            models.CheckConstraint(
                condition=Q(exited_on__isnull=True) | Q(exited_on__gt=F("starts_on")),
                name="villages_keyvillage_exit_after_designation",
                violation_error_message="出列日期须晚于认定日期",
            ),
            models.CheckConstraint(
                condition=Q(exit_document_no="") | Q(exited_on__isnull=False),
                name="villages_keyvillage_exit_document_needs_day",
                violation_error_message="填写出列公告文号的，须填写出列日期",
            ),
        ]
        indexes = [
            models.Index(fields=["exited_on"], name="villages_keyvillage_exited"),
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.starts_on}"

    @property
    def division_code(self) -> str:
        return self.village_id

    @property
    def designated_on(self) -> datetime.date:
        return self.starts_on
