"""The small vocabulary a snapshot is written in: sections, blocks, cells. All plain JSON.

A cell is a text, or a figure: `t` the text people read, `n` the number a workbook needs, `s` its
style, `r` its rank among the places. Web page, DOCX and XLSX are drawn from these alone.
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from organization.amounts import rounded
from reviews.enums import Direction
from reviews.indicators import Indicator, Style, Value

Cell = str | dict[str, Any]
Block = dict[str, Any]
DASH = "—"
LEVEL = "持平"
"""Said of what did not move."""


def figure(indicator: Indicator, value: Value) -> Cell:
    """An indicator's result."""
    result = value.result
    if result is None:
        return DASH
    return {"t": indicator.said(value), "n": str(result), "s": indicator.style.value}


def count(number: int | Decimal) -> Cell:
    return {"t": f"{number:,}", "n": str(number), "s": "count"}


def moved(indicator: Indicator, value: Value, earlier: Value) -> Cell:
    """How far a result has moved, with a true sign; percentages in percentage points."""
    now, before = value.result, earlier.result
    if now is None or before is None:
        return DASH
    apart = indicator.apart(now, before)
    return {"t": difference_said(indicator, apart), "n": str(apart), "s": "change"}


def difference_said(indicator: Indicator, difference: Decimal) -> str:
    """+12户, −0.30个百分点, 持平."""
    if indicator.style == Style.PERCENT:
        amount, unit = rounded(difference * 100, 2), "个百分点"
    elif indicator.style == Style.MONEY:
        amount, unit = rounded(difference / 10_000, 2), "万元"
    else:
        amount, unit = rounded(difference, indicator.decimals), indicator.unit
    if not amount:
        return LEVEL
    return f"{'+' if amount > 0 else '−'}{abs(amount):,}{unit}"


def difference_in_words(indicator: Indicator, difference: Decimal) -> str:
    """As a sentence says it: 增加12户, 下降0.30个百分点, 持平."""
    said = difference_said(indicator, difference)
    up, down = ("上升", "下降") if indicator.style == Style.PERCENT else ("增加", "减少")
    return said.replace("+", up).replace("−", down)


def date_said(day: datetime.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else DASH


def paragraph(text: str) -> Block:
    return {"type": "text", "text": text}


def commentary() -> Block:
    """Where the office's own words stand; they are kept beside the snapshot."""
    return {"type": "commentary"}


def table(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    empty: str = "本期无",
    note: str = "",
) -> Block:
    """A table; `empty` is said in its place when it has no rows."""
    return {
        "type": "table",
        "title": f"{title}（{note}）" if note else title,
        "head": list(head),
        "rows": [list(row) for row in rows],
        "empty": empty,
    }


def figure_columns(block: Block) -> list[bool]:
    """Which columns of a table hold figures: a head, and a missing one (—), stand as they do."""
    return [
        place > 0 and any(isinstance(cell, dict) for cell in cells)
        for place, (_, *cells) in enumerate(zip(block["head"], *block["rows"], strict=True))
    ]


def text_of(cell: Cell) -> str:
    """What stands in a cell on paper: the figure, with its rank if it has one."""
    if isinstance(cell, str):
        return cell
    return f"{cell['t']}（{cell['r']}）" if "r" in cell else cell["t"]


def section(title: str, *blocks: Block) -> dict[str, Any]:
    return {"title": title, "blocks": list(blocks)}


def better_first(indicator: Indicator, result: Decimal | None) -> tuple[bool, Decimal]:
    """A key that sorts the best result first and what has none last."""
    if result is None:
        return True, Decimal(0)
    return False, result if indicator.direction == Direction.DOWN else -result
