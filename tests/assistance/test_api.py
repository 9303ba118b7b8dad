"""Assistance over the API: the same rows, the same filters, the same verbs."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from assistance.enums import FundClass
from assistance.models import Disbursement, Pairing, ProjectBenefit, Visit
from organization.enums import Rank
from organization.models import Cadre
from tests.assistance.factories import (
    ActionTaskFactory,
    AllocationFactory,
    FundSourceFactory,
    LeaderPostFactory,
    PairingFactory,
    ProjectBenefitFactory,
    ProjectFactory,
    TownshipDesignationFactory,
    VillagePairingFactory,
    VisitFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    HouseholdFactory,
    KeyVillageFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)

TODAY = datetime.date(2016, 12, 31)
V1 = "/api/v1"


@pytest.fixture
def api(day):
    """A client signed in as the city's office, or as `api(role, code, …)` says."""

    def sign_in(role: str = "city_office", code: str | None = CITY, **fields) -> APIClient:
        client = APIClient()
        client.force_authenticate(make_user(role, code, **fields))
        return client

    return sign_in


def test_a_cadre_is_paired_handed_over_and_ended(api):
    client = api()
    household, cadre, next_one = HouseholdFactory(), CadreFactory(), CadreFactory()
    asked = {"household": household.pk, "cadre": cadre.number, "starts_on": "2013-12-01"}
    HouseholdFactory()

    refused = client.post(f"{V1}/pairings/pair/", asked, format="json")
    assert refused.status_code == 409
    assert "不是有效的建档立卡户" in refused.json()["detail"]

    made = client.post(f"{V1}/pairings/pair/", {**asked, "starts_on": "2015-01-01"}, format="json")
    assert made.status_code == 201
    pairing = Pairing.objects.get()
    assert made.json()["cadre_name"] == cadre.name

    early = client.post(
        f"{V1}/pairings/{pairing.pk}/hand_over/",
        {"to": next_one.number, "on": "2016-12-31", "reason": "transfer"},
        format="json",
    )
    assert early.status_code == 409
    handed = client.post(
        f"{V1}/pairings/{pairing.pk}/hand_over/",
        {
            "to": next_one.number,
            "on": "2016-12-31",
            "reason": "transfer",
            "exception_reason": "调动",
        },
        format="json",
    )
    assert handed.status_code == 201
    assert handed.json()["predecessor"] == pairing.pk

    ended = client.post(
        f"{V1}/pairings/{handed.json()['id']}/end/",
        {"ends_on": "2017-01-01", "reason": "health", "exception_reason": "住院"},
        format="json",
    )
    assert ended.status_code == 200
    assert ended.json()["end_reason"] == "health"


