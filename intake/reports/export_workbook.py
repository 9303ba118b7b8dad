"""Rows of the register as a workbook, streamed: memory does not grow with the rows."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from intake.layouts import Layout
from intake.reports.template_workbook import write_header
from intake.sheets import Sheet

MAX_ROWS = 1_000_000
"""What one worksheet holds, rounded down; a further one is begun after it."""


def write(path: Path | Any, sheet: Sheet, layout: Layout, code: str, day: datetime.date) -> int:
    """Write the rows of an area to a file or stream; returns how many."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    data_day = sheet.data_day(code, day)
    top = 1 if data_day else 0
    with xlsxwriter.Workbook(path, options) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        page = None
        for values in sheet.export(layout, code, data_day or day):
            line = count % MAX_ROWS
            if line == 0:
                page = _page(book, sheet, layout, count // MAX_ROWS, data_day)
            for place, value in enumerate(values):
                _write_cell(page, top + line + 1, place, value, days)
            count += 1
        if page is None:
            _page(book, sheet, layout, 0, data_day)
    return count


def _page(
    book: xlsxwriter.Workbook,
    sheet: Sheet,
    layout: Layout,
    number: int,
    data_day: datetime.date | None,
) -> Any:
    page = book.add_worksheet(f"{sheet.label}{number + 1 if number else ''}"[:31])
    if data_day:
        page.write_string(0, 0, f"{sheet.label}　数据截至日期：{data_day:%Y-%m-%d}")
    write_header(book, page, layout, row=1 if data_day else 0)
    return page


def _write_cell(page: Any, line: int, place: int, value: Any, days: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime.date):
        page.write_datetime(line, place, value, days)
    elif isinstance(value, int | float | Decimal):
        page.write_number(line, place, float(value) if isinstance(value, Decimal) else value)
    else:
        page.write_string(line, place, str(value))
