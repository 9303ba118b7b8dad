"""The registry of what shared rows (trail, attachment, signal, grant) may point at.

Shared rows carry `subject_kind` (the model's label), `subject_id` and `division_code` instead of
a generic foreign key. Each app registers its kinds in `AppConfig.ready`.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from organization.permissions import Permission
from organization.rows import Row


@dataclass(frozen=True)
class Subject:
    """What the rest of the house needs to know about a kind of row."""

    kind: str
    label: str
    view_permission: Permission
    url_name: str = ""
    edit_permission: Permission | None = None
    called: Callable[[Any], str] | None = None
    """How the trail names a row that a fact points at, giving nobody away: 户号…; none: its key."""
    since: Callable[[Sequence[Any]], dict[int, datetime.date]] | None = None
    """From when each row's record, as it now holds, counts; no procedure begins earlier."""
    reveals: dict[str, Callable[[Any], str]] = field(default_factory=dict)
    """Masked fields that can be shown in full with a reason: name → how to read it."""

    @property
    def model(self) -> Any:
        return apps.get_model(self.kind)

    def find(self, subject_id: str) -> Any | None:
        """The row of a key; None if there is none, or the text is not the form of a key."""
        try:
            return self.model._default_manager.filter(pk=subject_id).first()
        except (ValueError, ValidationError):
            return None

    def url(self, subject_id: str) -> str:
        return reverse(self.url_name, args=[subject_id]) if self.url_name else ""


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> Subject | None:
    return _subjects.get(kind)


def get(kind: str) -> Subject:
    """The registered kind.

    Raises:
        KeyError: nothing registered it.
    """
    return _subjects[kind]


def choices() -> list[tuple[str, str]]:
    """Kinds by their Chinese names."""
    return sorted(((one.kind, one.label) for one in _subjects.values()), key=lambda pair: pair[1])


def kind_of(row: Row) -> str:
    return row._meta.label_lower


def label_of(kind: str) -> str:
    """The Chinese name of a kind; the model's own name where none is registered."""
    subject = _subjects.get(kind)
    return subject.label if subject else str(apps.get_model(kind)._meta.verbose_name)
