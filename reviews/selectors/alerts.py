"""Which figures stand beyond the line that policy has set for them (预警)."""

import calendar
import datetime
from decimal import Decimal

from reviews.enums import Direction
from reviews.indicators import Indicator


def level_of_alert(
    indicator: Indicator, result: Decimal | None, alert: dict | None, day: datetime.date
) -> str:
    """`urgent` or `soon` when a result of `day` is beyond its line."""
    if result is None or not alert:
        return ""
    for level in ("urgent", "soon"):
        if level in alert:
            line = Decimal(str(alert[level])) * _share(indicator, day)
            if _beyond(indicator, result, line):
                return level
    return ""


def _share(indicator: Indicator, day: datetime.date) -> Decimal:
    """What part of the line is due by now: on the 1st nobody is late with the month's visits."""
    if not indicator.grows_in_month:
        return Decimal(1)
    return Decimal(day.day) / calendar.monthrange(day.year, day.month)[1]


def _beyond(indicator: Indicator, result: Decimal, line: Decimal) -> bool:
    return result >= line if indicator.direction == Direction.DOWN else result < line
