"""Writing to the trail, set-based for imports. Its seals: `organization.trail_seal`."""

import datetime
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from organization import crypto
from organization.bulk import insert_rows
from organization.enums import Topic
from organization.models import AuditEntry, ChangeMark, User
from organization.rows import Row

_PROTECTED_CONTEXT = b"organization_auditentry.protected"
_address: ContextVar[str | None] = ContextVar("address", default=None)


@dataclass(frozen=True)
class Protected:
    """A protected value (ID, phone, birth date): it stands in the trail encrypted."""

    value: Any

    def sealed(self) -> dict:
        text = "" if self.value is None else str(self.value)
        return {"protected": crypto.encrypt(text, _PROTECTED_CONTEXT)}


@dataclass
class Act:
    """One entry to be written; `subject` is the row, or give kind, id and division yourself."""

    verb: str
    subject_kind: str
    subject_id: str
    division_code: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@contextmanager
def from_address(address: str | None) -> Iterator[None]:
    """Whatever is recorded inside came from this network address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def record(
    by: User | None,
    verb: str,
    subject: Row,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    remark: str = "",
    batch: str = "",
) -> AuditEntry:
    """Write one act of `by` (None: the system) upon a row that has a `division_code`.

    Where only a stand-in's grant let `by` act (`organization.scope.check`), it stands there for
    both.
    """
    return AuditEntry.objects.create(
        actor=by,
        on_behalf_of_id=by.acts_for_id if by else None,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        division_code=subject.division_code,
        before=plain(before or {}),
        after=plain(after or {}),
        remark=remark[:200],
        batch=batch,
        address=_address.get(),
    )


def record_many(by: User | None, acts: Iterable[Act], *, batch: str, remark: str = "") -> int:
    """Write many acts of one batch with a constant number of statements; returns how many."""
    now = timezone.now()
    actor, acts_for = (by.pk, by.acts_for_id) if by else (None, None)
    rows = (
        (
            now, actor, acts_for, act.verb, act.subject_kind, act.subject_id,
            act.division_code, batch, plain(act.before), plain(act.after), remark, _address.get(),
        )
        for act in acts
    )  # fmt: skip
    columns = [
        "at", "actor_id", "on_behalf_of_id", "verb", "subject_kind", "subject_id",
        "division_code", "batch", "before", "after", "remark", "address",
    ]  # fmt: skip
    return insert_rows(AuditEntry, columns, rows)


def changes(row: models.Model, values: dict[str, Any]) -> tuple[dict, dict]:
    """The fields of `values` that differ from the row, as (before, after)."""
    changed = {name: new for name, new in values.items() if getattr(row, name) != new}
    return {name: getattr(row, name) for name in changed}, changed


def mark_change(topic: Topic, division_code: str, from_day: datetime.date) -> None:
    """Tell the floors above that facts of `topic` changed from a day on."""
    ChangeMark.objects.create(topic=topic, division_code=division_code, from_day=from_day)


def mark_changes(topics: Iterable[Topic], marks: Iterable[tuple[str, datetime.date]]) -> None:
    """Mark many changes, given as (division code, from that day on), with one statement; of one
    place the earliest day counts."""
    now = timezone.now()
    earliest: dict[str, datetime.date] = {}
    for code, day in marks:
        earliest[code] = min(earliest.get(code, day), day)
    rows = [(topic, code, day, now) for topic in topics for code, day in sorted(earliest.items())]
    insert_rows(ChangeMark, ["topic", "division_code", "from_day", "made_at"], rows)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """JSON-ready: protected values sealed, rows by their key, dates and money as text."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if type(value) in {str, int, list}:  # nearly always; the rest is asked for in order
        return value
    if isinstance(value, Protected):
        return value.sealed()
    if isinstance(value, models.Model):
        return value.pk
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
