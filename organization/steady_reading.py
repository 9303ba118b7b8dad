"""Reading many things as of one moment, though others write meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def steady_reading() -> Iterator[None]:
    """All statements inside see the database as the first one found it; nobody waits for them.

    PostgreSQL: REPEATABLE READ. SQLite: a transaction that only reads, without the write lock
    that ours take at BEGIN. Inside somebody's transaction that has begun, it is that one that
    decides what is seen. What is read is written by another transaction afterwards.
    """
    if connection.in_atomic_block:
        yield
        return
    with _begun_reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _begun_reading() -> Iterator[None]:
    """SQLite begins the next transaction without taking the write lock."""
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if mode is None:
        yield
        return
    connection.transaction_mode = None
    try:
        yield
    finally:
        connection.transaction_mode = mode
