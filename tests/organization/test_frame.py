"""The frame around the pages: complete on a page, free for a fragment."""

from organization.models import Job
from organization.permissions import Role
from organization.services.notifications import notify
from tests.factories import CITY


def test_a_panel_pays_nothing_for_a_frame_that_is_not_drawn(client, log_in, unit, queries_of):
    log_in(Role.CITY_OFFICE)
    row = unit("A")

    asked = queries_of(f"/trail/organization.unit/{row.pk}/", **{"hx-request": "true"})

    assert len(asked) == 7, asked
    # session, user, day, grants; the row, whether it is seen, its trail
    for of_the_frame in ("organization_notification", "intake_importbatch", "intake_checkresult"):
        assert not [sql for sql in asked if of_the_frame in sql]


def test_progress_is_asked_for_every_two_seconds_and_costs_little(client, log_in, city, queries_of):
    user = log_in(Role.CITY_OFFICE)
    job = Job.objects.create(kind="x", requested_by=user)

    asked = queries_of(f"/jobs/{job.pk}/", **{"hx-request": "true"})

    assert len(asked) <= 5, asked


def test_a_page_counts_what_its_frame_shows_once(client, log_in, city, queries_of):
    user = log_in(Role.CITY_OFFICE, CITY)
    notify([user], title="第一条")
    notify([user], title="第二条")

    asked = queries_of("/notifications/")

    unread = [sql for sql in asked if "COUNT(" in sql and "read_at" in sql]
    batches = [sql for sql in asked if "COUNT(" in sql and "intake_importbatch" in sql]
    assert len(unread) == 1
    assert len(batches) == len(set(batches))
    assert 'aria-label="消息，2条未读"' in client.get("/notifications/").content.decode()


def test_the_work_list_counts_each_kind_once_for_itself_and_once_for_the_frame(
    client, log_in, city, queries_of
):
    log_in(Role.TOWN_CLERK, CITY)

    asked = queries_of("/my-work/")

    planned = [sql for sql in asked if "COUNT(" in sql and "'planned'" in sql]
    assert len(planned) <= 2, planned
