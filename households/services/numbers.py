"""Numbers of households: village code, serial, check digit (GB/T 17710)."""

from collections.abc import Iterable
from os.path import commonprefix

from django.db.models import Max
from django.db.models.functions import Substr

from households.models import Household
from organization.locks import hold
from villages.models import Village

VILLAGE_CODE_DIGITS = 12

SERIAL_DIGITS = 5


def check_digit(digits: str) -> str:
    """The digit that makes `digits` + it pass Luhn's test."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def household_number(village_code: str, serial: int) -> str:
    """The number of the village's `serial`-th household."""
    body = f"{village_code}{serial:0{SERIAL_DIGITS}d}"
    return body + check_digit(body)


def last_serials(village_codes: Iterable[str]) -> dict[str, int]:
    """The highest serial given out under each village's code; none is missing from the answer.

    The villages stay locked until the transaction ends, so that nobody else takes the next ones.
    A household that came from a merged village keeps its number and does not count here.
    """
    codes = sorted(set(village_codes))
    if not codes:
        return {}
    hold(Village.objects.filter(pk__among=codes))
    numbered = (
        Household.objects.filter(household_no__startswith=commonprefix(codes))  # noqa: RUF071 -- of characters
        .annotate(under=Substr("household_no", 1, VILLAGE_CODE_DIGITS))
        .filter(under__among=codes)  # type: ignore[misc]
        .values_list("under")
        .annotate(highest=Max("household_no"))
    )
    serials = dict.fromkeys(codes, 0)
    for code, highest in numbered:
        serials[code] = int(highest[VILLAGE_CODE_DIGITS:-1])
    return serials
