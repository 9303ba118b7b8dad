"""Counting days towards the year's target. Plain arithmetic, no database."""

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ORANGE_GAP = -15
YELLOW_GAP = -5


class Pace(StrEnum):
    """How somebody stands against the target."""

    REACHED = "reached"
    WAITING = "waiting"
    """Reached once the days entered are confirmed."""
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    OUT_OF_REACH = "out_of_reach"


_SAID = {
    Pace.REACHED: ("已达标", "done"),
    Pace.WAITING: ("待核定后达标", "open"),
    Pace.ON_PACE: ("正常", "open"),
    Pace.BEHIND: ("略慢", "soon"),
    Pace.FAR_BEHIND: ("进度滞后", "urgent"),
    Pace.OUT_OF_REACH: ("已无法达标", "urgent"),
}


@dataclass(frozen=True)
class YearDays:
    """Days of one posting in one year, up to a day."""

    counted: Decimal
    """Days confirmed by the township."""
    pending: Decimal
    """Days entered and not confirmed yet."""
    target: int
    expected: int
    remaining: int
    """Days of the year still to come while on post."""

    @property
    def entered(self) -> Decimal:
        return self.counted + self.pending

    @property
    def reachable(self) -> Decimal:
        """What can still be counted if every remaining day is spent in the village."""
        return self.entered + self.remaining

    @property
    def gap(self) -> Decimal:
        return self.entered - self.expected

    @property
    def missing(self) -> Decimal:
        """Days still needed by the end of the year, beyond those entered."""
        return max(Decimal(0), self.target - self.entered)

    @property
    def pace(self) -> Pace:
        if self.counted >= self.target:
            return Pace.REACHED
        if self.entered >= self.target:
            return Pace.WAITING
        if self.reachable < self.target:
            return Pace.OUT_OF_REACH
        if self.gap <= ORANGE_GAP:
            return Pace.FAR_BEHIND
        return Pace.BEHIND if self.gap < YELLOW_GAP else Pace.ON_PACE

    @property
    def is_over(self) -> bool:
        """No day is left in which to make good what is missing."""
        return self.remaining == 0

    @property
    def said(self) -> tuple[str, str]:
        """The pace in words, and how much it asks for attention."""
        if self.is_over and self.missing:
            return "未达标", "urgent"
        return _SAID[self.pace]

    @property
    def missing_said(self) -> str:
        """What is missing of the target, in words; empty when nothing is."""
        if not self.missing:
            return ""
        days = f"{self.missing.normalize():f}天"
        return f"全年差{days}" if self.is_over else f"年底前还需{days}"


def year_days(
    counted: Decimal,
    pending: Decimal,
    yearly_target: int,
    *,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    day: datetime.date,
) -> YearDays:
    """Stand of a posting [starts_on, ends_on) in the year of `day`, pro rata for part of a year."""
    new_year = datetime.date(day.year, 1, 1)
    next_year = datetime.date(day.year + 1, 1, 1)
    first = max(starts_on, new_year)
    end = min(ends_on or next_year, next_year)
    in_post = max((end - first).days, 0)
    days_of_year = (next_year - new_year).days
    elapsed = min(max((day - first).days + 1, 0), in_post)
    target = math.ceil(yearly_target * in_post / days_of_year)
    expected = math.ceil(target * elapsed / in_post) if in_post else 0
    return YearDays(counted, pending, target, expected, in_post - elapsed)
