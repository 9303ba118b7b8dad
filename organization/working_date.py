"""The one day that business dates are measured from, and the calendar of working days.

In the demonstration city it is the day on its clock, elsewhere the real day in Xiantao. Moments
(`_at`) never come from here: they are real UTC.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import chinese_calendar
from django.apps import apps
from django.utils import timezone

from organization.days import ONE_DAY
from organization.errors import RuleError

_known: ContextVar[datetime.date | None] = ContextVar("working_date", default=None)


def working_date() -> datetime.date:
    """Today, for deadlines, due lists, report periods, validity of postings and grants."""
    return _known.get() or read_working_date()


def read_working_date() -> datetime.date:
    """The working date as the database has it now."""
    clock = apps.get_model("organization", "DemoClock").objects.values_list("day", flat=True)
    return clock.first() or timezone.localdate()


def check_not_ahead(day: datetime.date, label: str) -> None:
    """What is recorded has happened; `label` names the day in the form: 走访日期.

    Raises:
        RuleError: the day lies ahead.
    """
    if day > working_date():
        raise RuleError(f"{label}不能晚于今天（{working_date()}）")


def check_last_day(
    starts_on: datetime.date, ends_on: datetime.date, *, began: str, ended: str
) -> None:
    """An end is the first day without it: after the beginning, and no later than tomorrow.

    Raises:
        RuleError: the day does not fit; `began` and `ended` name the two days in the form.
    """
    if ends_on <= starts_on:
        raise RuleError(f"{ended}须晚于{began}（{starts_on}）")
    if ends_on > working_date() + ONE_DAY:
        raise RuleError(f"{ended}最晚为明日（今日仍然有效），请到时再办理")


def is_demo() -> bool:
    """Whether this installation is the demonstration city."""
    return apps.get_model("organization", "DemoClock").objects.exists()


@contextmanager
def fixed_working_date(day: datetime.date | None = None) -> Iterator[datetime.date]:
    """Keep one working date for a request, a task or a replay of a past day."""
    token = _known.set(day or read_working_date())
    try:
        yield working_date()
    finally:
        _known.reset(token)


def is_working_day(day: datetime.date) -> bool:
    """By the State Council's holiday calendar; Monday to Friday where none is published yet."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def holidays_are_published(year: int) -> bool:
    """Whether the holiday arrangement of `year` is known; if not, pages say 节假日未公布."""
    try:
        chinese_calendar.is_workday(datetime.date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The `count`-th working day after `day`; the day itself is not counted."""
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_back(day: datetime.date, count: int) -> datetime.date:
    """The last day whose `count`-th working day after it lies before `day`."""
    day -= ONE_DAY
    while count > 0:
        count -= is_working_day(day)
        day -= ONE_DAY
    return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start` up to and including `end`; 0 when end is not later."""
    days = (start + ONE_DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def on_or_after_working_day(day: datetime.date) -> datetime.date:
    """A period that would end on a day off runs to the next working day."""
    while not is_working_day(day):
        day += ONE_DAY
    return day
