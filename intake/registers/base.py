"""What the sheets of plain registers (units, cadres, users, key villages) have in common.

A row speaks of one object, known by its key. Its state is a small dictionary of JSON values as
the register holds it: the plan compares states field by field, a commit refuses what no longer
stands as the plan saw it, an undo refuses what no longer stands as the commit left it. Blank
cells leave what is there.
"""

import datetime
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from intake.enums import Level, Outcome
from intake.layouts import Layout
from intake.models import ImportRow
from intake.places import OUT_OF_REACH, Places
from intake.sheets import Committed, Context, Plan, PlannedRow, Sheet, Written
from intake.tables import Table
from organization import audit
from organization.audit import Act
from organization.errors import RuleError
from organization.locks import hold
from organization.models import Attachment

State = dict[str, Any]
MOVED_ON = "核对之后登记已被他人修改：请重新上传，按最新登记核对"
TAKEN = "核对之后已有人登记了同一编号：请重新上传，按最新登记核对"
_NAMED = 3


@dataclass
class Known:
    """One object as the register holds it."""

    pk: Any
    state: State
    division_code: str
    title: str = ""
    closed: str = ""
    """Why a workbook may not change it; empty when it may."""
    post: int | None = None
    """Of a cadre: the key of the post in his own unit."""


@dataclass
class Draft:
    """What the workbook says of one object."""

    key: str
    indexes: list[int]
    state: State = field(default_factory=dict)
    """As it will stand, as far as it could be read."""
    title: str = ""
    division_code: str = ""

    @property
    def first(self) -> int:
        return self.indexes[0]


@dataclass
class Reading:
    """A table understood: what it says, what stands, and how values are spoken."""

    drafts: list[Draft]
    known: dict[str, Known]
    places: Places
    waiting: list[str] = field(default_factory=list)
    """The question that each row waits for, if any."""
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """Field → value → what people call it, where that is not the value itself."""


