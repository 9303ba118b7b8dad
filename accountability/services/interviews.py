"""Interviews of the heads of units (约谈)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from accountability.enums import InterviewState, Level
from accountability.models import Interview, Notice, Problem
from accountability.services.moves import take_step
from accountability.services.numbers import next_official
from accountability.services.rungs import raise_problems
from accountability.steps import INTERVIEW_STEPS
from organization import audit
from organization.errors import RuleError, StaleError
from organization.holders import users_of_unit
from organization.locks import hold_row
from organization.models import Cadre, Unit, User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.scope import check
from organization.services import edits
from organization.services.notifications import notify
from organization.working_date import add_working_days, working_date


@dataclass(frozen=True)
class Minutes:
    """What was said (约谈纪要)."""

    held_on: datetime.date
    attendees: str
    recorder: str
    statement: str
    demands: str


@transaction.atomic
def plan_interview(
    unit: Unit,
    *,
    interviewee: str,
    interviewer: str,
    reason: str,
    planned_on: datetime.date,
    place: str,
    by: User,
    cadre: Cadre | None = None,
    materials: str = "",
    notice: Notice | None = None,
    problem: Problem | None = None,
) -> Interview:
    """Arrange an interview; nobody outside learns of it until the unit is notified.

    Raises:
        PermissionDenied: the unit is outside what `by` may arrange.
    """
    check(by, Permission.INTERVIEW_MANAGE, unit.division_id)
    interview = Interview.objects.create(
        unit=unit, division=unit.division, cadre=cadre, interviewee=interviewee,
        interviewer=interviewer, reason=reason, planned_on=planned_on, place=place,
        materials=materials, notice=notice, problem=problem, created_by=by,
    )  # fmt: skip
    audit.record(by, "interview.planned", interview, after={"planned_on": planned_on})
    return interview


@transaction.atomic
def edit_interview(
    interview: Interview, values: dict[str, Any], *, by: User, seen: str = ""
) -> None:
    """Change what was arranged, while the unit has not been notified.

    Raises:
        StaleError: it was notified or cancelled meanwhile, or another changed the same since the
            form was opened (`seen`).
    """
    check(by, Permission.INTERVIEW_MANAGE, interview)
    hold_row(interview)
    if interview.state != InterviewState.PLANNED:
        raise StaleError("约谈通知已发出或已取消，不能再修改安排")
    before, after = edits.write(interview, edits.to_write(interview, values, seen))
    if after:
        audit.record(by, "interview.edited", interview, before=before, after=after)


@transaction.atomic
def notify_interview(interview: Interview, *, by: User) -> None:
    """Give the notice of the interview its number and tell the unit.

    Raises:
        RuleError: the day of the talk is past.
    """
    day = working_date()
    if interview.planned_on < day:
        raise RuleError("约谈日期已过，请先改定约谈日期")
    _step(
        interview, InterviewState.NOTIFIED, by=by, notified_on=day,
        number=next_official("interview", day, interview.division_id),
    )  # fmt: skip
    notify(
        users_of_unit(interview.unit, Permission.NOTICE_REPLY, day),
        title=f"约谈通知：{interview.number}",
        body=f"{interview.planned_on}，{interview.place}",
        url=reverse("accountability:interview_detail", args=[interview.pk]),
        fingerprint=f"interview:{interview.pk}:notified",
    )


@transaction.atomic
def record_interview(interview: Interview, minutes: Minutes, *, by: User) -> None:
    """Enter the minutes; the terms for plan and result run from the day of the talk.

    Raises:
        RuleError: held in the future or before the notice, or statement or demands are missing.
    """
    if not minutes.statement.strip() or not minutes.demands.strip():
        raise RuleError("请填写被约谈人的说明与表态，以及整改要求")
    if not interview.notified_on or not interview.notified_on <= minutes.held_on <= working_date():
        raise RuleError("实际约谈日期须在通知之后，且不晚于今天")
    plan_days = parameter("interview_plan_days", minutes.held_on, interview.division_id)
    done_days = parameter("interview_done_days", minutes.held_on, interview.division_id)
    _step(
        interview, InterviewState.HELD, by=by, held_on=minutes.held_on,
        attendees=minutes.attendees, recorder=minutes.recorder, statement=minutes.statement,
        demands=minutes.demands, plan_due_on=add_working_days(minutes.held_on, plan_days),
        result_due_on=add_working_days(minutes.held_on, done_days),
    )  # fmt: skip
    if interview.problem_id:
        raise_problems([interview.problem_id], Level.INTERVIEW, by=by)


@transaction.atomic
def close_interview(interview: Interview, *, note: str, by: User) -> None:
    """What was demanded has been done.

    Raises:
        RuleError: nothing is said, or `by` belongs to the unit.
    """
    if not note.strip():
        raise RuleError("请填写整改到位的情况")
    if by.unit_id == interview.unit_id:
        raise RuleError("被约谈单位不能办结本单位的约谈")
    _step(
        interview, InterviewState.CLOSED, by=by, closed_on=working_date(),
        closing_note=note.strip(),
    )  # fmt: skip


@transaction.atomic
def cancel_interview(interview: Interview, *, reason: str, by: User) -> None:
    """The talk does not take place; a number once given stays taken.

    Raises:
        RuleError: no reason.
    """
    if not reason.strip():
        raise RuleError("请填写取消原因")
    _step(interview, InterviewState.CANCELLED, by=by, closing_note=reason.strip())


def _step(interview: Interview, to: InterviewState, *, by: User, **values: Any) -> None:
    take_step(interview, to, steps=INTERVIEW_STEPS, by=by, **values)
