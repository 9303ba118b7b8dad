"""The intake over the API, as the people of a township use it."""

import json
import re

import pytest

from households.models import Household
from tests.factories import ZHANGGOU, make_user
from tests.intake.conftest import as_file, work
from tests.workbooks.households import workbook


def test_the_api_takes_the_same_way(client, clerk, leader, maker):
    client.force_login(clerk)
    base = "/api/v1/import-batches/"
    data = {"sheet": "households", "file": as_file(workbook(maker.families(2))),
            "data_date": "2016-12-31"}  # fmt: skip
    answer = client.post(f"{base}upload/", data)
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    work()
    assert client.get(f"{base}{pk}/").json()["counts"]["new"] == 2
    assert client.post(f"{base}{pk}/submit/").json()["state"] == "submitted"
    assert "审核导入批次" in client.post(f"{base}{pk}/approve/").json()["detail"]

    client.force_login(leader)
    (waiting,) = client.get(f"{base}waiting/").json()["results"]
    assert waiting["id"] == pk
    at_work = client.post(f"{base}{pk}/approve/").json()
    assert (at_work["state"], at_work["job"]["state"]) == ("committing", "queued")
    work()
    assert Household.objects.count() == 2
    assert client.get(f"{base}{pk}/").json()["job"] is None


def test_the_api_shows_the_plan_row_by_row_with_numbers_masked(client, clerk, faulty):
    client.force_login(clerk)
    path = f"/api/v1/import-batches/{faulty.pk}"

    shown = client.get(f"{path}/rows/").json()
    assert shown["count"] == faulty.counts["error"]
    assert shown["results"][0]["findings"][0]["text"]
    assert not re.search(r"\d{17}[\dX]\D", json.dumps(shown["results"][0]["findings"]))
    assert client.get(f"{path}/rows/?view=palace").status_code == 400
    assert client.post(f"{path}/errors/").content.startswith(b"PK")
    assert b"".join(client.post(f"{path}/original/").streaming_content).startswith(b"PK")
    assert client.post(f"{path}/answer/", {"answers": {"x": "y"}},
                       content_type="application/json").status_code == 409  # fmt: skip
    assert client.post(f"{path}/retry/").status_code == 409
    withdrawn = client.post(f"{path}/withdraw/").json()
    assert withdrawn["state"] == "withdrawn"
    assert withdrawn["rights"]["submit"] is False


def test_another_persons_workbook_takes_a_reason_over_the_api_too(client, leader, faulty):
    client.force_login(leader)
    path = f"/api/v1/import-batches/{faulty.pk}/original/"

    assert client.post(path).status_code == 409
    assert client.post(path, {"reason": "核对原始数据"}).status_code == 200


def test_the_api_says_which_workbooks_may_be_uploaded(client, clerk):
    client.force_login(clerk)
    sheets = client.get("/api/v1/import-sheets/").json()

    assert "households" in {sheet["code"] for sheet in sheets}
    template = client.get("/api/v1/import-sheets/households/template/")
    assert template.content.startswith(b"PK")
    assert client.get("/api/v1/import-sheets/palaces/template/").status_code == 404


def test_the_api_refuses_with_a_sentence_and_hides_what_is_out_of_reach(
    client, clerk, take_in, maker
):
    batch = take_in(workbook(maker.families(1)))
    client.force_login(clerk)
    bad = {"sheet": "households", "file": as_file(b"x")}
    assert "已损坏" in client.post("/api/v1/import-batches/upload/", bad).json()["detail"]

    client.force_login(make_user("town_clerk", ZHANGGOU, username="stranger"))
    assert client.get(f"/api/v1/import-batches/{batch.pk}/").status_code == 404
    assert client.get("/api/v1/import-batches/").json()["count"] == 0


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_edge_of_the_calendar_filter_and_break_nothing(client, log_in, day):
    log_in("city_office")
    for name in ("after", "before"):
        answer = client.get(f"/api/v1/import-batches/?created_at_{name}={day}")
        assert answer.status_code == 200
