"""The frame around the pages: complete on a page, free for a fragment."""

from urllib.parse import unquote

import pytest
from django.urls import get_resolver

from organization import manual
from organization.context import Frame
from organization.models import Job
from organization.permissions import Role
from organization.services.notifications import notify
from tests.factories import CITY, YANGLINWEI, make_user


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


def test_help_opens_the_section_that_explains_the_page(client, log_in):
    log_in("town_clerk", YANGLINWEI)

    answer = client.get("/help/?page=households:edit")

    assert unquote(answer.url) == "/help/?chapter=03-查询与维护户档案#修改一户"
    page = client.get(answer.url).content.decode()
    assert '<h2 id="修改一户">' in page
    assert "<title>查询与维护户档案" in page


def test_every_section_of_the_manual_that_pages_lead_to_is_there():
    names = {
        f"{app}:{name}" for app in ("organization", "intake", "households", "villages",
        "assistance", "accountability", "reviews")
        for name in get_resolver().namespace_dict[app][1].reverse_dict if isinstance(name, str)
    }  # fmt: skip
    for chapter in manual.chapters():
        for prefix, anchor in chapter.pages:
            assert any(name.startswith(prefix) for name in names), prefix
            assert not anchor or f'id="{anchor}"' in chapter.html, anchor


@pytest.mark.parametrize(("role", "is_open"), [("helper", False), ("town_clerk", True)])
def test_a_way_up_is_a_link_only_for_roles_that_may_go_it(rf, db, role, is_open):
    request = rf.get("/")
    request.user = make_user(role, YANGLINWEI)
    request.trail = [("全市", "/villages/?view=all")]

    assert Frame(request).trail == [("全市", "/villages/?view=all" if is_open else "")]
