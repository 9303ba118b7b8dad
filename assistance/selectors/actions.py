"""The action plans with how their tasks stand."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery

from assistance.enums import TaskStatus
from assistance.models import ActionPlan, ActionProgress, ActionTask

LAG = Decimal("0.10")
"""A task lags when it is more than this behind the share of its time."""


@dataclass(frozen=True)
class TaskState:
    """A task as it stands on a day."""

    task: ActionTask
    reached: Decimal
    status: TaskStatus

    @property
    def share(self) -> Decimal:
        return min(self.reached / self.task.target, Decimal(1))

    @property
    def level(self) -> str:
        return STATUS_LEVELS[self.status]


STATUS_LEVELS = {
    TaskStatus.WAITING: "neutral",
    TaskStatus.NORMAL: "open",
    TaskStatus.LAGGING: "soon",
    TaskStatus.DONE: "done",
    TaskStatus.OVERDUE: "urgent",
}


@dataclass(frozen=True)
class PlanState:
    """A plan with its tasks."""

    plan: ActionPlan
    tasks: list[TaskState]

    def count(self, status: TaskStatus) -> int:
        return sum(state.status == status for state in self.tasks)

    @property
    def summary(self) -> str:
        """How many tasks stand how, in words; nothing where there are none."""
        counts = [(status.label, self.count(status)) for status in TaskStatus]
        return "，".join(f"{label}{count}项" for label, count in counts if count)


def with_reached(tasks: QuerySet[ActionTask], day: datetime.date) -> QuerySet[ActionTask]:
    """Tasks with what they had reached by the latest month reported up to `day`."""
    latest = ActionProgress.objects.filter(task=OuterRef("pk"), month__lte=day).order_by("-month")
    amount = DecimalField(max_digits=14, decimal_places=2)
    return tasks.annotate(reached=Subquery(latest.values("value")[:1], output_field=amount))


def plans_on(day: datetime.date, tasks: QuerySet[ActionTask]) -> list[PlanState]:
    """The plans in force on `day`, the general one first, with those of `tasks` that are theirs."""
    rows: Any = with_reached(tasks, day).select_related("lead_unit", "division")
    rows = rows.order_by("number")
    by_plan: dict[int, list[TaskState]] = {}
    for task in rows:
        by_plan.setdefault(task.plan_id, []).append(task_state(task, task.reached, day))
    plans = ActionPlan.objects.as_of(day).select_related("lead_unit")
    return [PlanState(plan, by_plan.get(plan.pk, [])) for plan in plans]


def task_state(task: ActionTask, reached: Decimal | None, day: datetime.date) -> TaskState:
    """How a task stands: done, overdue, not begun, lagging or as it should be."""
    value = reached or Decimal(0)
    return TaskState(task, value, _status(task, reached, value / task.target, day))


def _status(
    task: ActionTask, reached: Decimal | None, share: Decimal, day: datetime.date
) -> TaskStatus:
    if share >= 1:
        return TaskStatus.DONE
    if day > task.due_on:
        return TaskStatus.OVERDUE
    if day < task.starts_on:
        return TaskStatus.WAITING
    days = (task.due_on - task.starts_on).days + 1
    elapsed = Decimal((day - task.starts_on).days + 1) / days
    if share < elapsed - LAG:
        return TaskStatus.LAGGING
    return TaskStatus.NORMAL if reached is not None else TaskStatus.WAITING
