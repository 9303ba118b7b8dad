"""The periods that reviews speak of: whole calendar days, named as people write them.

A week is the ISO week from Monday to Sunday: 2016-W48; then 2016-11, 2016-Q4, 2016-H2, 2016.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Self

from organization.days import ONE_DAY
from organization.errors import RuleError
from reviews.enums import ReportKind

_WEEK = datetime.timedelta(days=7)
_MONTHS = {
    ReportKind.MONTHLY: 1,
    ReportKind.QUARTERLY: 3,
    ReportKind.HALF_YEAR: 6,
    ReportKind.ANNUAL: 12,
}
_PATTERNS = {
    ReportKind.WEEKLY: re.compile(r"(?P<year>\d{4})-W(?P<number>\d{1,2})"),
    ReportKind.MONTHLY: re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})"),
    ReportKind.QUARTERLY: re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])"),
    ReportKind.HALF_YEAR: re.compile(r"(?P<year>\d{4})-H(?P<number>[12])"),
    ReportKind.ANNUAL: re.compile(r"(?P<year>\d{4})"),
}
EXAMPLES = {
    ReportKind.WEEKLY: "2016-W48",
    ReportKind.MONTHLY: "2016-11",
    ReportKind.QUARTERLY: "2016-Q4",
    ReportKind.HALF_YEAR: "2016-H2",
    ReportKind.ANNUAL: "2016",
}
_ORDINALS = "一二三四"
FIRST_YEAR = 2014
"""Poor households have been registered since this year (建档立卡)."""
FIRST_DAY = datetime.date(FIRST_YEAR, 1, 1)


@dataclass(frozen=True)
class ReviewPeriod:
    """One week, month, quarter, half-year or year; `last_day` belongs to it."""

    kind: ReportKind
    year: int
    number: int
    starts_on: datetime.date
    last_day: datetime.date

    @classmethod
    def parse(cls, kind: str, text: str) -> Self:
        """The period that `text` names.

        Raises:
            RuleError: the text names no period of this kind, or one before the registers began.
        """
        kind = ReportKind(kind)
        found = _PATTERNS[kind].fullmatch(text.strip().upper())
        try:
            parts = {name: int(value) for name, value in found.groupdict().items()}
            period = cls._of(kind, parts["year"], parts.get("number", 1))
        except (AttributeError, ValueError):
            raise RuleError(
                f"“{text}”不是有效的{kind.label}期号，请按“{EXAMPLES[kind]}”的样式填写"
            ) from None
        if period.year < FIRST_YEAR:
            raise RuleError(f"建档立卡自{FIRST_YEAR}年开始，没有{period.label}的数据，请核对期号")
        return period

    @classmethod
    def holding(cls, kind: str, day: datetime.date) -> Self:
        """The period of this kind that `day` lies in."""
        kind = ReportKind(kind)
        if kind == ReportKind.WEEKLY:
            year, week, _ = day.isocalendar()
            return cls._of(kind, year, week)
        return cls._of(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)

    @classmethod
    def _of(cls, kind: ReportKind, year: int, number: int) -> Self:
        if kind == ReportKind.WEEKLY:
            monday = datetime.date.fromisocalendar(year, number, 1)
            return cls(kind, year, number, monday, monday + _WEEK - ONE_DAY)
        months = _MONTHS[kind]
        first = datetime.date(year, (number - 1) * months + 1, 1)
        return cls(kind, year, number, first, month_end(first.year, first.month + months - 1))

    @property
    def text(self) -> str:
        """As commands, addresses and rows name it: 2016-W48, 2016-11, 2016-Q4, 2016-H2, 2016."""
        mark = {
            ReportKind.WEEKLY: f"-W{self.number:02}",
            ReportKind.MONTHLY: f"-{self.number:02}",
            ReportKind.QUARTERLY: f"-Q{self.number}",
            ReportKind.HALF_YEAR: f"-H{self.number}",
            ReportKind.ANNUAL: "",
        }
        return f"{self.year}{mark[self.kind]}"

    @property
    def label(self) -> str:
        """As sentences name it: 2016年第48周, 2016年第四季度, 2016年下半年, 2016年度."""
        half = "上下"[self.number - 1] if self.kind == ReportKind.HALF_YEAR else ""
        quarter = _ORDINALS[self.number - 1] if self.kind == ReportKind.QUARTERLY else ""
        said = {
            ReportKind.WEEKLY: f"年第{self.number}周",
            ReportKind.MONTHLY: f"年{self.number}月",
            ReportKind.QUARTERLY: f"年第{quarter}季度",
            ReportKind.HALF_YEAR: f"年{half}半年",
            ReportKind.ANNUAL: "年度",
        }
        return f"{self.year}{said[self.kind]}"

    @property
    def days_said(self) -> str:
        """Its days, the last included: 11月28日—12月4日."""
        first, last = self.starts_on, self.last_day
        return f"{first.month}月{first.day}日—{last.month}月{last.day}日"

    @property
    def ends_on(self) -> datetime.date:
        """The first day after it."""
        return self.last_day + ONE_DAY

    @classmethod
    def latest(cls, kind: str, day: datetime.date, count: int) -> list[Self]:
        """The latest periods of a kind that had begun on `day`, the newest first."""
        periods = [cls.holding(kind, day)]
        while len(periods) < count and periods[-1].previous().year >= FIRST_YEAR:
            periods.append(periods[-1].previous())
        return periods

    def previous(self) -> Self:
        return type(self).holding(self.kind, self.starts_on - ONE_DAY)

    def following(self) -> Self:
        return type(self).holding(self.kind, self.ends_on)


def month_end(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - ONE_DAY


def last_month_end(day: datetime.date) -> datetime.date:
    """The end of the month before the one `day` lies in."""
    return day.replace(day=1) - ONE_DAY


def is_month_end(day: datetime.date) -> bool:
    return (day + ONE_DAY).day == 1


def is_week_end(day: datetime.date) -> bool:
    return day.isoweekday() == 7
