"""What tests of every floor share: the day, somebody signed in, counting queries."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import settings

from config.celery import app
from organization.models import DemoClock, User
from organization.working_date import fixed_working_date
from tests.factories import CITY, make_user

# Rules are tested here, not the speed of the machine they happen to run on.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")


@pytest.fixture(scope="session", autouse=True)
def known_tasks():
    """The tasks of all apps are known, as in the worker, so that eager calls find them."""
    app.loader.import_default_modules()


@pytest.fixture
def day(db):
    """The working date is the demonstration city's: 2016-12-31."""
    day = datetime.date(2016, 12, 31)
    DemoClock.objects.create(day=day)
    with fixed_working_date(day):
        yield day


@pytest.fixture
def log_in(client, db) -> Callable[..., User]:
    """Sign in on `client`: `log_in("town_clerk", YANGLINWEI)`, or `log_in(user=somebody)`."""

    def sign_in(role: str = "town_clerk", code: str | None = CITY, *, user=None, **fields) -> User:
        user = user or make_user(role, code, **fields)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def queries_of(client) -> Callable[[str], list[str]]:
    """The statements that a GET of an address takes; its answer must be 200."""

    def count(url: str, **headers: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(url, headers=headers)
        assert answer.status_code == 200, (answer.status_code, answer.content[:500].decode())
        return [query["sql"] for query in captured.captured_queries]

    return count
