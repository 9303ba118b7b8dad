"""Who is posted to which village, in time."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet
from villages.enums import PostingEnd, PostingRole


class PostingQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "village_id"

    def first_secretaries(self) -> Self:
        return self.filter(role=PostingRole.FIRST_SECRETARY)

    def in_key_villages(self, day: datetime.date) -> Self:
        """Postings to villages that are designated on `day`."""
        from_then = Q(village__designations__starts_on__lte=day)
        until = Q(village__designations__ends_on__isnull=True) | Q(
            village__designations__ends_on__gt=day
        )
        return self.filter(from_then & until)

    def for_list(self) -> Self:
        """Names of place, person and unit without further queries."""
        return self.select_related("village__division__parent", "cadre", "unit")


class Posting(Period):
    """A cadre posted to a village: first secretary, leader or member of the work team (驻村).

    Half-open days: an `ends_on` is the day the cadre is relieved; his successor starts on it.
    """

    village = models.ForeignKey(
        "villages.Village", models.PROTECT, related_name="postings", verbose_name="驻村"
    )
    cadre = models.ForeignKey(
        "organization.Cadre", models.PROTECT, related_name="postings", verbose_name="驻村干部"
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="postings", verbose_name="派出单位"
    )
    role = models.CharField("驻村职务", max_length=16, choices=PostingRole)
    document_no = models.CharField("选派文号", max_length=60, blank=True)
    party_relation_moved_on = models.DateField("党组织关系转接日期", null=True, blank=True)
    decoupled_on = models.DateField("与原单位工作脱钩确认日期", null=True, blank=True)
    retained = models.BooleanField("巩固期留任", default=False)
    end_reason = models.CharField("离任原因", max_length=10, choices=PostingEnd, blank=True)
    end_remark = models.CharField("离任说明", max_length=200, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "驻村选派"
        ordering = ["village", "-starts_on", "pk"]
        constraints = [
            ends_after_start("villages_posting"),
            models.UniqueConstraint(
                fields=["village"],
                condition=Q(ends_on__isnull=True, role=PostingRole.FIRST_SECRETARY),
                name="villages_posting_one_first_secretary",
                violation_error_message="该村已有在任第一书记，请先办理其离任",
            ),
            models.UniqueConstraint(
                fields=["cadre"],
                condition=Q(ends_on__isnull=True),
                name="villages_posting_one_open_per_cadre",
                violation_error_message="该干部已在其他村驻村，请先办理离任",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="")
                | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
                name="villages_posting_end_has_reason",
                violation_error_message="离任须同时填写离任日期和原因",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "role", "starts_on"], name="villages_posting_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.cadre_id} {self.starts_on}"

    @property
    def division_code(self) -> str:
        return self.village_id
