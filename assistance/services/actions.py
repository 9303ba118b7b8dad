"""Verbs on the action plans (九大行动)."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from assistance.models import ActionProgress, ActionTask
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_row
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import working_date


@transaction.atomic
def report_action(
    task: ActionTask, *, month: datetime.date, value: Decimal, by: User, evidence: str
) -> ActionProgress:
    """Report what a task had reached by the end of a month, cumulative; a correction of the
    same month replaces the figure and leaves the old one in the trail.

    Raises:
        RuleError: a month ahead, no evidence, less than an earlier month or more than a later one.
        PermissionDenied: the task is outside what `by` may edit.
    """
    check(by, Permission.PROJECT_EDIT, task)
    month = month.replace(day=1)
    _check_report(month, value, evidence)
    hold_row(task)  # of two reports at once the second sees the first
    reported = ActionProgress.objects.filter(task=task)
    _check_rising(reported, month, value)
    known = reported.filter(month=month).first()
    progress, _ = ActionProgress.objects.update_or_create(
        task=task,
        month=month,
        defaults={"value": value, "evidence": evidence.strip(), "reported_by": by},
    )
    before, after = {"value": known.value} if known else {}, {"month": month, "value": value}
    audit.record(by, "action.reported", task, before=before, after=after, remark=evidence)
    audit.mark_change(Topic.ACTION, task.division_id, month)
    return progress


def _check_report(month: datetime.date, value: Decimal, evidence: str) -> None:
    if month > working_date():
        raise RuleError("不能填报以后月份的进度")
    if not evidence.strip():
        raise RuleError("请填写佐证说明")
    if value < 0:
        raise RuleError("累计完成不能为负数")


def _check_rising(reported: QuerySet[ActionProgress], month: datetime.date, value: Decimal) -> None:
    """A cumulative figure lies between that of the month before and that of the month after."""
    earlier = reported.filter(month__lt=month).order_by("-month").first()
    if earlier and value < earlier.value:
        raise RuleError(f"累计完成不能少于{earlier.month:%Y-%m}已填报的{earlier.value}")
    later = reported.filter(month__gt=month).order_by("month").first()
    if later and value > later.value:
        raise RuleError(
            f"累计完成不能多于{later.month:%Y-%m}已填报的{later.value}，有误的请先更正该月"
        )
