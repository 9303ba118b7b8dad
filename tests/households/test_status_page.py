"""A household by hand from 识别中 into the register, on the page that clerks use."""

import datetime

import pytest
from django.urls import reverse

from households.enums import PovertyStatus, Validity
from households.models import Household
from organization.models import AuditEntry
from organization.working_date import fixed_working_date
from tests.factories import YANGLINWEI, HouseholdFactory, make_user

TODAY = datetime.date(2016, 12, 31)


@pytest.fixture
def clerk(db, client):
    with fixed_working_date(TODAY):
        user = make_user("town_clerk", YANGLINWEI)
        client.force_login(user)
        yield user


@pytest.fixture
def candidate(clerk) -> Household:
    household = HouseholdFactory(status="")
    household.validities.update(validity=Validity.CANDIDATE)
    return household


def take(client, household, step, **more):
    values = {"step": step, "on": "2016-12-20", "document_no": "仙扶组〔2016〕9号", **more}
    return client.post(reverse("households:status_change", args=[household.pk]), values)


def test_a_candidate_comes_into_the_register_and_is_identified(client, candidate):
    detail = reverse("households:detail", args=[candidate.pk])
    assert "尚在识别" in client.get(detail).content.decode()

    assert take(client, candidate, "validity:VALID").url == detail
    assert take(client, candidate, PovertyStatus.POOR, on="2016-12-21").url == detail

    assert Household.objects.valid(TODAY).get() == candidate
    assert candidate.statuses.get().status == PovertyStatus.POOR
    assert "尚在识别" not in client.get(detail).content.decode()
    act = AuditEntry.objects.get(verb="household.validity_changed")
    assert act.remark == "仙扶组〔2016〕9号"


def test_only_what_may_follow_is_offered_and_taken(client, candidate):
    page = client.get(reverse("households:status_change", args=[candidate.pk])).content.decode()
    assert "识别通过，列入登记" in page
    assert "脱贫退出" not in page

    refused = take(client, candidate, PovertyStatus.POOR)

    assert refused.status_code == 200
    assert refused.context["form"].errors["step"]
    assert not candidate.statuses.exists()


def test_a_refusal_keeps_what_was_typed(client, clerk):
    household = HouseholdFactory()

    answer = take(client, household, "validity:INVALID", document_no="会议2016-12-20")

    page = answer.content.decode()
    assert "记录转为无效须填写原因" in page
    assert "会议2016-12-20" in page
    assert household.validities.get().validity == Validity.VALID


def test_who_does_not_pass_the_appraisal_is_closed_with_that_reason(client, candidate):
    take(client, candidate, "validity:INVALID", reason="NOT_IDENTIFIED")

    span = candidate.validities.open().get()
    assert (span.validity, span.reason) == (Validity.INVALID, "NOT_IDENTIFIED")


def test_a_household_is_taken_off_the_register(client, clerk):
    household = HouseholdFactory()

    take(client, household, "validity:INVALID", reason="REMOVED_ERROR")

    assert not Household.objects.valid(TODAY).exists()
    assert household.validities.open().get().reason == "REMOVED_ERROR"


def test_another_township_does_not_find_the_page(client, candidate):
    with fixed_working_date(TODAY):
        client.force_login(make_user("town_clerk", "429004101000"))
        address = reverse("households:status_change", args=[candidate.pk])
        assert client.get(address).status_code == 404
