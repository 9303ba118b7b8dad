"""Numbers that are right by their rules and belong to nobody (证件号码、电话、户编号)."""

from datetime import date

# 429000 stands for 省直辖县级行政区划, a heading of GB/T 2260 under which no person was ever born.
ID_PREFIX = "429000"
# No operator hands out numbers that begin with 154, so a call by mistake reaches nobody.
PHONE_PREFIX = "1540"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PREFIX_SUM = sum(int(digit) * weight for digit, weight in zip(ID_PREFIX, _WEIGHTS, strict=False))


def id_check_character(first_17: str) -> str:
    """The last character of a resident ID number (GB 11643-1999)."""
    return _CHECK[
        sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11
    ]


def luhn_digit(digits: str) -> str:
    """The check digit that makes `digits` + it pass Luhn's test (GB/T 17710, ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


class IdMint:
    """Issues each ID number once.

    The sequence of a birthday starts at a place that depends on the day, so that the numbers do not
    all end alike, and steps by two to keep the sex in its parity.
    """

    def __init__(self) -> None:
        self._taken: dict[tuple[date, str], int] = {}

    def issue(self, born: date, sex: str) -> str:
        nth = self._taken.get((born, sex), 0)
        if nth == 500:
            raise ValueError(f"all sequence numbers of {born} are used up")
        self._taken[born, sex] = nth + 1
        # 167 steps through all 500 numbers of one parity before it meets itself again.
        sequence = (born.toordinal() * 31 + nth * 167) % 500 * 2 + (1 if sex == "1" else 0)
        day = f"{born:%Y%m%d}"
        return self._close(day, f"{sequence:03d}")

    @staticmethod
    def _close(day: str, sequence: str) -> str:
        total = _PREFIX_SUM
        for digit, weight in zip(day + sequence, _WEIGHTS[6:], strict=True):
            total += int(digit) * weight
        return ID_PREFIX + day + sequence + _CHECK[total % 11]


def mobile(nth: int) -> str:
    return f"{PHONE_PREFIX}{nth:07d}"


def national_household_no(nth: int) -> str:
    return f"{ID_PREFIX}{nth:06d}"


def household_no(village_code: str, serial: int) -> str:
    """This system's own number of a household: village, serial, Luhn digit."""
    stem = f"{village_code}{serial:05d}"
    return stem + luhn_digit(stem)
