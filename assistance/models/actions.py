"""The nine action plans (九大行动) and the one decision above them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assistance.enums import PlanLevel
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class ActionPlan(Period):
    """An action plan of the “1+9” system; its title is data, for only three are on record.

    `provenance` says where a title comes from; `is_confirmed` is set when the city has
    confirmed it.
    """

    number = models.PositiveSmallIntegerField("序号", unique=True)
    level = models.CharField("层级", max_length=8, choices=PlanLevel, default=PlanLevel.ACTION)
    title = models.CharField("名称", max_length=60)
    goal = models.CharField("目标", max_length=300, blank=True)
    lead_unit = models.ForeignKey(
        "organization.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_plans",
        verbose_name="牵头单位",
    )
    document_no = models.CharField("文号", max_length=60, blank=True)
    provenance = models.CharField("来源说明", max_length=120, blank=True)
    is_confirmed = models.BooleanField("名称已核实", default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行动方案"
        ordering = ["number"]
        constraints = [
            ends_after_start("assistance_actionplan"),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(level=PlanLevel.GENERAL, ends_on__isnull=True),
                name="assistance_actionplan_one_general",
                violation_error_message="总方案只有一个",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionTaskQuerySet(ScopedQuerySet):
    division_field = "division_id"


class ActionTask(models.Model):
    """One line of an action plan's list: what, how much, who, until when (清单任务)."""

    plan = models.ForeignKey(
        ActionPlan, models.PROTECT, related_name="tasks", verbose_name="行动方案"
    )
    number = models.CharField("清单号", max_length=20)
    content = models.CharField("任务内容", max_length=300)
    indicator = models.CharField("指标", max_length=60)
    target = models.DecimalField("目标值", max_digits=14, decimal_places=2)
    measure = models.CharField("计量单位", max_length=20)
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="实施区划"
    )
    lead_unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="led_tasks", verbose_name="牵头单位"
    )
    co_units = models.ManyToManyField(
        "organization.Unit", blank=True, related_name="shared_tasks", verbose_name="配合单位"
    )
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("完成时限")

    objects = ActionTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行动任务"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="assistance_actiontask_number",
                violation_error_message="该方案已有相同清单号的任务",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="assistance_actiontask_due_after_start",
                violation_error_message="完成时限不能早于开始日期",
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0),
                name="assistance_actiontask_target_positive",
                violation_error_message="目标值须大于零",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.content}"

    @property
    def division_code(self) -> str:
        return self.division_id


class ActionProgress(models.Model):
    """What a task had reached by the end of a month, cumulative (月进度)."""

    task = models.ForeignKey(
        ActionTask, models.PROTECT, related_name="progress", verbose_name="任务"
    )
    month = models.DateField("月份", help_text="当月第一日")
    value = models.DecimalField("累计完成", max_digits=14, decimal_places=2)
    evidence = models.CharField("佐证说明", max_length=300, blank=True)
    reported_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="填报人"
    )
    reported_at = models.DateTimeField("填报时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "行动进度"
        ordering = ["task", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "month"],
                name="assistance_actionprogress_month",
                violation_error_message="该任务本月已填报",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="assistance_actionprogress_first_day",
                violation_error_message="月份以当月第一日记",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="assistance_actionprogress_not_negative",
                violation_error_message="累计完成不能为负",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.month:%Y-%m}"

    @property
    def division_code(self) -> str:
        return self.task.division_id
