"""Meetings of the five rhythms: held and recorded, with decisions that somebody answers for."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from organization import audit
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.models import Division, Unit, User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import working_date
from reviews.enums import ActionState
from reviews.models import ActionItem, Meeting, ReviewReport
from reviews.review_periods import ReviewPeriod


@dataclass(frozen=True)
class Minutes:
    """What is recorded of a meeting."""

    held_on: datetime.date
    place: str
    chair: str
    invited: int
    present: int
    topics: str
    decisions: str = ""


@transaction.atomic
def record_meeting(period: ReviewPeriod, division: Division, minutes: Minutes, *, by: User) -> Any:
    """Record that the meeting of a period was held.

    Raises:
        RuleError: it lies in the future, before its period, or is recorded already.
        PermissionDenied: `by` may not write reviews of this division.
    """
    check(by, Permission.REVIEW_BUILD, division.code)
    if minutes.held_on > working_date():
        raise RuleError(f"召开日期{minutes.held_on}晚于今天，请在会议召开后登记")
    if minutes.held_on < period.starts_on:
        raise RuleError(f"召开日期{minutes.held_on}早于{period.label}，请核对期号或日期")
    if minutes.present > minutes.invited:
        raise RuleError("实到人数不能超过应到人数，请核对后重新填写")
    report = ReviewReport.objects.of(period, division.code).current().order_by("-revision").first()
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                kind=period.kind, period=period.text, division=division, report=report,
                recorded_by=by, **vars(minutes),
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleError(f"{period.label}的会议已登记，请在该会议页补充议定事项") from error
    audit.record(by, "meeting.recorded", meeting, after={"held_on": minutes.held_on})
    audit.mark_change(Topic.MEETING, division.code, minutes.held_on)
    return meeting


@transaction.atomic
def decide(
    meeting: Meeting, *, matter: str, unit: Unit, due_on: datetime.date, by: User
) -> ActionItem:
    """Add a decision of a meeting: what, who answers, until when.

    Raises:
        RuleError: the day lies before the meeting.
        PermissionDenied: `by` may not write reviews of this division.
    """
    check(by, Permission.REVIEW_BUILD, meeting)
    if due_on < meeting.held_on:
        raise RuleError(f"办结期限{due_on}早于会议日期{meeting.held_on}，请重新填写期限")
    item = ActionItem.objects.create(
        meeting=meeting,
        division_code=meeting.division_id,
        matter=matter.strip(),
        unit=unit,
        due_on=due_on,
    )
    audit.record(by, "action_item.decided", item, after={"matter": item.matter, "due_on": due_on})
    return item


@transaction.atomic
def close_action(
    item: ActionItem, state: ActionState, *, outcome: str, on: datetime.date, by: User
) -> None:
    """Say what became of a decision.

    Raises:
        RuleError: no outcome is given, or the day lies outside the item's life.
        PermissionDenied: `by` may not write reviews of this division.
        StaleError: it was closed before.
    """
    check(by, Permission.REVIEW_BUILD, item)
    if not outcome.strip():
        raise RuleError("请写明办理结果，说明完成情况或取消原因")
    if not item.meeting.held_on <= on <= working_date():
        raise RuleError(f"办结日期应在{item.meeting.held_on}至今天之间，请重新填写")
    still = ActionItem.objects.filter(pk=item.pk, state=ActionState.OPEN)
    if not still.update(state=state, closed_on=on, outcome=outcome.strip()[:300]):
        raise StaleError("该事项已由他人办结，请刷新后查看")
    item.refresh_from_db()
    audit.record(
        by, "action_item.closed", item,
        before={"state": ActionState.OPEN}, after={"state": state, "outcome": item.outcome},
    )  # fmt: skip
