"""Who is responsible for which household and village, and the visits they make."""

import datetime
import uuid
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from assistance.enums import PairingEnd, VillagePairingKind, VisitKind
from organization.models.people import serving
from organization.periods import Period, PeriodQuerySet
from organization.pinyin import named
from organization.scope import ScopedQuerySet


def head_or_cadre(text: str, *, is_named: bool) -> Q:
    """Rows of a household and a cadre: by the name or initials of the cadre, or by one of the
    household's numbers; by the head's too for who sees it (`is_named`): where it is masked, a
    search letter by letter would tell it."""
    found = (
        named(text, name="cadre__name", letters="cadre__initials")
        | Q(household__household_no=text)
        | Q(household__national_no=text)
    )
    if is_named:
        found |= named(text, name="household__head_name", letters="household__head_initials")
    return found


class VillagePairingQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "village_id"

    def for_list(self) -> Self:
        return self.select_related("village__division__parent", "cadre__unit", "unit")


class VillagePairing(Period):
    """A leader, a city department or an enterprise made responsible for a village (包挂重点村)."""

    kind = models.CharField("包挂类别", max_length=12, choices=VillagePairingKind)
    village = models.ForeignKey(
        "villages.Village", models.PROTECT, related_name="pairings", verbose_name="村"
    )
    cadre = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_pairings",
        verbose_name="市领导",
    )
    unit = models.ForeignKey(
        "organization.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_pairings",
        verbose_name="包挂单位",
    )
    document_no = models.CharField("安排文号", max_length=60, blank=True)
    end_reason = models.CharField("解除原因", max_length=12, choices=PairingEnd, blank=True)
    exception_reason = models.CharField("提前解除的理由", max_length=200, blank=True)
    assigned_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )

    objects = VillagePairingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "包村关系"
        ordering = ["village", "kind", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=VillagePairingKind.LEADER, cadre__isnull=False, unit__isnull=True)
                | Q(
                    kind__in=[VillagePairingKind.UNIT, VillagePairingKind.ENTERPRISE],
                    cadre__isnull=True,
                    unit__isnull=False,
                ),
                name="assistance_villagepairing_party_fits_kind",
                violation_error_message="领导包村须选领导，部门和企业包村须选单位",
            ),
            models.UniqueConstraint(
                fields=["village", "cadre"],
                condition=Q(ends_on__isnull=True, cadre__isnull=False),
                name="assistance_villagepairing_one_open_leader",
                violation_error_message="该领导已包挂这个村",
            ),
            models.UniqueConstraint(
                fields=["village", "unit"],
                condition=Q(ends_on__isnull=True, unit__isnull=False),
                name="assistance_villagepairing_one_open_unit",
                violation_error_message="该单位已包挂这个村",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="")
                | (Q(ends_on__isnull=False, ends_on__gt=F("starts_on")) & ~Q(end_reason="")),
                name="assistance_villagepairing_end_is_whole",
                violation_error_message="解除包挂须同时填写原因和晚于包挂日的日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} → {self.village}"

    @property
    def party(self):
        """The leader or the unit."""
        return self.cadre or self.unit

    @property
    def division_code(self) -> str:
        return self.village_id


class PairingQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "household__village_id"

    def with_active_helper(self, day: datetime.date) -> Self:
        """In force on `day`, with a helper who has not left: what counts as help (C4)."""
        return self.as_of(day).filter(serving(day, prefix="cadre"))

    def with_helper_gone(self, day: datetime.date) -> Self:
        """In force on `day` though the helper has left: dead, to be handed over."""
        return self.as_of(day).filter(cadre__left_on__lte=day)

    def unvisited_since(self, day: datetime.date) -> Self:
        """Pairings of before `day` whose helper has not come since."""
        visits = Visit.objects.filter(
            household=OuterRef("household"), cadre=OuterRef("cadre"), visited_on__gte=day
        )
        return self.filter(~Exists(visits), starts_on__lt=day)

    def search(self, text: str, *, is_named: bool) -> Self:
        """By the helper, the household's number, or its head for who sees the name."""
        return self.filter(head_or_cadre(text, is_named=is_named))

    def for_list(self) -> Self:
        """Shape of a list row: names of household, place, helper, unit, and his latest visit."""
        visits = Visit.objects.filter(household=OuterRef("household"), cadre=OuterRef("cadre"))
        return self.select_related(
            "household__village__division__parent", "cadre", "unit"
        ).annotate(last_visit_on=Subquery(visits.values("visited_on")[:1]))


