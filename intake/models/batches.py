"""Import batches (导入批次) and the plan of each, row by row."""

from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from intake.enums import (
    AT_WORK_STATES,
    REFUSED_OUTCOMES,
    WRITTEN_OUTCOMES,
    BatchState,
    Outcome,
)
from organization.json_field import EncryptedJSON
from organization.scope import ScopedQuerySet

_S = BatchState
COUNTED = ("rows", "objects", "members", "warnings", "problems", *Outcome.values)
"""What the plan counts; `objects` are households, units and the like."""


class ImportBatchQuerySet(ScopedQuerySet):
    division_field = "division_code"

    def waiting(self) -> Self:
        """Batches that wait for another person's decision."""
        return self.filter(state=BatchState.SUBMITTED)

    def for_list(self) -> Self:
        return self.select_related("file", "created_by", "decided_by").order_by("-pk")


class ImportBatch(models.Model):
    """One upload of one workbook on its way into the register (导入批次).

    `division_code` is the smallest area that holds all its rows: it decides who sees and who
    approves the batch. `data_date` is the day for which the workbook's figures hold.
    """

    sheet = models.CharField("表种", max_length=20)
    layout = models.CharField("表式", max_length=20, blank=True)
    file = models.ForeignKey(
        "intake.StoredFile", models.PROTECT, related_name="batches", verbose_name="文件"
    )
    file_name = models.CharField("文件名", max_length=120)
    data_date = models.DateField("数据日期", null=True, blank=True)
    division_code = models.CharField("区划", max_length=12)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    counts = models.JSONField("统计", default=dict)
    fields = models.JSONField("表内字段", default=list)
    notices = models.JSONField("说明", default=list)
    questions = models.JSONField("待确认名称", default=list)
    answers = models.JSONField("名称确认", default=dict)
    failure = models.CharField("未能处理的原因", max_length=300, blank=True)
    created_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    planned_at = models.DateTimeField("核对时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_on = models.DateField("提交日期", null=True)
    approval_rule = models.CharField("免审依据", max_length=60, blank=True)
    decided_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    decision_note = models.CharField("审核意见", max_length=200, blank=True)
    committed_at = models.DateTimeField("生效时间", null=True)
    undone_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[_S.UPLOADED, _S.PLANNING, _S.FAILED])
                | Q(planned_at__isnull=False),
                name="intake_batch_planned_has_moment",
                violation_error_message="核对完成的批次须有核对时间",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.SUBMITTED, _S.REFUSED])
                | Q(submitted_at__isnull=False, submitted_on__isnull=False),
                name="intake_batch_submitted_has_moment",
                violation_error_message="提交审核的批次须有提交时间",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.REFUSED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_note="")),
                name="intake_batch_refusal_is_whole",
                violation_error_message="退回批次须有审核人、时间和理由",
            ),
            models.CheckConstraint(
                # Either somebody decided, or a rule let it through: never neither.
                condition=~Q(state__in=[_S.COMMITTING, _S.COMMITTED, _S.UNDOING, _S.UNDONE])
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                | ~Q(approval_rule=""),
                name="intake_batch_commit_is_approved",
                violation_error_message="写入登记簿的批次须经审核，或符合免审规定",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(decided_by=F("created_by")),
                name="intake_batch_another_person",
                violation_error_message="上传人不能审核自己上传的批次",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.COMMITTED, _S.UNDOING, _S.UNDONE])
                | Q(committed_at__isnull=False),
                name="intake_batch_committed_has_moment",
                violation_error_message="已生效的批次须有生效时间",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.UNDONE) | (Q(undone_at__isnull=False) & ~Q(undo_reason="")),
                name="intake_batch_undo_is_whole",
                violation_error_message="已撤销的批次须有撤销时间和原因",
            ),
            models.CheckConstraint(
                condition=(Q(state=_S.FAILED) & ~Q(failure=""))
                | (~Q(state=_S.FAILED) & Q(failure="")),
                name="intake_batch_failure_says_why",
                violation_error_message="未能处理的批次须说明原因",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "division_code"], name="intake_batch_waiting"),
        ]

    def __str__(self) -> str:
        return f"第{self.pk}批"

    def get_absolute_url(self) -> str:
        return reverse("intake:batch_detail", args=[self.pk])

    @property
    def state_badge(self) -> str:
        return BatchState(self.state).badge

    @property
    def is_in_force(self) -> bool:
        """What it wrote stands in the register."""
        return self.state == BatchState.COMMITTED

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK_STATES

    @property
    def trail_batch(self) -> str:
        """How the trail names what this batch wrote."""
        return f"import:{self.pk}"

    @property
    def tally(self) -> dict[str, int]:
        """The counts, with nought for what the plan has not counted yet."""
        return dict.fromkeys(COUNTED, 0) | self.counts

    @property
    def refused_count(self) -> int:
        """How many objects wait for a corrected workbook."""
        return sum(self.counts.get(outcome, 0) for outcome in REFUSED_OUTCOMES)

    @property
    def refused_level(self) -> str:
        return "urgent" if self.refused_count else ""

    @property
    def written_count(self) -> int:
        """How many objects the batch would write, or has written."""
        return sum(self.counts.get(outcome, 0) for outcome in WRITTEN_OUTCOMES)


class ImportRowQuerySet(models.QuerySet):
    def written(self) -> Self:
        return self.filter(outcome__in=WRITTEN_OUTCOMES)

    def with_hints(self) -> Self:
        """Nothing bars them, yet somebody should look; `tally.warnings` counts the same."""
        return self.filter(has_messages=True).exclude(outcome__in=REFUSED_OUTCOMES)


class ImportRow(models.Model):
    """The plan for one object of a workbook (a household with its members, a unit, …).

    `payload` is what will be written, `changes` what the user is shown, `before` what undo
    restores, `messages` what is wrong at which cell. All four are personal data, so encrypted.
    """

    batch = models.ForeignKey(
        ImportBatch,
        models.CASCADE,
        related_name="rows",
        verbose_name="批次",
        db_index=False,  # led by the index below
    )
    row_number = models.PositiveIntegerField("首行")
    tab = models.CharField("工作表", max_length=40, blank=True)
    key = models.CharField("编号", max_length=40)
    title = models.CharField("名称", max_length=80, blank=True)
    division_code = models.CharField("区划", max_length=12, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    has_messages = models.BooleanField("有提示", default=False)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    version_seen = models.PositiveIntegerField("核对时版本", null=True)
    version_written = models.PositiveIntegerField("写入后版本", null=True)
    payload = EncryptedJSON("拟写入", null=True)
    changes = EncryptedJSON("变更", null=True)
    before = EncryptedJSON("原值", null=True)
    messages = EncryptedJSON("提示", null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入明细"
        ordering = ["batch", "row_number", "pk"]
        indexes = [
            # The preview shows one outcome at a time, in the order of the workbook.
            models.Index(fields=["batch", "outcome", "row_number"], name="intake_row_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.row_number} {self.key}"

    @cached_property
    def findings(self) -> list[dict]:
        return self.messages or []

    @property
    def is_ours(self) -> bool:
        """Whether the object was found where the uploader works; a conflict may be elsewhere."""
        return self.outcome in {Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED}
