"""What several people write upon the items of one notice: each only what he changed himself."""

from collections.abc import Sequence
from typing import Any

from accountability.models import Notice, NoticeItem
from organization import audit
from organization.models import User
from organization.services import edits

Line = tuple[NoticeItem, dict[str, Any], str]
"""An item as it is stored, what somebody wrote upon it, and what his form showed."""


def write_lines(lines: Sequence[Line], verb: str, *, by: User) -> None:
    """Write what differs of each item; the notice is held by the caller.

    Raises:
        StaleError: another changed the same otherwise meanwhile; all of it is told at once.
    """
    for (item, _, _), values in zip(lines, edits.to_write_each(lines), strict=True):
        write_item(item, values, verb, by=by)


def write_item(item: Notice | NoticeItem, values: dict[str, Any], verb: str, *, by: User) -> None:
    """Write what differs, and say in the trail what stood there before."""
    before, after = audit.changes(item, values)
    if after:
        for name, value in after.items():
            setattr(item, name, value)
        item.save(update_fields=after)
        audit.record(by, verb, item, before=before, after=after)
