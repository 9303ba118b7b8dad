"""An installation is saved and brought back, on the engine that the suite runs on.

Everything goes through `manage.py`, in an installation of the test's own: a restore replaces the
whole database.
"""

import base64
import fcntl
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.db import connection

from organization import backup
from organization.errors import RuleError

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()


START = (
    "from django.core.management import call_command as run; from io import StringIO;"
    "run('migrate', verbosity=0); run('init_city', '--admin', 'guan', stdout=StringIO())"
)
SAVE_FILE = (
    "from django.core.files.base import ContentFile;"
    "from django.core.files.storage import default_storage as s;"
    "s.save('{name}', ContentFile(b'the content'))"
)
STATE = (
    "from django.core.files.storage import default_storage as s;"
    "from organization.models import Division, User;"
    "print(Division.objects.count(), User.objects.get(username='guan').display_name,"
    " sorted(s.listdir('')[1]), s.open('notice.pdf').read())"
)
SPOIL = "from organization.models import User; User.objects.update(display_name='改过')"


class Installation:
    """An installation that is driven from its command line."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.base",
            "XIANTAO_VAR": str(folder),
            "SECRET_KEY": "for this test",
            "FIELD_KEYS": f"1:{KEY}",
            "BLIND_INDEX_KEY": KEY,
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
            **environment,
        }

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def python(self, code: str) -> str:
        done = self.manage("shell", "--no-imports", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def administrator(sql: str) -> None:
    server = connection.settings_dict
    login = psycopg2.connect(
        host=server["HOST"], port=server["PORT"], user=server["USER"],
        password=server["PASSWORD"], dbname="postgres",
    )  # fmt: skip
    login.autocommit = True
    with login.cursor() as cursor:
        cursor.execute(sql)
    login.close()


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A city with its divisions, an administrator and one stored file, and its archive."""
    folder = tmp_path_factory.mktemp("var")
    environment = {"DATABASE_URL": ""}
    if connection.vendor == "postgresql":
        database = f"xiantao_backup_{os.getpid()}"
        administrator(f'CREATE DATABASE "{database}"')
        server = connection.settings_dict
        login = server["USER"] + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
        place = f"{server['HOST']}:{server['PORT']}"
        environment["DATABASE_URL"] = f"postgres://{login}@{place}/{database}"
    made = Installation(folder, **environment)
    made.state = made.python(f"{START}; {SAVE_FILE.format(name='notice.pdf')}; {STATE}")
    saved = made.manage("backup", str(folder / "archive.tar"))
    assert saved.returncode == 0, saved.stderr
    assert "1个附件" in saved.stdout
    yield made
    if connection.vendor == "postgresql":
        administrator(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture
def archive(installation):
    return installation.folder / "archive.tar"


def rewritten(archive: Path, target: Path, **changed) -> Path:
    """A copy of the archive whose manifest says something else."""
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read() if member.isfile() else b""
            if member.name == backup.MANIFEST:
                content = json.dumps({**json.loads(content), **changed}).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def half_blank(archive: Path, target: Path, name: str) -> Path:
    """A copy of the archive in which the second half of one member is lost."""
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == name:
                content = content[: len(content) // 2].ljust(len(content), b"\0")
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.fixture
def its_keys(settings):
    """The keys of the installation that made the archive."""
    settings.FIELD_KEYS = {"1": KEY}
    settings.BLIND_INDEX_KEY = KEY


def test_restoring_brings_back_rows_and_files_as_they_were(installation, archive):
    later = SAVE_FILE.format(name="later.pdf")
    assert "改过" in installation.python(f"{SPOIL}; {later}; {STATE}")

    done = installation.manage("restore", str(archive), "--yes")

    assert done.returncode == 0, done.stderr
    assert "已恢复" in done.stdout
    assert installation.python(STATE) == installation.state
    assert list(installation.folder.glob(".restore-*")) == []


def test_without_yes_it_only_says_what_would_be_replaced(installation, archive):
    done = installation.manage("restore", str(archive))

    assert done.returncode == 1
    assert "1个附件" in done.stderr
    assert "确认请加 --yes" in done.stderr


def test_an_archive_fits_the_installation_that_made_it(archive, its_keys):
    backup.require_fitting(backup.read_manifest(archive))


def test_an_archive_from_before_a_key_was_added_fits(archive, its_keys, settings):
    settings.FIELD_KEYS = {"1": KEY, "2": OTHER_KEY}

    backup.require_fitting(backup.read_manifest(archive))


def test_an_archive_made_under_another_key_is_refused(archive, its_keys, settings):
    settings.FIELD_KEYS = {"1": OTHER_KEY}

    with pytest.raises(RuleError, match="密钥指纹不一致（密钥编号 1）"):
        backup.require_fitting(backup.read_manifest(archive))


def test_an_archive_made_under_another_index_key_is_refused(archive, its_keys, settings):
    settings.BLIND_INDEX_KEY = OTHER_KEY

    with pytest.raises(RuleError, match="密钥指纹不一致"):
        backup.require_fitting(backup.read_manifest(archive))


def test_an_archive_of_another_version_is_refused(archive, its_keys, tmp_path):
    known = backup.read_manifest(archive).migrations
    other = rewritten(archive, tmp_path / "other.tar", migrations=[*known, "households.9999_new"])

    with pytest.raises(RuleError, match=r"households\.9999_new"):
        backup.require_fitting(backup.read_manifest(other))


def test_an_archive_of_another_engine_is_refused(archive, its_keys, tmp_path):
    other = rewritten(archive, tmp_path / "other.tar", engine="oracle")

    with pytest.raises(RuleError, match="备份来自 oracle 数据库"):
        backup.require_fitting(backup.read_manifest(other))


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "letter.tar").write_text("尊敬的领导")

    with pytest.raises(RuleError, match="不是本系统的备份文件"):
        backup.read_manifest(tmp_path / "letter.tar")
    with pytest.raises(RuleError, match="找不到文件"):
        backup.read_manifest(tmp_path / "nothing.tar")


def test_the_archive_holds_no_key_and_is_its_owners_alone(archive):
    assert KEY.encode() not in archive.read_bytes()
    assert archive.stat().st_mode & 0o077 == 0


def test_an_existing_file_is_never_overwritten(archive):
    with pytest.raises(RuleError, match="已存在"):
        backup.make_backup(archive)


@pytest.mark.parametrize(
    ("member", "sentence"),
    [(backup.MANIFEST, "应有2个附件，实有1个"), (backup.DATABASE, "")],
    ids=["a file is missing", "the database is damaged"],
)
def test_an_incomplete_archive_changes_nothing(installation, archive, tmp_path, member, sentence):
    if member == backup.MANIFEST:
        spoilt = rewritten(archive, tmp_path / "spoilt.tar", files=2)
    else:
        spoilt = half_blank(archive, tmp_path / "spoilt.tar", member)

    done = installation.manage("restore", str(spoilt), "--yes")

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert installation.python(STATE) == installation.state


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside"])
def test_a_member_that_leads_outside_is_refused(archive, its_keys, tmp_path, name, monkeypatch):
    spoilt = tmp_path / "spoilt.tar"
    spoilt.write_bytes(archive.read_bytes())
    with tarfile.open(spoilt, "a") as added:
        added.addfile(tarfile.TarInfo(name))
    monkeypatch.setattr(backup.database_dump, "require_nobody_else", lambda: None)

    with pytest.raises(RuleError, match="不是普通附件"):
        backup.restore_backup(spoilt)


def test_nothing_is_replaced_while_somebody_is_at_work(installation, archive):
    if connection.vendor == "postgresql":
        busy = psycopg2.connect(installation.environment["DATABASE_URL"])
    else:
        busy = (installation.folder / "run.lock").open("w")
        fcntl.flock(busy, fcntl.LOCK_EX)

    done = installation.manage("restore", str(archive), "--yes")

    busy.close()
    assert done.returncode == 1
    assert "请先停止" in done.stderr
