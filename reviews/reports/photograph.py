"""Everything a report reads, taken once: the figures of the period's end and of the one before."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistance.enums import TownshipDesignationKind
from assistance.models import TownshipDesignation
from organization.division_codes import level_of
from organization.enums import DivisionLevel
from organization.models import Division
from reviews.indicators import Computation, Indicator, Value, all_indicators, indicator_of
from reviews.review_periods import ReviewPeriod
from reviews.selectors.places import divisions_below

Values = dict[str, dict[str, Value]]
SMALL = 30
"""Households below which a rate says little (小基数)."""


@dataclass(frozen=True)
class Place:
    """A place of the comparison."""

    code: str
    name: str
    is_heavy: bool = False


@dataclass(frozen=True)
class Photograph:
    """Figures of a division and the places in it, as of the end of a period and of the last."""

    period: ReviewPeriod
    division: Division
    places: list[Place]
    now: Values
    before: Values

    @property
    def code(self) -> str:
        return self.division.code

    @property
    def day(self) -> datetime.date:
        return self.period.last_day

    @property
    def first_day(self) -> datetime.date:
        return self.period.starts_on

    @property
    def baseline_day(self) -> datetime.date:
        return self.period.previous().last_day

    @cached_property
    def names(self) -> dict[str, str]:
        return {self.code: str(self.division), **{place.code: place.name for place in self.places}}

    def value(self, code: str, place: str = "") -> Value:
        return self._of(self.now, code, place or self.code)

    def earlier(self, code: str, place: str = "") -> Value:
        return self._of(self.before, code, place or self.code)

    def is_small(self, place: str) -> bool:
        """Too few households for its rates to be compared."""
        return self.value("K01H", place).numerator < SMALL

    def said(self, code: str, place: str = "") -> str:
        return self.indicator(code).said(self.value(code, place))

    @staticmethod
    def indicator(code: str) -> Indicator:
        found = indicator_of(code)
        if found is None:
            raise KeyError(code)
        return found

    def _of(self, values: Values, code: str, place: str) -> Value:
        indicator = self.indicator(code)
        empty = Value(*EMPTY[indicator.denominator is None])
        return values[code].get(place, empty)


EMPTY = {True: (Decimal(0), None), False: (Decimal(0), Decimal(0))}


def take(period: ReviewPeriod, division: Division) -> Photograph:
    """Compute all indicators for the end of the period and of the one before it."""
    return Photograph(
        period=period,
        division=division,
        places=_places(division, period.last_day),
        now=_values(period.last_day, division.code),
        before=_values(period.previous().last_day, division.code),
    )


def _values(day: datetime.date, code: str) -> Values:
    computation = Computation(day, code)
    return {indicator.code: computation.values(indicator) for indicator in all_indicators()}


def _places(division: Division, day: datetime.date) -> list[Place]:
    heavy = set(
        TownshipDesignation.objects.as_of(day)
        .filter(kind=TownshipDesignationKind.HEAVY)
        .values_list("division_id", flat=True)
    )
    return [
        Place(place.code, place.short_name, place.code in heavy)
        for place in divisions_below(division.code, day)
    ]


def is_village(code: str) -> bool:
    return level_of(code) == DivisionLevel.VILLAGE
