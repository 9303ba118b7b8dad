"""Backup and restore of an installation: one archive with the database, the files, a manifest.

The archive holds no key. Its manifest marks the keys instead, so that an archive whose protected
values nobody could read again is refused before anything is replaced.
"""

import datetime
import hmac
import json
import platform
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from organization import crypto, database_dump
from organization.errors import RuleError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, and what it fits."""

    format: int
    made_at: str
    engine: str
    versions: dict[str, str]
    migrations: list[str]
    key_marks: dict[str, str]
    """Key number → short public mark of the key, made under the index key."""
    rows: dict[str, int]
    files: int


def make_backup(target: Path) -> Manifest:
    """Write an archive of the running installation; nobody need stop working.

    Raises:
        RuleError: the target exists, or the database cannot be dumped.
    """
    if target.exists():
        raise RuleError(f"文件 {target} 已存在，请换一个文件名")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        dump = Path(scratch) / DATABASE
        rows = database_dump.dump(dump)
        # After the database: a file that came meanwhile is one too many, never one too few.
        stored = sorted(file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file())
        manifest = _manifest(rows, len(stored))
        unfinished = Path(scratch) / "archive.tar"
        with tarfile.open(unfinished, "w") as archive:
            note = Path(scratch) / MANIFEST
            note.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            archive.add(note, MANIFEST)
            archive.add(dump, DATABASE)
            for file in stored:
                archive.add(file, f"{FILES}/{file.relative_to(settings.MEDIA_ROOT).as_posix()}")
        unfinished.chmod(0o600)
        unfinished.rename(target)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """The manifest of an archive.

    Raises:
        RuleError: it is no archive of ours.
    """
    try:
        with tarfile.open(source) as archive:
            note = archive.extractfile(MANIFEST)
            return Manifest(**json.load(note))
    except FileNotFoundError:
        raise RuleError(f"找不到文件 {source}") from None
    except (tarfile.TarError, KeyError, TypeError, ValueError):
        raise RuleError(f"{source} 不是本系统的备份文件，或已损坏") from None


def require_fitting(manifest: Manifest) -> None:
    """Whether this installation can take an archive.

    Raises:
        RuleError: format, engine, version or keys do not fit.
    """
    if manifest.format != FORMAT:
        raise RuleError(f"备份格式为第{manifest.format}版，本系统只能恢复第{FORMAT}版")
    if manifest.engine != connection.vendor:
        raise RuleError(
            f"备份来自 {manifest.engine} 数据库，当前为 {connection.vendor}，"
            "请在同类数据库上恢复（见 DATABASE_URL）"
        )
    differing = set(manifest.migrations) ^ set(_migrations())
    if differing:
        raise RuleError(
            f"备份与当前程序的表结构不一致（{len(differing)}处，如 {min(differing)}），"
            "请用生成备份的那个程序版本恢复"
        )
    marks = _key_marks()
    if unknown := {name for name, mark in manifest.key_marks.items() if marks.get(name) != mark}:
        raise RuleError(
            f"密钥指纹不一致（密钥编号 {'、'.join(sorted(unknown))}），恢复后身份证号等将无法读取。"
            "请先配置生成备份时使用的 FIELD_KEYS 和 BLIND_INDEX_KEY（单机为 var/keys.json）"
        )


def restore_backup(source: Path) -> Manifest:
    """Replace database and files by those of an archive, or change nothing.

    Raises:
        RuleError: the archive does not fit or is damaged, or somebody is still at work.
    """
    manifest = read_manifest(source)
    require_fitting(manifest)
    database_dump.require_nobody_else()
    files = settings.MEDIA_ROOT
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".restore-") as scratch:
        unpacked = _unpack(source, Path(scratch), manifest)
        database_dump.load(unpacked / DATABASE, manifest.rows)
        if files.exists():
            files.rename(Path(scratch) / "replaced")
        shutil.move(unpacked / FILES, files)
    return manifest


def _unpack(source: Path, scratch: Path, manifest: Manifest) -> Path:
    unpacked = scratch / "unpacked"
    (unpacked / FILES).mkdir(parents=True)
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                _unpack_member(archive, member, unpacked)
    except tarfile.TarError:
        raise RuleError(f"{source} 已损坏，未做任何改动") from None
    found = sum(file.is_file() for file in (unpacked / FILES).rglob("*"))
    if found != manifest.files or not (unpacked / DATABASE).is_file():
        raise RuleError(
            f"{source} 不完整（应有{manifest.files}个附件，实有{found}个），未做任何改动"
        )
    return unpacked


def _unpack_member(archive: tarfile.TarFile, member: tarfile.TarInfo, unpacked: Path) -> None:
    """Plain files only, and none outside the folder (tarfile's own filters need Python 3.11.4)."""
    target = (unpacked / member.name).resolve()
    if not member.isfile() or not target.is_relative_to(unpacked.resolve()):
        raise RuleError(f"备份中的 {member.name} 不是普通附件，未做任何改动")
    target.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _manifest(rows: dict[str, int], files: int) -> Manifest:
    return Manifest(
        format=FORMAT,
        made_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        engine=connection.vendor,
        versions={
            "python": platform.python_version(),
            "django": django.get_version(),
            "database": database_dump.version(),
        },
        migrations=_migrations(),
        key_marks=_key_marks(),
        rows=rows,
        files=files,
    )


def _migrations() -> list[str]:
    """All migrations that this program has, which are those its database must have seen."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return sorted(f"{app}.{name}" for app, name in disk)


def _key_marks() -> dict[str, str]:
    secret = crypto.purpose_key("backup")
    return {
        name: hmac.digest(secret, key.encode(), "sha256").hex()[:16]
        for name, key in settings.FIELD_KEYS.items()
    }
