"""What the files around the application promise: no host, no path of a machine, no unknown name."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
READS = re.compile(r"""(?:env\.\w+|_\w+|text|environ\.get|environ)[(\[]\s*["']([A-Z][A-Z_]+)["']""")
OF_TOOLS = {
    "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD",  # the PostgreSQL image
    "SITE_ADDRESS",  # the proxy
    "WEB_CONCURRENCY",  # gunicorn
}  # fmt: skip
"""Names that programs of others read."""


@pytest.fixture(scope="module")
def names_that_settings_read() -> set[str]:
    sources = [*ROOT.glob("config/*.py"), *ROOT.glob("config/settings/*.py")]
    return {name for source in sources for name in READS.findall(source.read_text())}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_the_lock_file_names_no_host_to_download_from():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert lock["packages"]
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "requirements-dev.txt", ".npmrc", "Dockerfile", ".ci/run", "package.json"],
)
def test_no_file_that_installs_names_a_host(name):
    assert "://" not in re.sub(
        r"\b(postgres|redis|http)://127\.0\.0\.1", "", (ROOT / name).read_text()
    )


def test_every_package_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            wanted = line.partition("#")[0].strip()
            if wanted and not wanted.startswith("-r "):
                assert "==" in wanted, f"{name}: {wanted}"


def test_no_committed_file_holds_a_path_of_one_machine():
    of_a_machine = re.compile(r"(?<![\w.$}])/(work|farm|home/\w+|Users/\w+)/")
    found = []
    for file in tracked_files():
        if file.suffix in {".png", ".xlsx", ".docx", ".ico", ".woff2"} or not file.is_file():
            continue
        found += [
            f"{file.relative_to(ROOT)}:{number}"
            for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
            if of_a_machine.search(line) and file != Path(__file__)
        ]

    assert found == []


def test_the_services_get_only_names_that_the_settings_read(compose, names_that_settings_read):
    given = {
        name
        for service in compose["services"].values()
        for name in (service.get("environment") or {})
    }

    assert "DATABASE_URL" in names_that_settings_read  # the pattern still finds them
    assert given - names_that_settings_read - OF_TOOLS == set()


def test_the_example_environment_explains_every_name_and_no_other(names_that_settings_read):
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", example, re.MULTILINE))

    assert named - names_that_settings_read - OF_TOOLS == set()
    assert names_that_settings_read - named - LOCAL_ONLY == set()


LOCAL_ONLY = {
    "EMBED_BEAT", "BEAT_SCHEDULE",  # set by the launcher for its worker
    "DEMO", "DIVISIONS", "ADMIN", "PORT", "HOST",  # of `make run`, explained in the Makefile
    "NODE_MODULES",
    "DJANGO_SETTINGS_MODULE", "PATH",
}  # fmt: skip
"""Names that mean nothing to an installation on many machines."""
