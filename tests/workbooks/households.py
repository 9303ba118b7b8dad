"""Workbooks of households in the two national layouts.

    content = workbook(Maker([("杨林尾镇", "革新村")]).families(3))

gives a clean one; `edit` changes rows before they are written, `Style` how the sheet looks.
"""

import datetime
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import xlsxwriter

from households.sheets.columns import LAYOUT_2016
from intake.layouts import Layout
from tests.workbooks.people import Family

Row = dict[str, object]
Edit = Callable[[list[Row]], None]
DATA_DATE = datetime.date(2016, 12, 31)


@dataclass
class Style:
    """How people lay out their sheets."""

    titles: tuple[str, ...] = ()
    """Rows above the header."""
    order: tuple[str, ...] = ()
    """Fields in another order than the layout's."""
    extra: tuple[str, ...] = ()
    """Columns of their own, after the known ones."""
    labels: dict[str, str] | None = None
    """Field → header as they write it."""
    footers: tuple[str, ...] = ()
    head_only: tuple[str, ...] = ()
    """Fields filled on the head's row only."""
    tab: str = "Sheet1"


def rows_of(families: Iterable[Family]) -> list[Row]:
    """One row per person, field → cell."""
    rows: list[Row] = []
    for family in families:
        for person in family.members:
            rows.append(
                {
                    "ordinal": len(rows) + 1,
                    "data_date": DATA_DATE,
                    "province": "湖北省",
                    "prefecture": "省直辖县级行政区划",
                    "county": "仙桃市",
                    "township": family.township,
                    "village": family.village,
                    "household_no": family.household_no,
                    "person_no": person.person_no,
                    "name": person.name,
                    "identity": person.identity,
                    "relation": person.relation,
                    "ethnicity": person.ethnicity,
                    "education": person.education,
                    "student_status": person.student_status,
                    "health": person.health,
                    "labor": person.labor,
                    "work_area": person.work_area,
                    "work_months": person.work_months,
                    "serious_illness_insured": "是",
                    "household_type": "脱贫户",
                    "identified_on": datetime.date(2014, 11, 30),
                    "member_identified_on": datetime.date(2014, 11, 30),
                    **family.values,
                }
            )
    return rows


def workbook(
    families: Iterable[Family] | None = None,
    *,
    rows: list[Row] | None = None,
    layout: Layout = LAYOUT_2016,
    style: Style | None = None,
    edit: Edit | None = None,
) -> bytes:
    """An .xlsx as bytes."""
    target = io.BytesIO()
    rows = rows_of(families or ()) if rows is None else rows
    if edit:
        edit(rows)
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    write_tab(book, rows, layout, style or Style())
    book.close()
    return target.getvalue()


def _write_cell(page, line: int, place: int, value, days) -> None:
    if isinstance(value, datetime.date):
        page.write_datetime(line, place, value, days)
    elif value not in {"", None}:
        page.write(line, place, value)


def write_tab(book, rows: list[Row], layout: Layout, style: Style) -> None:
    page = book.add_worksheet(style.tab)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, title in enumerate(style.titles):
        page.merge_range(number, 0, number, 9, title)
    fields = list(style.order) or [column.name for column in layout.columns]
    labels = {column.name: column.label for column in layout.columns} | (style.labels or {})
    top = len(style.titles)
    for place, label in enumerate([*(labels[name] for name in fields), *style.extra]):
        page.write_string(top, place, label)
    number = top
    for row in rows:
        number += 1
        for place, name in enumerate(fields):
            on_another_row = name in style.head_only and row.get("relation") != "户主"
            _write_cell(page, number, place, "" if on_another_row else row.get(name, ""), days)
    for offset, footer in enumerate(style.footers, start=1):
        page.write_string(number + offset, 0, footer)
