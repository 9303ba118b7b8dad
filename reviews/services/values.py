"""Keeping the figures: computing them, noticing what changed, computing again.

Facts are dated, so any day can be computed at any time and comes out the same; what is stored
here is only the answer to the questions that pages ask all day.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from organization.bulk import insert_rows
from organization.division_codes import ancestors, code_range, level_of
from organization.enums import DivisionLevel
from organization.models import ChangeMark
from reviews.indicators import Computation, Indicator, all_indicators, depending_on
from reviews.models import IndicatorValue
from reviews.review_periods import is_month_end, is_week_end, last_month_end
from reviews.selectors.places import city_code, first_registered_day

DAYS_KEPT = 35
WEEKS_FILLED = 13
"""How many week ends back a fresh installation computes; later ones are kept as they come."""
_MARKS_AT_ONCE = 500
_COLUMNS = [
    "indicator", "division_code", "day", "numerator", "denominator", "computed_at", "stale_since",
]  # fmt: skip
log = logging.getLogger(__name__)

Say = Callable[[str, int, int], None]
"""Told of each step: what, how many done, of how many."""


# --- computing ---------------------------------------------------------------------------------


def store_day(
    day: datetime.date, today: datetime.date, *, only: Iterable[Indicator] | None = None
) -> int:
    """Compute the figures of a day and keep them in place of what stood there.

    Villages are kept for the current day and for month ends, the city and its townships for
    every day that is stored. What changes while this runs is stale again afterwards. Returns the
    number of rows written.
    """
    indicators = list(only) if only is not None else all_indicators()
    started = timezone.now()
    computation = Computation(day, city_code())
    with_villages = day == today or is_month_end(day)
    rows = [
        (indicator.code, place, day, value.numerator, value.denominator, started)
        for indicator in indicators
        for place, value in computation.values(indicator).items()
        if _worth_keeping(place, value, with_villages=with_villages)
    ]
    try:
        _replace(day, [indicator.code for indicator in indicators], rows, started)
    except IntegrityError:
        log.info("figures of %s were stored by another worker meanwhile", day)
        return 0
    return len(rows)


def _worth_keeping(place: str, value: Any, *, with_villages: bool) -> bool:
    if level_of(place) != DivisionLevel.VILLAGE:
        return True
    return with_villages and bool(value.numerator or value.denominator)


@transaction.atomic
def _replace(day: datetime.date, codes: list[str], rows: list, started: Any) -> None:
    old = IndicatorValue.objects.at(day).filter(indicator__in=codes)
    # A mark that came after the reading began speaks of facts that this reading may have missed.
    late = set(old.filter(stale_since__gte=started).values_list("indicator", flat=True))
    old.delete()
    insert_rows(
        IndicatorValue, _COLUMNS, ((*row, started if row[0] in late else None) for row in rows)
    )


# --- noticing changes --------------------------------------------------------------------------


def take_marks() -> int:
    """Turn the marks of the floors below into stale figures; returns how many were taken.

    A mark makes stale the days on or after its own, for its division, what lies above it and
    what lies in it, and only indicators that depend on its topic.
    """
    marks = list(ChangeMark.objects.order_by("pk")[:_MARKS_AT_ONCE])
    taken = 0
    while marks:
        _take(marks)
        taken += len(marks)
        marks = list(ChangeMark.objects.order_by("pk")[:_MARKS_AT_ONCE])
    return taken


@transaction.atomic
def _take(marks: list[ChangeMark]) -> None:
    now = timezone.now()
    earliest: dict[tuple[str, str], datetime.date] = {}
    for mark in marks:
        key = (mark.topic, mark.division_code)
        earliest[key] = min(earliest.get(key, mark.from_day), mark.from_day)
    for topic, codes in _by_topic(earliest).items():
        touched = IndicatorValue.objects.filter(
            _where(codes), indicator__in=_concerned(topic), stale_since__isnull=True
        )
        touched.update(stale_since=now)
    ChangeMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()


def _by_topic(earliest: dict) -> dict[str, dict[str, datetime.date]]:
    topics: dict[str, dict[str, datetime.date]] = {}
    for (topic, code), day in earliest.items():
        topics.setdefault(topic, {})[code] = day
    return topics


def _where(codes: dict[str, datetime.date]) -> Q:
    """Figures of these areas, of all that lies in them and above them, from their days on."""
    above: dict[str, datetime.date] = {}
    condition = Q(pk__in=[])
    for code, day in codes.items():
        low, high = code_range(code)
        condition |= Q(division_code__gte=low, division_code__lte=high, day__gte=day)
        for ancestor in ancestors(code)[1:]:
            above[ancestor] = min(above.get(ancestor, day), day)
    for code, day in above.items():
        condition |= Q(division_code=code, day__gte=day)
    return condition


def _concerned(topic: str) -> list[str]:
    """Indicators that a topic touches; a mark of an older version may name one unknown now, and
    touches all."""
    return [indicator.code for indicator in depending_on(topic) or all_indicators()]


# --- computing again ---------------------------------------------------------------------------


def refresh_stale(
    today: datetime.date, *, at_most: int | None = None, say: Say | None = None
) -> int:
    """Compute stale days again, the current day first, then backwards; returns how many."""
    take_marks()
    days = list(
        IndicatorValue.objects.stale().order_by("-day").values_list("day", flat=True).distinct()
    )
    days.sort(key=lambda day: (day != today, -day.toordinal()))
    wanted = days[:at_most]
    for done, day in enumerate(wanted):
        if say:
            say("重算指标", done, len(wanted))
        codes = IndicatorValue.objects.stale().at(day).values_list("indicator", flat=True)
        stale = set(codes.distinct())
        store_day(day, today, only=[one for one in all_indicators() if one.code in stale])
    return len(wanted)


# --- keeping the right days --------------------------------------------------------------------


def days_to_keep(today: datetime.date) -> list[datetime.date]:
    """Days whose figures are kept, newest first: today, month ends since the register began,
    week ends of the last quarter, the last 35 days."""
    begin = first_registered_day() or today
    wanted = {today}
    day = last_month_end(today)
    while day >= begin:
        wanted.add(day)
        day = last_month_end(day)
    wanted.update(
        today - datetime.timedelta(days=today.isoweekday() % 7 + 7 * week)
        for week in range(WEEKS_FILLED)
    )
    wanted.update(today - datetime.timedelta(days=back) for back in range(DAYS_KEPT))
    return sorted((day for day in wanted if begin <= day <= today), reverse=True)


def missing_days(today: datetime.date) -> list[datetime.date]:
    """Days that are to be kept and are not, newest first."""
    city = IndicatorValue.objects.filter(division_code=city_code())
    known = set(city.values_list("day", flat=True).distinct())
    return [day for day in days_to_keep(today) if day not in known]


def fill_missing(
    today: datetime.date, *, at_most: int | None = None, say: Say | None = None
) -> int:
    """Compute the days that are to be kept and are not; returns how many."""
    days = missing_days(today)[:at_most]
    for done, day in enumerate(days):
        if say:
            say("补算历史指标", done, len(days))
        store_day(day, today)
    return len(days)


def prune(today: datetime.date) -> int:
    """Drop what is no longer kept: villages of ordinary days, ordinary days of long ago."""
    dropped = 0
    old = today - datetime.timedelta(days=DAYS_KEPT)
    known = IndicatorValue.objects.filter(day__lt=today).values_list("day", flat=True).distinct()
    for day in list(known):
        if is_month_end(day):
            continue
        rows = IndicatorValue.objects.at(day)
        if day > old or is_week_end(day):
            rows = rows.exclude(models.Q(division_code__endswith="000"))
        dropped += rows.delete()[0]
    return dropped


AT_ONCE = 2
"""Days that one tick of the clock computes, so that other work gets its turn."""


def keep_fresh(today: datetime.date) -> None:
    """What a tick of the clock does: the current day if it is missing, then what is stale, then
    a little of the past that is not there yet."""
    take_marks()
    if today in missing_days(today):
        store_day(today, today)
    if not refresh_stale(today, at_most=AT_ONCE):
        fill_missing(today, at_most=AT_ONCE)


def nightly(today: datetime.date, *, say: Say | None = None) -> None:
    """Today's figures, what is missing, what is stale; then drop what is no longer kept."""
    take_marks()
    store_day(today, today)
    fill_missing(today, say=say)
    refresh_stale(today, say=say)
    dropped = prune(today)
    log.info("figures of %s kept, %s rows of ordinary days dropped", today, dropped)
