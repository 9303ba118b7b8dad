"""A workbook as a table: recognised layout, rows of values, problems at their cells."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from intake.cells import Cell, date, plain_text
from intake.enums import Level
from intake.errors import CellError, WorkbookError
from intake.layouts import HEADER_WITHIN, Column, Header, Layout, recognise, with_numbers
from intake.workbook import Tab, open_tabs

_FOOTERS = (
    "合计", "小计", "总计", "共计", "填表", "制表", "审核", "负责人", "单位负责", "注:", "备注:", "说明",
)  # fmt: skip
_FOOTER_CELLS = 4
_STATED = re.compile(r"数据(?:截至|截止)?(?:日期|时间)[:为]?\s*(\d{4}[-./年]\d{1,2}[-./月]\d{1,2})")
_SHORTEST_TO_REMEMBER = 40


@dataclass(slots=True)
class Problem:
    """What is wrong at one cell (or row, when no column is named), and what to do."""

    row: int
    text: str
    column: str = ""
    found: str = ""
    level: str = Level.ERROR
    code: str = ""
    tab: str = ""
    mask: str = ""

    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value != ""}


@dataclass
class Table:
    """The rows of a workbook that carry data.

    `rows[i]` holds the values in the order of `fields`; what could not be read is None there and
    a problem in `problems[i]`. `places[i]` is (worksheet, row number) as Excel shows them.
    """

    layout: Layout
    fields: list[str]
    rows: list[tuple] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    unread: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    notices: list[str] = field(default_factory=list)
    stated_date: datetime.date | None = None
    """数据截至日期 as a line above the header says it; our own exports carry one."""

    def problem(self, index: int, text: str, name: str = "", **options: Any) -> Problem:
        """Note what is wrong in a row, at the column of the field `name`."""
        column = self.layout.by_name.get(name)
        tab, row = self.places[index]
        found = Problem(
            row,
            text,
            column=column.label if column else "",
            tab=tab,
            mask=column.mask if column else "",
            **options,
        )
        self.problems[index].append(found)
        return found


def read_table(layouts: Sequence[Layout], name: str, content: bytes) -> Table:
    """Read a workbook of any of the layouts.

    Raises:
        WorkbookError: the file, or its header, cannot be understood; or no row has data.
    """
    parts = list(_recognised_tabs(layouts, open_tabs(name, content)))
    layout = parts[0][1].layout
    carried = [c for c in layout.columns if all(c.name in header.places for _, header, _ in parts)]
    table = Table(layout, [column.name for column in carried])
    several = len(parts) > 1
    for tab, header, ahead in parts:
        _read_tab(table, carried, tab, header, ahead, tab.name if several else "")
        table.stated_date = table.stated_date or _stated_date(ahead[: header.row_number])
        if header.unknown:
            names = "、".join(dict.fromkeys(header.unknown[:12]))
            table.notices.append(f"未识别、不导入的列：{names}")
    if not table.rows:
        raise WorkbookError("表头以下没有数据：请填写后重新上传")
    table.notices = list(dict.fromkeys(table.notices))
    return table


def _recognised_tabs(
    layouts: Sequence[Layout], tabs: list[Tab]
) -> Iterator[tuple[Tab, Header, list[list[Cell]]]]:
    """The worksheets that have a header; with several, those without are left out, and the
    layout of the first one found counts for all."""
    found = None
    refusal: WorkbookError | None = None
    for tab in tabs:
        ahead = list(islice(tab.rows, HEADER_WITHIN))
        try:
            header = recognise([found] if found else layouts, ahead, tab.name)
        except WorkbookError as error:
            refusal = refusal or error
            continue
        found = header.layout
        yield tab, header, ahead
    if found is None:
        raise refusal or WorkbookError("文件里没有内容")


def _stated_date(above: list[list[Cell]]) -> datetime.date | None:
    for row in above:
        for cell in row:
            match = _STATED.search(plain_text(cell)) if isinstance(cell, str) else None
            if match:
                try:
                    return date(match[1])
                except CellError:
                    continue
    return None


@dataclass(slots=True)
class _Reading:
    """How one column is read, with what was read before where values repeat."""

    place: int
    column: Column
    known: dict[Cell, Any] | None


def _read_tab(
    table: Table,
    columns: list[Column],
    tab: Tab,
    header: Header,
    ahead: list[list[Cell]],
    tab_name: str,
) -> None:
    readings = [
        _Reading(header.places[column.name], column, {} if column.repeats else None)
        for column in columns
    ]
    width = max(header.places.values()) + 1
    heading = _cells_at(ahead[header.row_number - 1], readings)
    for number, row in with_numbers(tab.rows, ahead):
        if number <= header.row_number or not any(row):
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        if _is_no_data(row, readings, heading):
            continue
        index = len(table.rows)
        table.places.append((tab_name, number))
        table.rows.append(_values(table, index, row, readings))


def _cells_at(row: Sequence[Cell], readings: list[_Reading]) -> list[Cell]:
    return [row[reading.place] if reading.place < len(row) else "" for reading in readings]


def _is_no_data(row: list[Cell], readings: list[_Reading], heading: list[Cell]) -> bool:
    """A header repeated on a later page, numbered but empty lines, sums and signatures below."""
    cells = [row[reading.place] for reading in readings]
    filled = sum(1 for cell in cells if cell not in {"", None})
    if filled > _FOOTER_CELLS and cells[0] != heading[0]:
        return False
    if cells == heading:
        return True
    if filled == 0 or (filled == 1 and readings[0].column.name == "ordinal" and cells[0] != ""):
        return True
    first = next((plain_text(cell) for cell in row if cell not in {"", None}), "")
    return filled <= _FOOTER_CELLS and first.replace(" ", "").startswith(_FOOTERS)


def _values(table: Table, index: int, row: list[Cell], readings: list[_Reading]) -> tuple:
    values = []
    for reading in readings:
        cell = row[reading.place]
        if cell == "" or cell is None:
            values.append(None)
            continue
        known = reading.known
        if known is not None and cell in known:
            value = known[cell]
        else:
            value = _read(reading.column, cell)
            if known is not None:
                known[cell] = value
        if type(value) is CellError:
            _note(table, index, reading.column, cell, value)
            value = None
        values.append(value)
    return tuple(values)


def _read(column: Column, cell: Cell) -> Any:
    try:
        return column.read(cell)
    except CellError as error:
        return error


def _note(table: Table, index: int, column: Column, cell: Cell, error: CellError) -> None:
    found = plain_text(cell)[:_SHORTEST_TO_REMEMBER]
    table.unread[index].add(column.name)
    table.problem(index, str(error), column.name, found=found)


def stored(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem.stored() for problem in problems]
