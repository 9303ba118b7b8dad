import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from organization.models import DemoClock
from organization.working_date import (
    add_working_days,
    fixed_working_date,
    holidays_are_published,
    is_working_day,
    on_or_after_working_day,
    working_date,
    working_days_between,
)

DAYS = st.dates(datetime.date(2014, 1, 1), datetime.date(2026, 12, 31))


def test_a_real_city_works_on_the_real_day(db):
    assert working_date() == timezone.localdate()


def test_the_demonstration_city_works_on_the_day_of_its_clock(db):
    DemoClock.objects.create(day=datetime.date(2016, 12, 31))

    assert working_date() == datetime.date(2016, 12, 31)


def test_a_replay_keeps_its_day_and_gives_it_back(db):
    with fixed_working_date(datetime.date(2016, 3, 1)):
        assert working_date() == datetime.date(2016, 3, 1)
    assert working_date() == timezone.localdate()


def test_five_working_days_before_national_day_2016_run_past_the_holiday():
    # 30 September 2016 is a Friday; 1–7 October are free, 8 and 9 are worked at the week-end.
    assert add_working_days(datetime.date(2016, 9, 30), 2) == datetime.date(2016, 10, 9)
    assert add_working_days(datetime.date(2016, 9, 30), 5) == datetime.date(2016, 10, 12)


def test_a_notice_that_would_end_on_a_holiday_ends_on_the_next_working_day():
    assert on_or_after_working_day(datetime.date(2016, 10, 3)) == datetime.date(2016, 10, 8)


def test_years_without_a_published_calendar_fall_back_to_the_week():
    assert not holidays_are_published(2040)
    assert not is_working_day(datetime.date(2040, 1, 1))  # a Sunday
    assert is_working_day(datetime.date(2040, 1, 2))


@given(DAYS, st.integers(1, 30))
def test_counting_back_gives_the_working_days_that_were_added(day, count):
    assert working_days_between(day, add_working_days(day, count)) == count


@pytest.mark.parametrize("count", [0, -1])
def test_no_days_to_add_is_the_day_itself(count):
    assert add_working_days(datetime.date(2016, 10, 1), count) == datetime.date(2016, 10, 1)
