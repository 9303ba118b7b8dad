"""Arithmetic of months; a month is known by its first day."""

import datetime

from organization.days import ONE_DAY


def month_of(text: str) -> datetime.date:
    """The first day of "2016-11"."""
    year, month = map(int, text.split("-"))
    return datetime.date(year, month, 1)


def next_month(first: datetime.date) -> datetime.date:
    return (first + datetime.timedelta(days=32)).replace(day=1)


def months_until(day: datetime.date, count: int = 24) -> list[datetime.date]:
    """The last months up to that of `day`, the newest first."""
    months = [day.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - ONE_DAY).replace(day=1))
    return months
