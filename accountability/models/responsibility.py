"""Who answers for an area (责任链)."""

from typing import Self

from django.db import models
from django.db.models import Q

from accountability.enums import ProblemCategory, ResponsibilityKind
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class ResponsibilityQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "division_id"

    def for_list(self) -> Self:
        return self.select_related("division", "unit", "cadre")


class Responsibility(Period):
    """A unit, its post and the person in it that answer for an area over a period (责任).

    The nearest area wins: a village without a row of its own has its township's. A policy
    responsibility may be confined to one category; without one it is for all the rest.
    """

    division = models.ForeignKey(
        "organization.Division",
        models.PROTECT,
        related_name="responsibilities",
        verbose_name="责任区域",
    )
    kind = models.CharField("责任类别", max_length=10, choices=ResponsibilityKind)
    category = models.CharField(
        "政策类别", max_length=16, choices=ProblemCategory, blank=True, help_text="空表示全部类别"
    )
    unit = models.ForeignKey(
        "organization.Unit",
        models.PROTECT,
        related_name="responsibilities",
        verbose_name="责任单位",
    )
    post = models.CharField("责任岗位", max_length=40)
    cadre = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name="责任人",
    )
    document_no = models.CharField("依据文号", max_length=60, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任"
        ordering = ["division", "kind", "category", "-starts_on"]
        constraints = [
            ends_after_start("accountability_responsibility"),
            models.UniqueConstraint(
                fields=["division", "kind", "category"],
                condition=Q(ends_on__isnull=True),
                name="accountability_responsibility_one_open",
                violation_error_message="该区域的此类责任已有现任，请先终止原责任",
            ),
            models.CheckConstraint(
                condition=Q(category="") | Q(kind=ResponsibilityKind.POLICY),
                name="accountability_responsibility_category",
                violation_error_message="只有政策落实责任可以限定政策类别",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.get_kind_display()}"

    @property
    def division_code(self) -> str:
        return self.division_id
