"""Encryption of personal data at rest and keyed hashes to find it again.

AES-256-GCM with a key ring: a token names its key, so keys rotate without a flag day. A blind
index is an HMAC-SHA256 under a key of its own, for the space of ID numbers is small enough to
be tried out: whoever has the table but not the index key learns nothing.
"""

import base64
import functools
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


class DecryptionError(Exception):
    """The stored value was made with a key that this installation does not have, or altered."""


@functools.cache
def _cipher(key_id: str, key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))


@functools.cache
def _decoded(key: str) -> bytes:
    return base64.b64decode(key)


def current_key_id() -> str:
    """The key that encrypts new values: the last of the ring."""
    return next(reversed(settings.FIELD_KEYS))


def known_key_ids() -> list[str]:
    """Every key of the ring, the oldest first."""
    return list(settings.FIELD_KEYS)


def _seal(plain: bytes, context: bytes) -> tuple[str, bytes]:
    """Key id, and nonce with ciphertext."""
    keys = settings.FIELD_KEYS
    key_id = next(reversed(keys))
    nonce = os.urandom(_NONCE_BYTES)
    return key_id, nonce + _cipher(key_id, keys[key_id]).encrypt(nonce, plain, context)


def _open(key_id: str, body: bytes, context: bytes) -> bytes:
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise DecryptionError(f"no key {key_id!r} in FIELD_KEYS")
    try:
        return _cipher(key_id, key).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], context)
    except InvalidTag:
        raise DecryptionError("value does not fit its key or its place") from None


def encrypt_bytes(plain: bytes, context: bytes) -> bytes:
    """Encrypt; `context` (table.column, a file's use) must be given again to decrypt."""
    key_id, body = _seal(plain, context)
    return key_id.encode() + b":" + body


def decrypt_bytes(token: bytes, context: bytes) -> bytes:
    """Undo `encrypt_bytes`.

    Raises:
        DecryptionError: unknown key, other context, or a changed value.
    """
    key_id, _, body = token.partition(b":")
    return _open(key_id.decode("ascii", "replace"), body, context)


def encrypt(text: str, context: bytes) -> str:
    """Encrypt a text for a column; empty stays empty."""
    if not text:
        return text
    key_id, body = _seal(text.encode(), context)
    return f"{key_id}:{base64.b64encode(body).decode()}"


def decrypt(token: str, context: bytes) -> str:
    """Undo `encrypt`; raises as `decrypt_bytes` does."""
    if not token:
        return token
    key_id, _, body = token.partition(":")
    return _open(key_id, base64.b64decode(body), context).decode()


def key_id_of(token: str) -> str:
    """Which key of the ring made this token."""
    return token.partition(":")[0]


def normalise(text: str) -> str:
    """One writing per number: no blanks, capital X."""
    return text if text.isdecimal() else "".join(text.split()).upper()


def blind_index(text: str, purpose: str = "whole") -> str:
    """Keyed hash of a whole number, hex; equal numbers give equal hashes."""
    return _keyed(normalise(text), purpose, settings.BLIND_INDEX_KEY)


def tail_index(text: str) -> str:
    """Keyed hash of the last four characters; always combine it with a scope."""
    return _tail4(normalise(text)[-4:], settings.BLIND_INDEX_KEY)


@functools.lru_cache(maxsize=12_000)
def _tail4(tail: str, key: str) -> str:
    """There are some ten thousand tails; `key` keeps those of another key apart."""
    return _keyed(tail, "tail4", key)


def long_tail_index(text: str) -> str:
    """Keyed hash of the last six characters; always combine it with a scope."""
    return _keyed(normalise(text)[-6:], "tail6", settings.BLIND_INDEX_KEY)


def _keyed(normal: str, purpose: str, key: str) -> str:
    return hmac.digest(_decoded(key), f"{purpose}|{normal}".encode(), "sha256").hex()


def purpose_key(purpose: str) -> bytes:
    """A key of its own for another keyed hash (the trail's seal), derived from the index key."""
    return hmac.digest(base64.b64decode(settings.BLIND_INDEX_KEY), purpose.encode(), "sha256")


def fingerprint() -> str:
    """Short, public mark of the keys in use: a backup fits only an installation that has them."""
    material = "|".join(f"{name}:{key}" for name, key in sorted(settings.FIELD_KEYS.items()))
    return hmac.digest(purpose_key("fingerprint"), material.encode(), "sha256").hex()[:16]
