"""Households over the API: the same rows, filters and verbs as the pages; numbers masked."""

import datetime

import pytest

from households.models import Household
from households.services import exporting
from organization.models import AuditEntry, DemoClock
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    HouseholdFactory,
    IncomeYearFactory,
    KeyVillageFactory,
    MembershipFactory,
    PostingFactory,
    VillageFactory,
    id_number,
)
from tests.households.whole import whole_household

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

    row = answer.json()["on_day"]
    assert row["phone"] == "154****1234"
    assert len(row["people"]) == 2
    assert row["incomes"][0]["net_income_per_capita"] == "3500.00"
    for membership in household.memberships.all():
        assert membership.member.id_no not in answer.content.decode()


def test_a_household_as_it_was_on_a_day(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN, size=2)
    left = household.memberships.last()
    left.ends_on, left.leave_reason = datetime.date(2016, 6, 1), "03"
    left.save()
    url = f"{URL}{household.pk}/"

    now = client.get(url).json()["on_day"]
    then = client.get(url, {"day": "2016-01-01"}).json()["on_day"]

    assert (len(now["people"]), len(then["people"])) == (1, 2)
    assert [one["id"] for one in now["former"]] == [left.pk]
    assert client.get(url, {"day": "yesterday"}).status_code == 400


def send(client, path: str, data: dict, status: int = 200) -> dict:
    answer = client.post(f"{URL}{path}/", data, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


INSURED = {"basic_medical": True, "serious_illness_insured": True, "pension": True}
SURVEYED = {
    "year": {"attribute": "GENERAL", "cause_main": "09"},
    "income": {"net_income_per_capita": "3500.00"},
}  # fmt: skip


def person(**values) -> dict:
    return {
        "relation": "02", "name": "覃德元", "id_type": "1", "id_no": id_number(), "ethnicity": "01",
        "health": "01", "labor": "01", "education": "03", "student_status": "01",
        **INSURED, **values,
    }  # fmt: skip


def new_household(**values) -> dict:
    return {
        "village": GEXIN, "identified_on": "2016-12-01", "facts": {"group_no": "2组"},
        "people": [person(relation="01", name="尉迟明"), person(name="单玉梅")],
        **SURVEYED, **values,
    }  # fmt: skip


def test_a_household_is_registered_with_its_people_and_found(client, log_in):
    VillageFactory(code=GEXIN)
    log_in("town_clerk", YANGLINWEI)

    made = send(client, "register", new_household(), 201)

    assert (made["head_name"], made["size"], made["group_no"]) == ("尉迟明", 2, "2组")
    assert {one["name"] for one in made["on_day"]["people"]} == {"尉迟明", "单玉梅"}
    (line, *_) = client.get(f"{URL}{made['id']}/trail/").json()
    assert line["line"]


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"village": XIANFENG}, {"village"}),
        ({"identified_on": "2016-02-30"}, {"identified_on"}),
        ({"facts": {"phone": "12"}}, {"facts.phone"}),
        ({"income": {"wage_income": "-1"}}, {"income.wage_income"}),
        ({"people": [person(relation="01", id_no="429000196005060000")]}, {"people.0.id_no"}),
        ({"people": [person(relation="01"), person(relation="")]}, {"people.1.relation"}),
        ({"people": [person(member=1)]}, {"people.0.member"}),
        ({"people": "x"}, {"people"}),
        ({"data_year": 2030}, {"data_year"}),
    ],
)
def test_what_the_form_refuses_the_api_refuses_at_the_same_field(client, log_in, changes, places):
    for code in (GEXIN, XIANFENG):
        VillageFactory(code=code)
    log_in("town_clerk", YANGLINWEI)

    refused = send(client, "register", new_household(**changes), 400)

    assert places <= set(refused["fields"]), refused
    assert not Household.objects.exists()


def test_a_household_without_a_head_is_refused(client, log_in):
    VillageFactory(code=GEXIN)
    log_in("town_clerk", YANGLINWEI)

    refused = send(client, "register", new_household(people=[person()]), 400)

    assert refused["fields"] == {"people.0.relation": ["本户没有户主，请将其中一人的关系改为户主"]}


def test_a_household_is_saved_and_what_is_left_out_stays(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN, size=2)
    head, other = household.memberships.order_by("relation")
    survey = {
        "health": "01", "labor": "01", "education": "03", "student_status": "01", **INSURED,
    }  # fmt: skip
    body = {
        **SURVEYED, "version": 1,
        "people": [
            {"member": head.member_id, **survey},
            {"member": other.member_id, **survey, "disease_name": "无"},
        ],
    }  # fmt: skip

    saved = send(client, f"{household.pk}/save", body)

    household.refresh_from_db()
    assert household.group_no == "3组"
    assert saved["version"] == 2
    by_member = {one["member"]: one for one in saved["on_day"]["people"]}
    assert by_member[other.member_id]["year"]["education"] == "03"
    head.member.refresh_from_db()
    assert head.member.id_no
    assert "刚刚被他人修改" in send(client, f"{household.pk}/save", body, 409)["detail"]
    twice = {**body, "version": 2, "people": body["people"] * 2}
    assert "people.2.member" in send(client, f"{household.pk}/save", twice, 400)["fields"]


