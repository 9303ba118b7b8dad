"""Households over the API: the same rows, filters and verbs as the pages; numbers masked."""

import pytest

from households.models import Household
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    HouseholdFactory,
    IncomeYearFactory,
    KeyVillageFactory,
    PostingFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
URL = "/api/v1/households/"


def test_the_list_has_the_rows_and_filters_of_the_page(client, log_in):
    log_in("city_office")
    poor = HouseholdFactory(at=GEXIN)
    HouseholdFactory(at=XIANFENG, status="EXITED_WITH_POLICY")

    everything = client.get(URL).json()
    filtered = client.get(URL, {"status": "still_poor"}).json()

    assert everything["count"] == 2
    (row,) = filtered["results"]
    assert (row["id"], row["status"], row["size"]) == (poor.pk, "POOR", 1)
    assert (row["village_name"], row["township_name"]) == ("革新村", "杨林尾镇")


def test_the_list_asks_as_much_for_twenty_rows_as_for_one(log_in, queries_of):
    log_in("city_office")
    HouseholdFactory()
    one = len(queries_of(URL))
    HouseholdFactory.create_batch(19)

    assert len(queries_of(URL)) == one


def test_a_household_carries_its_people_and_years_with_numbers_masked(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN, size=2)
    IncomeYearFactory(household=household)
    household.phone = "15400001234"
    household.save()

    answer = client.get(f"{URL}{household.pk}/")

    row = answer.json()
    assert row["phone"] == "154****1234"
    assert len(row["people"]) == 2
    assert row["incomes"][0]["net_income_per_capita"] == "3500.00"
    for membership in household.memberships.all():
        assert membership.member.id_no not in answer.content.decode()


def test_search_terms_go_in_the_body(client, log_in):
    log_in("city_office")
    household = HouseholdFactory(size__name="尉迟明")
    HouseholdFactory(size__name="张三")

    found = client.post(f"{URL}search/", {"text": "ycm"}, content_type="application/json").json()

    assert [row["id"] for row in found["results"]] == [household.pk]


def test_a_stale_version_is_answered_409_in_words(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN)
    url = f"{URL}{household.pk}/update_contact/"

    saved = client.post(url, {"version": 1, "group_no": "5组"}, content_type="application/json")
    stale = client.post(url, {"version": 1, "group_no": "6组"}, content_type="application/json")

    assert saved.json() == {"version": 2, "changes": ["村民小组 3组 → 5组"]}
    assert stale.status_code == 409
    assert "刚刚被他人修改" in stale.json()["detail"]
    assert Household.objects.get(pk=household.pk).group_no == "5组"


def test_a_step_out_of_order_is_answered_409(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN)

    answer = client.post(
        f"{URL}{household.pk}/record_status/",
        {"status": "EXITED_WITH_POLICY", "on": "2016-12-01"},
        content_type="application/json",
    )

    assert answer.status_code == 409
    assert "不能转为" in answer.json()["detail"]


def test_who_may_only_look_changes_nothing(client, log_in):
    log_in("city_leader")
    household = HouseholdFactory(at=GEXIN)
    url = f"{URL}{household.pk}/update_contact/"

    answer = client.post(url, {"version": 1, "group_no": "5组"}, content_type="application/json")

    assert answer.status_code == 403
    assert Household.objects.get(pk=household.pk).group_no == "3组"


def test_villages_postings_and_designations_are_there_too(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    KeyVillageFactory(at=GEXIN, exited=True)
    posting = PostingFactory(at=GEXIN)
    PostingFactory(at=XIANFENG)

    (village,) = client.get("/api/v1/villages/").json()["results"]

    assert (village["code"], village["name"]) == (GEXIN, "革新村")
    assert village["exited_on"] == "2016-11-30"
    assert village["secretary_name"] == posting.cadre.name
    assert client.get("/api/v1/postings/").json()["count"] == 1
    assert client.get("/api/v1/key-villages/").json()["count"] == 1
    assert client.get(f"/api/v1/villages/{XIANFENG}/").status_code == 404
