"""Two different verbs at once on one notice: each finds what the other left, or is refused."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection

from accountability.enums import ExtensionState, Level, NoticeKind, NoticeState, ProblemState
from accountability.forms.notices import plan_forms
from accountability.models import EscalationProposal, Notice, Problem
from accountability.services import acceptance, drafts, escalation, replies
from accountability.services.due import run_due
from organization.working_date import fixed_working_date
from tests.accountability.conftest import (
    City,
    a_draft,
    a_rectifying,
    a_sent,
    done_lines,
    make_city,
    plan_lines,
)
from tests.threads import DONE, at_once

DAY = datetime.date(2016, 12, 1)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer"),
]


@pytest.fixture
def city() -> Iterator[City]:
    with fixed_working_date(DAY):
        yield make_city()


def again(notice: Notice) -> Notice:
    """The notice as another request reads it."""
    return Notice.objects.get(pk=notice.pk)


def test_a_letter_is_withdrawn_or_signed_for_never_both(city):
    notice = a_sent(city)
    mine, theirs = again(notice), again(notice)

    outcomes = at_once(
        DAY,
        lambda: drafts.cancel_notice(mine, reason="受文单位有误", by=city.supervisor),
        lambda: replies.sign_for(theirs, by=city.clerk),
    )

    assert outcomes == ["StaleError", DONE]
    left = {
        NoticeState.CANCELLED: ProblemState.OPEN, NoticeState.RECEIVED: ProblemState.NOTICED,
    }  # fmt: skip
    assert Problem.objects.get().state == left[again(notice).state]


def test_a_plan_is_accepted_or_returned_never_both(city):
    notice = a_sent(city)
    replies.sign_for(notice, by=city.clerk)
    replies.submit_plan(notice, plan_lines(notice), text="方案", leader="正", by=city.clerk)
    mine, theirs = again(notice), again(notice)

    outcomes = at_once(
        DAY,
        lambda: acceptance.accept_plan(mine, by=city.supervisor),
        lambda: acceptance.return_plan(theirs, note="措施不具体", by=city.supervisor2),
    )

    assert outcomes == ["StaleError", DONE]
    left = {NoticeState.RECTIFYING: "accepted", NoticeState.RECEIVED: "returned"}
    assert notice.replies.get().outcome == left[again(notice).state]


def test_more_time_is_granted_before_the_report_or_not_at_all(city):
    notice = a_rectifying(city)
    later = notice.done_due_on + datetime.timedelta(days=7)
    asked = replies.request_extension(notice, new_due_on=later, reason="雨", by=city.clerk)
    mine, lines = again(notice), done_lines(notice)

    outcomes = at_once(
        DAY,
        lambda: replies.decide_extension(asked, grant=True, note="", by=city.supervisor),
        lambda: replies.report_done(mine, lines, text="报告", leader="正", by=city.clerk),
    )

    assert outcomes in ([DONE, DONE], ["StaleError", DONE])
    notice, was_granted = again(notice), outcomes == [DONE, DONE]
    asked.refresh_from_db()
    assert (notice.state, notice.due_on) == (NoticeState.REPORTED, None)
    assert (notice.done_due_on == later) is was_granted
    assert (asked.state == ExtensionState.GRANTED) is was_granted


def test_more_time_is_asked_for_once_while_the_first_asking_is_decided(city):
    notice = a_rectifying(city)
    later = notice.done_due_on + datetime.timedelta(days=7)
    asked = replies.request_extension(notice, new_due_on=later, reason="雨", by=city.clerk)
    mine = again(notice)

    outcomes = at_once(
        DAY,
        lambda: replies.decide_extension(asked, grant=True, note="", by=city.supervisor),
        lambda: replies.request_extension(
            mine, new_due_on=later + datetime.timedelta(days=7), reason="雪", by=city.clerk
        ),
    )

    assert outcomes == ["RuleError", DONE]
    assert again(notice).done_due_on == later


def test_a_draft_is_worded_before_it_is_handed_in_or_not_at_all(city):
    notice = a_draft(city)
    mine, theirs = again(notice), again(notice)
    values = {name: getattr(notice, name) for name in drafts.DRAFT_FIELDS} | {"title": "改过"}

    outcomes = at_once(
        DAY,
        lambda: drafts.edit_draft(mine, values, by=city.supervisor),
        lambda: drafts.submit_notice(theirs, by=city.supervisor2),
    )

    assert outcomes in ([DONE, DONE], ["StaleError", DONE])
    notice = again(notice)
    assert notice.state == NoticeState.SUBMITTED
    assert (notice.title == "改过") is (outcomes == [DONE, DONE])


def test_two_of_a_unit_who_write_the_same_line_at_once_do_not_erase_each_other(city):
    notice = a_sent(city)
    replies.sign_for(notice, by=city.clerk)
    (line,) = plan_lines(notice)
    (seen,) = {form.initial["seen"] for form in plan_forms(notice)}
    first, second = [replace(line, measure=text, seen=seen) for text in ("补齐", "上门")]

    outcomes = at_once(
        DAY,
        lambda: replies.keep_plan(again(notice), [first], by=city.clerk),
        lambda: replies.keep_plan(again(notice), [second], by=city.clerk),
    )

    assert outcomes == ["StaleError", DONE]


def test_a_unit_that_signs_while_the_clock_sweeps_is_late_for_signing_or_not_late(city):
    notice = a_sent(city)
    mine, day = again(notice), DAY + datetime.timedelta(days=4)

    outcomes = at_once(day, lambda: replies.sign_for(mine, by=city.clerk), lambda: run_due(day))

    assert outcomes == [DONE, DONE]
    notice = again(notice)
    assert notice.state == NoticeState.RECEIVED
    proposed = EscalationProposal.objects.filter(occasion=notice.sign_due_on)
    assert proposed.exists() is (notice.overdue_on is not None)


def test_two_who_propose_the_same_rung_at_once_propose_it_once(city):
    notice = a_sent(city, kind=NoticeKind.L1)

    def propose(by):
        escalation.propose_escalation(
            again(notice), Level.RECTIFICATION_LETTER, explanation="屡催不办", by=by
        )

    outcomes = at_once(DAY, lambda: propose(city.supervisor), lambda: propose(city.supervisor2))

    assert outcomes == ["RuleError", DONE]
    assert EscalationProposal.objects.count() == 1
