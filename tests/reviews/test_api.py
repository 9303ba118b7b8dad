"""Reports, meetings and decisions over the API: the rows and verbs of the pages."""

import datetime

import pytest

from organization.models import AuditEntry
from reviews.models import ActionItem, Meeting, ReviewReport
from reviews.review_periods import ReviewPeriod
from reviews.services import meetings
from tests.factories import (
    CITY,
    YANGLINWEI,
    ZHANGGOU,
    DivisionFactory,
    UnitFactory,
    UserFactory,
    make_user,
)

pytestmark = pytest.mark.usefixtures("day", "households")
LISTS = ["review-reports", "meetings", "action-items"]
HELD = datetime.date(2016, 12, 22)
MEETING = {
    "kind": "monthly", "period": "2016-12", "held_on": "2016-12-22", "place": "会议室",
    "chair": "市委书记", "invited": 64, "present": 61, "topics": "通报督办情况",
}  # fmt: skip


def a_meeting(code: str = CITY, kind: str = "weekly", period: str = "2016-W50", **changes):
    """A meeting with one decision."""
    minutes = meetings.Minutes(HELD, "会议室", "市扶贫办主任", 38, 36, "通报进展")
    meeting = meetings.record_meeting(
        ReviewPeriod.parse(kind, period), DivisionFactory(code=code), minutes,
        by=make_user("city_office"),
    )  # fmt: skip
    meetings.decide(
        meeting, matter="兑现贫困学生资助资金", unit=UnitFactory(),
        due_on=datetime.date(2016, 12, 28), by=make_user("city_office"), **changes,
    )  # fmt: skip
    return meeting


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_somebody_who_may_read_reviews(client, log_in, name):
    assert client.get(f"/api/v1/{name}/").status_code in {401, 403}
    log_in("department")
    assert client.get(f"/api/v1/{name}/").status_code == 403
    log_in("supervisor")
    assert client.get(f"/api/v1/{name}/").status_code == 200


@pytest.mark.parametrize("name", ["meetings", "action-items"])
def test_meetings_and_decisions_are_those_of_the_callers_area(client, log_in, name):
    a_meeting(YANGLINWEI)
    log_in("town_clerk", YANGLINWEI)
    (row,) = client.get(f"/api/v1/{name}/").json()["results"]

    log_in("town_clerk", ZHANGGOU)
    assert client.get(f"/api/v1/{name}/").json()["results"] == []
    assert client.get(f"/api/v1/{name}/{row['id']}/").status_code == 404


def test_a_draft_is_for_its_own_area_and_a_published_report_for_all(
    client, log_in, built, published
):
    draft, document = built("weekly", "2016-W48"), published("monthly", "2016-11")
    log_in("town_clerk", ZHANGGOU)

    listed = client.get("/api/v1/review-reports/").json()["results"]

    assert [one["id"] for one in listed] == [document.pk]
    assert client.get(f"/api/v1/review-reports/{draft.pk}/").status_code == 404
    assert client.get(f"/api/v1/review-reports/{document.pk}/").status_code == 200


def test_the_lists_take_the_filters_of_the_pages(client, log_in, built, published):
    weekly, monthly = built("weekly", "2016-W48"), published("monthly", "2016-11")
    meeting = a_meeting()
    log_in("city_office")

    def found(path: str) -> list[int]:
        return [one["id"] for one in client.get(f"/api/v1/{path}").json()["results"]]

    assert found("review-reports/?kind=weekly") == [weekly.pk]
    assert found("review-reports/?state=published&year=2016") == [monthly.pk]
    assert found("review-reports/?year=2015") == []
    assert found(f"review-reports/?division={YANGLINWEI}") == []
    assert found("meetings/?kind=weekly") == [meeting.pk]
    assert found("meetings/?kind=monthly") == []
    assert found("action-items/?is_overdue=true&state=open") == [ActionItem.objects.get().pk]
    assert found("action-items/?is_overdue=false") == []


