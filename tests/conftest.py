"""What tests of every floor share: the day, somebody signed in, counting queries."""

import datetime
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import settings

from config import environment
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


@pytest.fixture
def somebody_else(transactional_db, tmp_path) -> Iterator[Callable[..., None]]:
    """`somebody_else(do, *args)` does something at the same time over a connection of his own.

    The tests' SQLite database lies in memory, where all share one connection: for such a test it
    is copied into a file, with the settings of an installation.
    """
    if connection.vendor != "sqlite":
        yield _in_a_thread
        return
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    in_memory, described = connections[DEFAULT_DB_ALIAS], connections.settings[DEFAULT_DB_ALIAS]
    on_disk = environment.database(f"sqlite:///{path}")
    connections.settings[DEFAULT_DB_ALIAS] = {**described, **on_disk}
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield _in_a_thread
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections.settings[DEFAULT_DB_ALIAS] = described
        connections[DEFAULT_DB_ALIAS] = in_memory


def _in_a_thread(do: Callable, *args) -> None:
    failures = []

    def work() -> None:
        try:
            do(*args)
        except Exception as error:  # noqa: BLE001  # handed on to the test
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive(), "still waiting"
    if failures:
        raise failures[0]
