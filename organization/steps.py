"""Tables of steps: which state may follow which, who takes the step, and what it needs.

An app keeps its table beside its states, as `{(from, to): Permission}` or with a `Step` where a
button and the docs should say more. Verbs and buttons read it; registered here, so does
`manage.py document_states`, which writes docs/states.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from organization.permissions import PERMISSION_LABELS, Permission


@dataclass(frozen=True)
class Step:
    """One step: what it takes, what the button says, who acts, what must be there."""

    permission: Permission
    label: str
    actor: str = ""
    needs: str = ""


@dataclass(frozen=True)
class StepTable:
    """A table of steps with the name of what moves.

    A step is a `Step`, a permission, anything with a `label` (an event, an app's own step), or
    None: the worker takes it.
    """

    slug: str
    title: str
    states: type[TextChoices]
    steps: Mapping[tuple[TextChoices | None, TextChoices], Any]


@dataclass(frozen=True)
class Line:
    """One step as the docs show it."""

    seen: str
    to: str
    label: str
    actor: str
    permission: str
    needs: str


_tables: dict[str, StepTable] = {}


def register(table: StepTable) -> None:
    """Add a table; called from `registrations`."""
    _tables[table.slug] = table


def all_tables() -> list[StepTable]:
    return [_tables[slug] for slug in sorted(_tables)]


def lines_of(table: StepTable) -> list[Line]:
    """The steps of a table in words, in its order."""
    return [
        Line(seen.label if seen is not None else "（开始）", to.label, *_words(step))
        for (seen, to), step in table.steps.items()
    ]


def _words(step: Any) -> tuple[str, str, str, str]:
    if step is None:
        return "自动", "系统", "", ""
    if isinstance(step, Permission):
        return PERMISSION_LABELS[step], "", PERMISSION_LABELS[step], ""
    if isinstance(step, Step):
        return step.label, step.actor, PERMISSION_LABELS[step.permission], step.needs
    return str(step.label), "", "", ""
