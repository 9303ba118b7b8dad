"""Projects, their money, the nine actions: K23, K24, K29."""

import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from assistance.enums import FundClass, ProjectState
from assistance.models import (
    ActionProgress,
    ActionTask,
    Allocation,
    Disbursement,
    FundSource,
    Project,
    ProjectStep,
)
from organization.enums import DivisionLevel, Topic
from reviews.enums import Direction
from reviews.indicators import shapes
from reviews.indicators.registry import Indicator, Part, Style, define

PROJECT = frozenset({Topic.PROJECT})
MONEY = PROJECT | {Topic.FUND}
_ORDER = list(ProjectState)[:-1]
"""The life of a project without cancellation, in its order."""


def _from(state: ProjectState) -> list[ProjectState]:
    """This state and all that come after it."""
    return _ORDER[_ORDER.index(state) :]


def _reached(state: ProjectState, day: datetime.date) -> Exists:
    steps = ProjectStep.objects.filter(project=OuterRef("pk"), entered_on__lte=day)
    return Exists(steps.filter(state__in=_from(state)))


def _alive(day: datetime.date) -> QuerySet:
    """Projects not cancelled by `day`."""
    cancelled = ProjectStep.objects.filter(
        project=OuterRef("pk"), state=ProjectState.CANCELLED, entered_on__lte=day
    )
    return Project.objects.filter(~Exists(cancelled))


def _admitted(day: datetime.date) -> QuerySet:
    """Projects that money was planned for by `day`, of all years."""
    return _alive(day).filter(_reached(ProjectState.PLANNED, day))


def _planned(day: datetime.date) -> QuerySet:
    return _admitted(day).filter(plan_year=day.year)


def _planned_and(state: ProjectState):
    def rows(day: datetime.date) -> QuerySet:
        return _planned(day).filter(_reached(state, day))

    return rows


def _pooled(day: datetime.date) -> QuerySet:
    return FundSource.objects.filter(
        fund_class=FundClass.POOLED, year=day.year, ordered_on__lte=day
    )


def _ordered(day: datetime.date) -> QuerySet:
    return FundSource.objects.filter(ordered_on__lte=day)


def _allocated(day: datetime.date) -> QuerySet:
    return Allocation.objects.filter(allocated_on__lte=day)


def _paid(day: datetime.date) -> QuerySet:
    return Disbursement.objects.filter(paid_on__lte=day)


def _due_tasks(day: datetime.date) -> QuerySet:
    return ActionTask.objects.filter(due_on__year=day.year, due_on__lte=day)


def _tasks_in_time(day: datetime.date) -> QuerySet:
    """Tasks whose progress had reached the target by the month they were due in."""
    reached = ActionProgress.objects.filter(
        task=OuterRef("pk"), value__gte=OuterRef("target"), month__lte=OuterRef("due_on")
    )
    return _due_tasks(day).filter(Exists(reached))


ADMITTED = Part("项目", "个", _admitted, "division_id", shapes.PROJECTS)
PLANNED = Part("本年计划项目", "个", _planned, "division_id", shapes.PROJECTS)
STARTED = Part(
    "已开工项目", "个", _planned_and(ProjectState.IN_PROGRESS), "division_id", shapes.PROJECTS
)
COMPLETED = Part(
    "已完工项目", "个", _planned_and(ProjectState.COMPLETED), "division_id", shapes.PROJECTS
)
ACCEPTED = Part(
    "已验收项目", "个", _planned_and(ProjectState.ACCEPTED), "division_id", shapes.PROJECTS
)
POOLED = Part("本年统筹资金", "元", _pooled, "division_id", shapes.FUNDS, "amount")
ORDERED = Part("累计投入资金", "元", _ordered, "division_id", shapes.FUNDS, "amount")
ALLOCATED = Part(
    "已安排到项目的资金", "元", _allocated, "project__division_id", shapes.ALLOCATIONS, "amount"
)
PAID = Part(
    "已拨付资金", "元", _paid, "allocation__project__division_id", shapes.PAYMENTS, F("amount")
)
DUE_TASKS = Part("本年到期任务", "项", _due_tasks, "division_id", shapes.TASKS)
TASKS_IN_TIME = Part("按期完成任务", "项", _tasks_in_time, "division_id", shapes.TASKS)

_OF_PLANNED = {"style": Style.PERCENT, "direction": Direction.UP, "topics": PROJECT}

define(
    Indicator(
        "P01", "K23", "扶贫项目", "至当日已列入年度实施计划、未出库的项目数，各年度合计。",
        ADMITTED, topics=PROJECT,
    ),
    Indicator(
        "K23S", "K23", "项目开工率", "本年计划项目中至当日已开工的÷本年计划项目×100%。",
        STARTED, PLANNED, **_OF_PLANNED, gap="未开工项目",
    ),
    Indicator(
        "K23C", "K23", "项目完工率", "本年计划项目中至当日已完工自验的÷本年计划项目×100%。",
        COMPLETED, PLANNED, **_OF_PLANNED, gap="未完工项目",
    ),
    Indicator(
        "K23A", "K23", "项目验收率", "本年计划项目中至当日已验收合格的÷本年计划项目×100%。",
        ACCEPTED, PLANNED, **_OF_PLANNED, gap="未验收项目",
    ),
    Indicator(
        "F01", "K24", "本年统筹资金", "本年至当日下达的统筹整合财政涉农资金，按下达文件金额计。",
        POOLED, style=Style.MONEY, topics=MONEY, lowest=DivisionLevel.CITY,
    ),
    Indicator(
        "F02", "K24", "累计投入帮扶资金",
        "至当日下达或落实的各类帮扶资金，按下达文件金额计，各年度合计。",
        ORDERED, style=Style.MONEY, topics=MONEY, lowest=DivisionLevel.CITY,
    ),
    Indicator(
        "K24", "K24", "资金拨付率",
        "至当日已拨付资金（扣除退回）÷已安排到项目的资金×100%，各年度合计。",
        PAID, ALLOCATED, Style.PERCENT, Direction.UP, topics=MONEY,
    ),
    Indicator(
        "K29", "K29", "九大行动任务按期完成率",
        "本年至当日到期的行动清单任务中，到期月份前累计完成达到目标值的÷到期任务×100%。",
        TASKS_IN_TIME, DUE_TASKS, Style.PERCENT, Direction.UP, topics=frozenset({Topic.ACTION}),
        gap="未按期完成任务",
    ),
)  # fmt: skip
