"""Whoever changes a household, the findings of the checks follow in the same step."""

import datetime

import pytest

from households.enums import LeaveReason
from households.models import Household
from households.services import households, people
from intake import checks
from intake.models import CheckResult
from intake.tasks import nightly_checks
from organization.models import Job
from tests.factories import CITY, GEXIN, YANGLINWEI, DivisionFactory, make_user
from tests.households.saving import save_people, survey
from tests.households.test_pages import whole_household

DAY = datetime.date(2016, 12, 31)


@pytest.fixture
def clerk(day):
    return make_user("town_clerk", YANGLINWEI)


def open_codes(household: Household) -> set[str]:
    found = CheckResult.objects.filter(subject_id=str(household.pk), state="open")
    return set(found.values_list("code", flat=True))


def fresh(household: Household) -> int:
    return Household.objects.get(pk=household.pk).version


def test_a_wrong_survey_opens_a_finding_and_the_right_one_closes_it(clerk):
    household = whole_household(at=GEXIN)
    member = household.memberships.get().member
    households.update_household(household, {"group_no": "2"}, version=1, by=clerk)
    before = open_codes(household)

    wrong = {"work_months": 5, "work_area": ""}
    save_people(household, survey(member, **wrong), by=clerk)
    during = open_codes(household)
    right = {"work_months": None}
    save_people(household, survey(member, **right), by=clerk)

    assert during > before
    assert open_codes(household) == before


def test_what_was_wrong_of_somebody_goes_with_him(clerk):
    household = whole_household(at=GEXIN, size=2)
    other = household.memberships.exclude(relation="01").get()
    wrong = {"work_months": 5, "work_area": ""}
    save_people(household, survey(other.member, **wrong), by=clerk)
    member = str(other.member_id)
    assert CheckResult.objects.filter(detail=member, state="open").exists()

    people.member_leaves(
        other, reason=LeaveReason.MARRIAGE, on=DAY, version=fresh(household), by=clerk
    )

    assert not CheckResult.objects.filter(detail=member, state="open").exists()


def test_the_nights_checks_are_queued_once_however_often_they_are_called(clerk):
    DivisionFactory(code=CITY)
    nightly_checks()
    nightly_checks()

    assert Job.objects.filter(kind="intake.checks", state="queued").count() == len(
        checks.all_registers()
    )
