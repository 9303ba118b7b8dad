"""What belongs to a notice: its items, the unit's answers, the extension it asked for."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from accountability.enums import (
    ExtensionState,
    ItemState,
    ReplyKind,
    ReplyOutcome,
)
from organization.scope import ScopedQuerySet


class NoticePartQuerySet(ScopedQuerySet):
    """What belongs to a notice goes where the notice goes."""

    division_field = "notice__division_id"


class ExtensionQuerySet(NoticePartQuerySet):
    def waiting(self) -> Self:
        """Applications that wait for an answer."""
        return self.filter(state=ExtensionState.REQUESTED)


class NoticeItemQuerySet(NoticePartQuerySet):
    def for_list(self) -> Self:
        return self.select_related("problem", "problem__division", "problem__cadre", "checked_by")


class NoticeItem(models.Model):
    """One problem of a notice: what is asked, what the unit plans and did, what was found.

    The letter closes only when every item is accepted. Evidence are attachments of the item.
    """

    notice = models.ForeignKey(
        "accountability.Notice", models.PROTECT, related_name="items", verbose_name="整改通知"
    )
    problem = models.ForeignKey(
        "accountability.Problem", models.PROTECT, related_name="items", verbose_name="问题"
    )
    position = models.PositiveSmallIntegerField("序号")
    goal = models.CharField("整改目标", max_length=200)
    leader = models.CharField("责任领导", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=ItemState, default=ItemState.PENDING)
    cause = models.CharField("原因分析", max_length=300, blank=True)
    measure = models.CharField("整改措施", max_length=500, blank=True)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    planned_on = models.DateField("计划完成日期", null=True, blank=True)
    result = models.CharField("完成情况", max_length=500, blank=True)
    done_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填报人",
    )
    checked_on = models.DateField("验收日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="验收人",
    )
    checked_at = models.DateTimeField("验收时间", null=True, blank=True)
    check_note = models.CharField("验收意见", max_length=300, blank=True)
    times_returned = models.PositiveSmallIntegerField("退回次数", default=0)

    objects = NoticeItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改事项"
        ordering = ["notice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "problem"],
                name="accountability_noticeitem_problem",
                violation_error_message="该问题已在此通知中",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ItemState.ACCEPTED, ItemState.RETURNED])
                | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="accountability_noticeitem_checked_by_somebody",
                violation_error_message="验收或退回的事项须有验收人和日期",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(done_by__isnull=True)
                | ~Q(checked_by=F("done_by")),
                name="accountability_noticeitem_checked_by_another",
                violation_error_message="整改填报人不得验收本人填报的事项",
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.PENDING) | (Q(done_by__isnull=False) & ~Q(result="")),
                name="accountability_noticeitem_done_says_how",
                violation_error_message="已报整改的事项须填写完成情况",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.position}项"

    @property
    def state_badge(self) -> str:
        return ItemState(self.state).badge

    @property
    def division_code(self) -> str:
        return self.notice.division_id


class NoticeReply(models.Model):
    """What the unit handed in: a plan or a report, signed by its leader (整改方案、整改报告)."""

    notice = models.ForeignKey(
        "accountability.Notice", models.PROTECT, related_name="replies", verbose_name="整改通知"
    )
    kind = models.CharField("类别", max_length=6, choices=ReplyKind)
    text = models.TextField("正文")
    leader = models.CharField("签字领导", max_length=40)
    submitted_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="报送人"
    )
    submitted_on = models.DateField("报送日期")
    due_on = models.DateField(
        "报送期限", null=True, blank=True, help_text="报送时的期限；退回后另定新的期限"
    )
    outcome = models.CharField(
        "结果", max_length=10, choices=ReplyOutcome, default=ReplyOutcome.PENDING
    )
    decided_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    decided_on = models.DateField("审核日期", null=True, blank=True)
    note = models.CharField("审核意见", max_length=300, blank=True)

    objects = NoticePartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改答复"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "kind"],
                condition=Q(outcome=ReplyOutcome.PENDING),
                name="accountability_noticereply_one_pending",
                violation_error_message="已有一份待审，请等审核后再报",
            ),
            models.CheckConstraint(
                condition=Q(outcome=ReplyOutcome.PENDING, decided_on__isnull=True)
                | (
                    ~Q(outcome=ReplyOutcome.PENDING)
                    & Q(decided_on__isnull=False, decided_by__isnull=False)
                ),
                name="accountability_noticereply_decision_is_whole",
                violation_error_message="审核结果须有审核人和日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.submitted_on}"

    @property
    def outcome_badge(self) -> str:
        return ReplyOutcome(self.outcome).badge

    @property
    def division_code(self) -> str:
        return self.notice.division_id


class Extension(models.Model):
    """A unit's request for more time; one at most is granted (延期)."""

    notice = models.ForeignKey(
        "accountability.Notice", models.PROTECT, related_name="extensions", verbose_name="整改通知"
    )
    reason = models.CharField("延期理由", max_length=300)
    old_due_on = models.DateField("原截止日期")
    new_due_on = models.DateField("申请延至")
    requested_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="申请人"
    )
    requested_on = models.DateField("申请日期")
    state = models.CharField(
        "状态", max_length=10, choices=ExtensionState, default=ExtensionState.REQUESTED
    )
    decided_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    decided_on = models.DateField("批准日期", null=True, blank=True)
    note = models.CharField("批准意见", max_length=200, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(state__in=[ExtensionState.REQUESTED, ExtensionState.GRANTED]),
                name="accountability_extension_once",
                violation_error_message="每份通知只能延期一次",
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")),
                name="accountability_extension_is_later",
                violation_error_message="延期须晚于原截止日期",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.REQUESTED, decided_on__isnull=True)
                | (
                    ~Q(state=ExtensionState.REQUESTED)
                    & Q(decided_on__isnull=False, decided_by__isnull=False)
                ),
                name="accountability_extension_decision_is_whole",
                violation_error_message="延期决定须有批准人和日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"

    @property
    def division_code(self) -> str:
        return self.notice.division_id
