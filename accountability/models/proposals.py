"""Proposals of the next rung."""

from typing import Self

from django.db import models
from django.db.models import Q

from accountability.enums import Level, ProposalReason, ProposalState
from organization.scope import ScopedQuerySet


class EscalationProposalQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def open(self) -> Self:
        return self.filter(state=ProposalState.OPEN)

    def for_list(self) -> Self:
        return self.select_related("unit", "division", "notice", "interview", "problem")


class EscalationProposal(models.Model):
    """What the next rung would be, and why; a person decides, never the clock (提级建议)."""

    level = models.PositiveSmallIntegerField("建议层级", choices=Level)
    reason = models.CharField("缘由", max_length=10, choices=ProposalReason)
    explanation = models.CharField("说明", max_length=300)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="proposals", verbose_name="单位"
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="proposals", verbose_name="所在区域"
    )
    notice = models.ForeignKey(
        "accountability.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="起因通知",
    )
    interview = models.ForeignKey(
        "accountability.Interview",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="起因约谈",
    )
    problem = models.ForeignKey(
        "accountability.Problem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="起因问题",
    )
    occasion = models.DateField("所涉日期", help_text="逾期的截止日期、反弹的发现日期、提出的日期")
    proposed_on = models.DateField("提出日期")
    proposed_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出人",
        help_text="空表示系统",
    )
    state = models.CharField(
        "状态", max_length=10, choices=ProposalState, default=ProposalState.OPEN
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
    )
    decision_note = models.CharField("决定意见", max_length=200, blank=True)
    resulting_notice = models.OneToOneField(
        "accountability.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name="所发通知",
    )
    resulting_interview = models.OneToOneField(
        "accountability.Interview",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name="所定约谈",
    )

    objects = EscalationProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提级建议"
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            # The sweep runs four times an hour and proposes each thing once.
            models.UniqueConstraint(
                fields=["notice", "level", "reason", "occasion"],
                condition=Q(notice__isnull=False),
                name="accountability_proposal_once_per_notice",
                violation_error_message="该通知已有同样的提级建议",
            ),
            models.UniqueConstraint(
                fields=["interview", "level", "reason", "occasion"],
                condition=Q(interview__isnull=False),
                name="accountability_proposal_once_per_interview",
                violation_error_message="该约谈已有同样的提级建议",
            ),
            models.UniqueConstraint(
                fields=["problem", "level", "reason", "occasion"],
                condition=Q(problem__isnull=False),
                name="accountability_proposal_once_per_problem",
                violation_error_message="该问题已有同样的提级建议",
            ),
            # Only a refusal lets the same rung be proposed again.
            models.UniqueConstraint(
                fields=["notice", "level"],
                condition=Q(notice__isnull=False) & ~Q(state=ProposalState.REJECTED),
                name="accountability_proposal_one_per_rung_of_notice",
                violation_error_message="该通知已有这一层级的提级建议",
            ),
            models.UniqueConstraint(
                fields=["interview", "level"],
                condition=Q(interview__isnull=False) & ~Q(state=ProposalState.REJECTED),
                name="accountability_proposal_one_per_rung_of_interview",
                violation_error_message="该约谈已有这一层级的提级建议",
            ),
            models.UniqueConstraint(
                fields=["problem", "level"],
                condition=Q(problem__isnull=False) & ~Q(state=ProposalState.REJECTED),
                name="accountability_proposal_one_per_rung_of_problem",
                violation_error_message="该问题已有这一层级的提级建议",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False)
                | Q(interview__isnull=False)
                | Q(problem__isnull=False),
                name="accountability_proposal_has_cause",
                violation_error_message="提级建议须有起因",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, decided_on__isnull=True)
                | (
                    ~Q(state=ProposalState.OPEN)
                    & ~Q(decision_note="")
                    & Q(decided_on__isnull=False, decided_by__isnull=False)
                ),
                name="accountability_proposal_decision_is_whole",
                violation_error_message="提级决定须有决定人、日期和意见",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "state"], name="accountability_proposal_place"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.get_level_display()}"

    @property
    def state_badge(self) -> str:
        return ProposalState(self.state).badge

    @property
    def division_code(self) -> str:
        return self.division_id
