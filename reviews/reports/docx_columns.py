"""The columns of a table on paper: how wide each is, and how a figure stands in its cell."""

from typing import Any

from reviews.reports.cells import Cell, text_of

_PER_CHARACTER, _PADDING, _NARROW = 1.9, 4.2, 27.0
"""Millimetres: a half-width in the table's size, a cell's margins, what is never squeezed."""


def widths(block: dict[str, Any], whole: float) -> list[float]:
    """Columns as wide as their longest cell asks; if that is too much, the wide ones give way."""
    columns = zip(block["head"], *block["rows"], strict=True)
    wanted = [
        max(_length(label) / 2, *(_longest_line(cell) for cell in cells), 4) * _PER_CHARACTER
        + _PADDING
        for label, *cells in columns
    ]
    if sum(wanted) <= whole:
        return [whole * want / sum(wanted) for want in wanted]
    narrow = sum(want for want in wanted if want <= _NARROW)
    wide = sum(want for want in wanted if want > _NARROW)
    if not wide or narrow > whole * 0.7:
        return [whole * want / sum(wanted) for want in wanted]
    return [want if want <= _NARROW else (whole - narrow) * want / wide for want in wanted]


def in_lines(cell: Cell) -> str:
    """A figure with its rank below it, so that neither is broken in a narrow column."""
    text = text_of(cell)
    return text.replace("（", "\n（") if isinstance(cell, dict) and "r" in cell else text


def _longest_line(cell: Cell) -> int:
    return max(_length(line) for line in in_lines(cell).split("\n"))


def _length(text: str) -> int:
    """Half-widths that a text takes in one line."""
    return sum(2 if ord(char) > 255 else 1 for char in text)
