"""Workbooks of the registers, as an office fills in the template."""

import io
from typing import Any

import openpyxl

from intake.sheets import sheet_of


def sheet_file(code: str, *rows: dict[str, Any]) -> bytes:
    """A workbook of a sheet: the template's header, one line per row."""
    layout = sheet_of(code).layouts[0]
    names = {column.name for column in layout.columns}
    assert not {name for row in rows for name in row} - names
    book = openpyxl.Workbook()
    book.active.append([column.label for column in layout.columns])
    for row in rows:
        book.active.append([row.get(column.name) for column in layout.columns])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cells_of(content: bytes) -> list[list[Any]]:
    """Every line of the first worksheet."""
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]
