"""What a masked record must not tell by another way: by ages, tails, the findings of the checks."""

import datetime

import pytest
from django.urls import reverse

from households.enums import LeaveReason
from intake.models import CheckResult
from organization.models import AuditEntry
from tests.factories import GEXIN, XIANFENG, YANGLINWEI, HouseholdFactory, make_user


def test_an_age_is_the_same_on_every_day_of_a_year(client, log_in):
    log_in("city_leader")
    household = HouseholdFactory(at=GEXIN)
    member = household.memberships.get().member
    member.birth_date = datetime.date(1963, 10, 11)
    member.save(update_fields=["birth_date"])

    ages = {
        client.get(f"/api/v1/households/{household.pk}/?day={day}").json()["on_day"]["people"][0][
            "age"
        ]
        for day in ("2016-10-10", "2016-10-11", "2016-12-31")
    }

    assert ages == {53}


@pytest.mark.parametrize("column", ["id_no", "tail", "phone"])
def test_a_masked_number_is_searched_only_by_who_may_reveal(client, log_in, column):
    """With the mask and the year of birth thirty searches would tell the rest."""
    household = HouseholdFactory(at=GEXIN)
    member = household.memberships.get().member
    member.phone = "13900001234"
    member.save()
    number = {"id_no": member.id_no, "tail": member.id_no[-6:], "phone": member.phone}[column]
    url = reverse("households:detail", args=[household.pk])

    log_in("village_clerk", GEXIN)
    assert client.post("/households/search/", {"q": number}).url != url
    assert client.post("/households/search/", {"q": number[-4:]}).url == url
    log_in("town_clerk", YANGLINWEI)
    assert client.post("/households/search/", {"q": number}).url == url


def test_a_search_does_not_confirm_a_number_outside_the_scope(client, log_in):
    taken = HouseholdFactory(at=XIANFENG).memberships.get().member.id_no
    for role, is_told in (("village_clerk", False), ("town_clerk", True)):
        log_in(role, GEXIN if role == "village_clerk" else YANGLINWEI)
        answer = client.post("/households/search/", {"q": taken}, follow=True)
        assert ("已在张沟镇登记" in answer.content.decode()) is is_told


def test_a_typed_number_that_is_registered_leaves_a_trace(client, log_in):
    member = HouseholdFactory(at=GEXIN).memberships.get().member
    user = log_in("village_clerk", GEXIN)
    sent = {"field": "n0-id_no", "n0-id_no": member.id_no, "member": ""}
    client.post("/households/id-check/", sent)
    entry = AuditEntry.objects.get(verb="member.number_met")
    assert (entry.actor, entry.subject_id) == (user, str(member.pk))


def test_a_typed_number_of_somebody_who_has_left_leaves_a_trace_too(client, log_in, day):
    membership = HouseholdFactory(at=GEXIN).memberships.get()
    membership.ends_on, membership.leave_reason = day, LeaveReason.MOVED_OUT
    membership.save()
    log_in("village_clerk", GEXIN)
    sent = {"field": "n0-id_no", "n0-id_no": membership.member.id_no, "member": ""}
    page = client.post("/households/id-check/", sent).content.decode()
    assert "曾在册" in page
    entry = AuditEntry.objects.get(verb="member.number_met")
    assert entry.subject_id == str(membership.member.pk)


def test_findings_tell_what_ails_somebody_only_to_who_may_know(client, log_in, day):
    household = HouseholdFactory(at=GEXIN)
    said = "潘成：健康状况为残疾，应填写残疾人证号"
    for code, message in (("M12", said), ("H09", "人均纯收入没有填写")):
        CheckResult.objects.create(
            code=code, level="E", subject_kind="households.household", subject_id=household.pk,
            division_code=GEXIN, message=message, first_found_on=day,
        )  # fmt: skip
    ways = [
        f"/households/{household.pk}/findings/",
        f"/api/v1/households/{household.pk}/findings/",
        "/api/v1/check-results/",
    ]

    log_in("city_leader")
    for way in ways:
        page = client.get(way).content.decode()
        assert "人均纯收入没有填写" in page, way
        assert "残疾" not in page, way
        assert "M12" not in page, way
    assert "另有1项涉及健康信息" in client.get(ways[0]).content.decode()
    log_in(user=make_user("town_clerk", YANGLINWEI))
    for way in ways:
        assert said in client.get(way).content.decode(), way
