"""A review report from the first request to the last revision, through the doors people use."""

import datetime
import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from organization import jobs
from organization.enums import JobState
from organization.errors import RuleError
from organization.models import AuditEntry, Job
from reviews.models import ReviewReport
from reviews.reports import snapshot as snapshots
from reviews.review_periods import ReviewPeriod
from reviews.selectors.comparison import differences
from reviews.services import reports
from tests.factories import CITY, YANGLINWEI, make_user
from tests.reviews.register import hand_in, leave

pytestmark = pytest.mark.usefixtures("day", "households")


def text_of(response) -> str:
    return response.content.decode()


def command(*args: str) -> dict:
    said = StringIO()
    call_command("build_report", *args, stdout=said)
    return json.loads(said.getvalue())


def figure(report: ReviewReport, code: str) -> list[str]:
    return report.snapshot["figures"][code][CITY]


@pytest.fixture
def refused(client):
    """What a report's page says after a button that does not help."""

    def press(path: str, data: dict | None = None) -> str:
        page = client.post(f"/reviews/reports/{path}/", data or {}, follow=True)
        return text_of(page)

    return press


def a_draft(kind: str, period: str) -> ReviewReport:
    """A draft whose figures do not matter."""
    span = ReviewPeriod.parse(kind, period)
    return ReviewReport.objects.create(
        kind=kind, period=period, starts_on=span.starts_on, ends_on=span.ends_on,
        division_id=CITY, state="draft", digest="0" * 64, built_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def do(client, django_capture_on_commit_callbacks):
    """Press a button of a report's page, with the worker at work."""

    def press(path: str, data: dict | None = None, status: int = 302) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"/reviews/reports/{path}/", data or {})
        assert answer.status_code == status, text_of(answer)
        return answer.url if status == 302 else text_of(answer)

    return press


# --- one report, whoever asks ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "period", "people"),
    [("weekly", "2016-W48", "10"), ("monthly", "2016-11", "10"), ("quarterly", "2016-Q4", "9")],
)
def test_verb_command_and_page_build_one_report_with_the_same_figures(
    built, log_in, desk, do, kind, period, people
):
    first = built(kind, period)
    log_in(user=desk.writer)

    by_command = command(kind, period)
    path = do("new", {"period": f"{kind} {period}"})

    report = ReviewReport.objects.get()
    assert path == f"/reviews/reports/{report.pk}/"
    assert (by_command["id"], by_command["digest"]) == (report.pk, report.digest)
    assert report.digest == first.digest
    assert report.snapshot == first.snapshot
    assert (report.state, figure(report, "K01P")) == ("draft", [people])


@pytest.mark.parametrize(("kind", "period"), [("half_year", "2016-H2"), ("annual", "2016")])
def test_the_half_year_and_the_year_are_built_too(built, client, log_in, kind, period):
    report = built(kind, period)
    log_in("city_leader")

    assert (report.state, figure(report, "K02P")) == ("draft", ["6"])
    assert report.title in text_of(client.get(f"/reviews/reports/{report.pk}/"))


def test_a_township_has_its_own_report(built, client, log_in):
    report = built("monthly", "2016-11", YANGLINWEI)
    log_in("town_clerk", YANGLINWEI)

    assert report.snapshot["figures"]["K01P"][YANGLINWEI] == ["9"]
    assert [place["name"] for place in report.snapshot["places"]] == ["革新村"]
    assert report.title == "杨林尾镇2016年11月精准扶贫工作督办通报"
    assert client.get(f"/reviews/reports/{report.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("monthly", "2016-13"), "“2016-13”不是有效的月通报期号，请按“2016-11”的样式填写"),
        (("weekly", "2016-W53"), "不是有效的周报期号"),
        (("annual", "0001"), "建档立卡自2014年开始"),
        (("monthly", "2017-01"), "2017年1月到2017-01-31才结束，不能编制"),
        (("monthly", "2016-11", "--division", "429004999000"), "没有代码为429004999000的区划"),
        (("monthly", "2016-11", "--format", "pdf"), "不支持的格式：pdf"),
    ],
)
def test_what_cannot_be_built_is_refused_in_a_sentence(args, sentence):
    with pytest.raises(CommandError, match=sentence):
        command(*args)

    assert not ReviewReport.objects.exists()


def test_a_refused_form_keeps_what_was_typed(client, log_in, desk):
    log_in(user=desk.writer)

    page = client.post("/reviews/reports/new/", {"period": "monthly 2017-01"})

    assert page.status_code == 422
    assert "请从列表中选择一期；尚未结束的不能编制" in text_of(page)


def test_a_draft_that_is_there_is_opened_and_not_built_anew(client, log_in, built, desk):
    report = built("monthly", "2016-11")
    before = ReviewReport.objects.values().get()
    log_in(user=desk.writer)

    page = client.post("/reviews/reports/new/", {"period": "monthly 2016-11"}, follow=True)

    assert page.redirect_chain[-1][0] == f"/reviews/reports/{report.pk}/"
    assert "已有草稿；要按现在的数据重算，请点“重新生成”" in text_of(page)
    assert ReviewReport.objects.values().get() == before


