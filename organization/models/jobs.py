"""Long work as a row: state, lease, heartbeat, progress."""

import datetime

from django.db import models
from django.utils import timezone

from organization.enums import JobState

SILENT_AFTER = datetime.timedelta(seconds=40)
"""A living worker says something every thirty seconds."""


class Job(models.Model):
    """A piece of long work (import, export, report); the broker's message is only a doorbell.

    A worker holds it by `lease` and renews `heartbeat_at` with every progress; when the worker
    dies the lease runs out and the sweep rings again. A file that it makes is for who asked for
    it and is kept for some days only.
    """

    kind = models.CharField("类别", max_length=40)
    subject_kind = models.CharField("对象类别", max_length=60, blank=True)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=8, choices=JobState, default=JobState.QUEUED)
    requested_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    rung_at = models.DateTimeField("通知时间", default=timezone.now)
    lease = models.CharField(max_length=32, blank=True)
    heartbeat_at = models.DateTimeField("心跳", null=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总量", default=0)
    step = models.CharField("步骤", max_length=60, blank=True)
    result = models.JSONField("结果", default=dict)
    file = models.FileField("文件", upload_to="jobs", blank=True)
    file_name = models.CharField("文件名", max_length=120, blank=True)
    error = models.CharField("错误", max_length=300, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["state", "heartbeat_at"],
                name="organization_job_waiting",
                condition=models.Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="organization_job_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def said(self) -> str:
        """What it is at; of one that keeps silent, that nobody need do anything."""
        silent = timezone.now() - (self.heartbeat_at or timezone.now())
        if self.state == JobState.RUNNING and silent > SILENT_AFTER:
            seconds = int(silent.total_seconds())
            return f"已{seconds}秒没有新的进展；处理进程如已中断，系统会自动重新处理，请稍候"
        return self.step or "等待处理"

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED}
