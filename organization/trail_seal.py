"""Sealing the trail into a chain of keyed hashes, and proving it whole.

A block covers a stretch of numbers. A number missing in it may belong to a transaction that was
still open: such an entry is taken up by a later block (`late_ids`), so nothing stays unsealed
and an entry slipped in or taken out afterwards breaks the chain.
"""

import hmac
import json
from collections.abc import Iterable
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import Q

from organization import crypto
from organization.models import AuditBlock, AuditEntry

SEAL_SIZE = 5000
LATE_WINDOW = 200
"""How many blocks back a missing number may still turn up."""


@transaction.atomic
def seal() -> AuditBlock | None:
    """Seal the next stretch of the trail; None when there is nothing new."""
    last = AuditBlock.objects.order_by("-number").first()
    sealed_to = last.last_id if last else 0
    entries = list(AuditEntry.objects.filter(pk__gt=sealed_to).order_by("pk")[:SEAL_SIZE])
    late = list(_late_entries())
    if not entries and not late:
        return None
    last_id = entries[-1].pk if entries else sealed_to
    first_id = entries[0].pk if entries and not last else sealed_to + 1
    present = {entry.pk for entry in entries}
    block = AuditBlock(
        number=last.number + 1 if last else 1,
        first_id=first_id,
        last_id=last_id,
        missing_ids=_as_ranges(n for n in range(first_id, last_id + 1) if n not in present),
        late_ids=[entry.pk for entry in late],
        entry_count=len(entries) + len(late),
        previous_hash=last.hash if last else "",
    )
    block.hash = _digest(block, entries + late)
    try:
        with transaction.atomic():
            block.save(force_insert=True)
    except IntegrityError:
        return None  # another worker has sealed the same stretch
    return block


def first_broken_block() -> AuditBlock | None:
    """The first block that no longer fits its entries or the block before; None: all whole."""
    previous_hash = ""
    for block in AuditBlock.objects.order_by("number").iterator(chunk_size=50):
        if block.previous_hash != previous_hash or block.hash != _digest(block, _entries_of(block)):
            return block
        previous_hash = block.hash
    return None


def _entries_of(block: AuditBlock) -> list[AuditEntry]:
    stretch = AuditEntry.objects.filter(pk__range=(block.first_id, block.last_id))
    own = stretch.exclude(_in_ranges(block.missing_ids)) if block.missing_ids else stretch
    late = AuditEntry.objects.filter(pk__in=block.late_ids)
    return [*own.order_by("pk"), *late.order_by("pk")]


def _late_entries() -> Iterable[AuditEntry]:
    """Entries at numbers that were missing when their stretch was sealed."""
    blocks = list(AuditBlock.objects.order_by("-number")[:LATE_WINDOW])
    missing = [span for block in blocks for span in block.missing_ids]
    if not missing:
        return []
    taken = [number for block in blocks for number in block.late_ids]
    return AuditEntry.objects.filter(_in_ranges(missing)).exclude(pk__in=taken).order_by("pk")


def _in_ranges(ranges: list[list[int]]) -> Q:
    condition = Q()
    for first, last in ranges:
        condition |= Q(pk__range=(first, last))
    return condition


def _as_ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Runs of consecutive numbers: 3 4 5 9 → [[3, 5], [9, 9]]."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    spans = [[number for _, number in run] for _, run in runs]
    return [[span[0], span[-1]] for span in spans]


def _digest(block: AuditBlock, entries: list[AuditEntry]) -> str:
    keyed = hmac.new(crypto.purpose_key("trail"), digestmod="sha256")
    head = [block.number, block.first_id, block.last_id, block.missing_ids, block.late_ids]
    keyed.update(json.dumps([*head, block.previous_hash]).encode())
    for entry in entries:
        keyed.update(_line(entry))
    return keyed.hexdigest()


def _line(entry: AuditEntry) -> bytes:
    values = [
        entry.pk, entry.at.timestamp(), entry.actor_id, entry.on_behalf_of_id, entry.verb,
        entry.subject_kind, entry.subject_id, entry.division_code, entry.batch, entry.before,
        entry.after, entry.remark, entry.address,
    ]  # fmt: skip
    return json.dumps(values, sort_keys=True, ensure_ascii=False).encode() + b"\n"
