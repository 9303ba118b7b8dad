"""A household by hand from 识别中 into the register, on the page that clerks use."""

import datetime

import pytest
from django.urls import reverse

from households.enums import PovertyStatus, Validity
from households.models import Household
from organization.models import AuditEntry, DemoClock
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


# --- the watch against falling back ---------------------------------------------------------


@pytest.fixture
def in_2021(client, db):
    DemoClock.objects.create(day=datetime.date(2021, 6, 1))
    client.force_login(make_user("town_clerk", YANGLINWEI))


@pytest.mark.usefixtures("in_2021")
def test_a_lifted_household_comes_under_watch_and_is_safe_again(client):
    household = HouseholdFactory(status=PovertyStatus.EXITED_WITH_POLICY)
    page = client.get(reverse("households:status_change", args=[household.pk])).content.decode()
    assert "纳入监测（脱贫不稳定户）" in page
    assert "边缘易致贫户" not in page
    assert "风险消除" not in page

    assert take(client, household, "watch:UNSTABLE", on="2021-03-01", cause="01").status_code == 302

    case = household.monitoring.get()
    assert (case.kind, case.risks, case.identified_on) == (
        "UNSTABLE", "01", datetime.date(2021, 3, 1),
    )  # fmt: skip
    assert take(client, household, "watch:SUDDEN", on="2021-04-01").status_code == 200
    assert "须晚于识别时间2021-03-01" in (
        take(client, household, "safe:helped", on="2021-03-01").content.decode()
    )
    assert take(client, household, "safe:helped", on="2021-05-01").status_code == 302
    case.refresh_from_db()
    assert (case.eliminated_on, case.elimination) == (datetime.date(2021, 5, 1), "helped")
    remarks = AuditEntry.objects.filter(verb__startswith="monitoring.").values_list("remark")
    assert set(remarks) == {("仙扶组〔2016〕9号",)}


@pytest.mark.usefixtures("day")
def test_nobody_is_watched_before_the_watch_was_ordered(client, clerk):
    household = HouseholdFactory(status=PovertyStatus.EXITED_WITH_POLICY)

    page = client.get(reverse("households:status_change", args=[household.pk])).content.decode()

    assert "watch:" not in page
    assert take(client, household, "watch:UNSTABLE").status_code == 200
    assert not household.monitoring.exists()
