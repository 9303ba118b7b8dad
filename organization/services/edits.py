"""Editing a stored row: two at one form lose nothing, and only what changed is written.

A form carries, as keyed hashes, what its user saw. What only another changed meanwhile stays as
he left it; where both changed the same, the second is told and decides.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

from organization import audit, crypto
from organization.errors import StaleError
from organization.fields import BlindIndex, EncryptedText

MARK_LENGTH = 16
Edited = tuple[models.Model, dict[str, Any], str]
"""A stored row, what a form says of it now, and what that form showed (`seen`)."""


def seen_of(row: models.Model, names: list[str]) -> str:
    """What a form shows of a stored row: tells later that it changed, never what it was."""
    return json.dumps({name: mark(name, _stored(row, name)) for name in names})


def to_write(row: models.Model, values: dict[str, Any], seen: str) -> dict[str, Any]:
    """The values that the user changed himself, against the row as it is stored now.

    Raises:
        StaleError: he and another changed the same field to different values.
    """
    return to_write_each([(row, values, seen)])[0]


def to_write_each(edited: Sequence[Edited]) -> list[dict[str, Any]]:
    """`to_write` for the rows of one form; whatever another changed is told at once.

    Raises:
        StaleError: he and another changed the same field of a row to different values.
    """
    told = [sentence for one in edited if (sentence := _clash_told(*one))]
    if told:
        raise StaleError(f"{'；'.join(told)}。请核对后再保存")
    left = [untouched(values, seen) for _, values, seen in edited]
    return [
        {name: new for name, new in values.items() if name not in as_seen}
        for (_, values, _), as_seen in zip(edited, left, strict=True)
    ]


def untouched(values: dict[str, Any], seen: str) -> set[str]:
    """Fields that the user left as he saw them."""
    marks = _opened(seen)
    return {name for name, value in values.items() if marks.get(name) == mark(name, value)}


def clashing(row: models.Model, values: dict[str, Any], seen: str) -> list[str]:
    """Fields that another changed since `seen` and this user changed otherwise."""
    found = []
    for name, was in _opened(seen).items():
        if name in values:
            new, now = mark(name, values[name]), mark(name, _stored(row, name))
            if was not in {now, new} and now != new:
                found.append(name)
    return found


def seen_again(row: models.Model, values: dict[str, Any], seen: str) -> str:
    """What the user has seen once he was told of the clashes."""
    return seen_too(seen, {name: _stored(row, name) for name in clashing(row, values, seen)})


def seen_too(seen: str, values: dict[str, Any]) -> str:
    """What the user has seen once he is shown these values as well."""
    return json.dumps(_opened(seen) | {name: mark(name, new) for name, new in values.items()})


def write(row: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the columns that differ, or the new row; returns (before, after).

    Raises:
        ValidationError: a value breaks a rule of the table.
    """
    is_new = row.pk is None
    before, after = ({}, dict(values)) if is_new else audit.changes(row, values)
    for name, value in after.items():
        setattr(row, name, value)
    row.full_clean()
    store(row, after)
    return before, after


def store(row: models.Model, names: Iterable[str]) -> None:
    """Insert a new row, or write the named columns of a known one with their blind indexes."""
    if row.pk is None:
        row.save(force_insert=True)
        return
    columns = set(names)
    for field in row._meta.concrete_fields:
        if isinstance(field, BlindIndex) and field.source in columns:
            columns.add(field.attname)
    if columns:
        row.save(update_fields=columns)


def _opened(seen: str) -> dict[str, str]:
    try:
        marks = json.loads(seen or "{}")
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def _stored(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    return field.value_from_object(row)  # type: ignore[union-attr]


def mark(name: str, value: Any) -> str:
    """A keyed hash of what a form shows under `name`."""
    if isinstance(value, models.QuerySet | list):
        value = sorted(str(each.pk) for each in value)
    if isinstance(value, Decimal):
        value = value.normalize()
    # A browser sends every line of a text with its own end of line.
    text = f"{name}|{audit.plain({name: value})[name]}".replace("\r\n", "\n")
    key = crypto.purpose_key("edits.seen")
    return hmac.digest(key, text.encode(), "sha256").hex()[:MARK_LENGTH]


def _clash_told(row: models.Model, values: dict[str, Any], seen: str) -> str:
    told = [_told(row, name) for name in clashing(row, values, seen)]
    return f"“{row}”刚刚被他人修改：{'、'.join(told)}" if told else ""


def _told(row: models.Model, name: str) -> str:
    """A field as it is stored now; of a protected one only that it changed."""
    field: Any = row._meta.get_field(name)
    label = str(field.verbose_name)
    if isinstance(field, EncryptedText) or field.many_to_many:
        return label
    value = getattr(row, name)
    if field.flatchoices:
        value = dict(field.flatchoices).get(value, value)
    if isinstance(value, bool):
        value = "是" if value else "否"
    return f"{label}现为“{'' if value is None else value}”"
