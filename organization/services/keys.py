"""Key rotation: everything encrypted with an older key of the ring is written anew.

Run it after adding a key at the end of FIELD_KEYS; when it is through, the older keys can go.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models, transaction

from organization import crypto
from organization.fields import EncryptedText
from organization.models import AuditEntry

CHUNK = 2000


def encrypted_fields() -> list[tuple[Any, EncryptedText]]:
    """Every encrypted column of the project."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedText)
    ]


def rotate() -> Iterator[tuple[str, int]]:
    """Re-encrypt column by column, file by file; yields (place, how many). Safe to repeat.

    Values inside the trail keep their key: the trail is never rewritten, so the keys it was
    written with stay in the ring as long as it is kept.
    """
    for model, field in encrypted_fields():
        yield str(model._meta.verbose_name) + "." + str(field.verbose_name), _column(model, field)
    for model in apps.get_models():
        for stored in model._meta.local_concrete_fields:
            if isinstance(stored, models.FileField):
                yield str(model._meta.verbose_name) + "（文件）", _files(model, stored)


def needed() -> dict[str, list[str]]:
    """For each key of the ring the places that still need it: columns, and the trail."""
    places: dict[str, list[str]] = {name: [] for name in crypto.known_key_ids()}
    for name, found in places.items():
        for model, field in encrypted_fields():
            if _has(model, str(field.column), f"{name}:%"):
                found.append(f"{model._meta.verbose_name}.{field.verbose_name}")
        for column in ("before", "after"):
            if _has(AuditEntry, column, f'%"protected": "{name}:%') and "操作记录" not in found:
                found.append("操作记录")
    return places


def _has(model: Any, column: str, pattern: str) -> bool:
    quote = connection.ops.quote_name
    text = f"CAST({quote(column)} AS text)"
    sql = f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {text} LIKE %s LIMIT 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [pattern])
        return cursor.fetchone() is not None


def _column(model: Any, field: EncryptedText) -> int:
    count = 0
    last = None
    while True:
        with transaction.atomic():
            stale = _stale(model, field, last)
            if not stale:
                return count
            last = stale[-1][0]
            _write(model, field, stale)
        count += len(stale)


def _stale(model: Any, field: EncryptedText, after: object) -> list:
    """The next rows whose value was made with an older key, as (key, token)."""
    quote = connection.ops.quote_name
    pk, column, table = map(quote, (model._meta.pk.column, str(field.column), model._meta.db_table))
    sql = f"SELECT {pk}, {column} FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s"  # noqa: S608
    values: list = [f"{crypto.current_key_id()}:%"]
    if after is not None:
        sql += f" AND {pk} > %s"
        values.append(after)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {pk} LIMIT {CHUNK}", values)
        return cursor.fetchall()


def _write(model: Any, field: EncryptedText, rows: list) -> None:
    """Put the same plain text back under the current key, past the field's own packing."""
    quote = connection.ops.quote_name
    table, column, pk = map(quote, (model._meta.db_table, str(field.column), model._meta.pk.column))
    context = field.context()
    fresh = [
        (crypto.encrypt(crypto.decrypt(token, context), context), key, token) for key, token in rows
    ]
    # Whoever saves the row meanwhile has written with the current key: his value stays.
    sql = f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, fresh)


def _files(model: Any, field: models.Field) -> int:
    count = 0
    for row in model.objects.exclude(**{field.name: ""}).iterator(chunk_size=200):
        stored = getattr(row, field.name)
        storage, name = stored.storage, stored.name
        if not storage.exists(name) or storage.key_id_of(name) == crypto.current_key_id():
            continue
        with storage.open(name) as file:
            fresh = storage.save(name, ContentFile(file.read()))
        same = model.objects.filter(pk=row.pk, **{field.name: name})
        storage.delete(name if same.update(**{field.name: fresh}) else fresh)
        count += 1
    return count
