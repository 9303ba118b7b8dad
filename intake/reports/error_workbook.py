"""What is wrong, brought back into the user's own workbook at the very cells.

Up to 20,000 rows the uploaded .xlsx itself comes back: formats, other columns, order and other
worksheets as they were, bad cells coloured with a comment, one more column 错误说明. A larger
file, or one of another kind, gives a new workbook with the original row numbers and only the
rows that have findings.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from intake.cells import plain_text
from intake.enums import Level
from intake.layouts import HEADER_WITHIN, ORIGINAL_ROW, REMARK, Header, Layout, find_header
from intake.models import ImportBatch
from intake.sheets import sheet_of
from intake.workbook import Tab, open_tabs

OWN_FILE_UP_TO = 20_000
_RED = PatternFill("solid", fgColor="F8D0CC")
_AMBER = PatternFill("solid", fgColor="FBE7C0")
_AUTHOR = "精准扶贫管理系统"
_COMMENT_SIZE = (120, 320)


@dataclass
class RowFindings:
    """The problems of one row of one worksheet."""

    by_column: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @property
    def sentence(self) -> str:
        return "；".join(
            f"{column}：{problem['text']}" if column else problem["text"]
            for column, problems in self.by_column.items()
            for problem in problems
        )

    @property
    def is_error(self) -> bool:
        problems = [p for group in self.by_column.values() for p in group]
        return any(p.get("level", Level.ERROR) == Level.ERROR for p in problems)


Findings = dict[tuple[str, int], RowFindings]


def build(batch: ImportBatch) -> bytes:
    """The error workbook as bytes."""
    findings = findings_of(batch)
    layout = sheet_of(batch.sheet).layout(batch.layout)
    with batch.file.file.open() as file:
        content = file.read()
    if batch.counts.get("rows", 0) <= OWN_FILE_UP_TO and content.startswith(b"PK"):
        try:
            return _own_file(content, layout, findings)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError):
            # A file that Excel and calamine read but openpyxl does not; the list says the same.
            return _new_file(batch.file_name, content, layout, findings)
    return _new_file(batch.file_name, content, layout, findings)


def findings_of(batch: ImportBatch) -> Findings:
    """All problems of a batch by worksheet and row."""
    found: Findings = defaultdict(RowFindings)
    rows = batch.rows.filter(has_messages=True).order_by("row_number", "pk")
    for messages in rows.values_list("messages", flat=True).iterator(chunk_size=2000):
        for problem in messages or []:
            place = problem.get("tab", ""), problem["row"]
            found[place].by_column[problem.get("column", "")].append(problem)
    return found


# --- the user's own file -------------------------------------------------------------------


def _own_file(content: bytes, layout: Layout, findings: Findings) -> bytes:
    # Values for formulas: what is handed on to others calculates and calls nothing.
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    several = any(tab for tab, _ in findings)
    for page in book.worksheets:
        if page.sheet_state != "visible":
            continue
        rows = {row: found for (tab, row), found in findings.items() if tab in {"", page.title}}
        header = _header_of(page, layout)
        if rows and header and (several or page is _first_with_header(book, layout)):
            _mark(page, header, rows)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _first_with_header(book: openpyxl.Workbook, layout: Layout) -> Worksheet | None:
    visible = (page for page in book.worksheets if page.sheet_state == "visible")
    return next((page for page in visible if _header_of(page, layout)), None)


def _header_of(page: Worksheet, layout: Layout) -> Header | None:
    ahead = page.iter_rows(max_row=HEADER_WITHIN, values_only=True)
    return find_header([layout], [["" if cell is None else cell for cell in row] for row in ahead])


def _mark(page: Worksheet, header: Header, rows: dict[int, RowFindings]) -> None:
    labels = {header.layout.by_name[name].label: place for name, place in header.places.items()}
    extra = _clear_earlier(page, header) or page.max_column + 1
    title = page.cell(header.row_number, extra, REMARK)
    title.font = Font(bold=True)
    page.column_dimensions[title.column_letter].width = 60
    for number, found in rows.items():
        for column, problems in found.by_column.items():
            if column in labels:
                _mark_cell(page.cell(number, labels[column] + 1), problems)
        note = page.cell(number, extra, found.sentence)
        note.fill = _RED if found.is_error else _AMBER


def _clear_earlier(page: Worksheet, header: Header) -> int | None:
    """In an error workbook that was corrected and has errors left: take away the marks of the
    last time; where its remarks stand, None in a file of the user's own."""
    heads = {cell.value: cell.column for cell in page[header.row_number]}
    if REMARK not in heads:
        return None
    for row in page.iter_rows(min_row=header.row_number + 1):
        for cell in row:
            if cell.column == heads[REMARK]:
                cell.value, cell.fill = None, PatternFill()
            elif cell.comment and cell.comment.author == _AUTHOR:
                cell.comment, cell.fill = None, PatternFill()
    return heads[REMARK]


def _mark_cell(cell: Any, problems: list[dict]) -> None:
    is_error = any(problem.get("level", Level.ERROR) == Level.ERROR for problem in problems)
    cell.fill = _RED if is_error else _AMBER
    comment = Comment("\n".join(problem["text"] for problem in problems), _AUTHOR)
    comment.height, comment.width = _COMMENT_SIZE
    cell.comment = comment


# --- a new file ----------------------------------------------------------------------------


def _new_file(name: str, content: bytes, layout: Layout, findings: Findings) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet("错误表")
        head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1})
        shades = {
            True: book.add_format({"bg_color": "#F8D0CC", "num_format": "@"}),
            False: book.add_format({"bg_color": "#FBE7C0", "num_format": "@"}),
        }
        plain = book.add_format({"num_format": "@"})
        labels = [ORIGINAL_ROW, REMARK, *(column.label for column in layout.columns)]
        for spot, label in enumerate(labels):
            page.write_string(0, spot, label, head)
        page.set_column(1, 1, 60)
        page.freeze_panes(1, 0)
        for line, (place, cells, found) in enumerate(
            _rows_with_findings(content, layout, findings), start=1
        ):
            page.write_string(line, 0, place)
            page.write_string(line, 1, found.sentence, shades[found.is_error])
            for spot, column in enumerate(layout.columns, start=2):
                bad = found.by_column.get(column.label)
                shade = shades[found.is_error] if bad else plain
                page.write_string(line, spot, cells.get(column.name, ""), shade)
    return target.getvalue()


def _rows_with_findings(
    content: bytes, layout: Layout, findings: Findings
) -> Iterator[tuple[str, dict[str, str], RowFindings]]:
    several = any(tab for tab, _ in findings)
    for tab in open_tabs(content):
        header, rows = _numbered(tab, layout)
        if header is None:
            continue
        for number, row in rows:
            found = findings.get((tab.name if several else "", number))
            if found is None:
                continue
            cells = {
                field: plain_text(row[place])
                for field, place in header.places.items()
                if place < len(row)
            }
            yield (f"{tab.name} {number}" if several else str(number)), cells, found
        if not several:
            return


def _numbered(tab: Tab, layout: Layout) -> tuple[Any, Iterator[tuple[int, Any]]]:
    ahead = list(islice(tab.rows, HEADER_WITHIN))
    return find_header([layout], ahead), enumerate(chain(ahead, tab.rows), start=1)
