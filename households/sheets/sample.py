"""A workbook with faults for the demonstration city, of the user's own township.

Most of it is the register as it stands, so that a newcomer sees all five outcomes: households
that have not changed, some with a new phone or income, new ones, and the usual mistakes. New
people carry the never-issued prefix 429000.
"""

import datetime
import io
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

import xlsxwriter

from households.sheets import exporting
from households.sheets.columns import LAYOUT_2016
from intake.identity import check_character
from intake.reports.template_workbook import write_header
from organization.models import User
from organization.permissions import Permission
from organization.scope import granted_ranges
from organization.working_date import working_date

_HOUSEHOLDS = 24
_PREFIX = "429000"
Row = dict[str, Any]


def workbook(user: User) -> bytes | None:
    """The sample as bytes; None where the user's area has no households."""
    ranges = granted_ranges(user, Permission.HOUSEHOLD_EDIT)
    if not ranges:
        return None
    code, day = ranges[0].low, working_date()
    data_day = exporting.data_day(code, day)
    families = list(islice(_families(code, data_day), _HOUSEHOLDS))
    if len(families) < _HOUSEHOLDS:
        return None
    _change(families)
    _spoil(families)
    rows = [row for family in families for row in family]
    return _written([*rows, *_newcomers(families[0][0])], data_day)


def _families(code: str, day: datetime.date) -> Iterator[list[Row]]:
    names = [column.name for column in LAYOUT_2016.columns]
    rows = (dict(zip(names, row, strict=True)) for row in exporting.export(LAYOUT_2016, code, day))
    for _, family in groupby(rows, key=lambda row: row["household_no"]):
        yield list(family)


def _change(families: list[list[Row]]) -> None:
    """What a new survey usually brings."""
    for number, family in enumerate(families[6:10]):
        for row in family:
            row["phone"] = f"1540000{number:04d}"
    for family in families[10:12]:
        for row in family:
            row["natural_village"] = "新垸湾"


def _spoil(families: list[list[Row]]) -> None:
    """The mistakes that offices make most."""
    last = families[12][0]["identity"]
    families[12][0]["identity"] = last[:17] + ("1" if last[17] != "1" else "2")
    families[13][0]["identity"] = 4.29000196505061e17  # a number that Excel has rounded
    families[14][0]["health"] = "亚健康"
    families[15][0]["village"] = "不存在村"
    for row in families[16]:
        row["status"] = "返贫"
    families[17][0]["size"] = len(families[17]) + 1
    families[18][0]["net_income_per_capita"] = "三千元"
    families[19][0]["phone"] = "1380000"
    families[20][0]["relation"] = "配偶"
    families[21][0]["work_months"] = 14


def _newcomers(pattern: Row) -> list[Row]:
    """A new household of two that is entirely right."""
    household = {
        **pattern, "household_no": "429000990001", "size": 2, "status": "未脱贫",
        "attribute": "一般贫困户", "cause_main": "缺资金", "is_dangerous_house": "否",
        "water_safe": "是", "water_difficult": "否", "net_income_per_capita": 2650.5,
        "phone": "15400009901", "education": "初中", "student_status": "", "health": "健康",
        "work_area": "", "work_months": "", "serious_illness_insured": "是", "ethnicity": "汉族",
    }  # fmt: skip
    people = (("户主", "石样本", "19630412"), ("配偶", "范样例", "19650703"))
    return [
        {
            **household,
            "person_no": f"4290009900{number:02d}",
            "name": name,
            "relation": relation,
            "labor": "普通劳动力",
            "identity": _identity(birthday, number),
        }
        for number, (relation, name, birthday) in enumerate(people, start=1)
    ]


def _identity(digits: str, number: int) -> str:
    """A number that passes its check and belongs to nobody; odd for the man, even for the wife."""
    first_17 = f"{_PREFIX}{digits}99{1 if number == 1 else 2}"
    return first_17 + check_character(first_17)


def _written(rows: list[Row], day: datetime.date) -> bytes:
    """As an office would send it: a title above the header, the date beside it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("贫困户信息")
        page.write_string(0, 0, f"建档立卡贫困户信息表　数据截至日期：{day:%Y-%m-%d}")
        write_header(book, page, LAYOUT_2016, row=1)
        for line, row in enumerate(rows, start=2):
            for place, column in enumerate(LAYOUT_2016.columns):
                value = row.get(column.name)
                if value not in {None, ""}:
                    _write_cell(page, line, place, value)
    return target.getvalue()


def _write_cell(page: Any, line: int, place: int, value: Any) -> None:
    """Numbers as numbers, everything else, also a long number, as text."""
    if isinstance(value, str):
        page.write_string(line, place, value)
    else:
        page.write_number(line, place, float(value))
