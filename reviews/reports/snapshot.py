"""The photograph as it is stored: every figure, every definition, the text made of them, a hash."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from organization.models import Division
from organization.steady_reading import steady_reading
from reviews.indicators import Indicator, Value, all_indicators
from reviews.models.reports import TITLES
from reviews.reports import photograph
from reviews.reports.outlines import outline
from reviews.reports.photograph import Photograph, Values, is_village
from reviews.review_periods import ReviewPeriod

SCHEMA = 1


def build(period: ReviewPeriod, division: Division) -> tuple[dict[str, Any], dict[str, Any]]:
    """The snapshot of a period and the figures of its villages, which few ever read.

    Dozens of statements, all of one moment: the parts of a report do not contradict each other,
    whatever is entered meanwhile.
    """
    with steady_reading():
        return _build(period, division)


def _build(period: ReviewPeriod, division: Division) -> tuple[dict[str, Any], dict[str, Any]]:
    photo = photograph.take(period, division)
    snapshot = {
        "schema": SCHEMA,
        "kind": period.kind,
        "period": period.text,
        "label": period.label,
        "title": f"{division}{period.label}{TITLES[period.kind]}",
        "division": {"code": division.code, "name": str(division)},
        "starts_on": period.starts_on.isoformat(),
        "last_day": period.last_day.isoformat(),
        "baseline_day": photo.baseline_day.isoformat(),
        "places": [{"code": place.code, "name": place.name} for place in photo.places],
        "definitions": [_definition(indicator) for indicator in all_indicators()],
        "figures": _figures(photo.now, photo, villages=False),
        "baseline": _figures(photo.before, photo, villages=False),
        "sections": outline(photo),
    }
    return snapshot, {"figures": _figures(photo.now, photo, villages=True)}


def digest(snapshot: dict[str, Any], detail: dict[str, Any]) -> str:
    """A hash that the same figures, definitions and text always have."""
    text = json.dumps([snapshot, detail], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _definition(indicator: Indicator) -> dict[str, str]:
    below = indicator.denominator
    return {
        "code": indicator.code,
        "number": indicator.number,
        "name": indicator.name,
        "unit": indicator.unit,
        "definition": indicator.definition,
        "numerator": indicator.numerator.label,
        "denominator": below.label if below else "",
        "direction": indicator.direction.label,
        "style": indicator.style.value,
    }


def _figures(values: Values, photo: Photograph, *, villages: bool) -> dict[str, Any]:
    """Numerators and denominators as text, by indicator and place, in the order of the codes."""
    own = photo.names
    return {
        code: {
            place: [plain(part) for part in value if part is not None]
            for place, value in sorted(by_place.items())
            if (is_village(place) and place not in own) == villages and _counts(value)
        }
        for code, by_place in values.items()
    }


def plain(amount: Decimal) -> str:
    """A number as both databases give it: no trailing zeros, no exponent."""
    return f"{amount.normalize():f}"


def _counts(value: Value) -> bool:
    return bool(value.numerator or value.denominator)
