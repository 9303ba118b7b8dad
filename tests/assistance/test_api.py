"""Assistance over the API: the same rows, the same filters, the same verbs."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from assistance.models import Disbursement, Pairing, ProjectBenefit, Visit
from organization.enums import Rank
from tests.assistance.factories import (
    AllocationFactory,
    FundSourceFactory,
    PairingFactory,
    ProjectBenefitFactory,
    ProjectFactory,
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
