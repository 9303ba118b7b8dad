"""Keeping a running job's row up to date beside its work.

What the work's own connection writes inside a transaction is seen by nobody until the commit, and
holds the row against the sweep. On PostgreSQL a thread with a connection of its own writes instead:
what the work says, and the heartbeat where it says nothing for a while. On SQLite nobody writes
while somebody does, so nobody can take the job over either: there a transaction is one step.
"""

import datetime
import logging
import threading
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, connection
from django.utils import timezone

from organization.enums import JobState
from organization.models import Job

LEASE = datetime.timedelta(seconds=90)
"""So long after its last heartbeat a job counts as left by a dead worker."""
BEAT = LEASE / 3
LONGEST_SILENCE = datetime.timedelta(minutes=30)
"""Work that has said nothing for so long hangs; its lease is not renewed any more."""
log = logging.getLogger(__name__)


def renew(job_id: int, lease: str, **values: Any) -> bool:
    """Write what a job says of itself and its heartbeat; False: another worker holds it."""
    held = Job.objects.filter(pk=job_id, lease=lease, state=JobState.RUNNING)
    return bool(held.update(heartbeat_at=timezone.now(), **values))


class JobKeeper:
    """Renews one job's lease as long as its block runs, and takes down what is said inside a
    transaction. It keeps still where the job itself was taken up inside somebody's transaction:
    there only that connection knows of it."""

    def __init__(self, job_id: int, lease: str) -> None:
        self._job_id, self._lease = job_id, lease
        self._changed = threading.Condition()
        self._news: dict[str, Any] | None = None
        self._spoke_at = timezone.now()
        self._is_over = False
        self.is_lost = False
        """Another worker holds the job."""
        self.is_inside = connection.in_atomic_block
        """Of somebody's transaction."""
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if connection.vendor == "postgresql" and not self.is_inside:
            self._thread = threading.Thread(target=self._keep, name="job keeper", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if self._thread:
            self._thread.join(timeout=BEAT.total_seconds())

    def heard(self) -> None:
        """The work has spoken for itself: what it said before need not be written any more."""
        with self._changed:
            self._news, self._spoke_at = None, timezone.now()

    def tell(self, values: dict[str, Any]) -> None:
        """Have it written beside the transaction that the work is in; nobody waits for it."""
        with self._changed:
            self._news, self._spoke_at = values, timezone.now()
            self._changed.notify()

    def _keep(self) -> None:
        try:
            while (values := self._next()) is not None:
                self._write(values)
        finally:
            connection.close()

    def _next(self) -> dict[str, Any] | None:
        """What is to be written: the news, or after a while only the heartbeat; None at the end."""
        with self._changed:
            if not self._is_over and self._news is None:
                self._changed.wait(timeout=BEAT.total_seconds())
            if self._is_over or timezone.now() - self._spoke_at > LONGEST_SILENCE:
                return None
            news, self._news = self._news or {}, None
            return news

    def _write(self, values: dict[str, Any]) -> None:
        try:
            self.is_lost = not renew(self._job_id, self._lease, **values)
        except DatabaseError as error:
            log.warning("heartbeat of job %s not written: %s", self._job_id, error)
            connection.close()
