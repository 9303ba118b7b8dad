"""What falls due on a day: reminders, overdue marks, proposals. Each once, however often run."""

import datetime
from dataclasses import dataclass, replace

from django.db import transaction
from django.urls import reverse

from accountability.enums import Level, NoticeKind, NoticeState, ProposalReason
from accountability.models import Interview, Notice
from accountability.services.proposals import Proposed, propose, proposed_before
from accountability.services.signals import take_signals
from organization import audit
from organization.days import ONE_DAY
from organization.enums import Topic
from organization.holders import holders_at, users_of_unit
from organization.locks import hold_row
from organization.models import User
from organization.parameters import parameters_by_division
from organization.permissions import Permission
from organization.services.notifications import notify, told_of
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
    """Do what falls due on `day`; a second run does nothing.

    The clock asks four times an hour. What is to do is found by reading, the same few statements
    for any number of letters; only a letter for which something is to do is written about, each
    in its own transaction.
    """
    done = Due()
    with fixed_working_date(day):
        done.signals = take_signals()
        for step in _letters_to_sweep(day):
            _sweep_notice(step, day, done)
        for interview in _interviews_to_sweep(day):
            _sweep_interview(interview, done)
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


@dataclass(frozen=True)
class _Step:
    """What is to do about a letter on a day."""

    notice: Notice
    due_on: datetime.date
    reminder: int | None
    is_newly_late: bool
    late: int
    """Working days by which the unit is late, where the next rung is not proposed yet."""

    @property
    def is_nothing(self) -> bool:
        return self.reminder is None and not self.is_newly_late and not self.late


def _letters_to_sweep(day: datetime.date) -> list[_Step]:
    notices = _notices_near_due(day)
    steps = parameters_by_division("notice_reminders", day)
    found = [
        _step(notice, notice.due_on, day, steps.near(notice.division_id))
        for notice in notices
        if notice.due_on
    ]
    reminded = {told for _, told in told_of(_fingerprint(s, s.reminder) for s in found)}
    proposed = proposed_before("notice", notices)
    left = [_without(step, reminded, proposed) for step in found]
    return [step for step in left if not step.is_nothing]


def _notices_near_due(day: datetime.date) -> list[Notice]:
    """Notices with the unit whose day is near or past; those long past were swept long ago."""
    horizon = add_working_days(day, NEAR_DAYS)
    near = Notice.objects.with_unit().filter(due_on__lte=horizon)
    near = near.exclude(overdue_on__isnull=False, due_on__lt=day - SWEPT_FOR)
    return list(near.select_related("unit", "division", "signed_by").order_by("pk"))


def _step(notice: Notice, due_on: datetime.date, day: datetime.date, reminders: list[int]) -> _Step:
    reminder = reminder_for(due_on, day, reminders) if notice.moved_on < day else None
    is_newly_late = day > due_on and notice.overdue_on is None
    return _Step(notice, due_on, reminder, is_newly_late, working_days_between(due_on, day))


def _without(step: _Step, reminded: set[str], proposed: Proposed) -> _Step:
    """The step without what was done before."""
    was_reminded = _fingerprint(step, step.reminder) in reminded
    rung, reason = _next_rung(step.notice), ProposalReason.OVERDUE
    was_proposed = proposed.has(step.notice, rung, reason, step.due_on)
    return replace(
        step,
        reminder=None if was_reminded else step.reminder,
        late=0 if was_proposed else step.late,
    )


@transaction.atomic
def _sweep_notice(step: _Step, day: datetime.date, done: Due) -> None:
    """Do what is to do, if the letter still stands as it was read; else the next sweep looks."""
    if not _hold_as_read(step.notice, "due_on"):
        return
    if step.reminder is not None:
        done.reminders += _remind(step, step.reminder, day)
    if step.is_newly_late:
        done.overdue += _mark_overdue(step.notice, step.due_on)
    if step.late:
        done.proposals += _propose_next(step.notice, step.due_on, step.late)


def _hold_as_read(row: Notice | Interview, clock: str) -> bool:
    """Hold a row; whether its state and the day by which it was judged are as they were read."""
    read = row.state, getattr(row, clock)
    hold_row(row)
    return (row.state, getattr(row, clock)) == read


def _next_rung(notice: Notice) -> Level:
    return NEXT_RUNG[NoticeKind(notice.kind)]


def _fingerprint(step: _Step, reminder: int | None) -> str:
    notice = step.notice
    return f"notice:{notice.pk}:{notice.state}:{step.due_on}:{reminder}"


def _remind(step: _Step, reminder: int, day: datetime.date) -> int:
    """Tell those who answer for the letter now; who comes later finds it on his list."""
    notice, due_on = step.notice, step.due_on
    what = WHAT_IS_DUE[NoticeState(notice.state)]
    readers: list[User] = users_of_unit(notice.unit, Permission.NOTICE_REPLY, day)
    if reminder > 0:
        title = f"已逾期：{notice.number}应于{due_on}前{what}"
        readers += holders_at(notice.division_id, Permission.NOTICE_ISSUE, day)
    else:
        title = f"还有{-reminder}个工作日：{notice.number}须于{due_on}前{what}"
    return notify(
        readers,
        title=title,
        url=reverse("accountability:notice_detail", args=[notice.pk]),
        fingerprint=_fingerprint(step, reminder),
    )


def _mark_overdue(notice: Notice, due_on: datetime.date) -> int:
    """The first day on which the notice was late; it stays for the appraisal."""
    first = due_on + ONE_DAY
    unmarked = Notice.objects.filter(pk=notice.pk, overdue_on__isnull=True, due_on=due_on)
    if not unmarked.update(overdue_on=first):
        return 0
    audit.record(None, "notice.overdue", notice, after={"overdue_on": first})
    audit.mark_change(Topic.NOTICE, notice.division_id, first)
    return 1


def _propose_next(notice: Notice, due_on: datetime.date, late: int) -> int:
    what = WHAT_IS_DUE[NoticeState(notice.state)]
    explanation = (
        f"{notice.unit}未按{notice.number}的要求于{due_on}前{what}；提出建议时已逾期{late}个工作日"
    )
    made = propose(
        _next_rung(notice),
        ProposalReason.OVERDUE,
        explanation,
        cause=notice,
        occasion=due_on,
        by=None,
    )
    return int(made is not None)


def _interviews_to_sweep(day: datetime.date) -> list[Interview]:
    overdue = list(Interview.objects.overdue(day).select_related("unit", "division"))
    proposed = proposed_before("interview", overdue)
    return [
        one
        for one in overdue
        if not proposed.has(one, Level.SANCTION, ProposalReason.NO_RESULT, one.result_due_on)
    ]


@transaction.atomic
def _sweep_interview(interview: Interview, done: Due) -> None:
    due_on = interview.result_due_on
    if due_on is None or not _hold_as_read(interview, "result_due_on"):
        return
    explanation = f"{interview.unit}被约谈（{interview.number}）后，未在{due_on}前整改到位"
    made = propose(
        Level.SANCTION, ProposalReason.NO_RESULT, explanation,
        cause=interview, occasion=due_on, by=None,
    )  # fmt: skip
    done.proposals += made is not None
