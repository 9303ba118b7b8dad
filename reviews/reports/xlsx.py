"""A report as a workbook, from the snapshot: its tables, every figure, every definition."""

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reviews.reports.cells import DASH, Cell

_FORMATS = {
    "count": "#,##0",
    "mean": "#,##0.00",
    "money": "#,##0.00",
    "percent": "0.00%",
}
_NAME_WIDTH, _WIDTH = 24, 16


def workbook(snapshot: dict[str, Any], commentary: str, number: str) -> bytes:
    """The whole workbook as a file."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        writer = _Writer(book)
        writer.text_sheet(snapshot, commentary, number)
        writer.figure_sheet(snapshot)
        writer.definition_sheet(snapshot)
    return file.getvalue()


class _Writer:
    """Writes sheets with one set of formats."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
        edge = {**base, "border": 1}
        self.title = book.add_format({**base, "bold": True, "font_size": 16})
        self.heading = book.add_format({**base, "bold": True, "font_size": 12})
        self.text = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format(
            {**edge, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EFF8"}
        )
        self.cell = book.add_format({**edge, "text_wrap": True})
        self.numbers: dict[str, Format] = {
            style: book.add_format({**edge, "num_format": form}) for style, form in _FORMATS.items()
        }

    def text_sheet(self, snapshot: dict[str, Any], commentary: str, number: str) -> None:
        """Every section below the other, tables as tables."""
        sheet = self._sheet("报告")
        sheet.write_string(0, 0, snapshot["title"], self.title)
        sheet.write_string(1, 0, f"{number}　数据截至{snapshot['last_day']}", self.text)
        row = 3
        for section in snapshot["sections"]:
            sheet.write_string(row, 0, section["title"], self.heading)
            row += 1
            for block in section["blocks"]:
                row = self._block(sheet, row, block, commentary)
            row += 1

    def _block(self, sheet: Worksheet, row: int, block: dict[str, Any], commentary: str) -> int:
        if block["type"] != "table":
            text = block.get("text", commentary)
            sheet.merge_range(row, 0, row, 7, text, self.text)
            sheet.set_row(row, 18 * (1 + len(text) // 62 + text.count("\n")))
            return row + 1
        sheet.write_string(row, 0, block["title"], self.heading)
        row += 1
        if not block["rows"]:
            sheet.write_string(row, 0, block["empty"], self.text)
            return row + 2
        ranked = {
            column
            for cells in block["rows"]
            for column, cell in enumerate(cells)
            if not isinstance(cell, str) and "r" in cell
        }
        for column, label in enumerate(_with_ranks(block["head"], ranked, lambda label: "名次")):
            sheet.write_string(row, column, label, self.head)
        for cells in block["rows"]:
            row += 1
            for column, cell in enumerate(_with_ranks(cells, ranked, _rank)):
                self._write(sheet, row, column, cell)
        return row + 2

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """A number where the workbook can count with it, else the text."""
        if isinstance(cell, str) or cell["s"] not in self.numbers:
            text = cell if isinstance(cell, str) else cell["t"]
            sheet.write_string(row, column, text, self.cell)
        else:
            sheet.write_number(row, column, float(cell["n"]), self.numbers[cell["s"]])

    def figure_sheet(self, snapshot: dict[str, Any]) -> None:
        """Every figure of every place with numerator and denominator, and the one before."""
        sheet = self._sheet("指标值")
        labels = [
            "指标",
            "名称",
            "区划代码",
            "区划",
            "分子",
            "分母",
            "结果",
            "上期分子",
            "上期分母",
        ]
        for column, label in enumerate(labels):
            sheet.write_string(0, column, label, self.head)
        names = {place["code"]: place["name"] for place in snapshot["places"]}
        names[snapshot["division"]["code"]] = snapshot["division"]["name"]
        row = 0
        for definition in snapshot["definitions"]:
            figures = snapshot["figures"][definition["code"]]
            before = snapshot["baseline"][definition["code"]]
            for place, parts in figures.items():
                row += 1
                texts = [definition["code"], definition["name"], place, names.get(place, place)]
                for column, text in enumerate(texts):
                    sheet.write_string(row, column, text, self.cell)
                self._parts(sheet, row, 4, parts)
                self._write(sheet, row, 6, _result(definition["style"], parts))
                self._parts(sheet, row, 7, before.get(place, []))
        sheet.autofilter(0, 0, row, len(labels) - 1)
        sheet.freeze_panes(1, 4)

    def _parts(self, sheet: Worksheet, row: int, column: int, parts: list[str]) -> None:
        for offset in range(2):
            if offset < len(parts):
                number = self.numbers["money" if "." in parts[offset] else "count"]
                sheet.write_number(row, column + offset, float(parts[offset]), number)
            else:
                sheet.write_string(row, column + offset, "", self.cell)

    def definition_sheet(self, snapshot: dict[str, Any]) -> None:
        """What each figure means."""
        sheet = self._sheet("口径")
        keys = ["code", "number", "name", "unit", "definition", "numerator", "denominator"]
        labels = ["代码", "字典编号", "名称", "单位", "口径", "分子", "分母"]
        sheet.set_column(4, 4, 60)
        for column, label in enumerate(labels):
            sheet.write_string(0, column, label, self.head)
        for row, definition in enumerate(snapshot["definitions"], start=1):
            for column, key in enumerate(keys):
                sheet.write_string(row, column, definition[key], self.cell)
        sheet.freeze_panes(1, 0)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, _NAME_WIDTH)
        sheet.set_column(1, 30, _WIDTH)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet


def _with_ranks(cells: Sequence, ranked: set[int], rank_of: Callable) -> list:
    """A row with a column for the rank behind every column that has ranks."""
    spread = []
    for column, cell in enumerate(cells):
        spread.append(cell)
        if column in ranked:
            spread.append(rank_of(cell))
    return spread


def _rank(cell: Cell) -> Cell:
    if isinstance(cell, str) or "r" not in cell:
        return ""
    return {"t": str(cell["r"]), "n": str(cell["r"]), "s": "count"}


def _result(style: str, parts: list[str]) -> Cell:
    if len(parts) < 2:
        return {"t": parts[0], "n": parts[0], "s": style}
    above, below = map(Decimal, parts)
    if not below:
        return DASH
    return {"t": "", "n": str(above / below), "s": style}
