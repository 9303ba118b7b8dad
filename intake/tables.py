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
    "合计", "小计", "总计", "共计", "填表", "制表", "审核", "负责人", "单位负责", "注:", "备注:",
    "说明",
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
    """The rows of a workbook that carry data, column by column.

    `columns[field][i]` is the value of row i; what could not be read is None there, a problem in
    `problems[i]`, and its field in `unread[i]`. `places[i]` is (worksheet, row number) as Excel
    shows them.
    """

    layout: Layout
    fields: list[str]
    columns: dict[str, list] = field(default_factory=dict)
    places: list[tuple[str, int]] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    unread: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    notices: list[str] = field(default_factory=list)
    stated_date: datetime.date | None = None
    """数据截至日期 as a line above the header says it; our own exports carry one."""

    def __len__(self) -> int:
        return len(self.places)

    def column(self, name: str) -> list:
        """A column's values; all None where the workbook does not carry it."""
        return self.columns.get(name) or [None] * len(self.places)

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


def read_table(layouts: Sequence[Layout], content: bytes) -> Table:
    """Read a workbook of any of the layouts.

    Raises:
        WorkbookError: the file, or its header, cannot be understood; or no row has data.
    """
    parts = list(_recognised_tabs(layouts, open_tabs(content)))
    layout = parts[0][1].layout
    carried = [c for c in layout.columns if all(c.name in header.places for _, header, _ in parts)]
    table = Table(layout, [column.name for column in carried])
    table.columns = {name: [] for name in table.fields}
    several = len(parts) > 1
    for tab, header, ahead in parts:
        _read_tab(table, carried, tab, header, ahead, tab.name if several else "")
        table.stated_date = table.stated_date or _stated_date(ahead[: header.row_number])
        if header.unknown:
            names = "、".join(dict.fromkeys(header.unknown[:12]))
            table.notices.append(f"未识别、不导入的列：{names}")
    if not table.places:
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


def _read_tab(
    table: Table,
    columns: list[Column],
    tab: Tab,
    header: Header,
    ahead: list[list[Cell]],
    tab_name: str,
) -> None:
    """Keep the rows with data, then read them column by column: where values repeat, each
    different one is read once."""
    places = [header.places[column.name] for column in columns]
    width = max(places) + 1
    heading = _cells_at(ahead[header.row_number - 1], places)
    # All but a few lines are data, and these two cells tell so at once.
    one, *_, other = [header.places[c.name] for c in columns if c.required] * 2
    heading_of_one = heading[places.index(one)]
    has_ordinal = columns[0].name == "ordinal"
    kept: list[list[Cell]] = []
    begin = len(table.places)
    for number, row in with_numbers(tab.rows, ahead):
        if number <= header.row_number:
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        is_plain = row[one] != "" != row[other] and row[one] != heading_of_one
        if is_plain or not _is_no_data(row, places, heading, has_ordinal=has_ordinal):
            kept.append(row)
            table.places.append((tab_name, number))
    for column, place in zip(columns, places, strict=True):
        cells = [row[place] for row in kept]
        values = _read_repeating(column, cells) if column.repeats else _read_each(column, cells)
        _note_unread(table, column, begin, cells, values)
        table.columns[column.name] += values


def _cells_at(row: Sequence[Cell], places: list[int]) -> list[Cell]:
    return [row[place] if place < len(row) else "" for place in places]


def _is_no_data(
    row: list[Cell], places: list[int], heading: list[Cell], *, has_ordinal: bool
) -> bool:
    """Empty lines, a header repeated on a later page, numbered but empty lines, sums and
    signatures below."""
    cells = [row[place] for place in places]
    filled = sum(1 for cell in cells if cell not in {"", None})
    if filled == 0 or cells == heading:
        return True
    if filled == 1 and has_ordinal and cells[0] not in {"", None}:
        return True
    first = next((plain_text(cell) for cell in row if cell not in {"", None}), "")
    return filled <= _FOOTER_CELLS and first.replace(" ", "").startswith(_FOOTERS)


def _read_repeating(column: Column, cells: list[Cell]) -> list:
    if bool in set(map(type, cells)):  # TRUE and 1 are one key, and two values
        return _read_each(column, cells)
    known = {cell: _read(column, cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def _read_each(column: Column, cells: list[Cell]) -> list:
    return [_read(column, cell) for cell in cells]


def _read(column: Column, cell: Cell) -> Any:
    if cell == "" or cell is None:
        return None
    try:
        return column.read(cell)
    except CellError as error:
        return error


def _note_unread(table: Table, column: Column, begin: int, cells: list[Cell], values: list) -> None:
    """What could not be read becomes a problem of its row, and no value."""
    if CellError not in set(map(type, values)):
        return
    for place, value in enumerate(values):
        if type(value) is CellError:
            values[place] = None
            index = begin + place
            found = plain_text(cells[place])[:_SHORTEST_TO_REMEMBER]
            table.unread[index].add(column.name)
            table.problem(index, str(value), column.name, found=found)


def stored(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem.stored() for problem in problems]
