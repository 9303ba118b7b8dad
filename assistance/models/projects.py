"""Projects, the steps they take and the households that get something out of them."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from assistance.enums import BenefitKind, ProjectCategory, ProjectLevel, ProjectState
from organization.scope import ScopedQuerySet

FINISHED = {
    ProjectState.ACCEPTED,
    ProjectState.SETTLED,
    ProjectState.REIMBURSED,
    ProjectState.ANNOUNCED,
    ProjectState.ASSET_REGISTERED,
    ProjectState.CLOSED,
}


class ProjectQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def for_list(self) -> Self:
        """Shape of a list row, without further queries."""
        return self.select_related("division__parent", "unit", "action")


class Project(models.Model):
    """A poverty-alleviation project (扶贫项目) with its place, task and money, in yuan.

    `division` is where it lies: a village, or the township (city) of one that crosses villages.
    `allocated_amount` and `paid_amount` are raised by the verbs in step with the rows of
    `Allocation` and `Disbursement`; the CHECK makes overspending impossible.
    """

    number = models.CharField("项目编号", max_length=24, unique=True)
    name = models.CharField("项目名称", max_length=100)
    category = models.CharField("项目类别", max_length=16, choices=ProjectCategory)
    level = models.CharField(
        "实施层级", max_length=16, choices=ProjectLevel, default=ProjectLevel.VILLAGE
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="实施地点"
    )
    villages = models.ManyToManyField(
        "villages.Village", blank=True, related_name="projects", verbose_name="受益村"
    )
    action = models.ForeignKey(
        "assistance.ActionPlan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="所属行动",
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="projects", verbose_name="责任单位"
    )
    plan_year = models.PositiveSmallIntegerField("计划年度")
    content = models.CharField("建设任务", max_length=500, blank=True)
    performance_target = models.CharField("绩效目标", max_length=300, blank=True)
    starts_on = models.DateField("计划开工", null=True, blank=True)
    due_on = models.DateField("计划完工", null=True, blank=True)
    state = models.CharField(
        "项目状态", max_length=16, choices=ProjectState, default=ProjectState.DECLARED
    )
    progress = models.PositiveSmallIntegerField("形象进度（%）", default=0)
    planned_amount = models.DecimalField("计划资金", max_digits=14, decimal_places=2)
    allocated_amount = models.DecimalField(
        "已安排资金", max_digits=14, decimal_places=2, default=0, editable=False
    )
    paid_amount = models.DecimalField(
        "已拨付资金", max_digits=14, decimal_places=2, default=0, editable=False
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["-plan_year", "number"]
        indexes = [
            models.Index(fields=["state", "division"], name="assistance_project_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_amount__gte=0, paid_amount__gte=0),
                name="assistance_project_amounts_not_negative",
                violation_error_message="资金不能为负",
            ),
            models.CheckConstraint(
                condition=Q(allocated_amount__lte=F("planned_amount")),
                name="assistance_project_allocated_within_plan",
                violation_error_message="安排的资金超过项目计划资金",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount__lte=F("allocated_amount")),
                name="assistance_project_paid_within_allocated",
                violation_error_message="拨付的资金超过已安排资金",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="assistance_project_progress_percent",
                violation_error_message="形象进度在0到100之间",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("starts_on")),
                name="assistance_project_due_after_start",
                violation_error_message="计划完工不能早于计划开工",
            ),
            # No performance target, no admission to the library (国务院扶贫办, 2018).
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        ProjectState.DECLARED,
                        ProjectState.TOWN_REVIEWED,
                        ProjectState.CANCELLED,
                    ]
                )
                | ~Q(performance_target=""),
                name="assistance_project_library_needs_target",
                violation_error_message="入库项目须填写绩效目标",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unpaid_amount(self):
        return self.allocated_amount - self.paid_amount

    @property
    def is_cancelled(self) -> bool:
        return self.state == ProjectState.CANCELLED

    @property
    def takes_progress(self) -> bool:
        """Whether the work on site goes on, so that its progress is reported."""
        return self.state == ProjectState.IN_PROGRESS

    @property
    def is_finished(self) -> bool:
        """Accepted, or further."""
        return self.state in FINISHED

    @property
    def division_code(self) -> str:
        return self.division_id


class ProjectStepQuerySet(ScopedQuerySet):
    division_field = "project__division_id"


class ProjectStep(models.Model):
    """The day a project entered a state, with the document behind it (项目进程).

    These rows answer what was under way on a past day; `Project.state` is the latest.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps", verbose_name="项目")
    state = models.CharField("进入状态", max_length=16, choices=ProjectState)
    entered_on = models.DateField("日期")
    document_no = models.CharField("文号", max_length=60, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)
    taken_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )

    objects = ProjectStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目进程"
        ordering = ["project", "entered_on", "pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_state_display()}"

    @property
    def division_code(self) -> str:
        return self.project.division_id


class ProjectBenefitQuerySet(ScopedQuerySet):
    division_field = "household__village_id"


class ProjectBenefit(models.Model):
    """What one household got out of a project (受益): money, a job, a share, land under contract.

    A job names the member, the employer and the months; `amount` is yuan in all.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="benefits", verbose_name="项目"
    )
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="benefits", verbose_name="受益户"
    )
    member = models.ForeignKey(
        "households.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name="受益人",
    )
    kind = models.CharField("受益方式", max_length=12, choices=BenefitKind)
    benefited_on = models.DateField("受益日期")
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2, default=0)
    months = models.PositiveSmallIntegerField("月数", null=True, blank=True)
    area_mu = models.DecimalField(
        "面积（亩）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    employer = models.CharField("用工单位", max_length=80, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)

    objects = ProjectBenefitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目受益"
        ordering = ["project", "-benefited_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="assistance_projectbenefit_amount_not_negative",
                violation_error_message="受益金额不能为负",
            ),
            models.CheckConstraint(
                condition=~Q(kind=BenefitKind.JOB) | (Q(member__isnull=False) & ~Q(employer="")),
                name="assistance_projectbenefit_job_is_whole",
                violation_error_message="务工就业须选受益人并填写用工单位",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_kind_display()}"

    @property
    def division_code(self) -> str:
        return self.household.village_id
