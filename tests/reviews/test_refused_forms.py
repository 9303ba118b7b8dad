"""Reports, meetings, the day: bad input comes back where it was typed, and nothing is written."""

import datetime

import pytest

from organization.models import DemoClock, Job
from reviews.enums import ActionState
from reviews.models import ActionItem, Meeting, ReviewReport
from reviews.services import meetings
from tests.factories import CITY, DivisionFactory, UnitFactory
from tests.refused import open_dialog, page_of
from tests.reviews.register import hand_in

LONG = "数据口径与台账不一致。" * 40


@pytest.fixture
def meeting(day, desk, log_in) -> Meeting:
    """A weekly meeting of the city; its writer is signed in."""
    log_in(user=desk.writer)
    return Meeting.objects.create(
        kind="weekly", period="2016-W51", division=DivisionFactory(code=CITY),
        held_on=datetime.date(2016, 12, 23), place="市委", chair="书记", invited=9, present=9,
        topics="脱贫", recorded_by=desk.writer,
    )  # fmt: skip


@pytest.fixture
def item(meeting, desk) -> ActionItem:
    due_on = datetime.date(2016, 12, 30)
    return meetings.decide(
        meeting, matter="补档", unit=UnitFactory(), due_on=due_on, by=desk.writer
    )


@pytest.mark.parametrize(
    ("typed", "sentence"), [("月底", "办结期限："), ("2016-12-01", "早于会议")]
)
def test_a_decision_comes_back_in_its_dialog(client, meeting, typed, sentence):
    sent = {"action-matter": "逐户核查", "action-unit": UnitFactory().pk, "action-due_on": typed}

    shown = open_dialog(client.post(f"/reviews/meetings/{meeting.pk}/decide/", sent), "decide")

    assert sentence in shown
    assert 'value="逐户核查"' in shown
    assert f'value="{typed}"' in shown
    assert not ActionItem.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"), [("月底", "办结日期："), ("2017-02-01", "至今天之间")]
)
def test_what_became_of_a_decision_comes_back_unfolded(client, item, typed, sentence):
    sent = {"close-state": "done", "close-on": typed, "close-outcome": "已补齐12户"}

    page = page_of(client.post(f"/reviews/actions/{item.pk}/close/", sent))

    unfolded = page.partition("<details open><summary>登记结果")[2].partition("</details>")[0]
    assert sentence in unfolded
    assert 'value="已补齐12户"' in unfolded
    item.refresh_from_db()
    assert item.state == ActionState.OPEN


def test_a_decision_closed_by_another_is_told_and_the_words_laid_aside(client, item, day, desk):
    meetings.close_action(item, ActionState.DONE, outcome="已办", on=day, by=desk.writer)
    sent = {"close-state": "done", "close-on": "2016-12-30", "close-outcome": "已补齐12户"}

    page = page_of(client.post(f"/reviews/actions/{item.pk}/close/", sent))

    assert "该事项已由他人办结" in page
    assert "<dd>已补齐12户</dd>" in page


@pytest.mark.parametrize("typed", [LONG, ""])
def test_why_a_report_is_returned_comes_back_in_its_dialog(client, log_in, built, desk, typed):
    report = built()
    hand_in(report, by=desk.writer)
    log_in(user=desk.approver)

    answer = client.post(f"/reviews/reports/{report.pk}/return/", {"return-reason": typed})

    assert typed in open_dialog(answer, "return")
    assert ReviewReport.objects.get().state == "submitted"


@pytest.mark.parametrize("typed", [LONG, "改"])
def test_why_a_report_is_corrected_comes_back_in_its_dialog(client, log_in, published, desk, typed):
    report = published()
    log_in(user=desk.writer)

    answer = client.post(f"/reviews/reports/{report.pk}/correct/", {"correct-reason": typed})

    assert typed in open_dialog(answer, "correct")
    assert ReviewReport.objects.count() == 1


def test_a_commentary_to_a_report_sent_off_meanwhile_is_laid_aside(client, log_in, built, desk):
    report = built()
    hand_in(report, by=desk.writer)
    log_in(user=desk.writer)

    sent = {"commentary": "各镇办须逐户核对。"}
    page = page_of(client.post(f"/reviews/reports/{report.pk}/comment/", sent))

    assert "各镇办须逐户核对。" in page
    assert "您填写的内容没有保存" in page
    assert ReviewReport.objects.get().commentary == "请各镇办抓紧补齐短板。"


@pytest.mark.parametrize("typed", ["明天", "2016-01-01"])
def test_a_day_that_will_not_do_comes_back_on_a_page(client, log_in, day, typed):
    log_in("admin")
    assert DemoClock.objects.exists()

    page = page_of(client.post("/reviews/advance-day/", {"to": typed}))

    assert f'value="{typed}"' in page
    assert "errors-summary" in page
    assert not Job.objects.exists()
