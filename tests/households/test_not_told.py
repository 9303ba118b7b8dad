"""What a masked record must not tell by another way: by ages, tails, the findings of the checks."""

import datetime

from django.urls import reverse

from intake.models import CheckResult
from tests.factories import GEXIN, YANGLINWEI, HouseholdFactory, make_user


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


def test_the_last_six_are_searched_only_by_who_may_reveal(client, log_in):
    household = HouseholdFactory(at=GEXIN)
    tail = household.memberships.get().member.id_no[-6:]
    url = reverse("households:detail", args=[household.pk])

    log_in("village_clerk", GEXIN)
    assert client.post("/households/search/", {"q": tail}).url != url
    assert client.post("/households/search/", {"q": tail[-4:]}).url == url
    log_in("town_clerk", YANGLINWEI)
    assert client.post("/households/search/", {"q": tail}).url == url


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
