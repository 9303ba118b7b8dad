"""Days in the village: golden cases, computed by hand."""

import datetime
from decimal import Decimal

import pytest

from villages.attendance import Pace, year_days

LONG_AGO = datetime.date(2015, 8, 1)


def stand(counted, day, *, pending=0, starts_on=LONG_AGO, ends_on=None, target=220):
    return year_days(
        Decimal(str(counted)),
        Decimal(str(pending)),
        target,
        starts_on=starts_on,
        ends_on=ends_on,
        day=day,
    )


def test_a_whole_leap_year_has_the_whole_target():
    year = stand(220, datetime.date(2016, 12, 31))

    # 366 of 366 days: 220 × 366 / 366.
    assert (year.target, year.expected, year.remaining) == (220, 220, 0)
    assert year.pace == Pace.REACHED


def test_half_way_through_a_leap_year_half_the_target_is_expected():
    year = stand("100.5", datetime.date(2016, 6, 30))

    # 182 days have passed: ceil(220 × 182 / 366) = ceil(109.4) = 110; 184 are to come.
    assert (year.expected, year.remaining) == (110, 184)
    assert year.gap == Decimal("-9.5")
    assert year.pace == Pace.BEHIND
    assert year.missing == Decimal("119.5")


def test_who_was_appointed_in_the_middle_of_a_year_owes_his_part():
    year = stand(50, datetime.date(2015, 12, 31), starts_on=datetime.date(2015, 9, 1))

    # 1 September to 31 December are 122 days: ceil(220 × 122 / 365) = ceil(73.5) = 74.
    assert (year.target, year.expected, year.remaining) == (74, 74, 0)
    assert year.pace == Pace.OUT_OF_REACH


def test_who_was_replaced_in_the_middle_of_a_year_owes_his_part():
    year = stand(110, datetime.date(2017, 12, 31), ends_on=datetime.date(2017, 7, 1))

    # 1 January to 30 June are 181 days: ceil(220 × 181 / 365) = ceil(109.1) = 110.
    assert (year.target, year.remaining) == (110, 0)
    assert year.pace == Pace.REACHED


def test_a_month_not_confirmed_counts_only_once_it_is():
    year = stand(205, datetime.date(2016, 12, 31), pending=20)

    assert year.pace == Pace.WAITING
    assert (year.counted, year.missing) == (205, 0)


def test_fifty_two_weeks_of_five_days_reach_the_target_and_four_nights_would_not():
    assert stand(52 * 5, datetime.date(2017, 12, 31)).pace == Pace.REACHED
    assert stand(52 * 4, datetime.date(2017, 12, 31)).pace == Pace.OUT_OF_REACH


@pytest.mark.parametrize(
    ("counted", "pace"),
    [(110, Pace.ON_PACE), (105, Pace.ON_PACE), (104, Pace.BEHIND), (95, Pace.FAR_BEHIND)],
)
def test_the_pace_turns_at_five_and_at_fifteen_days(counted, pace):
    # 110 are expected on 30 June 2016.
    assert stand(counted, datetime.date(2016, 6, 30)).pace == pace


def test_when_the_year_is_over_what_is_missing_is_no_longer_to_be_made_good():
    december = stand(210, datetime.date(2016, 12, 30))
    over = stand(210, datetime.date(2016, 12, 31))

    assert (december.said[0], december.missing_said) == ("已无法达标", "年底前还需10天")
    assert (over.said[0], over.missing_said) == ("未达标", "全年差10天")
