"""Numbers of households: village code, serial, check digit (GB/T 17710)."""

from households.models import Household

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


def next_serials(village_code: str, count: int = 1) -> range:
    """Serials free in a village; two that take the same one meet at the unique number."""
    last = (
        Household.objects.filter(household_no__startswith=village_code)
        .order_by("-household_no")
        .values_list("household_no", flat=True)
        .first()
    )
    start = int(last[12 : 12 + SERIAL_DIGITS]) + 1 if last else 1
    return range(start, start + count)
