"""A workbook with faults for the demonstration: households of the user's own township, some
corrected, one new, and one of each mistake that people make.

Every ID number in it is synthetic, and the register's rows are demonstration rows.
"""

import datetime
import io
from collections.abc import Callable, Iterator
from itertools import groupby

import xlsxwriter

from households.demo.identifiers import IdMint
from households.models import Household
from households.sheets import exporting
from households.sheets.columns import LAYOUT_2016
from organization.division_codes import ancestor
from organization.enums import DivisionLevel
from organization.models import User
from organization.permissions import Permission
from organization.working_date import working_date

_HOUSEHOLDS = 16
Rows = list[dict]


def workbook(user: User) -> bytes | None:
    """The sample for this user; None where nothing lies within his reach."""
    visible = Household.objects.visible_to(user, Permission.HOUSEHOLD_EDIT).valid(working_date())
    first = visible.order_by("household_no").values_list("village_id", flat=True).first()
    if first is None:
        return None
    township = ancestor(first, DivisionLevel.TOWNSHIP)
    day = exporting.data_day(township, working_date())
    households = list(_households(township, day))
    rows = [row for rows, change in zip(households, _CHANGES, strict=False) for row in change(rows)]
    rows += [row for rows in households[len(_CHANGES) :] for row in rows]
    if households:
        rows += _newcomers(households[0])
    return _written(rows, day)


def _households(township: str, day: datetime.date) -> Iterator[Rows]:
    """The first households of the township, each as its rows by field."""
    names = [column.name for column in LAYOUT_2016.columns]
    rows = (
        dict(zip(names, values, strict=True))
        for values in exporting.export(LAYOUT_2016, township, day)
    )
    for count, (_, group) in enumerate(groupby(rows, key=lambda row: row["household_no"])):
        if count == _HOUSEHOLDS:
            return
        yield list(group)


# --- one change or mistake a household -----------------------------------------------------


def _raised_income(rows: Rows) -> Rows:
    for row in rows:
        if row["net_income_per_capita"]:
            row["net_income_per_capita"] = float(row["net_income_per_capita"]) + 120
    return rows


def _new_phone(rows: Rows) -> Rows:
    for row in rows:
        row["phone"] = "15400000088"
    return rows


def _mistyped_id(rows: Rows) -> Rows:
    number = rows[0]["identity"]
    rows[0]["identity"] = number[:17] + ("1" if number[17] != "1" else "2") + number[18:]
    return rows


def _id_as_number(rows: Rows) -> Rows:
    rows[-1]["identity"] = float(rows[-1]["identity"][:17] + "0")
    return rows


def _unknown_village(rows: Rows) -> Rows:
    for row in rows:
        row["village"] = "幸福新村"
    return rows


def _another_township(rows: Rows) -> Rows:
    for row in rows:
        elsewhere = {"沙湖镇": ("毛嘴镇", "古堤村")}
        row["township"], row["village"] = elsewhere.get(row["township"], ("沙湖镇", "马河村"))
    return rows


def _two_heads(rows: Rows) -> Rows:
    return [*rows, {**rows[0], "person_no": "", "identity": _id("2", 1971), "name": "王小妹"}]


def _wrong_sex(rows: Rows) -> Rows:
    son = {**rows[0], "person_no": "", "identity": _id("2", 1999), "name": "李小芳"}
    return [*rows, {**son, "relation": "之子"}]


def _thirteen_months(rows: Rows) -> Rows:
    rows[0]["work_months"] = 13
    return rows


def _income_in_words(rows: Rows) -> Rows:
    for row in rows:
        row["net_income_per_capita"] = "三千左右"
    return rows


def _short_phone(rows: Rows) -> Rows:
    for row in rows:
        row["phone"] = "1540000"
    return rows


_CHANGES: list[Callable[[Rows], Rows]] = [
    _raised_income, _new_phone, _mistyped_id, _id_as_number, _unknown_village, _another_township,
    _two_heads, _wrong_sex, _thirteen_months, _income_in_words, _short_phone,
]  # fmt: skip


def _newcomers(pattern: Rows) -> Rows:
    """A household that the register does not know: a couple, newly found poor."""
    head = {
        **pattern[0],
        "household_no": "", "person_no": "", "name": "新建国", "identity": _id("1", 1962),
        "relation": "户主", "size": 2, "education": "小学", "student_status": "非在校生",
        "health": "长期慢性病", "labor": "丧失劳动力", "work_area": "", "work_months": "",
        "status": "未脱贫", "attribute": "一般贫困户", "cause_main": "因病",
        "net_income_per_capita": 2480, "phone": "15400000099",
    }  # fmt: skip
    wife = {
        **head, "name": "余秀兰", "identity": _id("2", 1964), "relation": "配偶", "health": "健康",
        "labor": "普通劳动力",
    }  # fmt: skip
    return [head, wife]


def _id(sex: str, year: int) -> str:
    """A valid number with the never-issued prefix, on a birthday kept for samples."""
    return IdMint().issue(datetime.date(year, 2, 28), sex)


def _written(rows: Rows, day: datetime.date) -> bytes:
    """As the national system exports it: a title, the header, a row per person."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("贫困户信息")
        bold = book.add_format({"bold": True})
        page.write_string(
            0, 0, f"贫困户信息（演示样例，含错误）　数据截至日期：{day:%Y-%m-%d}", bold
        )
        for place, column in enumerate(LAYOUT_2016.columns):
            page.set_column(place, place, column.width)
            page.write_string(1, place, column.label, bold)
            for line, row in enumerate(rows, start=2):
                value = row.get(column.name, "")
                if isinstance(value, int | float):
                    page.write_number(line, place, value)
                elif value not in {"", None}:
                    page.write_string(line, place, str(value))
    return target.getvalue()
