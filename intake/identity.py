"""Resident identity numbers (GB 11643-1999) and disability certificates."""

import datetime
from operator import mul
from typing import NamedTuple

from intake.cells import Cell, exact_text
from intake.errors import CellError
from organization.enums import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ZEROS = sum(_WEIGHTS) * ord("0")
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83".split()
)
_FIRST_YEAR = 1900
"""Nobody alive was born before it."""
_CERTIFICATE_KINDS = "1234567"
_CERTIFICATE_GRADES = "1234"


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    # A register is read in one go: bytes and map are five times faster than digit by digit.
    return _CHECK[(sum(map(mul, _WEIGHTS, first_17.encode())) - _ZEROS) % 11]


def birth_date_of(number: str) -> datetime.date:
    """The date of birth in an 18-character number.

    Raises:
        ValueError: no such day.
    """
    return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """Sex by the parity of the 17th digit."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def upgraded(number: str) -> str:
    """A 15-digit number of the first generation as 18 characters."""
    first_17 = f"{number[:6]}19{number[6:]}"
    return first_17 + check_character(first_17)


class IdentityNumber(NamedTuple):
    """What a cell 证件号码 says: the ID and, when it was the longer one, the certificate."""

    id_no: str
    birth_date: datetime.date
    certificate: str = ""


def read_identity(cell: Cell) -> IdentityNumber | None:
    """The cell 证件号码: 18 characters, 15 of the first generation, or a disability certificate
    of 20 or 22, whose first 18 are the ID.

    Raises:
        CellError: digits lost, wrong length, not a real day, wrong check character.
    """
    value = exact_text(cell, "证件号码")
    if value is None:
        return None
    value = value.upper()
    if len(value) in {20, 22}:
        return IdentityNumber(*_checked(value[:18]), _checked_certificate(value))
    return IdentityNumber(*_checked(value))


def _checked(value: str) -> tuple[str, datetime.date]:
    if not value.isascii():
        raise CellError("证件号码含有不应有的字符，请核对")
    if len(value) == 15 and value.isdigit():
        value = upgraded(value)
    if len(value) != 18:
        raise CellError(f"证件号码应为18位，现为{len(value)}位，请核对")
    if not value[:17].isdigit() or value[:2] not in PROVINCES:
        raise CellError("证件号码含有不应有的字符，或前两位不是省份代码，请核对")
    try:
        born = birth_date_of(value)
    except ValueError:
        raise CellError("证件号码中的出生日期不存在，请核对第7至14位") from None
    if born.year < _FIRST_YEAR:
        raise CellError(f"证件号码中的出生年份早于{_FIRST_YEAR}年，请核对第7至10位")
    if value[17] != check_character(value[:17]):
        raise CellError("证件号码校验不通过，至少有一位填错，请对照证件核对")
    return value, born


def _checked_certificate(value: str) -> str:
    kind, grade, reissue = value[18], value[19], value[20:]
    if kind not in _CERTIFICATE_KINDS or grade not in _CERTIFICATE_GRADES:
        raise CellError("残疾人证号第19位应为残疾类别1至7、第20位应为等级1至4，请核对")
    if reissue and not (reissue[0] == "B" and reissue[1].isdigit()):
        raise CellError("残疾人证号末两位应为补发标记（如B1），请核对")
    return value
