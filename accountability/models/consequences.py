"""Interviews and sanctions."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accountability.enums import (
    INTERVIEWS_ARRANGED,
    InterviewState,
    SanctionForm,
)
from organization.fields import BlindIndex, EncryptedText
from organization.models import User
from organization.permissions import Permission
from organization.scope import ScopedQuerySet


class InterviewQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def visible_to(self, user: User, permission: str) -> Self:
        """As everywhere; but before the unit is notified, only those who arrange it see it."""
        arranging = Q()
        for grant in user.grants_for(Permission.INTERVIEW_MANAGE) if user.is_authenticated else []:
            arranging |= self._within(grant)
        rows = super().visible_to(user, permission)
        return rows.filter(Q(notified_on__isnull=False) | arranging)

    def held(self) -> Self:
        """Interviews that took place."""
        return self.filter(state__in=[InterviewState.HELD, InterviewState.CLOSED])

    def overdue(self, day: datetime.date) -> Self:
        """Held, and what was demanded is not done in time."""
        return self.filter(state=InterviewState.HELD, result_due_on__lt=day)

    def to_do(self, day: datetime.date) -> Self:
        """Arranged and not held, or held and late."""
        return self.filter(state__in=INTERVIEWS_ARRANGED) | self.overdue(day)

    def for_list(self) -> Self:
        return self.select_related("unit", "division", "cadre", "notice")


class Interview(models.Model):
    """A formal talk with the head of a unit (约谈): notice, talk, minutes, what follows."""

    number = models.CharField("编号", max_length=40, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=InterviewState, default=InterviewState.PLANNED
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="interviews", verbose_name="被约谈单位"
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="interviews", verbose_name="所在区域"
    )
    cadre = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name="被约谈人",
    )
    interviewee = models.CharField("被约谈人及职务", max_length=60)
    interviewer = models.CharField("约谈人", max_length=60)
    reason = models.TextField("约谈事由")
    materials = models.CharField("需携带材料", max_length=200, blank=True)
    planned_on = models.DateField("约谈日期")
    place = models.CharField("地点", max_length=60)
    notified_on = models.DateField("通知日期", null=True, blank=True)
    held_on = models.DateField("实际约谈日期", null=True, blank=True)
    attendees = models.CharField("参加人员", max_length=200, blank=True)
    recorder = models.CharField("记录人", max_length=40, blank=True)
    statement = models.TextField("说明与表态", blank=True)
    demands = models.TextField("整改要求", blank=True)
    plan_due_on = models.DateField("报整改方案截止", null=True, blank=True)
    result_due_on = models.DateField("整改截止", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closing_note = models.CharField("办结说明", max_length=200, blank=True)
    notice = models.ForeignKey(
        "accountability.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name="起因通知",
    )
    problem = models.ForeignKey(
        "accountability.Problem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name="起因问题",
    )
    created_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="承办人"
    )

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "约谈"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="accountability_interview_number",
                violation_error_message="约谈编号已被使用",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[InterviewState.PLANNED, InterviewState.CANCELLED])
                | (~Q(number="") & Q(notified_on__isnull=False)),
                name="accountability_interview_notified_has_number",
                violation_error_message="已通知的约谈须有编号和通知日期",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InterviewState.HELD, InterviewState.CLOSED])
                | (
                    Q(held_on__isnull=False, result_due_on__isnull=False)
                    & ~Q(statement="")
                    & ~Q(demands="")
                ),
                name="accountability_interview_held_has_minutes",
                violation_error_message="已约谈的须有日期、被约谈人表态和整改要求",
            ),
            models.CheckConstraint(
                condition=Q(state=InterviewState.CLOSED, closed_on__isnull=False)
                | (~Q(state=InterviewState.CLOSED) & Q(closed_on__isnull=True)),
                name="accountability_interview_closed_has_day",
                violation_error_message="办结的约谈须有办结日期",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "state"], name="accountability_interview_place"),
        ]

    def __str__(self) -> str:
        return self.number or f"约谈{self.unit}"

    @property
    def state_badge(self) -> str:
        return InterviewState(self.state).badge

    @property
    def is_void(self) -> bool:
        return self.state == InterviewState.CANCELLED

    def is_overdue(self, day: datetime.date) -> bool:
        """As the queryset's `overdue`."""
        is_held = self.state == InterviewState.HELD
        return is_held and self.result_due_on is not None and self.result_due_on < day

    @property
    def division_code(self) -> str:
        return self.division_id


class SanctionQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def for_list(self) -> Self:
        return self.select_related("unit", "division", "problem")


class Sanction(models.Model):
    """A person held to account by the discipline inspection (问责).

    The name is encrypted; lists show it masked. The form's word must be law on the day of the
    decision (`sanction_terms`): 政纪处分 until 2018, 政务处分 since.
    """

    person = EncryptedText("被问责人")
    person_index = BlindIndex(source="person", db_index=True)
    post = models.CharField("职务", max_length=60)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="sanctions", verbose_name="所在单位"
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="sanctions", verbose_name="所在区域"
    )
    form = models.CharField("问责方式", max_length=32, choices=SanctionForm)
    basis = models.CharField("依据", max_length=120)
    facts = models.TextField("违纪事实")
    decided_on = models.DateField("决定日期")
    decided_by_body = models.CharField("决定机关", max_length=60)
    document_no = models.CharField("决定文号", max_length=60, blank=True)
    recovered_amount = models.DecimalField(
        "追缴金额（元）", max_digits=14, decimal_places=2, default=0
    )
    transferred_on = models.DateField("移送司法日期", null=True, blank=True)
    problem = models.ForeignKey(
        "accountability.Problem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sanctions",
        verbose_name="起因问题",
    )
    interview = models.ForeignKey(
        Interview,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sanctions",
        verbose_name="此前约谈",
    )
    recorded_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问责"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recovered_amount__gte=0),
                name="accountability_sanction_amount",
                violation_error_message="追缴金额不得为负",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "decided_on"], name="accountability_sanction_place"),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.decided_on}"

    @property
    def division_code(self) -> str:
        return self.division_id
