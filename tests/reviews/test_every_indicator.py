"""Every figure of the dictionary: the number is what its rows come to."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from reviews.demo.accounts import TOWNSHIP, VILLAGE
from reviews.demo.city import load_city
from reviews.indicators import ParameterPart, all_indicators, known_indicator
from reviews.indicators.registry import Computation
from reviews.selectors.alerts import level_of_alert
from reviews.selectors.indicator_pages import footer_of, rows_of
from tests.factories import CITY

DAY = datetime.date(2016, 12, 31)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_city(300, months_of_figures=1)
        transaction.set_rollback(True)


@pytest.mark.parametrize("place", [CITY, TOWNSHIP, VILLAGE])
def test_the_rows_of_every_side_come_to_its_number(city, db, place):
    numbers = Computation(DAY, place)
    astray = []
    for indicator in all_indicators():
        if not indicator.says_of(place):
            continue
        value = numbers.values(indicator).get(place)
        for side in ("numerator", "denominator"):
            part = indicator.part(side)
            if part is None or isinstance(part, ParameterPart):
                continue
            number = getattr(value, side) if value else 0
            footer = footer_of(part, place, DAY, rows_of(part, place, DAY).count())
            # Days of months in part are quotients, which PostgreSQL adds up with a rest.
            if abs((footer or 0) - (number or 0)) > Decimal("0.000001"):
                astray.append((indicator.code, side, number, footer))

    assert astray == []


def test_the_gap_lists_what_the_numerator_leaves_out(city, db):
    for indicator in all_indicators():
        if not indicator.gap:
            continue
        value = indicator.compute(DAY, TOWNSHIP)[TOWNSHIP]
        missing = rows_of(indicator.part("gap"), TOWNSHIP, DAY).count()
        assert missing == value.denominator - value.numerator, indicator.code


@pytest.mark.parametrize(
    ("day", "rate", "level"),
    [
        # lines of the parameter: soon below 95 %, urgent below 80 % of a whole month
        (datetime.date(2016, 12, 1), "0.031", ""),
        (datetime.date(2016, 12, 1), "0.01", "urgent"),
        (datetime.date(2016, 12, 15), "0.45", "soon"),
        (datetime.date(2016, 12, 31), "0.94", "soon"),
        (datetime.date(2016, 12, 31), "0.79", "urgent"),
        (datetime.date(2016, 12, 31), "0.95", ""),
    ],
)
def test_the_months_visits_are_measured_by_the_days_that_are_over(day, rate, level):
    lines = {"soon": "0.95", "urgent": "0.80"}

    assert level_of_alert(known_indicator("K09"), Decimal(rate), lines, day) == level
    assert level_of_alert(known_indicator("K08"), Decimal("0.01"), lines, day) == "urgent"
