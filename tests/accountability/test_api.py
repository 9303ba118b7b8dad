"""The API: the same rows and verbs as the pages."""

import datetime

import pytest
from django.urls import reverse

from accountability.enums import NoticeState, PledgeMeasure, ResponsibilityKind
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
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    GrantFactory,
    VillageFactory,
    make_user,
)

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


def test_no_problem_is_left_out_of_a_draft_in_silence(city, day, client, log_in):
    seen = a_problem(city)
    hidden = a_problem(city)
    Problem.objects.filter(pk=hidden.pk).update(division=VillageFactory(code=XIANFENG).division)
    local = make_user("supervisor", YANGLINWEI, username="local")
    log_in(user=local)

    outside = f"所选问题（{hidden.pk}）不存在或不在您的办理范围"
    for missing, status, said in ((hidden.pk, 409, outside), (10**30, 400, "小于或者等于")):
        chosen = {"kind": "L1", "problems": [seen.pk, missing]}
        assert said in str(post(client, "notices/draft", chosen, status))
        page = client.post(
            reverse("accountability:notice_draft"),
            {"kind": "L1", "selected": chosen["problems"]}, follow=True,
        )  # fmt: skip
        assert "不在您的办理范围" in page.content.decode()

    assert not Notice.objects.exists()
    post(client, "notices/draft", {"kind": "L1", "problems": [seen.pk]}, 201)


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


def test_a_draft_is_edited_a_problem_taken_out_and_the_letter_printed(city, day, client, log_in):
    log_in(user=city.supervisor)
    first, second = a_problem(city), a_problem(city)
    drafted = post(client, "notices/draft", {"kind": "L1", "problems": [first.pk, second.pk]}, 201)
    path, (one, two) = f"notices/{drafted['id']}", drafted["items"]

    goal = {"goals": [{"item_id": one["id"], "goal": "补齐12户"}], "done_days": 9}
    edited = post(client, f"{path}/edit", goal)
    assert (edited["items"][0]["goal"], edited["done_days"]) == ("补齐12户", 9)
    assert edited["title"] == drafted["title"]
    left = post(client, f"{path}/remove_item", {"item_id": two["id"]})
    assert [item["id"] for item in left["items"]] == [one["id"]]

    letter = client.get(f"/api/v1/{path}/letter/")
    assert letter.content.startswith(b"PK")
    assert client.get("/api/v1/notices/?view=drafts").json()["count"] == 1
    assert {line["label"] for line in client.get("/api/v1/desk/").json()} >= {"我的拟稿", "待核稿"}


def test_more_time_is_asked_for_and_allowed_and_the_next_rung_proposed(city, day, client, log_in):
    notice = a_rectifying(city)
    log_in(user=city.clerk)
    asked = {"new_due_on": str(notice.due_on + datetime.timedelta(days=5)), "reason": "雨天"}
    post(client, f"notices/{notice.pk}/extend", asked)

    log_in(user=city.supervisor)
    (extension,) = client.get(f"/api/v1/extensions/?notice={notice.pk}").json()["results"]
    decided = post(client, f"extensions/{extension['id']}/decide", {"adopt": True, "note": "同意"})
    assert decided["state"] == "granted"
    post(client, f"notices/{notice.pk}/escalate", {"explanation": "推诿"})
    (proposal,) = client.get("/api/v1/proposals/").json()["results"]
    assert proposal["notice"] == notice.pk


def test_an_interview_is_arranged_notified_held_and_closed(city, day, client, log_in):
    log_in(user=city.supervisor)
    made = post(
        client, "interviews/arrange",
        {
            "unit": city.town.pk, "interviewee": "镇长", "reason": "整改不力",
            "planned_on": "2017-01-05", "place": "市扶贫办", "interviewer": "副组长",
        },
        201,
    )  # fmt: skip
    path = f"interviews/{made['id']}"
    assert client.get(f"/api/v1/{path}/letter/").status_code == 404
    assert post(client, f"{path}/edit", {"place": "市委会议室"})["interviewee"] == "镇长"
    assert post(client, f"{path}/notify", {})["number"]
    assert client.get("/api/v1/interviews/?open=true").json()["count"] == 1
    minutes = {
        "held_on": "2016-12-31", "recorder": "李", "statement": "表态", "demands": "限期整改",
    }  # fmt: skip
    held = post(client, f"{path}/record", minutes)
    assert held["attendees"] == "镇长"
    assert client.get(f"/api/v1/{path}/minutes/").content.startswith(b"PK")
    assert post(client, f"{path}/close", {"note": "已到位"})["state"] == "closed"


def test_a_pledge_is_written_signed_and_ended_and_the_coverage_moves(city, day, client, log_in):
    log_in("city_office")
    before = client.get("/api/v1/pledges/coverage/").json()
    target = {"year": 2017, "measure": PledgeMeasure.values[0], "value": "120"}
    made = post(
        client, "pledges/draft",
        {"unit": city.town.pk, "signer_title": "党委书记", "targets": [target]}, 201,
    )  # fmt: skip
    path = f"pledges/{made['id']}"
    assert made["duties"].startswith("一、")
    again = post(client, f"{path}/edit", {"signer_title": "镇长"})
    assert (again["signer_title"], again["targets"][0]["value"]) == ("镇长", "120.00")

    signed = post(client, f"{path}/sign", {"signed_on": "2016-12-31"})
    assert signed["number"]
    after = client.get("/api/v1/pledges/coverage/").json()
    assert after["covered"] == before["covered"] + 1
    scanned = client.post(f"/api/v1/{path}/scan/", {"scan": photo()})
    assert scanned.status_code == 200, scanned.content.decode()
    query = {"subject_kind": "accountability.pledge", "subject_id": made["id"]}
    (file,) = client.get("/api/v1/attachments/of_row/", query).json()
    content = client.get(f"/api/v1/attachments/{file['id']}/content/")
    assert b"".join(content.streaming_content).startswith(b"\x89PNG")
    ended = post(
        client, f"{path}/end", {"on": "2017-06-01", "reason": "撤并", "document_no": "1号"}
    )
    assert ended["state"] == "ended"


def test_a_responsibility_is_assigned_and_a_sanction_recorded(city, day, client, log_in):
    log_in("city_office")
    made = post(
        client, "responsibilities/assign",
        {
            "division": GEXIN, "kind": ResponsibilityKind.MAIN, "unit": city.town.pk,
            "post": "党委书记", "starts_on": "2016-12-01",
        },
        201,
    )  # fmt: skip
    assert post(client, f"responsibilities/{made['id']}/end", {})["ends_on"] == "2016-12-31"

    log_in("discipline")
    recorded = post(
        client, "sanctions/record",
        {
            "unit": city.town.pk, "person": "单玉梅", "post": "副镇长", "form": "party_warning",
            "decided_on": "2016-12-30", "decided_by_body": "市纪委", "facts": "虚报",
        },
        201,
    )  # fmt: skip
    assert recorded["person"] == "单*梅"


def test_a_problem_is_settled_on_the_spot_by_another_person(city, day, client, log_in):
    problem = a_problem(city)
    log_in(user=city.supervisor2)

    bare = client.post(f"/api/v1/problems/{problem.pk}/settle/", {"note": "已补齐"})
    assert bare.status_code in {400, 409}
    data = {"note": "已补齐", "uploads": photo()}
    settled = client.post(f"/api/v1/problems/{problem.pk}/settle/", data)

    assert settled.json()["state"] == "closed", settled.content.decode()