def test_a_report_with_the_approver_is_opened_as_such(client, log_in, built, desk):
    hand_in(built("monthly", "2016-11"), by=desk.writer)
    log_in(user=desk.writer)

    page = client.post("/reviews/reports/new/", {"period": "monthly 2016-11"}, follow=True)

    assert "已提交审核，审核结束前不能重算" in text_of(page)
    assert "已有草稿" not in text_of(page)


def test_the_periods_that_are_over_are_offered_with_their_days(client, log_in, desk):
    log_in(user=desk.writer)

    page = text_of(client.get("/reviews/reports/new/"))

    assert "2016年第48周（11月28日—12月4日）" in page
    assert "2016年11月（11月1日—11月30日）" in page
    assert "2016年第52周" not in page, "it ends on 1 January"


def test_the_command_leaves_files_and_a_published_report_alone(published, tmp_path):
    report = published()

    for _ in range(2):
        said = command("monthly", "2016-11", "--format", "json,docx,xlsx", "--out", str(tmp_path))

    title = "仙桃市2016年11月精准扶贫工作督办通报"
    assert (said["id"], said["number"], said["digest"]) == (report.pk, report.number, report.digest)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"{title}.docx", f"{title}.json", f"{title}.xlsx"]
    stored = json.loads((tmp_path / f"{title}.json").read_text(encoding="utf-8"))
    assert stored["figures"] == report.snapshot["figures"]


# --- to the reader -----------------------------------------------------------------------------


def test_a_draft_becomes_a_numbered_document_by_two_people(
    built, client, log_in, desk, do, refused
):
    report = built()
    log_in(user=desk.writer)
    assert "尚未填写“情况说明与要求”" in refused(f"{report.pk}/submit")
    do(f"{report.pk}/comment", {"commentary": "各镇抓紧走访\n月底前完成"})
    do(f"{report.pk}/submit")
    own = refused(f"{report.pk}/publish")
    log_in(user=desk.approver)
    do(f"{report.pk}/return", {"return-reason": "补充项目情况"})
    assert "补充项目情况" in text_of(client.get(f"/reviews/reports/{report.pk}/"))
    log_in(user=desk.writer)
    do(f"{report.pk}/rebuild")
    do(f"{report.pk}/submit")
    log_in(user=desk.approver)
    do(f"{report.pk}/publish")

    report.refresh_from_db()
    page = text_of(client.get(f"/reviews/reports/{report.pk}/"))
    assert "提交人不能审核发布自己提交的报告" in own
    assert (report.state, report.number) == ("published", "仙扶通报〔2016〕1号")
    assert (report.submitted_by, report.published_by) == (desk.writer, desk.approver)
    assert report.published_on == datetime.date(2016, 12, 31)
    assert "仙扶通报〔2016〕1号" in page
    assert "<p>各镇抓紧走访<br>月底前完成</p>" in page  # it has outlived the rebuilding
    assert "补充项目情况" not in page


def test_numbers_run_on_and_weeks_have_their_own(desk):
    numbers = []
    for one in (("monthly", "2016-10"), ("quarterly", "2016-Q3"), ("weekly", "2016-W48")):
        report = a_draft(*one)
        hand_in(report, by=desk.writer)
        reports.publish(report, by=desk.approver)
        numbers.append(report.number)

    assert numbers == ["仙扶通报〔2016〕1号", "仙扶通报〔2016〕2号", "仙扶例会〔2016〕1号"]


def test_a_period_is_published_from_the_day_after_it(desk):
    report = a_draft("quarterly", "2016-Q4")
    hand_in(report, by=desk.writer)

    with pytest.raises(RuleError, match="2016年第四季度到2016-12-31结束，次日起才能发布"):
        reports.publish(report, by=desk.approver)

    report.refresh_from_db()
    assert (report.state, report.number) == ("submitted", "")


def test_a_published_report_is_frozen_at_every_door(
    published, client, log_in, desk, refused, households
):
    report = published()
    before = ReviewReport.objects.values().get()
    leave(households["a"], datetime.date(2016, 11, 15))
    log_in(user=make_user("city_office"))

    for act in (
        lambda: reports.comment(report, "改", by=desk.writer),
        lambda: reports.rebuild(report, by=desk.writer),
        lambda: reports.submit(report, by=desk.writer),
        lambda: reports.give_back(report, reason="改一下", by=desk.approver),
        lambda: reports.publish(report, by=desk.approver),
        lambda: reports.request_report("monthly", "2016-11", CITY, by=desk.writer),
        lambda: reports.request_report("monthly", "2016-11", CITY, by=None),
    ):
        with pytest.raises(RuleError):
            act()
    for verb in ("comment", "rebuild", "submit", "return", "publish"):
        said = refused(f"{report.pk}/{verb}", {"commentary": "改", "return-reason": "改一下"})
        assert 'class="message error"' in said, verb
    assert reports.build(report.pk) is False

    assert ReviewReport.objects.values().get() == before
    assert "、10人" in text_of(client.get(f"/reviews/reports/{report.pk}/"))