def test_a_report_goes_its_whole_way_over_the_api(
    client, log_in, desk, post, django_capture_on_commit_callbacks
):
    log_in(user=desk.writer)
    with django_capture_on_commit_callbacks(execute=True):
        asked = post("review-reports/build", {"kind": "monthly", "period": "2016-11"}, 201)
    path = f"review-reports/{asked['id']}"
    report = client.get(f"/api/v1/{path}/").json()
    assert (report["state"], report["title"]) == ("draft", "仙桃市2016年11月精准扶贫工作督办通报")
    assert report["snapshot"]["figures"]["K01P"][CITY] == ["10"]
    assert report["work"] is None

    post(f"{path}/comment", {"commentary": "抓紧走访"})
    draft = ReviewReport.objects.values().get()
    again = post("review-reports/build", {"kind": "monthly", "period": "2016-11"}, 200)
    assert again["id"] == asked["id"]
    assert ReviewReport.objects.values().get() == draft, "opened, not built anew"
    assert post(f"{path}/submit")["state"] == "submitted"
    assert "提交人不能审核发布自己提交的报告" in post(f"{path}/publish", status=409)["detail"]

    log_in(user=desk.approver)
    assert post(f"{path}/return", {"reason": "请补充"})["state"] == "returned"
    log_in(user=desk.writer)
    assert client.get(f"/api/v1/{path}/").json()["return_reason"] == "请补充"
    with django_capture_on_commit_callbacks(execute=True):
        post(f"{path}/rebuild")
    post(f"{path}/submit")
    log_in(user=desk.approver)
    done = post(f"{path}/publish")

    assert (done["state"], done["number"]) == ("published", "仙扶通报〔2016〕1号")
    assert done["published_on"] == "2016-12-31"
    whole = client.get(f"/api/v1/{path}/").json()
    assert (whole["commentary"], whole["published_by"]) == ("抓紧走访", "审核人")


def test_a_queued_report_says_what_works_on_it(client, log_in, desk, post):
    log_in(user=desk.writer)
    asked = post("review-reports/build", {"kind": "monthly", "period": "2016-11"}, 201)

    found = client.get(f"/api/v1/review-reports/{asked['id']}/").json()

    assert asked["state"] == "queued"
    assert found["work"] == {"state": "queued", "step": "", "error": ""}


def test_a_published_report_changes_only_by_a_new_revision(
    client, log_in, desk, post, published, django_capture_on_commit_callbacks
):
    report = published()
    path = f"review-reports/{report.pk}"
    log_in(user=desk.writer)
    post(f"{path}/comment", {"commentary": "改"}, 409)
    post(f"{path}/rebuild", status=409)
    post(f"{path}/submit", status=409)
    post("review-reports/build", {"kind": "monthly", "period": "2016-11"}, 409)

    with django_capture_on_commit_callbacks(execute=True):
        revision = post(f"{path}/correct", {"reason": "补录11月退出"}, 201)

    assert (revision["revision"], revision["state"]) == (2, "queued")
    assert client.get(f"/api/v1/review-reports/{revision['id']}/compare/").json() == []
    assert client.get(f"/api/v1/{path}/compare/").status_code == 404  # nothing came before it


def test_files_are_those_of_the_page(client, log_in, desk, built):
    report = built()
    log_in(user=desk.writer)

    for name in ("json", "docx", "xlsx"):
        answer = client.get(f"/api/v1/review-reports/{report.pk}/file/{name}/")
        page = client.get(f"/reviews/reports/{report.pk}/file/{name}/")
        assert answer.headers["content-type"] == page.headers["content-type"]
        assert answer.headers["content-disposition"] == page.headers["content-disposition"]
    assert client.get(f"/api/v1/review-reports/{report.pk}/file/exe/").status_code == 404


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"kind": "monthly", "period": "2016-13"}, 409),
        ({"kind": "monthly", "period": "2013-12"}, 409),
        ({"kind": "monthly", "period": "2017-01"}, 409),
        ({"kind": "daily", "period": "2016-11"}, 400),
        ({"kind": "monthly", "period": "2016-11", "division": "429004999000"}, 404),
        ({"kind": "monthly"}, 400),
    ],
)
def test_a_report_that_cannot_be_built_is_refused(log_in, desk, post, data, status):
    log_in(user=desk.writer)

    post("review-reports/build", data, status)

    assert not ReviewReport.objects.exists()


