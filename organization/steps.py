"""Tables of steps: which state may follow which, who takes the step, and what it needs.

An app keeps its table beside its states, as `{(from, to): Permission}` or with a `Step` where a
button and the docs should say more. Verbs and buttons read it; registered here, so does
`manage.py document_states`, which writes docs/states.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from organization.permissions import PERMISSION_LABELS, Permission


@dataclass(frozen=True)
class Step:
    """One step: what it takes, what the button says, who acts, what must be there."""

    permission: Permission
    label: str
    actor: str = ""
    needs: str = ""


Taken = Step | Permission | TextChoices | None
"""A step as tables write it: whole, by permission alone, by event, or None: the worker's own."""


@dataclass(frozen=True)
class StepTable:
    """A table of steps with the name of what moves."""

    slug: str
    title: str
    states: type[TextChoices]
    steps: Mapping[tuple[TextChoices | None, TextChoices], Taken]


_tables: dict[str, StepTable] = {}


def register(table: StepTable) -> None:
    """Add a table; called from `registrations`."""
    _tables[table.slug] = table


def all_tables() -> list[StepTable]:
    return [_tables[slug] for slug in sorted(_tables)]


def as_step(taken: Taken) -> Step | None:
    """A whole step, whatever the table wrote; None for the worker's own and for events."""
    if isinstance(taken, Permission):
        return Step(taken, PERMISSION_LABELS[taken])
    return taken if isinstance(taken, Step) else None
