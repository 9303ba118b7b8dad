"""What an indicator is: defined once, computed for every place, with the rows behind it.

Numerator and denominator are parts: querysets of rows as of a day, each row counted once or by
a weight, and placed by the division code that it carries. All parts are additive, so one grouped
query per part gives the city, its townships and its villages, and the same queryset, narrowed to
an area, is the list behind the number: its footer equals the number by construction.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from organization.amounts import money_said, rounded
from organization.division_codes import ancestors, code_range, level_of
from organization.enums import DivisionLevel, Topic
from organization.parameters import DEFINITIONS, parameters_by_division
from organization.permissions import Permission
from reviews.enums import Direction

ZERO = Decimal(0)


class Value(NamedTuple):
    """What an indicator is for one place on one day; a count has no denominator."""

    numerator: Decimal
    denominator: Decimal | None = None

    @property
    def result(self) -> Decimal | None:
        """The count, or numerator ÷ denominator; None where there is nothing to divide by."""
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


class Column(NamedTuple):
    """A column of the list behind a number."""

    label: str
    read: Callable[[Any], Any]
    is_number: bool = False


@dataclass(frozen=True)
class Shape:
    """How rows of a kind are shown to whoever may see them."""

    permission: Permission
    columns: tuple[Column, ...]
    url: Callable[[Any], str] = lambda row: ""
    prepare: Callable[[QuerySet, datetime.date], QuerySet] = lambda rows, day: rows
    """Adds what the columns read, so that a page of rows costs a constant number of queries."""


Rows = Callable[[datetime.date], QuerySet]


@dataclass(frozen=True)
class Part:
    """One side of an indicator: rows as of a day and what of each is added up."""

    label: str
    unit: str
    rows: Rows
    place: str
    """The lookup that leads from a row to its division code."""
    shape: Shape
    weight: str | Combinable | None = None
    """What is added up; None counts the rows."""

    def rows_in(self, day: datetime.date, code: str) -> QuerySet:
        """The rows of one area."""
        low, high = code_range(code)
        return self.rows(day).filter(**{f"{self.place}__gte": low, f"{self.place}__lte": high})

    def by_place(self, day: datetime.date, code: str) -> dict[str, Decimal]:
        """Totals by the division code that the rows carry, in one query."""
        rows = self.rows_in(day, code).order_by().values_list(self.place)
        return {place: Decimal(total) for place, total in rows.annotate(total=self._total)}

    def total(self, day: datetime.date, code: str) -> Decimal:
        """The footer of the list: what its rows come to."""
        return Decimal(self.rows_in(day, code).order_by().aggregate(total=self._total)["total"])

    def places(self, day: datetime.date, code: str) -> dict[str, Decimal]:
        """Totals of `code` and of every place below it that has anything."""
        return rolled_up(self.by_place(day, code), code)

    @property
    def _total(self) -> models.Aggregate | Coalesce:
        if self.weight is None:
            return Count("pk")
        money = models.DecimalField(max_digits=20, decimal_places=2)
        return Coalesce(Sum(self.weight), ZERO, output_field=money)


@dataclass(frozen=True)
class ParameterPart:
    """A side of an indicator that policy sets: a dated parameter of exactly the place."""

    label: str
    unit: str
    key: str

    def places(self, day: datetime.date, code: str) -> dict[str, Decimal]:
        """The values set for places of the area; the city falls back to the default."""
        area = code_range(code)
        set_values = parameters_by_division(self.key, day)
        values = {place: Decimal(value) for place, value in set_values.items() if area.holds(place)}
        if level_of(code) == DivisionLevel.CITY:
            values.setdefault(code, Decimal(DEFINITIONS[self.key].default))
        return values

    def total(self, day: datetime.date, code: str) -> Decimal:
        return self.places(day, code).get(code, ZERO)


_DEPTH = {level: depth for depth, level in enumerate(DivisionLevel)}


class Style(StrEnum):
    """How a result is written."""

    COUNT = "count"
    PERCENT = "percent"
    MEAN = "mean"
    MONEY = "money"


@dataclass(frozen=True)
class Indicator:
    """A figure of the dictionary (指标): its official definition and how it is found.

    `number` is the dictionary's (K01 …), `code` tells several figures of one number apart.
    `topics` are the topics of `ChangeMark` that it depends on, besides DIVISION. `sensitive`
    figures below the parameter `small_count` are not shown outside the viewer's scope.
    """

    code: str
    number: str
    name: str
    definition: str
    numerator: Part
    denominator: Part | ParameterPart | None = None
    style: Style = Style.COUNT
    direction: Direction = Direction.NONE
    decimals: int = 0
    topics: frozenset[Topic] = frozenset()
    lowest: DivisionLevel = DivisionLevel.VILLAGE
    """The lowest level for which it says something."""
    sensitive: bool = False
    grows_in_month: bool = False
    """Whether it begins anew each month: until the month is over, less is enough."""
    gap: str = ""
    """What the denominator's rows outside the numerator are called, where these are some of
    those: what is missing can be listed."""

    @property
    def unit(self) -> str:
        return "%" if self.style == Style.PERCENT else self.numerator.unit

    def says_of(self, place: str) -> bool:
        """Whether it means anything at the level of a place."""
        return _DEPTH[level_of(place)] <= _DEPTH[self.lowest]

    def part(self, side: str) -> Part | ParameterPart | None:
        """`numerator`, `denominator`, or `gap` (denominator's rows not in the numerator)."""
        if side == "gap":
            return _gap(self) if self.gap else None
        return getattr(self, side) if side in {"numerator", "denominator"} else None

    def compute(self, day: datetime.date, code: str) -> dict[str, Value]:
        """The values of `code` and of every place below it, in one query per part."""
        return Computation(day, code).values(self)

    def apart(self, now: Decimal, before: Decimal) -> Decimal:
        """How far two results are apart as they are shown: 4.51% and 4.50% differ by 0.01."""
        if self.style == Style.MONEY:
            return now - before
        places = 4 if self.style == Style.PERCENT else self.decimals
        return rounded(now, places) - rounded(before, places)

    def said(self, value: Value | None) -> str:
        """The result as people read it, with its unit."""
        result = value.result if value else None
        if result is None:
            return "—"
        if self.style == Style.PERCENT:
            return f"{rounded(result * 100, 2):,}%"
        if self.style == Style.MONEY:
            return money_said(result)
        return f"{rounded(result, self.decimals):,}{self.unit}"


def rolled_up(by_place: dict[str, Decimal], code: str) -> dict[str, Decimal]:
    """Totals of places carried up to every area above them, as far as `code`."""
    area = code_range(code)
    totals: dict[str, Decimal] = {}
    for place, amount in by_place.items():
        for above in ancestors(place):
            if area.holds(above):
                totals[above] = totals.get(above, ZERO) + amount
    return totals


@dataclass
class Computation:
    """All indicators of one area on one day; a part shared by several is counted once."""

    day: datetime.date
    code: str
    _known: dict[Part | ParameterPart, dict[str, Decimal]] = field(default_factory=dict)

    def places(self, part: Part | ParameterPart) -> dict[str, Decimal]:
        if part not in self._known:
            self._known[part] = part.places(self.day, self.code)
        return self._known[part]

    def values(self, indicator: Indicator) -> dict[str, Value]:
        """Values by division code; places below the indicator's lowest level are left out."""
        above = self.places(indicator.numerator)
        if indicator.denominator is None:
            values = {place: Value(amount) for place, amount in above.items()}
        else:
            below = self.places(indicator.denominator)
            values = {
                place: Value(above.get(place, ZERO), below.get(place, ZERO))
                for place in {**below, **above}
            }
        values.setdefault(self.code, Value(ZERO, None if indicator.denominator is None else ZERO))
        return {place: v for place, v in values.items() if indicator.says_of(place)}


def _gap(indicator: Indicator) -> Part:
    """What is missing: rows of the denominator that the numerator does not have."""
    whole, some = indicator.denominator, indicator.numerator

    def rows(day: datetime.date) -> QuerySet:
        return whole.rows(day).exclude(pk__in=some.rows(day).order_by().values("pk"))

    return Part(indicator.gap, whole.unit, rows, whole.place, whole.shape, whole.weight)


# --- the dictionary --------------------------------------------------------------------------

_indicators: dict[str, Indicator] = {}


def define(*indicators: Indicator) -> None:
    """Take indicators into the dictionary, in the order of their numbers."""
    for indicator in indicators:
        if indicator.code in _indicators and _indicators[indicator.code] is not indicator:
            raise ValueError(f"indicator {indicator.code} is defined twice")
        _indicators[indicator.code] = indicator


def all_indicators() -> list[Indicator]:
    """All of them in the order of the dictionary's numbers."""
    return sorted(_indicators.values(), key=lambda indicator: indicator.number)


def indicator_of(code: str) -> Indicator | None:
    return _indicators.get(code)


def known_indicator(code: str) -> Indicator:
    """An indicator that the code itself names.

    Raises:
        KeyError: it has been taken out of the registry.
    """
    return _indicators[code]


def depending_on(topic: str) -> list[Indicator]:
    """Indicators whose rows change with a topic: all of them, where a division changes."""
    known = all_indicators()
    return known if topic == Topic.DIVISION else [one for one in known if topic in one.topics]
