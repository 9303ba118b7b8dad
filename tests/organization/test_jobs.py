import datetime
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from organization import job_keeper, jobs
from organization.enums import JobState
from organization.errors import RuleError
from organization.models import Job

PAST = timezone.now() - datetime.timedelta(minutes=10)


@pytest.fixture
def runs(monkeypatch):
    """A kind of job that notes each run; `runs.fail` makes it raise."""

    class Runs(list):
        fail: Exception | None = None

        def __call__(self, job, progress):
            progress.say("正在处理", done=1, total=2)
            self.append(job.pk)
            if self.fail:
                raise self.fail
            return {"rows": 2}

    recorded = Runs()
    monkeypatch.setitem(jobs._runners, "test.kind", recorded)
    return recorded


def submit(django_capture_on_commit_callbacks) -> Job:
    with django_capture_on_commit_callbacks(execute=True):
        return jobs.submit("test.kind", by=None)


def test_a_submitted_job_runs_once_and_keeps_its_result(
    db, runs, django_capture_on_commit_callbacks
):
    job = submit(django_capture_on_commit_callbacks)
    job.refresh_from_db()

    assert (job.state, job.result, runs) == (JobState.DONE, {"rows": 2}, [job.pk])
    assert jobs.run(job.pk) is False
    assert runs == [job.pk]


def test_a_rules_refusal_is_shown_an_inner_error_is_not(
    db, runs, django_capture_on_commit_callbacks
):
    runs.fail = RuleError("第3行：证件号码重复")
    job = submit(django_capture_on_commit_callbacks)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "第3行：证件号码重复")

    runs.fail = ValueError("secret 429000195001010016")
    job = Job.objects.create(kind="test.kind")
    with pytest.raises(ValueError, match="secret"):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert "429000" not in job.error
    assert str(job.pk) in job.error


def test_the_databases_refusal_is_shown_as_its_sentence(
    db, runs, django_capture_on_commit_callbacks
):
    """Two jobs may come to the same row at once; the second is told why, not 内部错误."""
    runs.fail = ValidationError("该户编号已登记")
    job = submit(django_capture_on_commit_callbacks)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "该户编号已登记")


def test_a_job_given_up_is_not_finished_by_whoever_still_holds_its_lease(db, runs):
    job = Job.objects.create(kind="test.kind", state=JobState.FAILED, lease="mine", error="已停止")
    jobs._finish(job.pk, "mine", state=JobState.DONE)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "已停止")


def test_a_dead_workers_job_is_rung_for_and_taken_up_again(db, runs):
    job = Job.objects.create(
        kind="test.kind",
        state=JobState.RUNNING,
        lease="dead",
        heartbeat_at=PAST,
        rung_at=PAST,
        attempts=1,
    )

    assert jobs.sweep() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_living_workers_job_is_left_alone(db, runs):
    job = Job.objects.create(
        kind="test.kind",
        state=JobState.RUNNING,
        lease="x",
        heartbeat_at=timezone.now(),
        rung_at=PAST,
    )

    assert jobs.sweep() == 0
    assert jobs.run(job.pk) is False


def test_a_worker_that_lost_its_lease_leaves_no_trace(db, runs, monkeypatch):
    job = Job.objects.create(kind="test.kind")

    def stolen(job, progress):
        Job.objects.filter(pk=job.pk).update(lease="another")
        progress.say("weiter")

    monkeypatch.setitem(jobs._runners, "test.kind", stolen)

    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.lease) == (JobState.RUNNING, "another")


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(db, runs):
    job = Job.objects.create(
        kind="test.kind", state=JobState.RUNNING, heartbeat_at=PAST, rung_at=PAST, attempts=3
    )

    assert jobs.sweep() == 0

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "重新提交" in job.error
    assert runs == []


def test_a_broker_that_is_away_costs_only_the_wait(
    db, runs, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise jobs.OperationalError("no broker")

    monkeypatch.setattr("celery.canvas.Signature.apply_async", away)

    job = submit(django_capture_on_commit_callbacks)

    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_progress_is_shown_to_who_asked_and_to_nobody_else(client, person, runs):
    owner, other = person("owner"), person("other")
    job = Job.objects.create(
        kind="test.kind", requested_by=owner, state=JobState.RUNNING, step="核对", done=3, total=10
    )

    client.force_login(owner)
    assert "核对 3 / 10" in client.get(f"/jobs/{job.pk}/").content.decode()
    client.force_login(other)
    assert client.get(f"/jobs/{job.pk}/").status_code == 404


@pytest.fixture
def keeps(somebody_else, monkeypatch):
    """`keeps(work)` runs a job whose work is `work(job, progress)`, its heart beating fast."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody writes beside the work")
    monkeypatch.setattr(job_keeper, "BEAT", datetime.timedelta(seconds=0.1))

    def run(work) -> Job:
        monkeypatch.setitem(jobs._runners, "test.kind", work)
        job = Job.objects.create(kind="test.kind")
        jobs.run(job.pk)
        job.refresh_from_db()
        return job

    return run


def until(holds) -> bool:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def test_a_job_whose_worker_keeps_silent_says_that_nobody_need_do_anything():
    now = timezone.now()
    job = Job(state=JobState.RUNNING, step="写入登记簿", heartbeat_at=now)
    assert job.said == "写入登记簿"
    job.heartbeat_at = now - datetime.timedelta(seconds=50)
    assert job.said.startswith("已50秒没有新的进展；处理进程如已中断，系统会自动重新处理")
    assert Job().said == "等待处理"


def test_the_heart_beats_while_the_work_says_nothing(keeps):
    def silent(job, progress):
        begun = Job.objects.get(pk=job.pk).heartbeat_at
        assert until(lambda: Job.objects.get(pk=job.pk).heartbeat_at > begun)

    assert keeps(silent).state == JobState.DONE


def test_work_that_hangs_loses_its_lease(keeps, monkeypatch):
    monkeypatch.setattr(job_keeper, "LONGEST_SILENCE", datetime.timedelta(seconds=0.2))

    def hanging(job, progress):
        time.sleep(0.6)
        last = Job.objects.get(pk=job.pk).heartbeat_at
        time.sleep(0.4)
        assert Job.objects.get(pk=job.pk).heartbeat_at == last

    assert keeps(hanging).state == JobState.DONE


def test_who_lost_his_lease_learns_it_inside_his_transaction_and_writes_nothing(
    keeps, somebody_else
):
    def slow(job, progress):
        def told() -> bool:
            try:
                progress.say("写入")
            except jobs.LeaseLostError:
                return True
            return False

        with transaction.atomic():
            Job.objects.create(kind="written.by.slow")
            somebody_else(lambda: Job.objects.filter(pk=job.pk).update(lease="another"))
            assert until(told)
            progress.say("写入")

    job = keeps(slow)

    assert (job.state, job.lease) == (JobState.RUNNING, "another")
    assert not Job.objects.filter(kind="written.by.slow").exists()
