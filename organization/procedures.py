"""Procedures as tables: the stages that a thing goes through, who takes each, what it needs.

An app declares its kinds of procedures in `registrations`: identification of a household, exit,
removal. One engine (`organization.services.procedures`) runs them all: it holds the order, the
people, the days and the evidence; what a stage means for the register is the app's `effect`.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from organization.permissions import Permission

if TYPE_CHECKING:
    from organization.models import Procedure, ProcedureAct, User


class FactKind(StrEnum):
    """How a fact of a stage is asked for and written."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    CHOICE = "choice"
    CHECKED = "checked"
    """Must be ticked: 已逐户核实."""
    FILES = "files"


@dataclass(frozen=True)
class Fact:
    """One thing that a stage puts on record: a vote, an opinion, a paper."""

    name: str
    label: str
    kind: FactKind = FactKind.TEXT
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    help_text: str = ""


Refusals = dict[int, str]
"""Procedure or subject → the sentence why it cannot."""
Guard = Callable[[Sequence["Procedure"], Mapping[str, Any], datetime.date], Refusals]
Effect = Callable[[Sequence["Procedure"], "ProcedureAct", "User"], None]


@dataclass(frozen=True)
class Stage:
    """One stage: it waits until somebody with the right takes it."""

    code: str
    label: str
    permission: Permission
    actor: str
    facts: tuple[Fact, ...] = ()
    term: str = ""
    """The parameter with the working days in which it should be taken."""
    waits: str = ""
    """The parameter with the calendar days that pass after the stage before: a public notice."""
    returns_to: str = ""
    """The stage to which it may be sent back."""
    may_reject: bool = False
    needs_another: bool = False
    """Only by somebody who had no hand in it so far."""
    guard: Guard | None = None
    effect: Effect | None = None
    panel: tuple[str, str] | None = None
    """What the guard reads, to be seen before: title and the name of its address (`?selected=`)."""


@dataclass(frozen=True)
class ProcedureKind:
    """A procedure of a kind of row.

    `track`: of a row, one procedure of a track runs at a time. `may_start(rows, facts, day)`
    tells the rows that it is not for; `offered(row)` whether a page should offer it at all.
    """

    code: str
    title: str
    subject_kind: str
    track: str
    permission: Permission
    stages: tuple[Stage, ...]
    may_start: Callable[[Sequence[Any], Mapping[str, Any], datetime.date], Refusals]
    opening: tuple[Fact, ...] = ()
    """What must be said when it is opened."""
    reasons: tuple[tuple[str, str], ...] = ()
    """The code list from which a rejection takes its reason; empty: words."""
    on_reject: Effect | None = None
    objection_returns_to: str = ""
    hint: str = ""
    """For whom it is, on the page where one begins it."""
    notice_url: str = ""
    """The name of the page that prints the list of a public notice (`?selected=`)."""
    by_code: dict[str, Stage] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.by_code.update({stage.code: stage for stage in self.stages})

    def before(self, code: str) -> tuple[Stage, ...]:
        """The stages that come before one; none of a procedure that is over."""
        return self.stages[: self.stages.index(self.by_code[code])] if code else ()

    def after(self, code: str) -> Stage | None:
        """The stage that follows; None after the last."""
        place = self.stages.index(self.by_code[code]) + 1
        return self.stages[place] if place < len(self.stages) else None

    def prints_notice(self, code: str) -> bool:
        """Whether a notice is put up at this stage, or hangs out."""
        after = self.after(code)
        return bool(self.notice_url and (self.by_code[code].waits or (after and after.waits)))


_kinds: dict[str, ProcedureKind] = {}


def register(*kinds: ProcedureKind) -> None:
    """Add kinds; called from `registrations`."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kind_of(code: str) -> ProcedureKind:
    """The registered kind.

    Raises:
        KeyError: nothing registered it.
    """
    return _kinds[code]


def all_kinds() -> list[ProcedureKind]:
    return list(_kinds.values())


def kinds_for(subject_kind: str) -> list[ProcedureKind]:
    """The procedures that a kind of row may go through."""
    return [kind for kind in _kinds.values() if kind.subject_kind == subject_kind]


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.title) for kind in _kinds.values()]


def stage_choices() -> list[tuple[str, str]]:
    """Every stage once; kinds that share a stage share its name."""
    return list({stage.code: stage.label for kind in all_kinds() for stage in kind.stages}.items())


def stages_for(permissions: Iterable[str]) -> dict[Permission, list[tuple[str, str]]]:
    """Which stages wait for whom: permission → (kind, stage), of the permissions asked for."""
    wanted = set(permissions)
    found: dict[Permission, list[tuple[str, str]]] = {}
    for kind in _kinds.values():
        for stage in kind.stages:
            if stage.permission in wanted:
                found.setdefault(stage.permission, []).append((kind.code, stage.code))
    return found
