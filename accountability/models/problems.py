"""The ledger of problems (问题台账)."""

from typing import Self

from django.db import models
from django.db.models import Q

from accountability.enums import (
    SETTLED_PROBLEMS,
    UNSETTLED_PROBLEMS,
    Level,
    ProblemCategory,
    ProblemSource,
    ProblemState,
    ResponsibilityKind,
    Severity,
)
from organization.scope import ScopedQuerySet


class ProblemQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def open(self) -> Self:
        """Neither closed nor dismissed."""
        return self.filter(state__in=UNSETTLED_PROBLEMS)

    def waiting(self) -> Self:
        """Not dealt with yet: may go into a notice, be settled on the spot or dismissed."""
        return self.filter(state=ProblemState.OPEN)

    def about(self, kind: str, subject_id: str) -> Self:
        return self.filter(subject_kind=kind, subject_id=subject_id)

    def for_list(self) -> Self:
        return self.select_related("division", "division__parent", "unit", "cadre")


class Problem(models.Model):
    """One problem, whoever found it, with those who answered for it on that day.

    `unit` and `cadre` are taken from the responsibility chain as of `found_on` and stay, even
    when the post changes hands. `level` is the rung of the ladder on which it is dealt with. A
    relapse is a new row that points at the one it repeats; nothing is deleted.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    source = models.CharField("来源", max_length=12, choices=ProblemSource)
    category = models.CharField("类别", max_length=16, choices=ProblemCategory)
    severity = models.PositiveSmallIntegerField(
        "严重程度", choices=Severity, default=Severity.MINOR
    )
    level = models.PositiveSmallIntegerField(
        "处理层级", choices=Level, default=Level.SUPERVISION_NOTICE
    )
    title = models.CharField("问题", max_length=120)
    facts = models.TextField("事实", help_text="何时、何地、何人、数量、依据")
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="problems", verbose_name="所在区域"
    )
    subject_kind = models.CharField("对象类别", max_length=60, blank=True)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    subject_label = models.CharField("对象", max_length=80, blank=True)
    responsibility = models.CharField(
        "责任类别", max_length=10, choices=ResponsibilityKind, default=ResponsibilityKind.MAIN
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="problems", verbose_name="责任单位"
    )
    cadre = models.ForeignKey(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        verbose_name="责任人",
    )
    responsible_post = models.CharField("责任岗位", max_length=40, blank=True)
    found_on = models.DateField("发现日期")
    reported_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="登记人",
        help_text="空表示系统",
    )
    state = models.CharField("状态", max_length=10, choices=ProblemState, default=ProblemState.OPEN)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closing_note = models.CharField("处理说明", max_length=200, blank=True)
    repeated_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repetitions",
        verbose_name="前次问题",
    )
    is_relapse = models.BooleanField("反弹", default=False)
    signal = models.OneToOneField(
        "organization.ProblemSignal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problem",
        verbose_name="线索",
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UNSETTLED_PROBLEMS, closed_on__isnull=True)
                | Q(state__in=SETTLED_PROBLEMS, closed_on__isnull=False),
                name="accountability_problem_closed_has_day",
                violation_error_message="销号或不予立项的问题须有日期，未了结的不得有",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.DISMISSED) | ~Q(closing_note=""),
                name="accountability_problem_dismissal_has_reason",
                violation_error_message="不予立项须说明理由",
            ),
            models.CheckConstraint(
                condition=Q(is_relapse=False) | Q(repeated_of__isnull=False),
                name="accountability_problem_relapse_names_former",
                violation_error_message="反弹的问题须指明前次问题",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id="")
                | (~Q(subject_kind="") & ~Q(subject_id="")),
                name="accountability_problem_subject_is_whole",
                violation_error_message="问题对象不完整",
            ),
        ]
        indexes = [
            # The ledger is read by area and state, newest first.
            models.Index(
                fields=["division", "state", "-found_on"], name="accountability_problem_place"
            ),
            # Similar and repeated ones are looked up by object.
            models.Index(
                fields=["subject_kind", "subject_id"], name="accountability_problem_subject"
            ),
            models.Index(fields=["unit", "state"], name="accountability_problem_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def severity_badge(self) -> str:
        return Severity(self.severity).badge

    @property
    def state_badge(self) -> str:
        return ProblemState(self.state).badge

    @property
    def division_code(self) -> str:
        return self.division_id

    @property
    def is_waiting(self) -> bool:
        """As the queryset's `waiting`."""
        return self.state == ProblemState.OPEN

    @property
    def needs_letter(self) -> bool:
        """From the second rung up only a 督办函 asks for correction, whatever else is proposed."""
        return self.level >= Level.RECTIFICATION_LETTER

    @property
    def is_over(self) -> bool:
        return self.state in SETTLED_PROBLEMS