def test_who_reads_takes_no_step(built, log_in, do):
    report = built()
    reader = log_in("supervisor")
    before = AuditEntry.objects.count()

    for verb in ("comment", "rebuild", "submit", "return", "publish", "correct"):
        do(f"{report.pk}/{verb}", {"reason": "补录退出户"}, 403)
    for act in (
        lambda: reports.comment(report, "改", by=reader),
        lambda: reports.submit(report, by=reader),
        lambda: reports.request_report("monthly", "2016-10", CITY, by=reader),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.count() == before


# --- corrections -------------------------------------------------------------------------------


def test_a_correction_makes_a_revision_that_says_what_moved(
    published, client, log_in, desk, do, households
):
    first = published()
    leave(households["a"], datetime.date(2016, 11, 15))  # entered late: it belongs to November
    log_in(user=desk.writer)

    path = do(f"{first.pk}/correct", {"correct-reason": "补录11月死亡1人"})
    second = ReviewReport.objects.get(revision=2)
    page = text_of(client.get(f"{path}compare/"))

    assert path == f"/reviews/reports/{second.pk}/"
    assert second.commentary == first.commentary
    assert (figure(first, "K01P"), figure(second, "K01P")) == (["10"], ["9"])
    moved = {one.code: one for one in differences(first, second)}
    assert set(moved) == {"K01P", "K02P", "K03"}
    assert [(one.name, one.numerator) for one in moved["K01P"].places] == [("杨林尾镇革新村", -1)]
    for one in moved.values():
        assert sum(place.numerator for place in one.places) == one.whole.numerator
    assert "由 10人 变为 9人" in page
    assert "杨林尾镇革新村" in page

    hand_in(second, by=desk.writer)
    reports.publish(second, by=desk.approver)
    first.refresh_from_db()
    assert (first.state, first.number) == ("superseded", "仙扶通报〔2016〕1号")
    assert (second.state, second.number) == ("published", "仙扶通报〔2016〕2号")
    assert second.title.endswith("（第2版）")
    assert "、10人" in text_of(client.get(f"/reviews/reports/{first.pk}/"))


def test_a_correction_needs_a_reason_and_one_revision_at_a_time(
    published, log_in, desk, do, refused
):
    first = published()
    log_in(user=desk.writer)

    assert "请写明更正事由" in refused(f"{first.pk}/correct", {"correct-reason": "改"})
    do(f"{first.pk}/correct", {"correct-reason": "补录11月死亡1人"})

    assert "第2版正在编制" in refused(f"{first.pk}/correct", {"correct-reason": "再补录1人"})
    assert ReviewReport.objects.count() == 2


# --- the worker --------------------------------------------------------------------------------


class KilledError(BaseException):
    """What a killed worker looks like from inside: nothing catches it."""


def test_a_killed_builders_job_is_taken_up_again_and_gives_one_report(built, desk, monkeypatch):
    report = built("monthly", "2016-11")
    digest = report.digest
    reports.rebuild(report, by=desk.writer)
    job = Job.objects.order_by("-pk").first()
    take = snapshots.build
    monkeypatch.setattr(snapshots, "build", lambda *args: take(*args) and kill())
    with pytest.raises(KilledError):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, ReviewReport.objects.get().state) == (JobState.RUNNING, "queued")
    assert jobs.sweep() == 0  # its lease still runs

    monkeypatch.undo()
    long_ago = timezone.now() - 2 * jobs.LEASE
    Job.objects.update(heartbeat_at=long_ago, rung_at=long_ago)
    assert jobs.sweep() == 1

    report = ReviewReport.objects.get()
    assert (report.state, report.digest) == ("draft", digest)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert reports.build(report.pk) is False  # a third worker finds nothing to do


def kill():
    raise KilledError


def test_a_build_that_failed_says_so_and_is_asked_for_again(
    client, log_in, desk, do, monkeypatch, django_capture_on_commit_callbacks
):
    log_in(user=desk.writer)
    monkeypatch.setattr(snapshots, "build", refuse)
    path = do("new", {"period": "monthly 2016-11"})
    page = text_of(client.get(path))
    assert "磁盘已满" in page
    assert "重新生成</button>" in page

    monkeypatch.undo()
    report = ReviewReport.objects.get()
    do(f"{report.pk}/rebuild")

    report.refresh_from_db()
    assert report.state == "draft"


def refuse(*args):
    raise RuleError("磁盘已满，请联系管理员")
