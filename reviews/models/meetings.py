"""The meetings of the five rhythms (五个一) and what was decided in them."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organization.scope import ScopedQuerySet
from reviews.enums import ActionState, MeetingKind


class MeetingQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def of_year(self, year: int) -> Self:
        return self.filter(period__startswith=str(year))


class Meeting(models.Model):
    """A meeting that the rhythm asks for in a period, as it was held (会议).

    A period without a row is a meeting not held; it shows as missing (未召开).
    """

    kind = models.CharField("种类", max_length=10, choices=MeetingKind)
    period = models.CharField("期号", max_length=8)
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="区划"
    )
    held_on = models.DateField("召开日期")
    place = models.CharField("地点", max_length=80)
    chair = models.CharField("主持人（职务）", max_length=60)
    invited = models.PositiveSmallIntegerField("应到人数")
    present = models.PositiveSmallIntegerField("实到人数")
    topics = models.TextField("议题")
    decisions = models.TextField("议定事项", blank=True)
    report = models.ForeignKey(
        "reviews.ReviewReport", models.PROTECT, null=True, blank=True, related_name="meetings",
        verbose_name="会议材料",
    )  # fmt: skip
    recorded_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "division"],
                name="reviews_meeting_once",
                violation_error_message="该期会议已登记",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("invited")),
                name="reviews_meeting_present",
                violation_error_message="实到人数不能超过应到人数",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.get_kind_display()}"

    @property
    def division_code(self) -> str:
        return self.division_id


class ActionItemQuerySet(ScopedQuerySet):
    division_field = "division_code"

    def open(self) -> Self:
        return self.filter(state=ActionState.OPEN)

    def overdue(self, day: datetime.date) -> Self:
        """Still open after the day it was due."""
        return self.open().filter(due_on__lt=day)


class ActionItem(models.Model):
    """A decision with somebody who answers for it and a day (议定事项)."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="actions", verbose_name="会议"
    )
    division_code = models.CharField("区划", max_length=12)
    matter = models.CharField("事项", max_length=200)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    due_on = models.DateField("办结期限")
    state = models.CharField("状态", max_length=10, choices=ActionState, default=ActionState.OPEN)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=300, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ActionState.OPEN, closed_on__isnull=True)
                | (~Q(state=ActionState.OPEN) & Q(closed_on__isnull=False)),
                name="reviews_actionitem_closed_is_whole",
                violation_error_message="办结或取消的事项须填写办结日期",
            ),
        ]

    def __str__(self) -> str:
        return self.matter

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    def is_overdue(self, day: datetime.date) -> bool:
        """As `ActionItemQuerySet.overdue` finds it."""
        return self.is_open and self.due_on < day

    def badge_on(self, day: datetime.date) -> tuple[str, str]:
        """What the badge says on `day`, and its level."""
        if self.is_overdue(day):
            return "逾期", "urgent"
        return self.get_state_display(), ActionState(self.state).badge
