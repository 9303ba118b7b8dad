"""Reading settings from the environment; a wrong value stops the start with a sentence."""

import base64
import binascii
import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """``1``/``true``/``yes`` or ``0``/``false``/``no``.

    Raises:
        ImproperlyConfigured: anything else.
    """
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"环境变量 {name}={value!r} 无法识别，请填 1 或 0。")


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f"环境变量 {name}={value!r} 不是非负整数。")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict:
    """Turn ``postgres://user:pw@host:port/name`` or ``sqlite:///path`` into a DATABASES entry."""
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite":
        return sqlite(name)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"环境变量 DATABASE_URL 的类型 {parts.scheme!r} 不受支持，请用 postgres:// 或 sqlite:///。"
        )
    if not name:
        raise ImproperlyConfigured("环境变量 DATABASE_URL 没有写数据库名。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


def sqlite(path: str) -> dict:
    """The embedded database: one writer at a time, taken at BEGIN.

    A late lock would fail instead of waiting (measured: without IMMEDIATE two writers in three
    meet "database is locked"). The file is not mapped into memory: reads were as fast without,
    and a "disk I/O error" was seen with it.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
                "PRAGMA cache_size=-20000;"
            ),
        },
    }


class Keys:
    """The secrets of one installation: session key, field keys, index key.

    Each comes from the environment; what is not given there is made once and kept in
    ``keys.json`` beside the embedded data, readable by its owner only. `from_environment`
    tells a deployment check whether everything was given.
    """

    def __init__(self, folder: Path) -> None:
        self.from_environment = all(
            text(name) for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY")
        )
        kept = {} if self.from_environment else self._kept(folder / "keys.json")
        self.secret_key = text("SECRET_KEY") or kept["secret_key"]
        self.field_keys = _ring(text("FIELD_KEYS")) or kept["field_keys"]
        self.blind_index_key = text("BLIND_INDEX_KEY") or kept["blind_index_key"]
        for name, value in {**self.field_keys, "BLIND_INDEX_KEY": self.blind_index_key}.items():
            _require_32_bytes(name, value)

    @staticmethod
    def _kept(path: Path) -> dict:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = {
                "secret_key": secrets.token_urlsafe(50),
                "field_keys": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
                "blind_index_key": base64.b64encode(secrets.token_bytes(32)).decode(),
            }
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass  # another process of the same start was quicker: its keys count
            else:
                with os.fdopen(handle, "w") as file:
                    json.dump(fresh, file)
        return json.loads(path.read_text())


def _ring(value: str) -> dict[str, str]:
    """``1:base64,2:base64``: the last key encrypts, all decrypt."""
    ring = {}
    for part in filter(None, value.split(",")):
        name, separator, key = part.strip().partition(":")
        if not separator or not name.isalnum():
            raise ImproperlyConfigured(
                "环境变量 FIELD_KEYS 的写法是“编号:密钥,编号:密钥”，密钥为 32 字节的 base64。"
            )
        ring[name] = key
    return ring


def _require_32_bytes(name: str, value: str) -> None:
    try:
        size = len(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if size != 32:
        raise ImproperlyConfigured(f"密钥 {name} 不是 32 字节的 base64，无法启动。")
