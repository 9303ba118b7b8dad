"""Whoever changes a household, the findings of the checks follow in the same step."""

import datetime
import threading
import time

from households.checks import KIND
from households.enums import LeaveReason
from households.models import Household
from households.services import households, people
from intake import checks
from intake.models import CheckResult
from intake.services.findings import check_area
from intake.tasks import nightly_checks
from organization import jobs
from organization.models import Job
from tests.factories import CITY, GEXIN, YANGLINWEI, DivisionFactory
from tests.households.saving import save_people, survey
from tests.households.whole import whole_household
from tests.threads import DONE, at_once

DAY = datetime.date(2016, 12, 31)


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


def test_two_calls_of_the_nights_checks_at_once_queue_them_once(clerk, somebody_else, monkeypatch):
    DivisionFactory(code=CITY)
    submit = jobs.submit

    def submit_slowly(*args, **kwargs):
        time.sleep(0.5)
        return submit(*args, **kwargs)

    monkeypatch.setattr(jobs, "submit", submit_slowly)
    monkeypatch.setattr(jobs, "ring", lambda *args: None)

    assert at_once(DAY, nightly_checks, nightly_checks) == [DONE, DONE]
    assert Job.objects.filter(kind="intake.checks").count() == len(checks.all_registers())


def test_a_fault_mended_while_the_night_checks_stays_mended(clerk, somebody_else, monkeypatch):
    """The run over the area has read the faulty facts when the clerk saves the right ones."""
    household = whole_household(at=GEXIN)
    member = household.memberships.get().member
    save_people(household, survey(member, work_months=5, work_area=""), by=clerk)
    faulty = open_codes(household)
    register = checks.register_of(KIND)
    load, has_read = register.load, threading.Event()

    def load_slowly(*args):
        facts = load(*args)
        has_read.set()
        time.sleep(1)
        return facts

    def mend():
        assert has_read.wait(30)
        save_people(household, survey(member, work_months=None), by=clerk)

    monkeypatch.setattr(register, "load", load_slowly)
    assert at_once(DAY, lambda: check_area(KIND, YANGLINWEI, DAY), mend) == [DONE, DONE]

    monkeypatch.undo()
    found = open_codes(household)
    assert faulty - found, "the fault is gone"
    check_area(KIND, YANGLINWEI, DAY)
    assert open_codes(household) == found
