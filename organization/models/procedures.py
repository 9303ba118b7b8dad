"""Procedures under way: who goes through what, every act upon them, every objection."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organization import procedures, subjects
from organization.enums import Outcome, ProcedureState
from organization.fields import EncryptedText
from organization.json_field import EncryptedJSON
from organization.permissions import Permission
from organization.procedures import ProcedureKind, Stage
from organization.scope import ScopedQuerySet

_BADGES = {
    ProcedureState.RUNNING: "open",
    ProcedureState.DONE: "done",
    ProcedureState.REJECTED: "urgent",
    ProcedureState.WITHDRAWN: "off",
}


class ProcedureQuerySet(ScopedQuerySet):
    division_field = "division_code"

    def running(self) -> Self:
        return self.filter(state=ProcedureState.RUNNING)

    def of(self, row: models.Model) -> Self:
        """The procedures of a row."""
        return self.filter(subject_kind=row._meta.label_lower, subject_id=str(row.pk))

    def late(self, day: datetime.date) -> Self:
        """Those whose stage should have been taken before `day`."""
        return self.running().filter(due_on__lt=day)

    def frozen(self) -> Self:
        """Those with an objection that waits for its answer."""
        open_ones = ProcedureObjection.objects.open().filter(procedure=models.OuterRef("pk"))
        return self.running().filter(models.Exists(open_ones))


class Procedure(models.Model):
    """One thing (a household) on its way through the stages of a kind of procedure (办理程序).

    `stage` is the one that waits; blank when it is over. It cannot be taken before `not_before`
    (a public notice runs) and should be by `due_on`. `facts` is what was said at its opening.
    """

    kind = models.CharField("程序", max_length=30)
    track = models.CharField("类别", max_length=20)
    subject_kind = models.CharField("对象类别", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    division_code = models.CharField("区划", max_length=12)
    title = models.CharField("对象", max_length=80)
    state = models.CharField(
        "状态", max_length=10, choices=ProcedureState, default=ProcedureState.RUNNING
    )
    stage = models.CharField("待办环节", max_length=30, blank=True)
    facts = EncryptedJSON("发起内容", null=True)
    opened_on = models.DateField("发起日期")
    opened_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="发起人"
    )
    stage_since = models.DateField("上一环节日期")
    not_before = models.DateField("不得早于", null=True, blank=True)
    due_on = models.DateField("应办日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理程序"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "track"],
                condition=Q(state=ProcedureState.RUNNING),
                name="organization_procedure_one_running",
                violation_error_message="该对象已有同类程序在办，请先办结或撤回",
            ),
            models.CheckConstraint(
                condition=Q(state=ProcedureState.RUNNING, closed_on__isnull=True) & ~Q(stage="")
                | ~Q(state=ProcedureState.RUNNING) & Q(stage="", closed_on__isnull=False),
                name="organization_procedure_over_or_waiting",
                violation_error_message="已办结的程序须有办结日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="organization_procedure_ends_after_start",
                violation_error_message="办结日期不能早于发起日期",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="organization_procedure_row"),
            models.Index(
                fields=["division_code", "kind", "stage"],
                name="organization_procedure_waiting",
                condition=Q(state=ProcedureState.RUNNING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.definition.title}"

    @property
    def definition(self) -> ProcedureKind:
        return procedures.kind_of(self.kind)

    @property
    def current(self) -> Stage | None:
        """The stage that waits."""
        return self.definition.by_code[self.stage] if self.stage else None

    @property
    def ended_by(self) -> Permission:
        """The right to withdraw it: of the floor that judged it last, else of who handles it."""
        before = self.definition.before(self.stage)
        judged = [stage.permission for stage in before if stage.needs_another]
        return judged[-1] if judged else self.definition.permission

    @property
    def is_running(self) -> bool:
        return self.state == ProcedureState.RUNNING

    @property
    def state_badge(self) -> str:
        return _BADGES[self.state]

    @property
    def subject_url(self) -> str:
        return subjects.get(self.subject_kind).url(self.subject_id)


class ProcedureActQuerySet(ScopedQuerySet):
    division_field = "division_code"


class ProcedureAct(models.Model):
    """One act by which a stage is taken for one or many: a meeting, a notice, an approval list.

    The forty exits of a village are appraised in one meeting, with one record of attendance; what
    was decided of each stands in its decision.
    """

    kind = models.CharField("程序", max_length=30)
    stage = models.CharField("环节", max_length=30)
    division_code = models.CharField("区划", max_length=12)
    done_on = models.DateField("办理日期")
    facts = models.JSONField("记录", default=dict)
    by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("登记时间", default=timezone.now)

    objects = ProcedureActQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "程序办理"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.definition.title}·{self.current.label}"

    @property
    def definition(self) -> ProcedureKind:
        return procedures.kind_of(self.kind)

    @property
    def current(self) -> Stage:
        """The stage that was taken."""
        return self.definition.by_code[self.stage]


class ProcedureDecision(models.Model):
    """What an act decided of one procedure."""

    act = models.ForeignKey(
        ProcedureAct, models.PROTECT, related_name="decisions", verbose_name="办理"
    )
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, related_name="decisions", verbose_name="程序", db_index=False
    )
    outcome = models.CharField("结论", max_length=10, choices=Outcome)
    reason = models.CharField("原因", max_length=20, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "程序结论"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "act"], name="organization_proceduredecision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.outcome}"


class ProcedureObjectionQuerySet(ScopedQuerySet):
    division_field = "procedure__division_code"

    def open(self) -> Self:
        """Those that wait for an answer; they freeze their procedure."""
        return self.filter(answered_on__isnull=True)


class ProcedureObjection(models.Model):
    """Somebody objects to what was posted (异议), by name or anonymously; until it is answered
    the procedure stands still."""

    procedure = models.ForeignKey(
        Procedure, models.PROTECT, related_name="objections", verbose_name="程序"
    )
    raised_on = models.DateField("提出日期")
    raised_by = EncryptedText("提出人", blank=True, default="")
    content = models.CharField("异议内容", max_length=300)
    recorded_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="登记人"
    )
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="答复人", null=True
    )
    answer = models.CharField("核实情况", max_length=300, blank=True)
    is_upheld = models.BooleanField("异议成立", null=True)

    objects = ProcedureObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="", is_upheld__isnull=True)
                | Q(answered_on__isnull=False, is_upheld__isnull=False) & ~Q(answer=""),
                name="organization_procedureobjection_answered_whole",
                violation_error_message="答复异议须写明核实情况和是否成立",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("raised_on")),
                name="organization_procedureobjection_answered_later",
                violation_error_message="答复日期不能早于提出日期",
            ),
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def division_code(self) -> str:
        return self.procedure.division_code
