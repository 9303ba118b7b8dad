"""Who is told of a report's way: each once per occasion, at a cost that does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import Division, Notification
from organization.permissions import Role
from reviews.models import ReviewReport
from reviews.review_periods import ReviewPeriod
from reviews.services import reports
from tests.factories import CITY, DivisionFactory, make_user
from tests.reviews.register import hand_in


@pytest.fixture
def queued(day) -> ReviewReport:
    DivisionFactory(code=CITY)
    return a_report("2016-11")


def a_report(month: str) -> ReviewReport:
    period = ReviewPeriod.parse("monthly", month)
    return ReviewReport.objects.create(
        kind=period.kind, period=period.text, starts_on=period.starts_on, ends_on=period.ends_on,
        division=Division.objects.get(pk=CITY),
    )  # fmt: skip


def titles(user) -> list[str]:
    return list(user.notifications.order_by("pk").values_list("title", flat=True))


def test_a_draft_that_is_built_again_from_the_same_facts_is_told_once(queued):
    office = make_user(Role.CITY_OFFICE)

    reports.build(queued.pk)
    for _ in range(2):
        reports.rebuild(ReviewReport.objects.get(pk=queued.pk), by=office)
        reports.build(queued.pk)

    assert len([title for title in titles(office) if "草稿已生成" in title]) == 1


def test_each_handing_in_is_told_to_the_approvers_once_and_each_return_to_the_office(queued):
    office, leader = make_user(Role.CITY_OFFICE), make_user(Role.CITY_OFFICE)
    reports.build(queued.pk)
    report = ReviewReport.objects.get(pk=queued.pk)

    for _ in range(2):
        hand_in(report, by=office)
        reports.give_back(report, reason="请补正脱贫人口", by=leader)

    assert [title.endswith("待审核") for title in titles(leader)].count(True) == 2
    assert [title.endswith("被退回") for title in titles(office)].count(True) == 2


def test_publishing_asks_the_same_for_few_readers_and_for_many(queued):
    office, leader = make_user(Role.CITY_OFFICE), make_user(Role.CITY_OFFICE)

    def publishing(report: ReviewReport) -> int:
        reports.build(report.pk)
        report.refresh_from_db()
        hand_in(report, by=office)
        with CaptureQueriesContext(connection) as captured:
            reports.publish(report, by=leader)
        return len(captured)

    few = publishing(a_report("2016-09"))
    publishing(a_report("2016-10"))  # the number series is begun now
    few = publishing(a_report("2016-08"))
    for _ in range(20):
        make_user(Role.CITY_LEADER)

    assert publishing(queued) == few
    told = Notification.objects.filter(title__contains="11月", title__endswith="已发布")
    assert told.count() == 22
