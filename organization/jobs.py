"""Long work: the row is the truth, the broker's message only a doorbell.

An app registers what runs a kind of job; a verb submits the row in its transaction; a worker
claims it by one conditional UPDATE, renews its lease while it works, and a sweep rings
again for what nobody took up or a dead worker left. Running a job twice changes nothing.
"""

import datetime
import logging
import uuid
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from organization.enums import JobState
from organization.job_keeper import LEASE, JobKeeper, renew
from organization.models import Job, User
from organization.permissions import Permission
from organization.refusals import refusal_of

RING_AGAIN_AFTER = datetime.timedelta(seconds=20)
MAX_ATTEMPTS = 3
FILES_KEPT = datetime.timedelta(days=7)
"""How long a file that a job made can be fetched."""
log = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """Another worker holds the job now; this one must stop without a trace."""


class Progress:
    """What a running job says of itself; every word renews the lease."""

    def __init__(self, job: Job, lease: str, keeper: JobKeeper) -> None:
        self.job = job
        self._lease = lease
        self._keeper = keeper

    def say(self, step: str, done: int = 0, total: int = 0) -> None:
        """Show the step and how far it is. Inside a transaction of the work it is written beside
        it on PostgreSQL, and not at all on SQLite (`organization.job_keeper`).

        Raises:
            LeaseLostError: the job was taken over.
        """
        values = {"step": step, "done": done, "total": total}
        if connection.in_atomic_block and not self._keeper.is_inside:
            self._keeper.tell(values)
            is_held = not self._keeper.is_lost
        else:
            self._keeper.heard()
            is_held = renew(self.job.pk, self._lease, **values)
        if not is_held:
            raise LeaseLostError(self.job.pk)

    def deliver(self, name: str, content: bytes) -> None:
        """Keep the file that the work came to, for who asked for it.

        Raises:
            LeaseLostError: the job was taken over.
        """
        stored = default_storage.save(f"jobs/{uuid.uuid4().hex}", ContentFile(content))
        if not renew(self.job.pk, self._lease, file=stored, file_name=name):
            default_storage.delete(stored)
            raise LeaseLostError(self.job.pk)


Runner = Callable[[Job, Progress], dict[str, Any] | None]
_runners: dict[str, Runner] = {}
_file_permissions: dict[str, Permission] = {}


def register(kind: str, runner: Runner, *, file_permission: Permission | None = None) -> None:
    """Say what runs jobs of `kind`, and what right its file asks for; from `AppConfig.ready`."""
    _runners[kind] = runner
    if file_permission:
        _file_permissions[kind] = file_permission


def check_file(job: Job) -> None:
    """Whoever asked for a job must still hold the right to what its file shows.

    Raises:
        PermissionDenied: the right has ended since.
    """
    permission, user = _file_permissions.get(job.kind), job.requested_by
    if permission is None or user is None or not user.may(permission):
        raise PermissionDenied("您已没有查看该文件内容的权限")


def submit(
    kind: str,
    *,
    by: User | None,
    subject: models.Model | None = None,
    arguments: dict[str, Any] | None = None,
) -> Job:
    """Queue a job in the caller's transaction and ring for a worker once it is committed."""
    job = Job.objects.create(
        kind=kind,
        subject_kind=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        arguments=arguments or {},
        requested_by=by,
    )
    transaction.on_commit(lambda: ring("organization.tasks.run_job", job.pk))
    return job


def ring(task_name: str, *args: Any) -> None:
    """Nudge a task; a broker that is away costs only the wait for the next sweep."""
    try:
        current_app.signature(task_name, args=args, immutable=True).apply_async(retry=False)
    except OperationalError:
        log.warning("broker away, %s %s waits for the sweep", task_name, args)


def run(job_id: int) -> bool:
    """Claim and run one job; False when it is not ours to run."""
    lease = uuid.uuid4().hex
    now = timezone.now()
    if (
        not _claimable(now)
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            lease=lease,
            heartbeat_at=now,
            attempts=F("attempts") + 1,
            error="",
        )
    ):
        return False
    job = Job.objects.select_related("requested_by").get(pk=job_id)
    try:
        with JobKeeper(job_id, lease) as keeper:
            result = _runners[job.kind](job, Progress(job, lease, keeper))
    except LeaseLostError:
        return False
    except Exception as error:
        sentence = refusal_of(error)
        ours = f"处理中出现内部错误，任务编号 {job_id}，请联系管理员"
        _finish(job_id, lease, state=JobState.FAILED, error=(sentence or ours)[:300])
        if sentence is None:
            raise
    else:
        _finish(job_id, lease, state=JobState.DONE, result=result or {})
    return True


def _claimable(now: datetime.datetime) -> models.QuerySet:
    dead = Q(state=JobState.RUNNING, heartbeat_at__lt=now - LEASE, attempts__lt=MAX_ATTEMPTS)
    return Job.objects.filter(Q(state=JobState.QUEUED) | dead)


def _finish(job_id: int, lease: str, **values: Any) -> None:
    held = Job.objects.filter(pk=job_id, lease=lease, state=JobState.RUNNING)
    held.update(finished_at=timezone.now(), **values)


def sweep() -> int:
    """Ring again for jobs that nobody took up or whose worker died; returns how many.

    With nothing to do it only reads: on SQLite it would wait for whoever writes.
    """
    now = timezone.now()
    waiting = _claimable(now).filter(rung_at__lt=now - RING_AGAIN_AFTER)
    rung = 0
    for job_id in list(waiting.values_list("pk", flat=True)[:100]):
        if waiting.filter(pk=job_id).update(rung_at=now):
            ring("organization.tasks.run_job", job_id)
            rung += 1
    given_up = Job.objects.filter(
        state=JobState.RUNNING, heartbeat_at__lt=now - LEASE, attempts__gte=MAX_ATTEMPTS
    )
    if given_up.exists():
        given_up.update(
            state=JobState.FAILED,
            finished_at=now,
            error="处理多次中断，已停止。请重新提交，仍不成功请联系管理员",
        )
    return rung


def drop_old_files() -> int:
    """Delete files that nobody will fetch any more; returns how many."""
    old = Job.objects.exclude(file="").filter(finished_at__lt=timezone.now() - FILES_KEPT)
    dropped = 0
    for job in old.only("file"):
        job.file.delete(save=False)
        dropped += Job.objects.filter(pk=job.pk).update(file="")
    return dropped


def latest_job(subject: models.Model, kind: str = "") -> Job | None:
    """The newest job about a row."""
    jobs = Job.objects.filter(subject_kind=subject._meta.label_lower, subject_id=str(subject.pk))
    return (jobs.filter(kind=kind) if kind else jobs).first()