def test_who_may_only_read_takes_no_step(client, log_in, built):
    report = built()
    log_in("supervisor")
    before = AuditEntry.objects.count()
    asked = {"kind": "weekly", "period": "2016-W48"}

    verbs = ["comment", "rebuild", "submit", "publish", "return", "correct"]
    paths = ["build", *(f"{report.pk}/{verb}" for verb in verbs)]
    answers = [client.post(f"/api/v1/review-reports/{path}/", asked) for path in paths]

    assert [answer.status_code for answer in answers] == [403] * 7
    assert AuditEntry.objects.count() == before


def test_an_office_takes_no_step_in_another_area(client, log_in, post, built, published):
    document = published()
    log_in("city_office", ZHANGGOU)

    assert client.get(f"/api/v1/review-reports/{document.pk}/").status_code == 200
    post(f"review-reports/{document.pk}/correct", {"reason": "补录11月退出"}, 403)
    post("review-reports/build", {"kind": "weekly", "period": "2016-W48", "division": CITY}, 403)


def test_a_meeting_is_recorded_decided_and_followed_up(client, log_in, desk, post):
    unit = UnitFactory(name="市教育局")
    log_in(user=desk.writer)

    meeting = post("meetings/record", MEETING, 201)
    item = post(
        f"meetings/{meeting['id']}/decide",
        {"matter": "兑现资助资金", "unit": unit.pk, "due_on": "2016-12-28"}, 201,
    )  # fmt: skip
    assert (item["unit_name"], item["is_overdue"]) == ("市教育局", True)
    closing = {"state": "done", "on": "2016-12-30", "outcome": "已全部兑现"}
    closed = post(f"action-items/{item['id']}/close", closing)
    assert (closed["state_label"], closed["is_overdue"]) == ("已完成", False)

    again = post(f"action-items/{item['id']}/close", closing, 409)
    assert again["detail"] == "该事项已由他人办结，请刷新后查看"
    whole = client.get(f"/api/v1/meetings/{meeting['id']}/").json()
    assert [one["outcome"] for one in whole["actions"]] == ["已全部兑现"]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"held_on": "2017-01-01"}, 409, "晚于今天"),
        ({"held_on": "2016-11-30"}, 409, "早于2016年12月"),
        ({"present": 65}, 409, "实到人数不能超过应到人数"),
        ({"period": "2016-W50"}, 409, "不是有效的月通报期号"),
        ({"invited": 0}, 400, ""),
        ({"topics": ""}, 400, ""),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(log_in, desk, post, changes, status, sentence):
    log_in(user=desk.writer)

    answer = post("meetings/record", {**MEETING, **changes}, status)

    assert sentence in str(answer)
    assert not Meeting.objects.exists()


def test_a_meeting_is_recorded_once(log_in, desk, post):
    log_in(user=desk.writer)
    post("meetings/record", MEETING, 201)

    assert "会议已登记" in post("meetings/record", MEETING, 409)["detail"]


def test_who_may_only_read_records_no_meeting_and_closes_no_decision(client, log_in, post):
    meeting = a_meeting()
    log_in("supervisor")

    post("meetings/record", MEETING, 403)
    post(f"meetings/{meeting.pk}/decide", {}, 403)
    post(f"action-items/{ActionItem.objects.get().pk}/close", {}, 403)


def test_lists_cost_the_same_for_one_row_and_for_twenty(log_in, built, queries_of):
    log_in("city_leader")
    built("weekly", "2016-W10")
    a_meeting(period="2016-W10")
    one = {name: len(queries_of(f"/api/v1/{name}/")) for name in LISTS}
    user = UserFactory()
    for week in range(11, 30):
        period = ReviewPeriod.parse("weekly", f"2016-W{week}")
        ReviewReport.objects.create(
            kind="weekly", period=period.text, starts_on=period.starts_on,
            ends_on=period.ends_on, division_id=CITY, created_by=user,
        )  # fmt: skip
        a_meeting(period=period.text)

    assert {name: len(queries_of(f"/api/v1/{name}/")) for name in LISTS} == one
