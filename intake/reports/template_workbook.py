"""An empty workbook of a layout: header, hints, drop-down lists, text format for numbers."""

import io
from typing import Any

import xlsxwriter

from intake.cells import labels_of
from intake.layouts import Column, Layout
from intake.sheets import Sheet

_ROWS = 1000
"""How far down the template's formats and lists reach."""
_LIST_LIMIT = 255
"""Excel takes no longer list written into the rule itself."""


def file_name(sheet: Sheet, layout: Layout) -> str:
    """Of two layouts of a sheet each has a name of its own, so that neither becomes “(1)”."""
    label = layout.label if len(sheet.layouts) > 1 else sheet.label
    return f"{label}模板.xlsx"


def build(sheet: Sheet, layout: Layout) -> bytes:
    """The template as bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet.label[:31])
        lists = book.add_worksheet("可选值")
        write_header(book, page, layout)
        for place, column in enumerate(layout.columns):
            _offer_choices(page, lists, place, column)
        lists.set_column(0, len(layout.columns), 16)
    return target.getvalue()


def write_header(book: xlsxwriter.Workbook, page: Any, layout: Layout, *, row: int = 0) -> None:
    """Header row, widths, hints; numbers that are names stand in text format, so that Excel
    keeps their digits."""
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    text = book.add_format({"num_format": "@"})
    for place, column in enumerate(layout.columns):
        page.set_column(place, place, column.width, text)
        page.write_string(row, place, column.label, head)
        if column.hint:
            page.write_comment(row, place, column.hint, {"x_scale": 1.6})
    page.freeze_panes(row + 1, 0)


def _offer_choices(page: Any, lists: Any, place: int, column: Column) -> None:
    choices = labels_of(column.read)
    if not choices:
        return
    lists.write_string(0, place, column.label)
    for row, choice in enumerate(choices, start=1):
        lists.write_string(row, place, choice)
    letter = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
    source = f"='可选值'!{letter}$2:{letter}${len(choices) + 1}"
    short = ",".join(choices)
    page.data_validation(
        1,
        place,
        _ROWS,
        place,
        {
            "validate": "list",
            "source": choices if len(short) <= _LIST_LIMIT else source,
            "error_type": "warning",
            "error_title": "不在可选范围",
            "error_message": "请从下拉列表中选择，或核对后继续",
        },
    )
