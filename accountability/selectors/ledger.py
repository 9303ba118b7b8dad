"""Reads of the ledger for its pages."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet

from accountability.enums import UNSETTLED_PROBLEMS, ProblemState
from accountability.models import Notice, Problem
from accountability.selectors.chain import Chain
from accountability.steps import PROBLEM_STEPS
from organization import subjects
from organization.models import User
from organization.permissions import Permission
from organization.scope import may
from villages.models import Village


@dataclass(frozen=True)
class SubjectLink:
    """What a problem is about, and where to look at it."""

    label: str
    url: str


def counts_by_state(rows: QuerySet) -> dict[str, int]:
    counted = rows.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(counted)


def notices_of(problem: Problem, user: User) -> list[Notice]:
    """The notices that list a problem, as far as the user sees them."""
    rows = Notice.objects.visible_to(user, Permission.NOTICE_VIEW)
    return list(rows.filter(items__problem=problem).for_list().order_by("pk"))


def similar(problem: Problem, user: User) -> QuerySet:
    """Other open problems of the same place and category, or about the same object."""
    rows = Problem.objects.visible_to(user, Permission.PROBLEM_VIEW).open().exclude(pk=problem.pk)
    same = rows.filter(division=problem.division, category=problem.category)
    if problem.subject_kind:
        same = same | rows.about(problem.subject_kind, problem.subject_id)
    return same.for_list()


def subject_link(problem: Problem, user: User) -> SubjectLink | None:
    """The page of the object, for who may open it."""
    subject = subjects.subject_of(problem.subject_kind)
    if subject is None:
        return None
    may_open = visible_subject(problem.subject_kind, problem.subject_id, user) is not None
    return SubjectLink(subject.label, subject.url(problem.subject_id) if may_open else "")


def visible_subject(kind: str, subject_id: str, user: User) -> models.Model | None:
    """The row of a registered kind, if it is there and the user may see it."""
    subject = subjects.subject_of(kind)
    if subject is None:
        return None
    row = subject.find(subject_id)
    return row if row is not None and may(user, subject.view_permission, row) else None


def choices(problem: Problem, user: User) -> set[str]:
    """The steps that this user may take with a problem by itself."""
    return {
        to.value
        for (seen, to), step in PROBLEM_STEPS.items()
        if problem.is_waiting and seen == problem.state and may(user, step.permission, problem)
    }


def village_summary(village: Village, user: User, day: datetime.date) -> dict[str, Any]:
    """What the panel of a village shows: its open problems and its responsibility chain.

    Who sees the village by a posting (第一书记) sees the problems of his own village too.
    """
    code = village.division_code
    may_report = may(user, Permission.PROBLEM_REPORT, village)
    rows = Problem.objects.visible_to(user, Permission.PROBLEM_VIEW)
    if not user.may(Permission.PROBLEM_VIEW) and may_report:
        rows = Problem.objects.all()
    rows = rows.inside(code)
    counts = counts_by_state(rows)
    return {
        "problems": rows.open().for_list()[:8],
        "open_count": sum(counts.get(state, 0) for state in UNSETTLED_PROBLEMS),
        "closed_count": counts.get(ProblemState.CLOSED, 0),
        "chain": Chain(day, [code]).all_kinds(code),
        "may_report": may_report,
        "may_list": user.may(Permission.PROBLEM_VIEW),
        "day": day,
    }