def test_a_visit_sent_twice_is_recorded_once(api):
    pairing = PairingFactory()
    client = api("helper", None, cadre=pairing.cadre)
    record = {
        "household": pairing.household_id,
        "key": str(uuid.uuid4()),
        "visited_on": "2016-12-30",
        "kind": "2",
        "content": "查看住房",
        "problem": "墙体裂缝",
    }

    answers = [client.post(f"{V1}/visits/record/", record, format="json") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    visit = Visit.objects.get()
    solved = client.post(f"{V1}/visits/{visit.pk}/solve/", {"remark": "已加固"}, format="json")
    assert solved.json()["is_problem_solved"] is True


def test_money_goes_to_a_project(api):
    client = api()
    source, project, household = FundSourceFactory(), ProjectFactory(), HouseholdFactory()

    made = client.post(
        f"{V1}/projects/{project.pk}/allocate/",
        {"source": source.number, "amount": "1000.00", "allocated_on": "2016-12-31"},
        format="json",
    )
    allocation = made.json()["id"]
    paid = client.post(
        f"{V1}/allocations/{allocation}/pay/",
        {"amount": "600.00", "paid_on": "2016-12-31"},
        format="json",
    )
    too_much = client.post(
        f"{V1}/allocations/{allocation}/pay/",
        {"amount": "400.01", "paid_on": "2016-12-31"},
        format="json",
    )
    moved = client.post(
        f"{V1}/projects/{project.pk}/move/", {"to": "tendered", "on": "2016-12-31"}, format="json"
    )
    got = client.post(
        f"{V1}/projects/{project.pk}/add_benefit/",
        {
            "household": household.pk,
            "kind": "dividend",
            "benefited_on": "2016-12-31",
            "amount": "800.00",
        },
        format="json",
    )

    assert (made.status_code, paid.status_code, too_much.status_code) == (201, 201, 409)
    assert moved.json()["state"] == "tendered"
    assert got.status_code == 201
    assert Disbursement.objects.get().amount == Decimal("600.00")
    assert ProjectBenefit.objects.get().household == household


def test_the_coverages_of_an_area(api):
    PairingFactory()
    HouseholdFactory()
    HouseholdFactory(at=XIANFENG)

    rows = api().get(f"{V1}/coverage/", {"division": YANGLINWEI}).json()

    assert [row["code"] for row in rows] == ["C1", "C2", "C3", "C4", "C5"]
    assert (rows[3]["covered"], rows[3]["total"], rows[3]["rate"]) == (1, 2, "0.500000")
    before = api().get(f"{V1}/coverage/", {"division": YANGLINWEI, "day": "2015-01-01"}).json()
    assert before[3]["covered"] == 0


@pytest.mark.parametrize("division", ["", "abc", "999999999999", "429004108\x00"])
def test_an_area_that_does_not_exist_is_a_bad_request(api, division):
    assert api().get(f"{V1}/coverage/", {"division": division}).status_code == 400


def test_an_area_outside_the_scope_is_refused(api):
    HouseholdFactory(at=XIANFENG)

    answer = api("town_clerk", YANGLINWEI).get(f"{V1}/coverage/", {"division": ZHANGGOU})

    assert answer.status_code == 403


LISTS = [
    "pairings", "village-pairings", "visits", "projects", "allocations", "disbursements",
    "project-benefits", "funds",
]  # fmt: skip


def _one_of_each(at: str) -> None:
    pairing = PairingFactory(household=HouseholdFactory(at=at), cadre__rank=Rank.BUREAU)
    VillagePairingFactory(at=at)
    VisitFactory(household=pairing.household, cadre=pairing.cadre)
    allocation = AllocationFactory(project__at=at)
    Disbursement.objects.create(allocation=allocation, amount=Decimal("1.00"), paid_on=TODAY)
    ProjectBenefitFactory(project=allocation.project, household=pairing.household)


@pytest.mark.parametrize("name", LISTS)
def test_a_township_lists_its_own_rows_alone(api, name):
    _one_of_each(GEXIN)
    _one_of_each(XIANFENG)

    seen = api("town_clerk", YANGLINWEI).get(f"{V1}/{name}/").json()
    all_of_them = api().get(f"{V1}/{name}/").json()

    assert seen["count"] == (0 if name == "funds" else 1)
    assert all_of_them["count"] == 2


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_as_many_statements_for_20_rows_as_for_1(
    api, name, django_assert_max_num_queries
):
    client = api()
    _one_of_each(GEXIN)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{V1}/{name}/")
    for _ in range(20):
        _one_of_each(GEXIN)

    with django_assert_max_num_queries(len(few)):
        client.get(f"{V1}/{name}/")


def test_nobody_pairs_outside_the_scope_or_without_the_right(api):
    household, cadre = HouseholdFactory(), CadreFactory()
    asked = {"household": household.pk, "cadre": cadre.number, "starts_on": "2016-12-31"}

    elsewhere = api("town_clerk", ZHANGGOU).post(f"{V1}/pairings/pair/", asked, format="json")
    no_right = api("supervisor").post(f"{V1}/pairings/pair/", asked, format="json")

    assert elsewhere.status_code == 400
    assert no_right.status_code == 403
    assert not Pairing.objects.exists()


def test_a_department_reads_masked_names(api):
    pairing = PairingFactory(household__size__name="王建国")

    rows = api("department", None, unit=pairing.unit).get(f"{V1}/pairings/").json()["results"]

    assert [row["household_name"] for row in rows] == ["王*国户"]


def test_a_masked_name_is_not_found_letter_by_letter(api):
    pairing = PairingFactory()
    head, helper = pairing.household.head_name, pairing.cadre.name
    reader = api("department", None, unit=pairing.unit)
    for path in ("pairings/search", "visits/search"):
        assert send(reader, path, {"text": head[:2]})["results"] == []
    assert send(reader, "pairings/search", {"text": helper})["results"]


def send(client, path: str, data: dict, status: int = 200) -> dict:
    answer = client.post(f"{V1}/{path}/", data, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_helper_is_looked_for_and_a_village_spread_over_a_unit(api):
    client = api()
    unit = CadreFactory().unit
    CadreFactory.create_batch(2, unit=unit, rank=Rank.SECTION_HEAD)
    households = HouseholdFactory.create_batch(2)
    HouseholdFactory(at=XIANFENG)
    number = Cadre.objects.filter(unit=unit, rank=Rank.SECTION_HEAD).first().number

    found = send(client, "pairings/candidates", {"household": households[0].pk, "text": number})
    assert [(one["number"], one["load"], one["cap"]) for one in found] == [(number, 0, 3)]
    query = {"village": GEXIN, "unit": unit.pk}
    rows = client.get(f"{V1}/pairings/proposal/", query).json()
    assert {row["household"] for row in rows} == {one.pk for one in households}
    choices = [{"household": row["household"], "cadre": row["cadre"]} for row in rows]

    stranger = [{**choices[0], "cadre": CadreFactory().pk}]
    body = {**query, "starts_on": "2016-12-31"}
    assert (
        "choices" in send(client, "pairings/confirm", {**body, "choices": stranger}, 400)["fields"]
    )
    assert send(client, "pairings/confirm", {**body, "choices": choices}) == {"paired": 2}
    assert len(send(client, "pairings/search", {"text": households[0].head_name})["results"]) >= 1


def test_what_is_not_covered_is_listed_as_far_as_the_caller_may_know(api):
    covered, bare = PairingFactory(), HouseholdFactory()
    TownshipDesignationFactory()
    client = api()

    def rows(code: str, **query) -> list[dict]:
        answer = client.get(f"{V1}/coverage/{code}/rows/", {"division": YANGLINWEI, **query})
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()["results"]

    (gap,) = rows("C4")
    assert (gap["household"], gap["household_name"]) == (bare.pk, str(bare))
    (helped,) = rows("C4", view="covered")
    assert helped["household"] == covered.household_id
    assert [row["division"] for row in rows("C1")] == [YANGLINWEI]
    assert rows("C2") == []
    load = client.get(f"{V1}/coverage/load/", {"division": YANGLINWEI}).json()
    assert load["bands"] == [{"households": 1, "helpers": 1}]
    for path, status in (("C9/rows", 404), ("C4/rows", 400), ("load", 400)):
        assert client.get(f"{V1}/coverage/{path}/").status_code == status

    elsewhere = api("town_clerk", ZHANGGOU)
    for path in ("C4/rows", "load"):
        url = f"{V1}/coverage/{path}/"
        assert elsewhere.get(url, {"division": YANGLINWEI}).status_code == 403


def test_who_takes_on_places_is_arranged_and_ended(api):
    client = api()
    VillagePairingFactory(at=XIANFENG)
    unit = UnitFactory()
    KeyVillageFactory(at=GEXIN)
    leader = LeaderPostFactory()
    TownshipDesignationFactory()

    body = {"village": GEXIN, "kind": "unit", "department": unit.pk, "starts_on": "2016-12-01"}
    made = send(client, "village-pairings/pair", body, 201)
    assert made["party_name"] == unit.name
    assert (
        "department"
        in send(client, "village-pairings/pair", {**body, "department": None}, 400)["fields"]
    )
    assert (
        "village" in send(client, "village-pairings/pair", {**body, "village": "1"}, 400)["fields"]
    )
    end = {"ends_on": "2016-12-31", "reason": "transfer", "exception_reason": "机构改革"}
    assert send(client, f"village-pairings/{made['id']}/end", end)["ends_on"] == "2016-12-31"

    body = {"division": YANGLINWEI, "cadre": leader.cadre_id, "starts_on": "2016-12-01"}
    made = send(client, "township-pairings/pair", body, 201)
    listed = client.get(f"{V1}/township-pairings/", {"in_force": True}).json()["results"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert send(client, f"township-pairings/{made['id']}/end", end)["end_reason"] == "transfer"


def test_a_project_is_declared_corrected_and_followed(api):
    client, unit = api(), UnitFactory()
    VillageFactory(code=GEXIN)
    made = send(
        client, "projects/declare",
        {
            "number": "XT2016-9001", "name": "桃园", "category": "industry", "level": "village",
            "division": GEXIN, "villages": [GEXIN], "unit": unit.pk, "content": "新建桃园",
            "planned_amount": "100000.00",
        },
        201,
    )  # fmt: skip
    path = f"projects/{made['id']}"
    again = send(client, f"{path}/correct", {"performance_target": "带动34户"})
    assert (again["name"], again["villages"]) == ("桃园", [GEXIN])
    assert again["performance_target"] == "带动34户"
    steps = client.get(f"{V1}/{path}/").json()["steps"]
    assert [step["state"] for step in steps] == ["declared"]

    running = ProjectFactory(state="in_progress")
    told = send(client, f"projects/{running.pk}/report_progress", {"progress": 40})
    assert told["progress"] == 40


def test_money_is_ordered_arrives_and_comes_back(api):
    client = api()
    source = send(
        client, "funds/order_money",
        {
            "number": "ZJ2016-901", "name": "市级专项", "fund_class": FundClass.CITY,
            "division": CITY, "document_no": "1号", "amount": "1000.00",
        },
        201,
    )  # fmt: skip
    arrival = {"amount": "600.00", "arrived_on": "2016-12-30"}
    arrived = send(client, f"funds/{source['id']}/arrive", arrival, 201)
    assert arrived["arrived_amount"] == "600.00"
    allocation = AllocationFactory(amount=Decimal("500.00"))
    path = f"allocations/{allocation.pk}"
    send(client, f"{path}/pay", {"amount": "300.00", "paid_on": "2016-12-30"}, 201)
    back = {"amount": "100.00", "paid_on": "2016-12-31", "remark": "核减"}
    assert send(client, f"{path}/take_back", back, 201)["amount"] == "-100.00"
    revoked = send(
        client, f"{path}/revoke", {"amount": "50.00", "on": "2016-12-31", "reason": "结余"}
    )
    assert (revoked["revoked_amount"], revoked["paid_amount"]) == ("50.00", "200.00")
    send(client, f"{path}/pay", {"amount": "0", "paid_on": "2016-12-30"}, 400)


def test_a_task_of_the_plans_is_reported(api):
    task = ActionTaskFactory(starts_on=datetime.date(2016, 1, 1))
    client = api()

    body = {"month": "2016-12-01", "value": "200", "evidence": "验收单"}
    assert send(client, f"action-tasks/{task.pk}/report", body)["status"] == "done"
    plans = client.get(f"{V1}/action-plans/").json()
    assert [one["task"]["id"] for plan in plans for one in plan["tasks"]] == [task.pk]


def test_a_helper_sees_his_own_round(api):
    pairing = PairingFactory()
    PairingFactory()
    client = api("helper", None, cadre=pairing.cadre)

    mine = client.get(f"{V1}/my-round/").json()

    assert [line["household"] for line in mine["lines"]] == [pairing.household_id]
    assert (mine["village"], mine["waiting"]) == (None, 0)
