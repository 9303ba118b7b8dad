"""Reading one cell: what people write in a workbook, turned into a value or a sentence.

Readers take the cell as calamine or csv gives it (text, float, date, bool) and return the value;
an empty cell is None. What cannot be read raises `CellError` with what to do. Full-width digits,
blanks, leading apostrophes and line breaks are forgiven; guesses about meaning are not.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from intake.errors import CellError
from organization.amounts import plain_amount
from organization.phones import PHONE_RULE, is_phone

Cell = str | float | int | bool | datetime.date | datetime.datetime | datetime.time | None
Reader = Callable[[Any], Any]

EXACT_DIGITS = 15
"""Excel keeps 15 significant digits of a number; longer ones come back with zeros at the end."""
_EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
_BLANKS = re.compile(r"\s+")
_EXPONENT = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
_DATE = re.compile(r"^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月?)?(?: .*|T.*)?$")
_COMPACT_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_NO_VALUE = frozenset({"", "-", "--", "—", "——", "/", "无数据", "NULL", "null", "None"})


def plain_text(cell: Cell) -> str:
    """The cell as the user sees it: trimmed, half-width, whole numbers without ‘.0’."""
    if type(cell) is str:
        if cell.isalnum():
            return cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
        text = unicodedata.normalize("NFKC", cell).replace("\u200b", "").strip()
        return text.lstrip("'").strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell)


def text(longest: int = 100) -> Reader:
    """A text of one line."""

    def read(cell: Cell) -> str | None:
        value = _BLANKS.sub(" ", plain_text(cell))
        if value in _NO_VALUE:
            return None
        if len(value) > longest:
            raise CellError(f"超过{longest}个字，请缩短")
        return value

    return read


def as_written(longest: int = 100) -> Reader:
    """A name or title of one line, its full-width brackets and marks kept."""

    def read(cell: Cell) -> str | None:
        kept = cell if isinstance(cell, str) else plain_text(cell)
        value = _BLANKS.sub(" ", kept).strip()
        if value in _NO_VALUE:
            return None
        if len(value) > longest:
            raise CellError(f"超过{longest}个字，请缩短")
        return value

    return read


def number_text(*, shortest: int, longest: int, what: str) -> Reader:
    """A number that is a name (户编号、人编号): digits, kept as text."""

    def read(cell: Cell) -> str | None:
        value = exact_text(cell, what)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and shortest <= len(value) <= longest):
            raise CellError(f"{what}应为{shortest}至{longest}位数字，请核对")
        return value

    return read


def exact_text(cell: Cell, what: str) -> str | None:
    """A long number as text; refuses one that Excel has already rounded.

    Raises:
        CellError: the digits are lost.
    """
    if type(cell) is str and cell.isascii() and cell.isalnum() and "E" not in cell.upper():
        return cell  # nearly every cell of a large register
    if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
        raise CellError(LOST_DIGITS.format(what=what))
    value = _BLANKS.sub("", plain_text(cell))
    if _EXPONENT.match(value):
        raise CellError(LOST_DIGITS.format(what=what))
    return None if value in _NO_VALUE else value


LOST_DIGITS = "{what}被存成了数字，后几位已丢失：请把该列设为“文本”格式后重新填写"


def code(labels: Mapping[str, str], *, aliases: Mapping[str, str] | None = None) -> Reader:
    """One of a code list, written as its label, its code (with or without leading zeros) or both.

    `labels` maps code → label; `aliases` maps other writings → code, or → "" for none.
    """
    known = _writings(labels, aliases)
    listed = "、".join(labels.values())
    shown = listed if len(listed) <= 60 else listed[:57] + "…"

    def read(cell: Cell) -> str | None:
        value = _code_text(cell)
        if not value:
            return None
        found = known.get(value)
        if found is None:
            raise CellError(f"不在可选范围内，请填写：{shown}")
        return found or None

    read.labels = list(labels.values())
    return read


def labels_of(read: Reader) -> list[str]:
    """What may be chosen in a column, for the drop-down list of a template."""
    return list(getattr(read, "labels", ()))


def codes(labels: Mapping[str, str], *, aliases: Mapping[str, str] | None = None) -> Reader:
    """Several of a code list, separated by any mark; returned sorted, joined by commas."""
    one = code(labels, aliases=aliases)

    def read(cell: Cell) -> str | None:
        value = plain_text(cell)
        parts = {one(part) for part in re.split(r"[,;、/|\s]+", value) if part}
        parts.discard(None)
        return ",".join(sorted(parts)) or None

    return read


def _code_text(cell: Cell) -> str:
    value = _BLANKS.sub("", plain_text(cell))
    return "" if value in _NO_VALUE else value


def _writings(labels: Mapping[str, str], aliases: Mapping[str, str] | None) -> dict[str, str]:
    known: dict[str, str] = {}
    for value, label in labels.items():
        plain = _BLANKS.sub("", unicodedata.normalize("NFKC", label))
        for writing in (plain, value, f"{value}{plain}", f"{value}-{plain}", f"{value}.{plain}"):
            known[writing] = value
        if value.isdigit():
            # Excel drops the leading zero of a code that is stored as a number.
            known.setdefault(value.lstrip("0") or "0", value)
    for writing, value in (aliases or {}).items():
        known[_BLANKS.sub("", unicodedata.normalize("NFKC", writing))] = value
    return known


_YES = frozenset({"是", "有", "1", "Y", "y", "YES", "Yes", "yes", "TRUE", "True", "true", "√", "✓"})
_NO = frozenset({"否", "无", "0", "2", "N", "n", "NO", "No", "no", "FALSE", "False", "false", "×"})


def yes_no(cell: Cell) -> bool | None:
    """是 or 否."""
    if isinstance(cell, bool):
        return cell
    value = _code_text(cell)
    if value in _YES:
        return True
    if value in _NO:
        return False
    if not value:
        return None
    raise CellError("请填写“是”或“否”")


yes_no.labels = ["是", "否"]


def whole_number(lowest: int, highest: int, unit: str = "") -> Reader:
    """A count within limits."""

    def read(cell: Cell) -> int | None:
        value = plain_text(cell).removesuffix(unit) if unit else plain_text(cell)
        if value in _NO_VALUE:
            return None
        if not (value.isascii() and value.removeprefix("-").isdigit()):
            raise CellError(f"应为{lowest}至{highest}的整数")
        number = int(value)
        if not lowest <= number <= highest:
            raise CellError(f"应在{lowest}至{highest}之间")
        return number

    return read


def amount(lowest: Decimal, highest: Decimal, *, places: int = 2) -> Reader:
    """A sum of money or a measure, as people write it (`organization.amounts`)."""
    step = Decimal(1).scaleb(-places)

    def read(cell: Cell) -> Decimal | None:
        value = plain_text(cell)
        if value in _NO_VALUE:
            return None
        try:
            number = Decimal(plain_amount(value))
        except InvalidOperation:
            raise CellError("应为数字，请去掉文字和符号") from None
        if not number.is_finite() or not lowest <= number <= highest:
            raise CellError(f"应在{lowest}至{highest}之间")
        return number.quantize(step)

    return read


def date(cell: Cell) -> datetime.date | None:
    """A day, or a month, which stands for its first day; date cell, number or text."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    value = plain_text(cell)
    if value in _NO_VALUE:
        return None
    try:
        found = _date_of_number(value) if value.isdigit() else _date_of_text(value)
    except (ValueError, OverflowError):
        found = None
    if found is None or not 1900 <= found.year <= 2100:
        raise CellError("不是日期，请按2016-12-31的形式填写")
    return found


