"""Where each of the demonstration's accounts begins, as README tells."""

import pytest
from django.test import Client

from organization.models import User
from reviews.demo.accounts import VILLAGE

FIRST_PAGES = {
    "leader": "/reviews/dashboard/",
    "supervisor": "/accountability/",
    "organizer": "/villages/attendance/",
    "secretary": f"/villages/{VILLAGE}/",
    "village": "/households/",
    "helper": "/assistance/mine/",
    "enterprise": "/assistance/pairings/",
}


@pytest.mark.parametrize(("username", "address"), FIRST_PAGES.items())
def test_everybody_begins_where_his_work_is(demo_city, db, username, address):
    client = Client()
    client.force_login(User.objects.get(username=username))

    page = client.get("/", follow=True)

    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == address


@pytest.mark.parametrize("username", ["office", "township", "town_leader", "department", "admin"])
def test_the_others_begin_with_what_waits_for_them(demo_city, db, username):
    client = Client()
    client.force_login(User.objects.get(username=username))

    page = client.get("/")

    assert page.status_code == 200
    assert "我的工作" in page.content.decode()
