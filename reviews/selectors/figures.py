"""Reading figures: stored ones where they are kept, computed on request for any other day."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Subquery

from organization.division_codes import level_of, lies_in, prefix_of
from organization.enums import DivisionLevel
from organization.models import ChangeMark, Division
from reviews.indicators import Computation, Indicator, Value, all_indicators, depending_on
from reviews.models import IndicatorValue
from reviews.review_periods import is_month_end, last_month_end
from reviews.selectors.places import city_code

_MARKS_LOOKED_AT = 100
"""Many more wait only while a large import is being taken up, which is soon done."""
MARKER = "K01H"
"""An indicator that every stored day has for the city: its row says that the day is stored."""


@dataclass(frozen=True)
class Figures:
    """Values of some places on one day, and how fresh they are."""

    day: datetime.date
    values: dict[tuple[str, str], Value]
    computed_at: datetime.datetime | None = None
    stale: frozenset[tuple[str, str]] = frozenset()

    def value(self, indicator: Indicator, place: str) -> Value:
        """The value; nothing counted where no row stands."""
        empty = Value(Decimal(0), None if indicator.denominator is None else Decimal(0))
        return self.values.get((indicator.code, place), empty)

    def is_stale(self, indicator: Indicator, place: str) -> bool:
        return (indicator.code, place) in self.stale


def latest_day(today: datetime.date) -> datetime.date | None:
    """The newest day not after `today` whose figures are stored."""
    city = Division.objects.filter(level=DivisionLevel.CITY).order_by("code").values("code")[:1]
    rows = IndicatorValue.objects.filter(
        division_code=Subquery(city), indicator=MARKER, day__lte=today
    )
    return rows.order_by("-day").values_list("day", flat=True).first()


def figures_on(
    day: datetime.date,
    places: Iterable[str],
    indicators: Iterable[Indicator] | None = None,
    *,
    latest: datetime.date | None = None,
) -> Figures:
    """Figures of these places on a day: read if stored, else computed now.

    `latest` is the newest stored day, if the caller knows it: villages are kept for that day and
    for month ends only.
    """
    places, wanted = list(places), list(indicators or all_indicators())
    has_villages = any(level_of(place) == DivisionLevel.VILLAGE for place in places)
    if not has_villages or is_month_end(day) or day == latest:
        stored = read(day, places, wanted)
        if stored.values:
            return replace(stored, stale=stored.stale | _just_changed(day, places, wanted))
    return compute(day, places, wanted)


def read(day: datetime.date, places: list[str], indicators: list[Indicator]) -> Figures:
    """Stored figures in one query; no values if the day is not kept."""
    rows = IndicatorValue.objects.filter(
        day=day, division_code__in=places, indicator__in=[one.code for one in indicators]
    )
    values, stale, moments = {}, set(), []
    for row in rows:
        key = (row.indicator, row.division_code)
        values[key] = Value(row.numerator, row.denominator)
        moments.append(row.computed_at)
        if row.stale_since:
            stale.add(key)
    return Figures(day, values, max(moments, default=None), frozenset(stale))


def _just_changed(
    day: datetime.date, places: list[str], indicators: list[Indicator]
) -> set[tuple[str, str]]:
    """What a change concerns that the sweep has not taken yet: nobody waits for it to be told
    that a number is old."""
    marks = ChangeMark.objects.filter(from_day__lte=day).order_by("topic", "division_code")
    wanted = {indicator.code for indicator in indicators}
    found = set()
    for topic, code in marks.values_list("topic", "division_code").distinct()[:_MARKS_LOOKED_AT]:
        concerned = wanted & {one.code for one in depending_on(topic)}
        near = [place for place in places if lies_in(code, place) or lies_in(place, code)]
        found |= {(indicator, place) for indicator in concerned for place in near}
    return found


def compute(day: datetime.date, places: list[str], indicators: list[Indicator]) -> Figures:
    """Figures found out now; all places must lie in the first one or in the city."""
    area = min(places, key=lambda place: len(prefix_of(place)))
    inside = all(place.startswith(prefix_of(area)) for place in places)
    computation = Computation(day, area if inside else city_code())
    wanted = set(places)
    values = {
        (indicator.code, place): value
        for indicator in indicators
        for place, value in computation.values(indicator).items()
        if place in wanted
    }
    return Figures(day, values)


@dataclass(frozen=True)
class Change:
    """What an indicator is now against an earlier day."""

    indicator: Indicator
    place: str
    value: Value
    earlier: Value | None = None
    is_stale: bool = False

    @property
    def result(self) -> Decimal | None:
        return self.value.result

    @property
    def difference(self) -> Decimal | None:
        """In the indicator's own measure: percentage points for a percentage."""
        before = self.earlier.result if self.earlier else None
        if before is None or self.result is None:
            return None
        return self.indicator.apart(self.result, before)

    @property
    def said(self) -> str:
        return self.indicator.said(self.value)


@dataclass(frozen=True)
class Trend:
    """An indicator of one place over stored days."""

    indicator: Indicator
    days: list[datetime.date] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


MONTHS_SHOWN = 24
_SHOWN = datetime.timedelta(days=31 * (MONTHS_SHOWN + 1))


def trends(indicators: Sequence[Indicator], place: str, until: datetime.date) -> list[Trend]:
    """Month ends and the last day of each, oldest first; all in one query."""
    rows = IndicatorValue.objects.filter(
        division_code=place, indicator__in=[one.code for one in indicators], day__lte=until,
        day__gt=until - _SHOWN,
    )  # fmt: skip
    found: dict[str, dict[datetime.date, Value]] = {one.code: {} for one in indicators}
    for code, day, above, below in rows.values_list("indicator", "day", "numerator", "denominator"):
        found[code][day] = Value(above, below)
    return [_trend(indicator, found[indicator.code]) for indicator in indicators]


def _trend(indicator: Indicator, values: dict[datetime.date, Value]) -> Trend:
    days = [day for day in sorted(values) if is_month_end(day) or day == max(values)]
    days = days[-MONTHS_SHOWN:]
    return Trend(indicator, days, [values[day] for day in days])


def baseline_day(day: datetime.date) -> datetime.date:
    """What a figure of a day is compared with: the end of the month before."""
    return last_month_end(day)
