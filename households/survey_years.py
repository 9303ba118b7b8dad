"""Which year's survey speaks for a day."""

import datetime

_LOCKED_IN = 12
"""The year's survey is locked in December; from then on it speaks, until the next one does."""


def survey_year(day: datetime.date) -> int:
    """The data year that speaks for a day."""
    return day.year if day.month == _LOCKED_IN else day.year - 1


def speaks_from(year: int) -> datetime.date:
    """The first day for which the survey of a data year speaks."""
    return datetime.date(year, _LOCKED_IN, 1)
