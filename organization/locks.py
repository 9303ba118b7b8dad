"""Holding rows on both engines, until the transaction ends: others wait, then see what is written.

PostgreSQL locks the rows. SQLite's write transactions begin IMMEDIATE (`config.environment`): each
holds the whole database from its first statement, so nothing more is needed there.
"""

from typing import Any

from django.db import models
from django.db.models import F, QuerySet

from organization.errors import StaleError


def hold(rows: QuerySet) -> list[Any]:
    """Hold rows in the order of their keys, so that two who want the same never wait for each
    other; their keys. What points at them can still be written by others."""
    held = rows.order_by("pk").select_for_update(no_key=True)
    return list(held.values_list("pk", flat=True))


def hold_row(row: models.Model) -> None:
    """Read a row anew and hold it."""
    rows = type(row)._default_manager.select_for_update(no_key=True)
    row.refresh_from_db(from_queryset=rows)


def hold_version(row: Any) -> None:
    """Hold a row that has a `version`, and raise it: forms open on the row become stale.

    For verbs that look at the stored rows after they hold it.
    """
    type(row)._default_manager.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db(fields=["version"])


def take_version(row: Any, version: int) -> None:
    """Hold a row if it still is as the caller saw it.

    Raises:
        StaleError: the row was changed since `version`; nothing was written.
    """
    rows = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not rows.update(version=F("version") + 1):
        raise StaleError(f"{row}刚刚被他人修改，请核对后再保存")
    row.version = version + 1
