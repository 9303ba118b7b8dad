"""A report is of one moment, whatever is entered while it is taken."""

import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from accountability.enums import ProblemCategory, ProblemSource
from accountability.models import Problem
from organization.models import DemoClock, Division
from organization.steady_reading import steady_reading
from organization.working_date import fixed_working_date
from reviews.reports import photograph, snapshot
from reviews.review_periods import ReviewPeriod
from tests.factories import CITY, DivisionFactory, UnitFactory

DAY = datetime.date(2016, 12, 31)
NOVEMBER = ReviewPeriod.parse("monthly", "2016-11")


@pytest.fixture
def city(somebody_else):
    DemoClock.objects.create(day=DAY)
    DivisionFactory(code=CITY)
    with fixed_working_date(DAY):
        yield Division.objects.get(pk=CITY)


def a_problem(unit, number: str) -> None:
    Problem.objects.create(
        number=number, source=ProblemSource.SUPERVISION, category=ProblemCategory.DATA,
        title="档案不全", facts="抽查发现", division_id=CITY, unit=unit,
        found_on=datetime.date(2016, 11, 3),
    )  # fmt: skip


def test_what_is_entered_while_a_report_is_taken_is_in_no_part_of_it(
    city, somebody_else, monkeypatch
):
    unit = UnitFactory()
    a_problem(unit, "1")
    undisturbed = snapshot.digest(*snapshot.build(NOVEMBER, city))
    compute = photograph._values
    entered = iter(["2", "3", "4"])

    def compute_and_be_disturbed(day, code):
        values = compute(day, code)
        somebody_else(a_problem, unit, next(entered))
        return values

    with monkeypatch.context() as patched:
        patched.setattr(photograph, "_values", compute_and_be_disturbed)
        disturbed = snapshot.digest(*snapshot.build(NOVEMBER, city))

    assert Problem.objects.count() == 3
    assert disturbed == undisturbed
    assert snapshot.digest(*snapshot.build(NOVEMBER, city)) != undisturbed


def test_a_steady_reading_lets_others_write_and_leaves_the_connection_as_it_was(
    city, somebody_else
):
    unit = UnitFactory()
    with steady_reading():
        assert Problem.objects.count() == 0
        somebody_else(a_problem, unit, "1")
        assert Problem.objects.count() == 0
    assert Problem.objects.count() == 1

    with transaction.atomic():
        a_problem(unit, "2")
        if connection.vendor == "sqlite":
            with pytest.raises(OperationalError, match="locked"):
                somebody_else(_write_without_waiting)


def _write_without_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    with transaction.atomic():
        pass


def test_inside_a_transaction_the_reading_is_that_transactions(db):
    with transaction.atomic(), steady_reading():
        DivisionFactory(code=CITY)

    assert Division.objects.filter(pk=CITY).exists()
