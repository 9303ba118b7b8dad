"""A batch is written once, whole or not at all: watched while it is written, taken over, killed.

On both engines, with connections of their own, as workers have them.
"""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from households.models import Household
from households.sheets import writing
from intake.enums import BatchState
from intake.models import ImportBatch
from intake.services import approval
from intake.services.commit import commit_batch
from intake.services.undo import request_undo, undo_batch
from organization import jobs
from organization.enums import JobState
from organization.errors import StaleError
from organization.models import AuditEntry, Job
from tests.workbooks.households import workbook

LONG_AGO = datetime.datetime(2016, 1, 1, tzinfo=datetime.UTC)
KILLED_WHILE_WRITING = """
import os, signal, sys
import django
django.setup()
from households.sheets import writing
from organization import jobs
writing.audit.record_many = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
jobs.run(int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def workers(somebody_else, monkeypatch):
    """Nobody answers the bell by himself: a test says who takes up what."""
    monkeypatch.setattr(jobs, "ring", lambda *args: None)


@pytest.fixture
def approved(take_in, maker, clerk, leader) -> Job:
    """The job that writes an approved batch of three households."""
    batch = take_in(workbook(maker.families(3)))
    approval.submit(batch, by=clerk)
    approval.approve(batch, by=leader)
    return Job.objects.get(kind="intake.commit")


def batch_of(job: Job) -> ImportBatch:
    return ImportBatch.objects.get(pk=job.subject_id)


def assert_written_once(job: Job) -> None:
    assert Household.objects.count() == 3
    assert AuditEntry.objects.filter(verb="household.registered").count() == 3
    assert AuditEntry.objects.filter(verb="import.committed").count() == 1
    assert batch_of(job).state == BatchState.COMMITTED


def test_while_a_batch_is_written_all_see_how_far_it_is_and_the_sweep_waits_for_nobody(
    approved, somebody_else, monkeypatch
):
    seen = {}
    record = writing.audit.record_many

    def look() -> None:
        started = time.monotonic()
        seen["rung"] = jobs.sweep()
        row = Job.objects.get(pk=approved.pk)
        while connection.vendor == "postgresql" and not row.done and time.monotonic() < started + 5:
            time.sleep(0.05)
            row.refresh_from_db()
        seen["seconds"] = time.monotonic() - started
        seen["job"] = row
        seen["households"] = Household.objects.count()

    def record_and_be_watched(*args, **kwargs):
        somebody_else(look)
        return record(*args, **kwargs)

    monkeypatch.setattr(writing.audit, "record_many", record_and_be_watched)

    assert jobs.run(approved.pk) is True

    watched = seen["job"]
    assert (seen["households"], seen["rung"]) == (0, 0)
    assert seen["seconds"] < 10
    assert (watched.state, watched.step) == (JobState.RUNNING, "写入登记簿")
    # On SQLite nobody writes while somebody does: the writing is one step.
    assert bool(watched.done) == (connection.vendor == "postgresql")
    assert watched.total
    assert_written_once(approved)
    approved.refresh_from_db()
    assert approved.state == JobState.DONE


def test_a_worker_thought_dead_and_the_one_who_takes_over_write_once(approved, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", datetime.timedelta(0))
    record = writing.audit.record_many
    second: list[threading.Thread] = []

    def take_over() -> None:
        try:
            jobs.run(approved.pk)
        finally:
            connections.close_all()

    def record_and_be_taken_over(*args, **kwargs):
        if not second:
            second.append(threading.Thread(target=take_over))
            second[0].start()
            time.sleep(0.5)
        return record(*args, **kwargs)

    monkeypatch.setattr(writing.audit, "record_many", record_and_be_taken_over)

    jobs.run(approved.pk)
    second[0].join(timeout=60)

    assert not second[0].is_alive()
    assert_written_once(approved)
    approved.refresh_from_db()
    assert approved.state == JobState.DONE


def test_a_killed_worker_leaves_nothing_and_the_next_one_writes_it_once(approved):
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(approved.pk)],
        cwd=django_settings.BASE_DIR, env=environment_of_a_worker(), check=False,
        capture_output=True, text=True,
    )  # fmt: skip

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    approved.refresh_from_db()
    assert (approved.state, approved.attempts) == (JobState.RUNNING, 1)
    assert not Household.objects.exists()
    assert batch_of(approved).state == BatchState.COMMITTING

    assert jobs.run(approved.pk) is False, "its lease has not run out"
    Job.objects.filter(pk=approved.pk).update(heartbeat_at=LONG_AGO, rung_at=LONG_AGO)
    assert jobs.sweep() == 1
    assert jobs.run(approved.pk) is True
    assert jobs.run(approved.pk) is False
    assert_written_once(approved)


def environment_of_a_worker() -> dict[str, str]:
    """Another process on this very database; the tests' keys stand in the environment."""
    of = connection.settings_dict
    url = f"sqlite:///{of['NAME']}"
    if connection.vendor == "postgresql":
        user, password = quote(of["USER"]), quote(of["PASSWORD"] or "")
        place = f"{of['HOST'] or ''}:{of['PORT'] or 5432}"
        url = f"postgres://{user}:{password}@{place}/{of['NAME']}"
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.base", "DATABASE_URL": url}


def test_who_comes_to_a_batch_that_was_written_meanwhile_writes_nothing(approved, leader):
    late = batch_of(approved)
    jobs.run(approved.pk)

    with pytest.raises(StaleError):
        commit_batch(late)
    assert_written_once(approved)

    batch = batch_of(approved)
    request_undo(batch, by=leader, reason="传错了年度")
    late = batch_of(approved)
    jobs.run(Job.objects.get(kind="intake.undo").pk)
    with pytest.raises(StaleError):
        undo_batch(late)
    assert batch_of(approved).state == BatchState.UNDONE
