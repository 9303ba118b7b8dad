"""Leaders of the city and the townships they are made responsible for."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When

from assistance.enums import LeaderBody, PairingEnd, TownshipDesignationKind
from organization.models.people import serving
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class TownshipDesignationQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "division_id"

    def for_list(self) -> Self:
        return self.select_related("division")


class TownshipDesignation(Period):
    """A township declared a key township or one with a heavy task (重点镇、任务较重镇)."""

    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="镇办场园"
    )
    kind = models.CharField("认定类别", max_length=8, choices=TownshipDesignationKind)
    document_no = models.CharField("认定文号", max_length=60, blank=True)

    objects = TownshipDesignationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "乡镇认定"
        ordering = ["division", "kind", "-starts_on"]
        constraints = [
            ends_after_start("assistance_townshipdesignation"),
            models.UniqueConstraint(
                fields=["division", "kind"],
                condition=Q(ends_on__isnull=True),
                name="assistance_townshipdesignation_one_open",
                violation_error_message="该镇办场园已有同类的有效认定",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.get_kind_display()}"

    @property
    def division_code(self) -> str:
        return self.division_id


class LeaderPostQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "cadre__unit__division_id"

    def held_on(self, day: datetime.date) -> Self:
        """In force on `day`, by somebody who has not left."""
        return self.as_of(day).filter(serving(day, prefix="cadre"))

    def for_list(self) -> Self:
        return self.select_related("cadre__unit")

    def newest_first(self) -> Self:
        """Posts still held, then former ones, the latest end first; the party's body leads."""
        body = Case(*(When(body=body, then=place) for place, body in enumerate(LeaderBody)))
        return self.order_by(F("ends_on").desc(nulls_first=True), body, "cadre__number", "pk")


class LeaderPost(Period):
    """A post in the city's leadership (市“四大家”领导职务).

    A vice mayor on the standing committee holds two: one in the government, one in the party
    committee with `is_standing_committee`.
    """

    cadre = models.ForeignKey(
        "organization.Cadre", models.PROTECT, related_name="leader_posts", verbose_name="领导"
    )
    body = models.CharField("班子", max_length=12, choices=LeaderBody)
    title = models.CharField("职务", max_length=40, blank=True)
    is_standing_committee = models.BooleanField("市委常委", default=False)
    document_no = models.CharField("任职文号", max_length=60, blank=True)

    objects = LeaderPostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "市领导职务"
        ordering = ["body", "-starts_on", "pk"]
        constraints = [
            ends_after_start("assistance_leaderpost"),
            models.UniqueConstraint(
                fields=["cadre", "body"],
                condition=Q(ends_on__isnull=True),
                name="assistance_leaderpost_one_open",
                violation_error_message="该领导在这个班子已有在任职务",
            ),
            models.CheckConstraint(
                condition=Q(is_standing_committee=False) | Q(body=LeaderBody.PARTY),
                name="assistance_leaderpost_committee_is_party",
                violation_error_message="常委只在市委班子中登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} {self.title or self.get_body_display()}"

    @property
    def division_code(self) -> str:
        return self.cadre.division_code


class TownshipPairingQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "division_id"

    def for_list(self) -> Self:
        return self.select_related("division", "cadre__unit")


class TownshipPairing(Period):
    """A member of the standing committee made responsible for a township (市委常委包挂重点镇)."""

    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="镇办场园"
    )
    cadre = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        related_name="township_pairings",
        verbose_name="市领导",
    )
    document_no = models.CharField("安排文号", max_length=60, blank=True)
    end_reason = models.CharField("解除原因", max_length=12, choices=PairingEnd, blank=True)
    exception_reason = models.CharField("提前解除的理由", max_length=200, blank=True)
    assigned_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )

    objects = TownshipPairingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常委包镇"
        ordering = ["division", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "cadre"],
                condition=Q(ends_on__isnull=True),
                name="assistance_townshippairing_one_open",
                violation_error_message="该领导已包挂这个镇",
            ),
            # A CHECK passes when it comes out NULL, so say isnull=False.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="")
                | (Q(ends_on__isnull=False, ends_on__gt=models.F("starts_on")) & ~Q(end_reason="")),
                name="assistance_townshippairing_end_is_whole",
                violation_error_message="解除包挂须同时填写原因和晚于包挂日的日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} → {self.division}"

    @property
    def division_code(self) -> str:
        return self.division_id
