"""The household list as a workbook: exactly the rows and columns that the page shows."""

import datetime
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import xlsxwriter
from django.db.models import QuerySet

from households.models import Household
from households.selectors import ListRow, list_rows

_AT_A_TIME = 1000
Column = tuple[str, str, int, Callable[[ListRow], Any]]

# (name on the page, heading, width, value); without a name it is always there.
COLUMNS: list[Column] = [
    ("", "户主", 12, lambda row: row.household.head_name),
    ("", "镇办场园", 14, lambda row: row.household.village.township.short_name),
    ("", "村", 14, lambda row: row.household.village.name),
    ("", "组", 8, lambda row: row.household.group_no),
    ("", "人口", 6, lambda row: row.household.size_now),
    ("", "脱贫状态", 18, lambda row: row.status_label),
    ("attribute", "户属性", 16, lambda row: row.attribute_label),
    ("cause", "主要致贫原因", 18, lambda row: row.cause_label),
    ("income", "人均纯收入（元）", 16, lambda row: row.household.income_shown),
    ("income", "收入年度", 10, lambda row: row.household.income_year_shown),
    ("findings", "核查问题（项）", 14, lambda row: row.findings),
    ("number", "户号", 22, lambda row: row.household.household_no),
]


def list_workbook(
    households: QuerySet[Household],
    day: datetime.date,
    *,
    columns: set[str] | None,
    said: str,
    say: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Write the list; `columns` are the optional ones wanted, None for all, `said` the first line.

    `say` is told now and then how many households are written.

    Personal numbers are no columns of the list, so there are none to mask.
    """
    chosen = [each for each in COLUMNS if not each[0] or columns is None or each[0] in columns]
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("户台账")
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, (_, _, width, _) in enumerate(chosen):
            page.set_column(place, place, width)
        page.write_string(0, 0, said)
        page.write_row(1, 0, [heading for _, heading, _, _ in chosen], bold)
        page.freeze_panes(2, 1)
        for line, row in enumerate(_rows(households, day), start=2):
            for place, (_, _, _, value) in enumerate(chosen):
                _write(page, line, place, value(row))
            if line % _AT_A_TIME == 0:
                say(line - 1)
    return out.getvalue()


def _write(page: Any, line: int, place: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(line, place, value)
    else:
        page.write_number(line, place, value)


def _rows(households: QuerySet[Household], day: datetime.date) -> Iterator[ListRow]:
    ids = iter(list(households.values_list("pk", flat=True)))
    while part := list(islice(ids, _AT_A_TIME)):
        yield from list_rows(part, day)
