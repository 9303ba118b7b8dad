"""Moving the demonstration city's day: only forward, and whatever falls due on the way is done.

The clock's row is the truth: a worker killed on the way goes on from the day it had reached.
"""

import datetime
from typing import Any

from django.db import transaction

from accountability.services.due import run_due as run_accountability
from organization import audit, jobs
from organization.days import ONE_DAY
from organization.enums import JobState
from organization.errors import RuleError
from organization.models import DemoClock, Division, Job, User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import fixed_working_date, read_working_date
from reviews.selectors.places import city_code
from reviews.services import due, values

JOB = "reviews.advance_day"
LONGEST_STEP = 366 * 6


@transaction.atomic
def advance_day(to: datetime.date, *, by: User | None) -> Job:
    """Ask the worker to move the working date forward to `to`. `by` None: the command line.

    Raises:
        RuleError: this is no demonstration city, `to` is not later, or a move is under way.
        PermissionDenied: `by` may not move the day.
    """
    if by is not None:
        check(by, Permission.DAY_ADVANCE, city_code())
    clock = DemoClock.objects.first()
    if clock is None:
        raise RuleError("只有演示城市可以推进日期；正式使用时，工作日期就是当天")
    if to <= clock.day:
        raise RuleError(f"演示日期现为{clock.day}，只能向后推进，请选择更晚的日期")
    if (to - clock.day).days > LONGEST_STEP:
        raise RuleError(f"一次最多推进{LONGEST_STEP // 366}年，请选择较近的日期")
    waiting = Job.objects.filter(kind=JOB, state__in=[JobState.QUEUED, JobState.RUNNING])
    if waiting.exists():
        raise RuleError("日期正在推进中，请等待完成后再试")
    city = Division.objects.get(pk=city_code())
    audit.record(by, "day.advanced", city, before={"day": clock.day}, after={"day": to})
    return jobs.submit(JOB, by=by, arguments={"to": to.isoformat()})


def run_advance(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job behind `advance_day`: one day after the other, each with all that falls due."""
    to = datetime.date.fromisoformat(job.arguments["to"])
    day = read_working_date()
    total = (to - day).days
    drafts = 0
    while day < to:
        day += ONE_DAY
        progress.say(f"办理{day}到期事项", done=total - (to - day).days, total=total)
        drafts += _live(day)
    progress.say("计算当日指标", done=total, total=total)
    with fixed_working_date(to):
        values.take_marks()
        values.store_day(to, to)
    return {"day": to.isoformat(), "drafts": drafts}


def _live(day: datetime.date) -> int:
    """One day: the clock moves, then what is due; returns how many drafts were asked for."""
    if not DemoClock.objects.filter(day=day - ONE_DAY).update(day=day):
        return 0
    with fixed_working_date(day):
        run_accountability(day)
        return len(due.run_due(day))
