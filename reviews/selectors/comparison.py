"""What a revision moved: every figure that differs from the revision before, place by place.

All figures are sums over villages (or over rows that stand at a township or the city), so the
moves of the places add up to the move of the whole: nothing of a difference is left unexplained.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from organization.models import Division
from reviews.indicators import Value, known_indicator
from reviews.models import ReviewReport
from reviews.reports.cells import difference_said

ZERO = Decimal(0)


@dataclass(frozen=True)
class Move:
    """One figure of one place, before and after."""

    place: str
    name: str
    before: Value
    after: Value

    @property
    def numerator(self) -> Decimal:
        return self.after.numerator - self.before.numerator

    @property
    def denominator(self) -> Decimal:
        return (self.after.denominator or ZERO) - (self.before.denominator or ZERO)


@dataclass(frozen=True)
class Difference:
    """An indicator that moved: the whole, and the places that account for it."""

    code: str
    name: str
    said_before: str
    said_after: str
    said: str
    whole: Move
    places: list[Move] = field(default_factory=list)


def differences(old: ReviewReport, new: ReviewReport) -> list[Difference]:
    """What differs between two revisions, in the order of the dictionary."""
    code = new.division_id
    moved = {}
    for definition in new.snapshot["definitions"]:
        indicator = definition["code"]
        before, after = _all(old, indicator), _all(new, indicator)
        if before != after:
            moved[indicator] = (before, after)
    names = _names(moved, code)
    return [
        _difference(indicator, code, before, after, names)
        for indicator, (before, after) in moved.items()
    ]


def _difference(indicator_code: str, whole: str, before: Any, after: Any, names: Any) -> Difference:
    indicator = known_indicator(indicator_code)
    total = _move(whole, names, before, after, indicator)
    now, then = total.after.result, total.before.result
    moves = [
        _move(place, names, before, after, indicator)
        for place in _leaves({*before, *after}, whole)
        if before.get(place) != after.get(place)
    ]
    return Difference(
        code=indicator_code,
        name=indicator.name,
        said_before=indicator.said(total.before),
        said_after=indicator.said(total.after),
        said=difference_said(indicator, indicator.apart(now, then))
        if now is not None and then is not None
        else "—",
        whole=total,
        places=[*moves, *_rest(total, moves, names, indicator)],
    )


def _rest(total: Move, moves: list[Move], names: Any, indicator: Any) -> list[Move]:
    """What stands at the whole itself and in no place below it (projects of the city …)."""
    above = total.numerator - sum((move.numerator for move in moves), ZERO)
    below = total.denominator - sum((move.denominator for move in moves), ZERO)
    if not above and not below:
        return []
    is_count = indicator.denominator is None
    return [
        Move(
            total.place,
            f"{names.get(total.place, total.place)}本级",
            Value(ZERO, None if is_count else ZERO),
            Value(above, None if is_count else below),
        )
    ]


def _move(place: str, names: Any, before: Any, after: Any, indicator: Any) -> Move:
    nothing = Value(ZERO, None if indicator.denominator is None else ZERO)
    return Move(
        place, names.get(place, place), before.get(place, nothing), after.get(place, nothing)
    )


def _leaves(places: set[str], whole: str) -> Iterator[str]:
    """The lowest places that have figures; a place above them would count them twice."""
    below = sorted(place for place in places if place != whole)
    parents = {place[:9].ljust(12, "0") for place in below if not place.endswith("000")}
    return (place for place in below if place not in parents)


def _all(report: ReviewReport, code: str) -> dict[str, Value]:
    """Values of an indicator for the whole, its places and their villages."""
    figures: dict[str, Any] = {
        **report.detail.get("figures", {}).get(code, {}),
        **report.snapshot["figures"].get(code, {}),
    }
    return {place: Value(*map(Decimal, parts)) for place, parts in figures.items()}


def _names(moved: dict, whole: str) -> dict[str, str]:
    codes = {whole}
    for before, after in moved.values():
        codes |= {*before, *after}
    found = Division.objects.select_related("parent").in_bulk(codes)
    return {
        code: f"{division.parent}{division.short_name}"
        if division.level == "village"
        else str(division)
        for code, division in found.items()
    }
