"""The API: the same rows and verbs as the pages."""

import pytest

from accountability.enums import NoticeState
from accountability.models import Notice, Problem
from tests.accountability.conftest import (
    a_draft,
    a_pledge,
    a_problem,
    a_rectifying,
    a_reported,
    a_sanction,
    a_sent,
    an_interview,
    photo,
)
from tests.factories import GEXIN, YANGLINWEI, ZHANGGOU, GrantFactory, make_user

LISTS = [
    "problems", "notices", "extensions", "proposals", "interviews", "sanctions", "pledges",
    "responsibilities",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_a_signed_in_user_with_the_permission(client, log_in, day, name):
    assert client.get(f"/api/v1/{name}/").status_code in {401, 403}
    log_in("helper")
    assert client.get(f"/api/v1/{name}/").status_code == 403
    log_in("supervisor")
    assert client.get(f"/api/v1/{name}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("problems", a_problem),
        ("notices", a_sent),
        ("interviews", an_interview),
        ("sanctions", a_sanction),
        ("pledges", a_pledge),
    ],
)
def test_the_api_shows_the_area_of_the_user_and_nothing_else(city, day, client, log_in, name, make):
    row = make(city)
    log_in("supervisor", YANGLINWEI)
    assert [one["id"] for one in client.get(f"/api/v1/{name}/").json()["results"]] == [row.pk]

    log_in("supervisor", ZHANGGOU)
    assert client.get(f"/api/v1/{name}/").json()["results"] == []
    assert client.get(f"/api/v1/{name}/{row.pk}/").status_code == 404


def test_the_name_of_a_sanctioned_person_is_masked(city, day, client, log_in):
    a_sanction(city)
    log_in("discipline")

    answer = client.get("/api/v1/sanctions/").content.decode()

    assert "单*梅" in answer
    assert "单玉梅" not in answer


def test_a_list_costs_the_same_for_twenty_notices(city, day, log_in, queries_of):
    log_in(user=city.supervisor)
    a_sent(city)
    one = len(queries_of("/api/v1/notices/"))
    for _ in range(19):
        a_sent(city)

    assert len(queries_of("/api/v1/notices/")) == one


def post(client, path: str, data: dict, status: int = 200) -> dict:
    answer = client.post(f"/api/v1/{path}/", data, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_the_whole_way_goes_over_the_api(city, day, client, log_in):
    log_in(user=city.supervisor)
    problem = post(
        client, "problems/report",
        {
            "source": "supervision", "category": "archives", "title": "缺表", "facts": "12户缺表",
            "division": GEXIN, "found_on": "2016-12-30",
        },
        201,
    )  # fmt: skip
    drafted = post(client, "notices/draft", {"kind": "L1", "problems": [problem["id"]]}, 201)
    path, item = f"notices/{drafted['id']}", drafted["items"][0]["id"]
    assert post(client, f"{path}/issue", {})["number"] == "仙扶办〔2016〕1号"

    log_in(user=city.clerk)
    post(client, f"{path}/step", {"seen": "sent", "to": "rectifying"})
    report = {"text": "已改", "leader": "镇长", "items": [{"item_id": item, "result": "补齐"}]}
    refused = post(client, f"{path}/report", report, 409)
    assert "第1项还没有佐证" in refused["detail"]
    uploaded = client.post(f"/api/v1/{path}/evidence/", {"item_id": item, "file": photo()})
    assert uploaded.status_code == 200, uploaded.content.decode()
    post(client, f"{path}/report", report)

    log_in(user=city.supervisor2)
    post(client, f"{path}/step", {"seen": "reported", "to": "checking"})
    post(client, f"{path}/judge", {"item_id": item, "outcome": "accepted"})
    closed = post(client, f"{path}/step", {"seen": "checking", "to": "closed"})

    assert closed["state"] == "closed"
    assert Problem.objects.get().state == "closed"


def test_a_step_from_a_state_that_is_past_is_refused(city, day, client, log_in):
    notice = a_rectifying(city)
    log_in(user=city.clerk)

    refused = post(client, f"notices/{notice.pk}/step", {"seen": "sent", "to": "received"}, 409)

    assert "已由他人办理" in refused["detail"]


def test_who_may_only_read_takes_no_step(city, day, client, log_in):
    notice = a_reported(city)
    log_in("city_leader")

    post(client, f"notices/{notice.pk}/step", {"seen": "reported", "to": "checking"}, 403)

    assert Notice.objects.get().state == NoticeState.REPORTED


@pytest.mark.parametrize("subject_id", ["abc", "999999", "-1"])
def test_an_object_that_is_not_there_is_refused_and_never_an_error(
    city, day, client, log_in, subject_id
):
    log_in(user=city.supervisor)

    post(
        client, "problems/report",
        {
            "source": "visit", "category": "other", "title": "某事", "facts": "某事",
            "division": GEXIN, "found_on": "2016-12-30",
            "subject_kind": "accountability.notice", "subject_id": subject_id,
        },
        400,
    )  # fmt: skip


@pytest.mark.parametrize("seen", list(NoticeState))
def test_a_made_up_state_or_an_early_plan_is_refused_and_never_an_error(
    city, day, client, log_in, seen
):
    """`seen` comes from outside: whatever it says, the row decides."""
    notice = a_draft(city)
    item = notice.items.get()
    both_sides = make_user("supervisor", unit=city.town)
    GrantFactory(user=both_sides, role="town_clerk")
    log_in(user=both_sides)
    path = f"notices/{notice.pk}"

    for to in NoticeState:
        answer = client.post(
            f"/api/v1/{path}/step/", {"seen": seen, "to": to, "remark": "试"},
            content_type="application/json",
        )  # fmt: skip
        if seen != NoticeState.DRAFT:
            assert answer.status_code in {403, 409}, (to, answer.content.decode())
    line = {
        "item_id": item.pk, "cause": "因", "measure": "措施", "responsible": "李",
        "planned_on": "2016-12-31",
    }  # fmt: skip
    post(client, f"{path}/plan", {"text": "案", "leader": "镇长", "items": [line]}, 409)
