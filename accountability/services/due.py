"""What falls due on a day: reminders, overdue marks, proposals. Each once, however often run."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from accountability.enums import Level, NoticeKind, NoticeState, ProposalReason
from accountability.models import Interview, Notice
from accountability.selectors.people import holders_at, users_of_unit
from accountability.services.proposals import propose
from accountability.services.signals import take_signals
from organization import audit
from organization.models import User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.services.notifications import notify
from organization.working_date import (
    add_working_days,
    fixed_working_date,
    working_days_between,
)

WHAT_IS_DUE = {
    NoticeState.SENT: "签收",
    NoticeState.RECEIVED: "报送整改方案",
    NoticeState.RECTIFYING: "报送整改报告",
    NoticeState.RETURNED: "补正后报送整改报告",
}
NEXT_RUNG = {
    NoticeKind.L1: Level.RECTIFICATION_LETTER,
    NoticeKind.L2: Level.INTERVIEW,
}
NEAR_DAYS = 10
"""Working days ahead within which a reminder can fall."""
SWEPT_FOR = datetime.timedelta(days=60)
"""How long a late notice is looked at again."""


@dataclass
class Due:
    """What a sweep did."""

    signals: int = 0
    reminders: int = 0
    overdue: int = 0
    proposals: int = 0


def run_due(day: datetime.date) -> Due:
    """Do what falls due on `day`; a second run does nothing."""
    done = Due()
    with fixed_working_date(day):
        done.signals = take_signals()
        for notice in _notices_near_due(day):
            _sweep_notice(notice, day, done)
        for interview in Interview.objects.overdue(day).select_related("unit", "division"):
            _sweep_interview(interview, day, done)
    return done


def reminder_for(due_on: datetime.date, day: datetime.date, steps: list[int]) -> int | None:
    """Which reminder holds on `day`: −3, −1 before, 1 after, by working days; None: none yet.

    The tightest one that is reached; so a sweep that missed a day still sends what matters,
    and nobody gets two at once.
    """
    if day > due_on:
        late = working_days_between(due_on, day)
        return max((step for step in steps if 0 < step <= late), default=None)
    left = working_days_between(day, due_on)
    return max((step for step in steps if step <= 0 and left <= -step), default=None)


def _notices_near_due(day: datetime.date) -> list[Notice]:
    """Notices with the unit whose day is near or past; those long past were swept long ago."""
    horizon = add_working_days(day, NEAR_DAYS)
    near = Notice.objects.with_unit().filter(due_on__lte=horizon)
    near = near.exclude(overdue_on__isnull=False, due_on__lt=day - SWEPT_FOR)
    return list(near.select_related("unit", "division", "signed_by").order_by("pk"))


@transaction.atomic
def _sweep_notice(notice: Notice, day: datetime.date, done: Due) -> None:
    due_on = notice.due_on
    if due_on is None:
        return
    step = reminder_for(due_on, day, parameter("notice_reminders", day, notice.division_id))
    if step is not None and notice.moved_on < day:
        done.reminders += _remind(notice, due_on, step, day)
    if day <= due_on:
        return
    if notice.overdue_on is None:
        done.overdue += _mark_overdue(notice, due_on)
    late = working_days_between(due_on, day)
    if late:
        done.proposals += _propose_next(notice, due_on, late)


def _remind(notice: Notice, due_on: datetime.date, step: int, day: datetime.date) -> int:
    what = WHAT_IS_DUE[NoticeState(notice.state)]
    readers: list[User] = users_of_unit(notice.unit, Permission.NOTICE_REPLY, day)
    if step > 0:
        title = f"已逾期：{notice.number}应于{due_on}前{what}"
        readers += holders_at(notice.division_id, Permission.NOTICE_ISSUE, day)
    else:
        title = f"还有{-step}个工作日：{notice.number}须于{due_on}前{what}"
    return notify(
        readers,
        title=title,
        url=reverse("accountability:notice_detail", args=[notice.pk]),
        fingerprint=f"notice:{notice.pk}:{notice.state}:{due_on}:{step}",
    )


def _mark_overdue(notice: Notice, due_on: datetime.date) -> int:
    """The first day on which the notice was late; it stays for the appraisal."""
    first = due_on + datetime.timedelta(days=1)
    unmarked = Notice.objects.filter(pk=notice.pk, overdue_on__isnull=True, due_on=due_on)
    if not unmarked.update(overdue_on=first):
        return 0
    audit.record(None, "notice.overdue", notice, after={"overdue_on": first})
    audit.mark_change("notice", notice.division_id, first)
    return 1


def _propose_next(notice: Notice, due_on: datetime.date, late: int) -> int:
    what = WHAT_IS_DUE[NoticeState(notice.state)]
    explanation = f"{notice.unit}未按{notice.number}的要求于{due_on}前{what}，逾期{late}个工作日"
    level = NEXT_RUNG[NoticeKind(notice.kind)]
    made = propose(
        level, ProposalReason.OVERDUE, explanation, cause=notice, occasion=due_on, by=None
    )
    return int(made is not None)


@transaction.atomic
def _sweep_interview(interview: Interview, day: datetime.date, done: Due) -> None:
    due_on = interview.result_due_on
    if due_on is None:
        return
    explanation = f"{interview.unit}被约谈（{interview.number}）后，未在{due_on}前整改到位"
    made = propose(
        Level.SANCTION, ProposalReason.NO_RESULT, explanation,
        cause=interview, occasion=due_on, by=None,
    )  # fmt: skip
    done.proposals += made is not None
