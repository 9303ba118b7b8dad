"""The dictionary of indicators (指标字典): one definition each, for pages, reports and the API."""

from reviews.indicators import helping, ledger, people, projects, villages  # noqa: F401
from reviews.indicators.registry import (
    Computation,
    Indicator,
    ParameterPart,
    Part,
    Style,
    Value,
    all_indicators,
    depending_on,
    indicator_of,
    known_indicator,
)

__all__ = [
    "Computation",
    "Indicator",
    "ParameterPart",
    "Part",
    "Style",
    "Value",
    "all_indicators",
    "depending_on",
    "indicator_of",
    "known_indicator",
]
