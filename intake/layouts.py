"""Layouts: what columns a workbook of a kind has, and finding them wherever its header stands."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from intake.cells import Cell, Reader, plain_text
from intake.errors import WorkbookError

HEADER_WITHIN = 40
"""The header stands among the first rows, below titles and notes."""
_NOISE = re.compile(r"[\s*★※:_]+")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, its header and other writings of it, how a cell is read."""

    name: str
    label: str
    read: Reader
    synonyms: tuple[str, ...] = ()
    required: bool = True
    """Whether the layout needs the column at all (not: each cell of it)."""
    mask: str = ""
    """`id`, `phone` or `health`: how the value is shown to who may not see it as it is."""
    repeats: bool = False
    """The same values in several rows: each is read once."""
    width: int = 12
    hint: str = ""
    """What the template says in a comment on the header."""

    @cached_property
    def writings(self) -> frozenset[str]:
        return frozenset(normalised(text) for text in (self.label, *self.synonyms))


@dataclass(frozen=True)
class Layout:
    """A known arrangement of columns, e.g. the national export of 2016–2020."""

    code: str
    label: str
    columns: tuple[Column, ...]
    since: int = 0
    """Year from which the layout is the usual one; the template offered is the newest due."""

    @cached_property
    def by_writing(self) -> dict[str, Column]:
        known: dict[str, Column] = {}
        for column in self.columns:
            for writing in column.writings:
                known.setdefault(writing, column)
        # 务工时间 for 务工时间(月): the words before the bracket, where no other column has them.
        for column in self.columns:
            for writing in column.writings:
                known.setdefault(_BRACKETS.sub("", writing), column)
        return known

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.required]


ORIGINAL_ROW, REMARK = "原表行号", "错误说明"
"""Columns that our error workbook adds; a corrected one comes back with them."""


@dataclass
class Header:
    """Where the columns of a layout stand in one worksheet."""

    layout: Layout
    row_number: int
    """The last row of the header; data begin below."""
    places: dict[str, int]
    """Field name → index in the row."""
    unknown: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        return [c.label for c in self.layout.required if c.name not in self.places]

    @property
    def score(self) -> tuple[int, int]:
        return len(self.places) - 2 * len(self.missing), -self.row_number


def normalised(header: Cell) -> str:
    """One writing per header: half-width, no blanks, no marks of obligation."""
    text = unicodedata.normalize("NFKC", plain_text(header))
    return _NOISE.sub("", text.replace("〔", "(").replace("〕", ")"))


def find_header(layouts: Sequence[Layout], rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The best match of any layout with any of the first rows, alone or with the row below it
    (group titles over several columns); None when no row looks like a header."""
    texts = [[normalised(cell) for cell in row] for row in rows[:HEADER_WITHIN]]
    candidates = [
        _match(layout, texts, index, depth)
        for layout in layouts
        for index in range(len(texts))
        for depth in (1, 2)
        if index + depth <= len(texts)
    ]
    likely = [header for header in candidates if len(header.places) >= _enough(header.layout)]
    return max(likely, key=lambda header: header.score, default=None)


def _enough(layout: Layout) -> int:
    return max(2, len(layout.required) // 3)


def _match(layout: Layout, texts: list[list[str]], index: int, depth: int) -> Header:
    upper = texts[index]
    lower = texts[index + 1] if depth == 2 else []
    header = Header(layout, index + depth, {})
    for place in range(max(len(upper), len(lower))):
        high = upper[place] if place < len(upper) else ""
        low = lower[place] if place < len(lower) else ""
        column = _column(layout, high, low)
        if column is None:
            if (low or high) not in {"", ORIGINAL_ROW, REMARK}:
                header.unknown.append(low or high)
        elif column.name in header.places:
            header.doubled.append(column.label)
        else:
            header.places[column.name] = place
    return header


def _column(layout: Layout, high: str, low: str) -> Column | None:
    for writing in (low, high + low, high):
        column = writing and layout.by_writing.get(writing)
        if column:
            return column
    for writing in (low, high):
        column = writing and layout.by_writing.get(_BRACKETS.sub("", writing))
        if column:
            return column
    return None


def recognise(layouts: Sequence[Layout], rows: Sequence[Sequence[Cell]], tab: str) -> Header:
    """The header of a worksheet.

    Raises:
        WorkbookError: no header, columns missing, or a column twice.
    """
    header = find_header(layouts, rows)
    where = f"工作表“{tab}”" if tab else "文件"
    if header is None:
        wanted = "、".join(column.label for column in layouts[-1].required[:6])
        raise WorkbookError(
            f"{where}的前{HEADER_WITHIN}行里找不到表头（应有{wanted}等列）："
            "请确认选对了表种，或下载模板对照"
        )
    if header.doubled:
        raise WorkbookError(
            f"{where}第{header.row_number}行有两列都是“{header.doubled[0]}”：请删去一列后重新上传"
        )
    if header.missing:
        raise WorkbookError(
            f"{where}缺少“{'、'.join(header.missing)}”列（按{header.layout.label}核对）："
            "请补齐后重新上传，或下载模板对照"
        )
    return header


def with_numbers(rows: Iterator[list[Cell]], ahead: list[list[Cell]]) -> Iterator[tuple[int, list]]:
    """All rows with their numbers as Excel shows them, those read ahead first."""
    return enumerate(chain(ahead, rows), start=1)