class Pairing(Period):
    """A cadre made responsible for a household over a period (结对帮扶).

    Another helper is another row: `old.ends_on == new.starts_on` and `new.predecessor == old`.
    `unit` is the unit that gave the helper; it stays when the cadre moves on to another one.
    """

    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="pairings", verbose_name="户"
    )
    cadre = models.ForeignKey(
        "organization.Cadre", models.PROTECT, related_name="pairings", verbose_name="帮扶责任人"
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="pairings", verbose_name="帮扶单位"
    )
    predecessor = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name="接续",
    )
    over_cap_reason = models.CharField("超出户数上限的理由", max_length=200, blank=True)
    end_reason = models.CharField("解除原因", max_length=12, choices=PairingEnd, blank=True)
    exception_reason = models.CharField("提前解除的理由", max_length=200, blank=True)
    assigned_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结对帮扶"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "cadre"],
                condition=Q(ends_on__isnull=True),
                name="assistance_pairing_one_open",
                violation_error_message="该户与该责任人已有有效结对",
            ),
            # A CHECK passes when it comes out NULL, so say isnull=False; `>` alone would let it by.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="")
                | (Q(ends_on__isnull=False, ends_on__gt=F("starts_on")) & ~Q(end_reason="")),
                name="assistance_pairing_end_is_whole",
                violation_error_message="解除结对须同时填写原因和晚于结对日的日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} → {self.household}"

    def is_in_force(self, day: datetime.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    @property
    def division_code(self) -> str:
        return self.household.village_id


class VisitQuerySet(ScopedQuerySet):
    division_field = "household__village_id"

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Visits from `first` to `last`, both days inside."""
        return self.filter(visited_on__gte=first, visited_on__lte=last)

    def with_open_problem(self) -> Self:
        return self.filter(is_problem_solved=False).exclude(problem="")

    def search(self, text: str, *, is_named: bool) -> Self:
        """By the visitor, the household's number, or its head for who sees the name."""
        return self.filter(head_or_cadre(text, is_named=is_named))

    def for_list(self) -> Self:
        """Shape of a list row, without further queries."""
        return self.select_related(
            "household__village__division__parent", "cadre__unit", "joint_with"
        )


class Visit(models.Model):
    """A cadre's visit to a household (走访记录).

    `key` is made where the record is written (form, phone): a record that arrives twice is one.
    """

    key = models.UUIDField("记录标识", default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="visits",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    cadre = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        related_name="visits",
        verbose_name="走访人",
        db_index=False,  # led by the index below
    )
    joint_with = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_visits",
        verbose_name="同行干部",
    )
    visited_on = models.DateField("走访日期")
    kind = models.CharField("走访类型", max_length=2, choices=VisitKind)
    content = models.CharField("走访内容", max_length=1000)
    problem = models.CharField("发现问题", max_length=500, blank=True)
    is_problem_solved = models.BooleanField("问题已当场解决", default=False)
    given = models.CharField("慰问物资或资金", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "时长（分钟）",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "应大于0"),
            MaxValueValidator(1440, "不能超过一天（1440分钟）"),
        ],
    )
    next_visit_on = models.DateField("计划下次走访", null=True, blank=True)
    recorded_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "走访记录"
        ordering = ["-visited_on", "-pk"]
        indexes = [
            models.Index(fields=["household", "-visited_on"], name="assistance_visit_household"),
            models.Index(fields=["cadre", "-visited_on"], name="assistance_visit_cadre"),
            models.Index(fields=["-visited_on", "-id"], name="assistance_visit_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_problem_solved=False) | ~Q(problem=""),
                name="assistance_visit_solved_needs_problem",
                violation_error_message="勾选“已当场解决”时须写明发现的问题",
            ),
            models.CheckConstraint(
                condition=Q(next_visit_on__isnull=True) | Q(next_visit_on__gt=F("visited_on")),
                name="assistance_visit_next_is_later",
                violation_error_message="计划下次走访须晚于本次走访日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.cadre}"

    @property
    def has_open_problem(self) -> bool:
        """Whether something was found that is not solved yet."""
        return bool(self.problem) and not self.is_problem_solved

    @property
    def division_code(self) -> str:
        return self.household.village_id