def _date_of_text(value: str) -> datetime.date | None:
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day = match.groups()
    return datetime.date(int(year), int(month), int(day or 1))


def _date_of_number(value: str) -> datetime.date | None:
    match = _COMPACT_DATE.match(value)
    if match and 1 <= int(match[2]) <= 12:
        return datetime.date(int(match[1]), int(match[2]), int(match[3] or 1))
    if len(value) == 5:
        # A date cell whose format was set to “常规” shows its serial number.
        return _EXCEL_DAY_ZERO + datetime.timedelta(days=int(value))
    return None


def phone(cell: Cell) -> str | None:
    """A mobile or landline number."""
    value = exact_text(cell, "电话号码")
    if value is None:
        return None
    value = value.removeprefix("+86")
    if not is_phone(value):
        raise CellError(PHONE_RULE)
    return value


_DOTS = re.compile(r"[•・‧∙․.]")
_NAME = re.compile(r"^[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+(·[\u3400-\u9fff]+)*$")


def person_name(cell: Cell) -> str | None:
    """A Chinese name, 2 to 25 characters; the dot of a transcribed name is made one writing."""
    value = plain_text(cell)
    if not value.isalnum():
        value = _DOTS.sub("·", _BLANKS.sub("", value))
    if value in _NO_VALUE:
        return None
    if not 2 <= len(value) <= 25 or not _NAME.match(value):
        raise CellError("姓名应为2至25个汉字，少数民族姓名可用“·”")
    return value
