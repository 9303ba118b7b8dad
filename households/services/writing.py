"""Writing one row with its trail, and saying in words what changed."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from organization import audit
from organization.fields import sensitive_names
from organization.models import User
from organization.services.edits import store


@dataclass(frozen=True)
class Change:
    """A field that a verb changed, in words; a protected value says only that it changed."""

    label: str
    before: str
    after: str
    is_protected: bool = False

    def __str__(self) -> str:
        if self.is_protected:
            return f"{self.label}已变更"
        return f"{self.label} {self.before or '空'} → {self.after or '空'}"


def write(row: Any, values: dict[str, Any], verb: str, *, by: User) -> list[Change]:
    """Set the columns of `values` that differ, write the row and its entry in the trail.

    Returns what changed; nothing different, nothing written. A new row is written in any case.
    """
    before, after = audit.changes(row, values)
    is_new = row.pk is None
    if not after and not is_new:
        return []
    for name, value in after.items():
        setattr(row, name, value)
    store(row, after)
    remark = f"{row.data_year}年度" if hasattr(row, "data_year") else ""
    audit.record(
        by,
        verb,
        row,
        before={} if is_new else _sealed(row, before),
        after=_sealed(row, after),
        remark=remark,
    )
    if is_new:
        return [Change(f"{remark}{row._meta.verbose_name}", "", "已填报")]
    return [_change(row, name, before[name], after[name]) for name in after]


def _sealed(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    sensitive = sensitive_names(type(row))
    return {
        name: audit.Protected(value) if name in sensitive else value
        for name, value in values.items()
    }


def _change(row: models.Model, name: str, before: Any, after: Any) -> Change:
    field: Any = row._meta.get_field(name)
    label = str(field.verbose_name)
    if name in sensitive_names(type(row)):
        return Change(label, "", "", is_protected=True)
    return Change(label, shown(field, before), shown(field, after))


def shown(field: models.Field, value: Any) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(field.flatchoices) if field.flatchoices else {}
    return str(choices.get(value, value))
