"""The whole database into one file and back, with the means of each engine."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.utils import ConnectionHandler

from organization.errors import RuleError
from organization.steady_reading import steady_reading


def version() -> str:
    """Name and version of the database server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
        )
        return f"{connection.display_name} {cursor.fetchone()[0]}"


def dump(target: Path) -> dict[str, int]:
    """Write a consistent picture of the database; how many rows of which table it holds.

    Raises:
        RuleError: the database's own program is missing or fails.
    """
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgresql(target)


def load(source: Path, rows: dict[str, int]) -> None:
    """Replace the database by a dump that holds `rows`; all of it or nothing.

    Raises:
        RuleError: the dump is damaged.
    """
    if connection.vendor == "sqlite":
        _load_sqlite(source, rows)
    else:
        _load_postgresql(source)


def require_nobody_else() -> None:
    """Raises: RuleError: a server or worker is still using the database."""
    if connection.vendor == "sqlite":
        _require_no_launcher()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise RuleError(f"还有{others}个连接正在使用数据库，请先停止网页服务和后台任务，再恢复")


def _require_no_launcher() -> None:
    """`make run` holds this lock as long as it lives (`config.launch`)."""
    lock = settings.VAR / "run.lock"
    if not lock.exists():
        return
    with lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleError("系统正在运行，请先停止（make run 处按 Ctrl-C），再恢复") from None


# --- SQLite: its own online copy, checked before it takes the place of the old file --------------


def _dump_sqlite(target: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        return _count_rows(copy.cursor(), connection.introspection.table_names())


def _load_sqlite(source: Path, rows: dict[str, int]) -> None:
    place = Path(settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"])
    if not _is_whole(source, rows):
        raise RuleError("备份中的数据库已损坏，未做任何改动")
    connection.close()
    place.parent.mkdir(parents=True, exist_ok=True)
    arrived = place.with_name(place.name + ".restored")
    shutil.move(source, arrived)
    for suffix in ("-wal", "-shm"):  # of the old file; they would be read into the new one
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    arrived.replace(place)


def _is_whole(source: Path, rows: dict[str, int]) -> bool:
    """Through Django's connection: the constraints that are checked use its functions."""
    described = {**settings.DATABASES[DEFAULT_DB_ALIAS], "NAME": str(source)}
    dumped = ConnectionHandler({DEFAULT_DB_ALIAS: described})[DEFAULT_DB_ALIAS]
    try:
        with dumped.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            return cursor.fetchone()[0] == "ok" and _count_rows(cursor, rows) == rows
    except DatabaseError:
        return False
    finally:
        dumped.close()


# --- PostgreSQL: pg_dump and pg_restore, the counts in the dump's own snapshot --------------------


def _dump_postgresql(target: Path) -> dict[str, int]:
    with steady_reading(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        return _count_rows(cursor, connection.introspection.table_names(cursor))


def _load_postgresql(source: Path) -> None:
    """One transaction: a dump that breaks off leaves the old data as they were."""
    connection.close()
    name = connection.settings_dict["NAME"]
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", *options, f"--dbname={name}", str(source))


def _run(program: str, *arguments: str) -> None:
    if not shutil.which(program):
        raise RuleError(f"没有找到 {program}，请先安装 PostgreSQL 客户端（postgresql-client）")
    server = connection.settings_dict
    login = {
        "PGHOST": server["HOST"], "PGPORT": server["PORT"], "PGUSER": server["USER"],
        "PGPASSWORD": server["PASSWORD"], "PGDATABASE": server["NAME"],
    }  # fmt: skip
    environment = {**os.environ, **{name: value for name, value in login.items() if value}}
    done = subprocess.run(  # noqa: S603  # the names above, no shell
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
        raise RuleError(f"{program} 失败：{said}")


def _count_rows(cursor: Any, tables: Iterable[str]) -> dict[str, int]:
    rows = {}
    for table in sorted(tables):
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        rows[table] = cursor.fetchone()[0]
    return rows
