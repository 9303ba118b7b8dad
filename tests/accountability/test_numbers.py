"""Numbers: consecutive, never twice, whoever signs at once."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accountability.models import NumberSeries
from accountability.services.numbers import next_official, official, take
from tests.factories import CITY, DivisionFactory


def test_a_number_stands_as_on_the_paper():
    assert official("仙扶督", 2016, 5) == "仙扶督〔2016〕5号"


def test_numbers_run_from_one_by_code_and_year(db):
    DivisionFactory(code=CITY)
    day = datetime.date(2016, 11, 8)

    given = [next_official("L2", day, CITY) for _ in range(3)]
    others = [next_official("L1", day, CITY), next_official("L2", datetime.date(2017, 1, 3), CITY)]

    assert given == ["仙扶督〔2016〕1号", "仙扶督〔2016〕2号", "仙扶督〔2016〕3号"]
    assert others == ["仙扶办〔2016〕1号", "仙扶督〔2017〕1号"]


def test_a_rolled_back_document_gives_its_number_back(db):
    take("仙扶督", 2016)
    with transaction.atomic():
        take("仙扶督", 2016)
        transaction.set_rollback(True)

    assert take("仙扶督", 2016) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_forty_signers_at_once_get_forty_consecutive_numbers():
    def sign(_: int) -> int:
        try:
            with transaction.atomic():
                return take("仙扶督", 2016)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=40) as signers:
        numbers = list(signers.map(sign, range(40)))

    assert sorted(numbers) == list(range(1, 41))
    assert NumberSeries.objects.get().last == 40
