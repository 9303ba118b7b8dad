"""The same day in another year or month; 29 February has no anniversary in most years."""

import calendar
import datetime

ONE_DAY = datetime.timedelta(days=1)


def years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day some years later; 29 February becomes 1 March: a term is not cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day some years earlier; 29 February becomes the 28th: who was born on or before
    it has that many full years on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return datetime.date(day.year - years, 2, 28)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day some months earlier, or the month's last: 2016-08-31 − 6 → 2016-02-29."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
