"""Whose decision a batch waits for: asked one by one and for whole lists."""

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from intake.enums import BatchState
from intake.models import ImportBatch, StoredFile
from intake.selectors import batches_to_decide, turns_on
from intake.services.approval import call_overdue
from organization.models import Notification, Parameter, User
from organization.working_date import add_working_days, working_days_back
from tests.factories import CITY, GEXIN, XIANFENG, YANGLINWEI, ZHANGGOU, make_user

_serials = itertools.count(1)


def a_waiting(by: User, code: str = YANGLINWEI, on=datetime.date(2016, 12, 31)) -> ImportBatch:
    serial = next(_serials)
    stored = StoredFile.objects.create(sha256=f"{serial:064d}", name="表.xlsx", size=1, file="x")
    moment = timezone.now()
    return ImportBatch.objects.create(
        sheet="households", file=stored, file_name="表.xlsx", division_code=code,
        state=BatchState.SUBMITTED, created_by=by, planned_at=moment, submitted_at=moment,
        submitted_on=on,
    )  # fmt: skip


@given(
    day=st.dates(datetime.date(2016, 1, 1), datetime.date(2017, 12, 31)),
    count=st.integers(0, 12),
)
def test_the_last_day_from_which_so_many_working_days_are_over(day, count):
    last = working_days_back(day, count)

    assert add_working_days(last, count) < day
    assert add_working_days(last + datetime.timedelta(days=1), count) >= day


def test_the_list_of_an_approver_is_what_each_batch_says_of_its_turn(places, clerk, leader, office):
    late = datetime.date(2016, 12, 28)
    stranger = make_user("town_leader", ZHANGGOU, username="stranger")
    both = make_user("town_leader", YANGLINWEI, username="both")
    of_village = make_user("town_leader", GEXIN, username="of_village")
    Parameter.objects.create(
        key="approval_fallback_days", division_id=ZHANGGOU, value=5,
        starts_on=datetime.date(2016, 1, 1),
    )  # fmt: skip
    users = [clerk, leader, office, stranger, both, of_village]
    for by, code, on in itertools.product(
        users, (CITY, YANGLINWEI, GEXIN, ZHANGGOU, XIANFENG), (late, datetime.date(2016, 12, 31))
    ):
        a_waiting(by, code, on)

    for user in User.objects.filter(pk__in=[user.pk for user in users]):
        turns = turns_on(datetime.date(2016, 12, 31))
        own = [
            batch
            for batch in ImportBatch.objects.waiting().order_by("submitted_at")
            if user in turns.of(batch).deciders(turns.day)
        ]
        assert list(batches_to_decide(user)) == own, user
    assert batches_to_decide(office).exists()
    assert batches_to_decide(of_village).exists()


def test_more_than_a_page_of_batches_is_counted_whole(places, clerk, office, client):
    for _ in range(3):
        a_waiting(clerk)
    client.force_login(office)

    assert batches_to_decide(office).count() == 3
    page = client.get("/import/decide/").content.decode()
    assert page.count("data-href") == 3


@pytest.mark.parametrize("url", ["/my-work/", "/import/", "/import/decide/"])
def test_a_list_asks_as_much_for_one_waiting_batch_as_for_thirty(
    places, clerk, leader, client, queries_of, url
):
    client.force_login(leader)
    a_waiting(clerk)
    one = len(queries_of(url))

    for _ in range(29):
        a_waiting(clerk)

    assert len(queries_of(url)) == one


def test_calling_for_overdue_batches_asks_as_much_when_all_were_called(places, clerk, office):
    make_user("town_leader", YANGLINWEI, username="leader")
    day = datetime.date(2017, 1, 10)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            call_overdue(day)
        return len(captured)

    a_waiting(clerk)
    assert call_overdue(day) == 1
    again = asked()
    for _ in range(9):
        a_waiting(clerk)
    assert call_overdue(day) == 9
    assert asked() == again
    assert Notification.objects.filter(user=office).count() == 10
