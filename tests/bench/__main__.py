"""Runs the benchmarks and prints one JSON line each: `python -m tests.bench [NAME ...]`."""

import contextlib
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import django
import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DIVISIONS = ROOT / "organization" / "data" / "xiantao_divisions.csv"
BASES = {
    "empty": [],
    "divisions": ["init_city", "--divisions", str(DIVISIONS), "--admin", "bench"],
    "city": ["load_demo"],
}
"""What stands in a database at the beginning → the command that brings it there."""


class BenchError(Exception):
    """A benchmark cannot run; the message says why."""


class Databases:
    """A database per base, made once, and fresh copies of it."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.bases: dict[str, dict[str, str]] = {}
        given = os.environ.get("DATABASE_URL", "")
        self.server = given if given.startswith("postgres") else ""
        self.made: list[str] = []

    @property
    def version(self) -> str:
        if not self.server:
            return f"SQLite {sqlite3.sqlite_version}"
        with self._administrator() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"

    def environment(self, base: str) -> dict[str, str]:
        """The environment of a base; it is made when first asked for."""
        if base not in self.bases:
            environment = self._new(base)
            for command in (["migrate", "--no-input", "--verbosity", "0"], BASES[base]):
                if command:
                    run([sys.executable, "manage.py", *command], environment)
            self.bases[base] = environment
        return self.bases[base]

    def copy(self, base: str, name: str) -> dict[str, str]:
        """The environment of a fresh copy of a base."""
        original = self.environment(base)
        environment = self._new(name, template=base)
        source = Path(original["XIANTAO_VAR"])
        shutil.copytree(source, environment["XIANTAO_VAR"], dirs_exist_ok=True)
        return environment

    def _new(self, name: str, template: str = "") -> dict[str, str]:
        folder = self.scratch / name
        folder.mkdir()
        environment = {
            **os.environ,
            "XIANTAO_VAR": str(folder),
            "LOG_LEVEL": "WARNING",
        }
        if not self.server:
            return environment
        database = f"xiantao_bench_{os.getpid()}_{name}"
        copied = f' TEMPLATE "xiantao_bench_{os.getpid()}_{template}"' if template else ""
        with self._administrator() as cursor:
            cursor.execute(f'CREATE DATABASE "{database}"{copied}')
        self.made.append(database)
        return {
            **environment,
            "DATABASE_URL": urlsplit(self.server)._replace(path=database).geturl(),
        }

    def drop(self) -> None:
        for database in self.made:
            with self._administrator() as cursor:
                cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    @contextlib.contextmanager
    def _administrator(self) -> Iterator:
        connection = psycopg2.connect(urlsplit(self.server)._replace(path="postgres").geturl())
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


def run(command: list, environment: dict[str, str]) -> str:
    """Run a command; what it printed.

    Raises:
        BenchError: it failed.
    """
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
        raise BenchError(f"{' '.join(map(str, command[1:]))} failed:\n{said}")
    return done.stdout


def run_part(name: str, part: str, folder: Path, environment: dict[str, str]) -> dict:
    command = [sys.executable, "-m", "tests.bench.part", name, part, str(folder)]
    return json.loads(run(command, environment).strip().splitlines()[-1])


def measure(name: str, module: ModuleType, databases: Databases) -> dict:
    """One benchmark's line: ours beside the reference."""
    environment = databases.copy(module.BASE, name)
    folder = databases.scratch / f"{name}-files"
    folder.mkdir()
    if hasattr(module, "prepare"):
        run_part(name, "prepare", folder, environment)
    ours = run_part(name, "ours", folder, environment)
    reference = run_part(name, "reference", folder, environment)
    return {
        "name": name,
        "ratio": round(ours["seconds"] / reference["seconds"], 2),
        "seconds": ours.pop("seconds"),
        "reference_seconds": reference["seconds"],
        "peak_mb": ours.pop("peak_mb"),
        "queries": ours.pop("queries"),
        "database": databases.version,
        **ours,
    }


def modules(only: list[str]) -> dict[str, ModuleType]:
    """The benchmarks asked for, all if none is named.

    Raises:
        BenchError: there is none of that name.
    """
    known = sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))
    if unknown := set(only) - set(known):
        raise BenchError(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return {name: importlib.import_module(f"tests.bench.bench_{name}") for name in only or known}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="xiantao-bench-") as scratch:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.base"
        os.environ["XIANTAO_VAR"] = scratch
        django.setup()  # a benchmark may import models at its top
        databases = Databases(Path(scratch))
        try:
            for name, module in modules(sys.argv[1:]).items():
                print(json.dumps(measure(name, module, databases), ensure_ascii=False), flush=True)
        except BenchError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            databases.drop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
