"""What a row says of itself is what its queryset, its list and the API say."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accountability.enums import InterviewState, NoticeState, PledgeState, ProblemState
from accountability.models import Interview, Notice, Pledge, Problem
from accountability.services import interviews, replies
from organization.models import DemoClock
from organization.working_date import fixed_working_date
from tests.accountability.conftest import (
    a_pledge,
    a_problem,
    a_rectifying,
    a_sent,
    an_interview,
    on,
)
from tests.accountability.test_states import put
from tests.factories import make_user

DAYS = [datetime.date(2016, 12, 30), datetime.date(2016, 12, 31), datetime.date(2017, 1, 1)]


@contextmanager
def seen_on(day: datetime.date) -> Iterator[datetime.date]:
    """The working date of pages as well."""
    DemoClock.objects.create(day=day)
    with fixed_working_date(day):
        yield day


def test_a_notice_is_overdue_as_the_filter_says_in_every_state(city, day):
    notice = a_sent(city)
    for state in NoticeState:
        row = put(notice, state, city)
        for today in DAYS:
            found = Notice.objects.overdue(today).filter(pk=row.pk).exists()
            assert row.is_overdue(today) == found, (state, today)


def test_the_view_of_applications_lists_the_notices_that_wait_for_an_answer(city, day, client):
    notice, _ = a_rectifying(city), a_rectifying(city)
    later = notice.done_due_on + datetime.timedelta(days=3)
    asked = replies.request_extension(notice, new_due_on=later, reason="雨", by=city.clerk)
    client.force_login(city.supervisor)

    def listed() -> list[Notice]:
        page = client.get("/accountability/notices/?view=extension")
        return [row[0] for row in page.context["rows"]]

    assert listed() == [notice]
    replies.decide_extension(asked, grant=True, note="", by=city.supervisor)
    assert listed() == []


def test_a_problem_waits_as_the_filter_says_in_every_state(city, day):
    problem = a_problem(city)
    for state in ProblemState:
        settled = day if state in {ProblemState.CLOSED, ProblemState.DISMISSED} else None
        Problem.objects.update(state=state, closed_on=settled, closing_note="说明")
        problem.refresh_from_db()
        assert problem.is_waiting == Problem.objects.waiting().exists()


@pytest.fixture
def held(city) -> Interview:
    """Held on 1 November 2016: what was demanded is due on 13 December."""
    with on(2016, 11, 1) as today:
        talk = an_interview(city, planned_on=today)
        interviews.notify_interview(talk, by=city.supervisor)
        minutes = interviews.Minutes(today, "镇长", "王秘书", "认识到", "整改")
        interviews.record_interview(talk, minutes, by=city.supervisor)
    return talk


@pytest.mark.parametrize(("today", "is_late"), [(13, False), (14, True)])
def test_an_interview_is_late_alike_on_its_page_in_the_list_and_over_the_api(
    city, held, client, today, is_late
):
    assert held.result_due_on == datetime.date(2016, 12, 13)
    client.force_login(city.supervisor)
    with seen_on(datetime.date(2016, 12, today)) as day:
        assert Interview.objects.get().is_overdue(day) is is_late
        listed = client.get("/accountability/interviews/?overdue=true")
        assert ([row[0] for row in listed.context["rows"]] == [held]) is is_late
        assert ("逾期</span>" in client.get("/accountability/interviews/").content.decode()) is (
            is_late
        )
        page = client.get(f"/accountability/interviews/{held.pk}/")
        assert page.context["is_late"] is is_late
        assert client.get("/api/v1/interviews/?overdue=true").json()["count"] == int(is_late)
        assert client.get("/api/v1/interviews/?open=true").json()["count"] == int(is_late)


def test_only_a_held_interview_is_late(held):
    for state in InterviewState:
        closed = datetime.date(2016, 12, 1) if state == InterviewState.CLOSED else None
        Interview.objects.update(state=state, closed_on=closed)
        row, day = Interview.objects.get(), datetime.date(2017, 1, 1)
        assert row.is_overdue(day) == Interview.objects.overdue(day).exists()


@pytest.mark.parametrize(("month", "day", "is_over"), [(2, 28, False), (3, 1, True)])
def test_a_pledge_has_expired_alike_in_the_list_and_over_the_api(city, client, month, day, is_over):
    with on(2016, 3, 1):
        pledge = a_pledge(city)
    assert pledge.ends_on == datetime.date(2019, 3, 1)
    client.force_login(make_user("city_office"))
    with seen_on(datetime.date(2019, month, day)) as today:
        assert pledge.has_expired(today) is is_over
        page = client.get("/accountability/pledges/").content.decode()
        assert ("已到期</span>" in page) is is_over
        assert client.get("/api/v1/pledges/?expired=true").json()["count"] == int(is_over)
        assert client.get("/api/v1/pledges/?expired=false").json()["count"] == int(not is_over)


def test_only_a_signed_pledge_expires(city, day):
    pledge, later = a_pledge(city), datetime.date(2020, 1, 1)
    for state in PledgeState:
        Pledge.objects.update(state=state, end_reason="撤并", end_document_no="仙发1号")
        pledge.refresh_from_db()
        assert pledge.has_expired(later) == Pledge.objects.expired(later).exists()
        assert pledge.is_over is (state in {PledgeState.ENDED, PledgeState.CANCELLED})


@pytest.mark.parametrize(("level", "kinds"), [(1, 2), (2, 1), (3, 1)])
def test_a_problem_page_offers_the_instruments_that_its_rung_allows(
    city, day, client, level, kinds
):
    problem = a_problem(city)
    Problem.objects.update(level=level)
    client.force_login(city.supervisor)

    page = client.get(f"/accountability/problems/{problem.pk}/").content.decode()

    assert page.count('name="kind"') == kinds