def test_a_new_error_of_a_check_bars_the_saving_at_its_field(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN)
    (head,) = household.memberships.all()
    child = {"member": head.member_id, "student_status": "05", "labor": "01", "health": "99"}

    refused = send(client, f"{household.pk}/save", {"version": 1, "people": [child]}, 400)

    assert any(place.startswith("people.0.") for place in refused["fields"])


def test_a_household_is_saved_as_json_alone(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN)

    answer = client.post(f"{URL}{household.pk}/save/", {"version": 1, "living": "-"})

    assert answer.status_code == 415


def test_the_head_changes_and_a_member_leaves(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN, size=2)
    old, new = household.memberships.order_by("relation")
    relations = [
        {"membership": old.pk, "relation": "02"}, {"membership": new.pk, "relation": "01"},
    ]  # fmt: skip
    body = {"version": 1, "on": "2016-12-01", "relations": relations}

    changed = send(client, f"{household.pk}/change_head", body)

    assert changed["head_name"] == new.member.name
    wife = household.memberships.open().get(member=old.member)
    leaving = {
        "version": 2, "membership": wife.pk, "reason": "D1", "on": "2016-12-31",
        "remark": "死亡证明",
    }  # fmt: skip
    assert send(client, f"{household.pk}/member_leaves", leaving)["ends_on"] == "2016-12-31"
    again = {**leaving, "version": 3}
    assert send(client, f"{household.pk}/member_leaves", again, 404)


def test_an_id_number_is_answered_and_an_elsewhere_told_by_its_township(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    theirs = HouseholdFactory(at=XIANFENG).memberships.get().member

    known = send(client, "check_id", {"id_no": theirs.id_no})
    fresh = send(client, "check_id", {"id_no": id_number()})

    assert (known["is_fault"], "张沟镇" in known["text"]) == (True, True)
    assert fresh["is_fault"] is False
    send(client, "check_id", {"id_no": "1"}, 400)


def test_a_long_list_is_written_by_a_worker(client, log_in, monkeypatch):
    log_in("city_office")
    HouseholdFactory(at=GEXIN)
    monkeypatch.setattr(exporting, "EXPORTED_AT_ONCE", 0)

    answer = client.get(f"{URL}export/")

    assert answer.status_code == 202
    assert answer.json()["kind"] == "households.list_export"
    assert client.get(f"/api/v1/jobs/{answer.json()['id']}/").status_code == 200


def test_the_list_is_exported_with_a_trace(client, log_in):
    user = log_in("town_clerk", YANGLINWEI)
    HouseholdFactory(at=GEXIN)

    answer = client.get(f"{URL}export/", {"status": "still_poor"})

    assert answer.content.startswith(b"PK")
    assert AuditEntry.objects.filter(verb="household.exported", actor=user).count() == 1
    assert client.get(f"{URL}export/", {"status": "rich"}).status_code == 400


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


def test_somebody_who_left_twice_is_one_former_member(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN)
    once = MembershipFactory(
        household=household, starts_on=datetime.date(2014, 1, 1),
        ends_on=datetime.date(2015, 1, 1), leave_reason="D2",
    )  # fmt: skip
    twice = MembershipFactory(
        household=household, member=once.member, starts_on=datetime.date(2015, 6, 1),
        ends_on=datetime.date(2016, 1, 1), leave_reason="D2",
    )  # fmt: skip

    page = client.get(f"{URL}{household.pk}/").json()["on_day"]

    assert [one["id"] for one in page["former"]] == [twice.pk]


@pytest.mark.parametrize("body", ['{"a": ' + "[" * 20000 + "]" * 20000 + "}", "[]"])
def test_a_body_that_is_no_household_is_a_bad_request(client, log_in, body):
    log_in("town_clerk", YANGLINWEI)
    household = HouseholdFactory(at=GEXIN)
    answer = client.post(f"{URL}{household.pk}/save/", body, content_type="application/json")
    assert answer.status_code == 400


def test_saving_without_a_year_stays_in_the_year_surveyed_last(client, log_in):
    DemoClock.objects.update_or_create(pk=1, defaults={"day": datetime.date(2017, 2, 1)})
    household = whole_household(at=GEXIN)
    log_in("town_clerk", YANGLINWEI)

    send(client, f"{household.pk}/save", {**SURVEYED, "version": 1})

    assert list(household.years.values_list("data_year", flat=True)) == [2016]
