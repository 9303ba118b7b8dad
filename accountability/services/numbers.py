"""Giving numbers: each once, none skipped, in the transaction of the document itself."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accountability.models import NumberSeries
from organization.parameters import parameter


def take(code: str, year: int, count: int = 1) -> int:
    """Reserve the next `count` numbers of a series and return the first.

    The UPDATE holds the row until the caller's transaction ends, so two signers at once get
    consecutive numbers, and a refused document leaves no gap.
    """
    series = NumberSeries.objects.filter(code=code, year=year)
    if not series.update(last=F("last") + count) and not _begun(code, year, count):
        series.update(last=F("last") + count)
    return series.values_list("last", flat=True).get() - count + 1


def _begun(code: str, year: int, count: int) -> bool:
    """The first number of a year opens the series; False when somebody else just did."""
    try:
        with transaction.atomic():
            NumberSeries.objects.create(code=code, year=year, last=count)
    except IntegrityError:
        return False
    return True


def official(code: str, year: int, number: int) -> str:
    """As it stands on the paper (GB/T 9704): 仙扶督〔2016〕5号, without leading zeros."""
    return f"{code}〔{year}〕{number}号"


def next_official(head: str, day: datetime.date, division_code: str) -> str:
    """The next number under the letter head `head` ("L2", "interview" …) in force on `day`."""
    code = parameter("letter_heads", day, division_code)[head]["code"]
    return official(code, day.year, take(code, day.year))


def ledger_numbers(day: datetime.date, count: int) -> list[str]:
    """Numbers of the problem ledger: WT2016-00012."""
    first = take("WT", day.year, count)
    return [f"WT{day.year}-{number:05d}" for number in range(first, first + count)]
