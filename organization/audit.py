"""Writing to the trail, set-based for imports; sealing it; proving it whole."""

import datetime
import hmac
import json
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from organization import crypto
from organization.bulk import insert_rows
from organization.models import AuditBlock, AuditEntry, ChangeMark, User

_PROTECTED_CONTEXT = b"organization_auditentry.protected"
_address: ContextVar[str | None] = ContextVar("address", default=None)
SEAL_SIZE = 5000
LATE_WINDOW = 200
"""How many blocks back a missing number may still turn up (a long transaction)."""


@dataclass(frozen=True)
class Protected:
    """A protected value (ID, phone, account): it stands in the trail encrypted."""

    value: str

    def sealed(self) -> dict:
        return {"protected": crypto.encrypt(self.value or "", _PROTECTED_CONTEXT)}


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
def from_address(address: str | None):
    """Whatever is recorded inside came from this network address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def record(
    by: User | None,
    verb: str,
    subject: models.Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    remark: str = "",
    batch: str = "",
    on_behalf_of: User | None = None,
) -> AuditEntry:
    """Write one act of `by` (None: the system) upon a row that has a `division_code`."""
    return AuditEntry.objects.create(
        actor=by,
        on_behalf_of=on_behalf_of,
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
    rows = (
        (
            now, by.pk if by else None, act.verb, act.subject_kind, act.subject_id,
            act.division_code, batch, plain(act.before), plain(act.after), remark, _address.get(),
        )
        for act in acts
    )  # fmt: skip
    columns = [
        "at", "actor_id", "verb", "subject_kind", "subject_id", "division_code", "batch",
        "before", "after", "remark", "address",
    ]  # fmt: skip
    return insert_rows(AuditEntry, columns, rows)


def changes(row: models.Model, values: dict[str, Any]) -> tuple[dict, dict]:
    """The fields of `values` that differ from the row, as (before, after)."""
    changed = {name: new for name, new in values.items() if getattr(row, name) != new}
    return {name: getattr(row, name) for name in changed}, changed


def mark_change(topic: str, division_code: str, from_day: datetime.date) -> None:
    """Tell the floors above that facts of `topic` changed from a day on."""
    ChangeMark.objects.create(topic=topic, division_code=division_code, from_day=from_day)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """JSON-ready: protected values sealed, rows by their key, dates and money as text."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Protected):
        return value.sealed()
    if isinstance(value, models.Model):
        return value.pk
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


# --- seals ---------------------------------------------------------------------------------


@transaction.atomic
def seal() -> AuditBlock | None:
    """Seal the next stretch of the trail into a block chained to the last one."""
    last = AuditBlock.objects.order_by("-number").first()
    after_id = last.last_id if last else 0
    entries = list(AuditEntry.objects.filter(pk__gt=after_id).order_by("pk")[:SEAL_SIZE])
    late_ids = _late_ids()
    if not entries and not late_ids:
        return None
    first_id, last_id = (entries[0].pk, entries[-1].pk) if entries else (after_id, after_id)
    late = list(AuditEntry.objects.filter(pk__in=late_ids).order_by("pk"))
    present = {entry.pk for entry in entries}
    block = AuditBlock(
        number=last.number + 1 if last else 1,
        first_id=first_id,
        last_id=last_id,
        missing_ids=[n for n in range(after_id + 1, last_id) if n not in present],
        late_ids=late_ids,
        entry_count=len(entries) + len(late),
        previous_hash=last.hash if last else "",
    )
    block.hash = _digest(block, entries + late)
    block.save(force_insert=True)
    return block


def _late_ids() -> list[int]:
    """Numbers missing when their stretch was sealed whose entries have arrived since."""
    blocks = list(AuditBlock.objects.order_by("-number")[:LATE_WINDOW])
    missing = {number for block in blocks for number in block.missing_ids}
    missing -= {number for block in blocks for number in block.late_ids}
    found = AuditEntry.objects.filter(pk__in=missing) if missing else AuditEntry.objects.none()
    return sorted(found.values_list("pk", flat=True))


def _digest(block: AuditBlock, entries: list[AuditEntry]) -> str:
    seal_hash = hmac.new(crypto.purpose_key("trail"), digestmod="sha256")
    head = [block.number, block.first_id, block.last_id, block.missing_ids, block.late_ids]
    seal_hash.update(json.dumps([*head, block.previous_hash]).encode())
    for entry in entries:
        seal_hash.update(_line(entry))
    return seal_hash.hexdigest()


def _line(entry: AuditEntry) -> bytes:
    values = [
        entry.pk, entry.at.timestamp(), entry.actor_id, entry.on_behalf_of_id, entry.verb,
        entry.subject_kind, entry.subject_id, entry.division_code, entry.batch, entry.before,
        entry.after, entry.remark, entry.address,
    ]  # fmt: skip
    return json.dumps(values, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def first_broken_block() -> AuditBlock | None:
    """The first block that no longer fits its entries or the block before; None: all whole."""
    previous_hash = ""
    for block in AuditBlock.objects.order_by("number").iterator(chunk_size=50):
        entries = AuditEntry.objects.filter(pk__range=(block.first_id, block.last_id))
        entries = entries.exclude(pk__in=block.missing_ids).order_by("pk")
        sealed = list(entries) if block.first_id <= block.last_id and block.first_id else []
        if block.entry_count == len(block.late_ids):
            sealed = []
        late = list(AuditEntry.objects.filter(pk__in=block.late_ids).order_by("pk"))
        whole = block.previous_hash == previous_hash and block.hash == _digest(block, sealed + late)
        if not whole:
            return block
        previous_hash = block.hash
    return None
