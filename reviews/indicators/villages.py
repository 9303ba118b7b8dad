"""Key villages, their first secretaries and the days these spend there: K06, K11."""

import datetime
from decimal import Decimal

from django.db.models import Case, DecimalField, Q, QuerySet, Value, When

from organization.days import ONE_DAY
from organization.enums import Topic
from organization.parameters import DEFINITIONS, parameters_by_division
from reviews.enums import Direction
from reviews.indicators import shapes
from reviews.indicators.registry import Indicator, Part, Style, define
from reviews.review_periods import is_month_end
from villages.models import AttendanceMonth, KeyVillage, Posting

KEY_VILLAGE = frozenset({Topic.KEY_VILLAGE})
POSTING = frozenset({Topic.POSTING})
_MID_MONTH = 15
_DAYS = DecimalField(max_digits=10, decimal_places=2)


def _designated(day: datetime.date) -> QuerySet:
    return KeyVillage.objects.as_of(day)


def _on_post(day: datetime.date) -> QuerySet:
    return Posting.objects.as_of(day).first_secretaries().in_key_villages(day)


def _full_months(day: datetime.date) -> list[datetime.date]:
    """First days of the year's months that are over by the end of `day`."""
    months = day.month if is_month_end(day) else day.month - 1
    return [datetime.date(day.year, month, 1) for month in range(1, months + 1)]


def _counted(day: datetime.date) -> QuerySet:
    months = _full_months(day)
    rows = AttendanceMonth.objects.confirmed().filter(month__in=months)
    return rows.filter(posting__in=Posting.objects.first_secretaries())


def _expected(day: datetime.date) -> QuerySet:
    """First secretaries of the year with a twelfth of the target for each full month on post."""
    months = _full_months(day)
    share = Decimal(_target(day)) / 12
    nothing = Value(Decimal(0), output_field=_DAYS)
    days = nothing
    for first in months:
        middle = first.replace(day=_MID_MONTH)
        there = Q(starts_on__lte=middle) & (Q(ends_on__isnull=True) | Q(ends_on__gt=middle))
        days = days + Case(When(there, then=Value(share, output_field=_DAYS)), default=nothing)
    rows = Posting.objects.first_secretaries().overlapping(
        day.replace(month=1, day=1), day + ONE_DAY
    )
    return rows.annotate(expected_days=days)


def _target(day: datetime.date) -> int:
    """Days a year in the village, of the whole city."""
    rows = parameters_by_division("village_days_target", day)
    return rows[min(rows)] if rows else DEFINITIONS["village_days_target"].default


DESIGNATED = Part("重点村", "个", _designated, "village_id", shapes.KEY_VILLAGES)
EXITED = Part(
    "已出列重点村", "个", lambda day: _designated(day).exited(day), "village_id",
    shapes.KEY_VILLAGES,
)  # fmt: skip
TO_GO = Part(
    "未出列重点村", "个", lambda day: _designated(day).not_exited(day), "village_id",
    shapes.KEY_VILLAGES,
)  # fmt: skip
ON_POST = Part("在岗第一书记", "名", _on_post, "village_id", shapes.POSTINGS)
COUNTED = Part(
    "核定在村天数", "天", _counted, "posting__village_id", shapes.ATTENDANCE, "counted_days"
)
EXPECTED = Part("应在村天数", "天", _expected, "village_id", shapes.EXPECTED_DAYS, "expected_days")

define(
    Indicator(
        "V95", "K06", "重点贫困村",
        "当日认定有效的重点建档立卡贫困村，含已出列仍在巩固提升期的村。",
        DESIGNATED, topics=KEY_VILLAGE,
    ),
    Indicator(
        "V58", "K06", "已出列重点村", "当日认定有效的重点村中，出列日期不晚于当日的村。",
        EXITED, direction=Direction.UP, topics=KEY_VILLAGE,
    ),
    Indicator(
        "V37", "K06", "未出列重点村", "当日认定有效的重点村中，尚未出列的村。",
        TO_GO, direction=Direction.DOWN, topics=KEY_VILLAGE,
    ),
    Indicator(
        "K06", "K06", "重点村出列率", "已出列重点村÷重点村×100%。",
        EXITED, DESIGNATED, Style.PERCENT, Direction.UP, topics=KEY_VILLAGE, gap="未出列重点村",
    ),
    Indicator(
        "S95", "K06", "在岗第一书记", "当日在重点村任职的第一书记人数；村出列后留任的计算在内。",
        ON_POST, direction=Direction.UP, topics=POSTING | KEY_VILLAGE,
    ),
    Indicator(
        "K11", "K11", "第一书记在村天数完成率",
        "本年已满月份中，第一书记经镇核定的在村天数÷应在村天数×100%；应在村天数按年度天数要求的十二分之一"
        "乘在任月数（以每月15日是否在任计）。",
        COUNTED, EXPECTED, Style.PERCENT, Direction.UP,
        topics=POSTING | {Topic.ATTENDANCE, Topic.PARAMETER},
    ),
)  # fmt: skip
