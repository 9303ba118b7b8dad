"""The Celery application: how tasks travel, and what happens by the clock.

A message is only a doorbell: the row is the job (`docs/decisions`), so a lost or doubled message
changes nothing, and no results are kept beside the row.
"""

import logging
import os
import threading
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.schedules import crontab
from celery.signals import worker_ready, worker_shutting_down
from kombu import Queue
from redis import RedisError

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
log = logging.getLogger(__name__)

HOUR = 3600
EMBEDDED_BEAT = os.environ.get("EMBED_BEAT") == "1"
"""The one worker process of an embedded installation also carries the clock, as a thread."""
SWEEP_EVERY = 3 if EMBEDDED_BEAT else 15

app = Celery("xiantao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    timezone="Asia/Shanghai",
    task_default_queue="xiantao",
    task_queues=[Queue("xiantao")],
    task_create_missing_queues=False,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Threads cannot be interrupted, so these hold in the prefork pool of a large installation only.
    task_soft_time_limit=50 * 60,
    task_time_limit=55 * 60,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # Longer than the longest task, or a second worker would start it meanwhile.
        "visibility_timeout": HOUR,
        # What a killed worker held is found within seconds of its time, not within 100.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    worker_hijack_root_logger=False,
)


def _every(task: str, schedule: float | crontab, *, expires: float) -> dict:
    """An entry of the clock; a tick nobody took within `expires` seconds is dropped."""
    return {"task": task, "schedule": schedule, "options": {"expires": expires}}


app.conf.beat_schedule = {
    "sweep jobs": _every("organization.tasks.sweep_jobs", SWEEP_EVERY, expires=SWEEP_EVERY),
    "drop old files": _every(
        "organization.tasks.drop_old_files", crontab(hour=4, minute=0), expires=6 * HOUR
    ),
    "seal the trail": _every("organization.tasks.seal_trail", 60, expires=60),
    "draft due reviews": _every(
        "reviews.tasks.draft_due_reviews", crontab(minute="*/15"), expires=15 * 60
    ),
    "sweep what is due": _every(
        "accountability.tasks.sweep_due", crontab(minute="7-59/15"), expires=15 * 60
    ),
    "keep figures fresh": _every("reviews.tasks.refresh_figures", 60, expires=60),
    "call overdue approvals": _every(
        "intake.tasks.call_overdue_approvals", crontab(minute="11-59/15"), expires=15 * 60
    ),
    # The checks first: their findings are counted in the figures.
    "nightly checks": _every(
        "intake.tasks.nightly_checks", crontab(hour=2, minute=0), expires=6 * HOUR
    ),
    "nightly indicators": _every(
        "reviews.tasks.nightly", crontab(hour=3, minute=0), expires=6 * HOUR
    ),
}


@worker_ready.connect
def _sign_in_the_broker(sender: Any, **kwargs: Any) -> None:
    """Sign the list of workers until this one stops (`config.broker`)."""
    stopped = threading.Event()
    name = sender.hostname

    def keep_signing() -> None:
        while not stopped.is_set():
            try:
                broker.sign(name)
            except RedisError as error:
                log.warning("the broker did not take the worker's signature: %s", error)
            stopped.wait(broker.SIGN_EVERY)

    def stop(**kwargs: Any) -> None:
        stopped.set()
        try:
            broker.sign_off(name)
        except RedisError:
            log.warning("the broker was gone before the worker")

    threading.Thread(target=keep_signing, name="signature", daemon=True).start()
    worker_shutting_down.connect(stop, weak=False)


@worker_ready.connect
def _catch_up(sender: Any, **kwargs: Any) -> None:
    """What fell due while no worker ran does not wait for the clock's next quarter."""
    for entry in ("draft due reviews", "sweep what is due", "call overdue approvals"):
        sender.app.send_task(app.conf.beat_schedule[entry]["task"])


@worker_ready.connect
def _start_embedded_beat(**kwargs: Any) -> None:
    """Run the clock inside the worker: a beat process of its own would outlive a killed worker."""
    if not EMBEDDED_BEAT:
        return
    beat = EmbeddedService(app, thread=True, schedule_filename=os.environ["BEAT_SCHEDULE"])
    beat.start()
    worker_shutting_down.connect(lambda **kwargs: beat.service.stop(wait=False), weak=False)