class RegisterSheet(Sheet):
    """A sheet whose rows each (or each few) speak of one object of a plain register."""

    needs_approval = False
    model: type[models.Model]
    key_field: str
    undone_verb: str

    # --- what a sheet says ---------------------------------------------------------------

    @abstractmethod
    def read(self, table: Table, context: Context) -> Reading:
        """Put rows together to drafts; notes every problem at its cell."""

    @abstractmethod
    def load(self, keys: Iterable[str], context: Context) -> dict[str, Known]:
        """The objects of these keys as they stand, with a fixed number of queries."""

    @abstractmethod
    def write(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        """Write the rows, set-based, with their trail; returns row key → key of its object."""

    @abstractmethod
    def take_back(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        """Put changed objects back as they were and delete the children that were made."""

    def hold(self, keys: list[str]) -> None:
        """Keep the objects from other writers until the transaction ends."""
        hold(self.model._base_manager.filter(**{f"{self.key_field}__among": keys}))

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        """Rows that meanwhile clash with other objects: row key → sentence."""
        return {}

    def first_day(self, rows: list[ImportRow], context: Context) -> datetime.date:
        """From which day facts change."""
        return context.day

    def shown(self, value: list, words: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
        """A field that is no column of its own but a list: (label, words) of its parts."""
        return [(self.label, str(part)) for part in value]

    # --- plan ----------------------------------------------------------------------------

    def plan(self, table: Table, context: Context) -> Plan:
        reading = self.read(table, context)
        rows = [self._planned(table, reading, draft) for draft in reading.drafts]
        return Plan(rows, reading.places.asked(reading.waiting))

    def _planned(self, table: Table, reading: Reading, draft: Draft) -> PlannedRow:
        tab, number = table.places[draft.first]
        problems = [p for index in draft.indexes for p in table.problems.get(index, ())]
        there = reading.known.get(draft.key)
        row = PlannedRow(
            number, draft.key, Outcome.ERROR, draft.title, draft.division_code, tab,
            problems=problems,
        )  # fmt: skip
        if there and draft.division_code:
            row.subject_id = str(there.pk)
        if any(problem.level == Level.ERROR for problem in problems):
            row.outcome = Outcome.CONFLICT if there and there.closed else Outcome.ERROR
            return row
        old = there.state if there else {}
        row.changes = self._changes(table.layout, reading, old, draft.state)
        if there is None:
            row.outcome = Outcome.NEW
        else:
            row.outcome = Outcome.CHANGED if old != draft.state else Outcome.UNCHANGED
        if row.outcome != Outcome.UNCHANGED:
            row.payload = {"old": old, "new": draft.state}
        return row

    def _changes(self, layout: Layout, reading: Reading, old: State, new: State) -> list[dict]:
        return [
            line
            for name, value in new.items()
            if value != old.get(name, "") and value not in (None, "", [])
            for line in self._lines(layout, reading, name, old.get(name), value)
        ]

    def _lines(self, layout: Layout, reading: Reading, name: str, old: Any, new: Any) -> list[dict]:
        column = layout.by_name.get(name)
        if column is None:
            added = [part for part in new if part not in (old or [])]
            parts = self.shown(added, reading.words)
            return [{"label": label, "old": "", "new": text} for label, text in parts]
        words = reading.words.get(name, {})
        line = {"label": column.label, "old": _said(old, words), "new": _said(new, words)}
        return [line | ({"mask": column.mask} if column.mask else {})]

    # --- commit --------------------------------------------------------------------------

    def commit(self, rows: list[ImportRow], context: Context) -> Committed:
        keys = [row.key for row in rows]
        self.hold(keys)
        known = self.load(keys, context)
        refused = dict(_moved_on(rows, known))
        rest = [row for row in rows if row.pk not in refused]
        refused |= self.clashes(rest, known, context)
        good = [row for row in rest if row.pk not in refused]
        from_day = self.first_day(good, context)
        subjects = self.write(good, known, context) if good else {}
        after = self.load([row.key for row in good], context) if good else {}
        written = [Written(row, conflict=refused[row.pk]) for row in rows if row.pk in refused]
        written += [
            Written(
                row, subjects[row.pk], 1,
                {
                    "old": row.payload["old"], "after": after[row.key].state,
                    "old_post": known[row.key].post if row.key in known else None,
                    "post": after[row.key].post,
                },
            )
            for row in good
        ]  # fmt: skip
        return Committed(written, from_day)

    # --- undo ----------------------------------------------------------------------------

    def undo(self, rows: list[ImportRow], context: Context) -> datetime.date:
        keys = [row.key for row in rows]
        self.hold(keys)
        known = self.load(keys, context)
        newer = [
            row for row in rows
            if row.key not in known or known[row.key].state != row.before["after"]
        ]  # fmt: skip
        if newer:
            raise RuleError(f"{len(newer)}{self.noun}在导入之后又有修改，不能撤销：{_names(newer)}")
        from_day = self.first_day(rows, context)
        self.take_back(rows, known, context)
        made = [row for row in rows if row.outcome == Outcome.NEW]
        self._refuse_referred(made)
        erase(self.model, "pk", [self.model._meta.pk.to_python(row.subject_id) for row in made])
        acts = [
            Act(
                self.undone_verb, self.model._meta.label_lower, row.subject_id,
                row.division_code, before={"outcome": row.outcome},
            )
            for row in rows
        ]  # fmt: skip
        audit.record_many(context.undone_by, acts, batch=context.trail_batch)
        return from_day

    def _refuse_referred(self, made: list[ImportRow]) -> None:
        """Nothing may refer to what is about to be deleted."""
        by_id = {row.subject_id: row for row in made}
        used = _referred(self.model, list(by_id))
        if used:
            rows = [by_id[pk] for pk in sorted(used)]
            raise RuleError(
                f"{len(rows)}{self.noun}在导入之后已被其他登记使用，不能撤销：{_names(rows)}"
            )


def require_cells(table: Table, draft: Draft, names: Iterable[str]) -> None:
    """A new object needs these cells; one that could not be read has its own sentence."""
    for name in names:
        if draft.state.get(name) in (None, "") and not _has_problem(table, draft, name):
            label = table.layout.by_name[name].label
            table.problem(draft.first, f"{label}没有填写：新增的必须填写", name)


def _has_problem(table: Table, draft: Draft, name: str) -> bool:
    label = table.layout.by_name[name].label
    found = [p for index in draft.indexes for p in table.problems.get(index, ())]
    return any(problem.column == label for problem in found)


def may_change(table: Table, draft: Draft, there: Known, places: Places, name: str) -> bool:
    """Whether the uploader may touch the object; if not, its key cell says why, and nothing that
    the register knows of it is shown."""
    refusal = there.closed if places.in_reach(there.division_code) else OUT_OF_REACH
    if refusal:
        table.problem(draft.first, refusal, name, found=draft.key)
        draft.title = draft.division_code = ""
    return not refusal


def refuse_doubles(table: Table, name: str, *, what: str) -> None:
    """The same key in two rows: neither is taken."""
    seen: dict[str, int] = {}
    for index, value in enumerate(table.column(name)):
        if value is None:
            continue
        first = seen.setdefault(value, index)
        if first != index:
            for here, there in ((first, index), (index, first)):
                text = f"与{spot(table, there)}重复：同一{what}只能有一行"
                table.problem(here, text, name, found=value)


def refuse_double_drafts(table: Table, drafts: Iterable[Draft], name: str, *, what: str) -> None:
    """Two rows of one object that no single cell names: neither is taken, the column says so."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        earlier = first.setdefault(draft.key, draft)
        if draft.key and earlier is not draft:
            for here, there in ((earlier, draft), (draft, earlier)):
                text = f"与{spot(table, there.first)}重复：同一{what}只能有一行"
                table.problem(here.first, text, name, found=draft.title)


def spot(table: Table, index: int) -> str:
    """Where a row stands, in words."""
    tab, row = table.places[index]
    return f"工作表“{tab}”第{row}行" if tab else f"第{row}行"


def filled(table: Table, index: int, names: Iterable[str]) -> State:
    """The cells of a row that carry a value, dates as text."""
    found = {name: table.column(name)[index] for name in names}
    return {name: plain(value) for name, value in found.items() if value is not None}


def ids_of(model: type[models.Model], field: str, values: Iterable[str | None]) -> dict[str, int]:
    """Key by code or number, of those that are named; one query."""
    wanted = sorted({value for value in values if value})
    rows = model._base_manager.filter(**{f"{field}__among": wanted})
    return dict(rows.values_list(field, "pk"))


def states_of(rows: Iterable[ImportRow]) -> list[State]:
    """Every state that the rows speak of, as it was and as it will be."""
    return [state for row in rows for state in row.payload.values() if state]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def erase(model: type[models.Model], column: str, values: Sequence[Any]) -> None:
    """Delete rows by any number of keys with one statement; the trail keeps what was there."""
    if values:
        queryset: Any = model._base_manager.filter(**{f"{column}__among": values})
        queryset._raw_delete(queryset.db)


def _moved_on(rows: list[ImportRow], known: dict[str, Known]) -> Iterable[tuple[int, str]]:
    for row in rows:
        there = known.get(row.key)
        if row.outcome == Outcome.NEW:
            if there:
                yield row.pk, TAKEN
        elif there is None or there.closed or there.state != row.payload["old"]:
            yield row.pk, MOVED_ON


def _referred(model: type[models.Model], ids: list[str]) -> set[str]:
    """Which of the rows something else still refers to."""
    if not ids:
        return set()
    keys = [model._meta.pk.to_python(pk) for pk in ids]
    used: set[str] = set()
    for relation in model._meta.related_objects:
        other = relation.related_model._base_manager.filter(
            **{f"{relation.field.name}__among": keys}
        )
        if relation.related_model is model:
            other = other.exclude(pk__in=model._base_manager.filter(pk__among=keys).values("pk"))
        used |= {str(pk) for pk in other.values_list(relation.field.attname, flat=True)}
    attached = Attachment.objects.filter(
        subject_kind=model._meta.label_lower, subject_id__among=ids
    )
    return used | set(attached.values_list("subject_id", flat=True))


def _names(rows: Sequence[ImportRow]) -> str:
    names = "、".join(row.title or row.key for row in rows[:_NAMED])
    return f"{names}等" if len(rows) > _NAMED else names


def _said(value: Any, words: dict[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return words.get(str(value), str(value))
