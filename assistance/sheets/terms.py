"""What the sheets of leaders' posts and of designations share: a row is a term.

A term is known by what it is about and its first day, so that a workbook may bring former ones
as well. It adds terms and their ends; what stands is not rewritten.
"""

import datetime
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import Model, TextChoices

from intake.enums import Outcome
from intake.layouts import Layout
from intake.models import ImportRow
from intake.places import OUT_OF_REACH, Places
from intake.registers.base import (
    Draft,
    Known,
    Reading,
    RegisterSheet,
    State,
    filled,
    ids_of,
    plain,
    refuse_double_drafts,
    require_cells,
)
from intake.sheets import Context
from intake.tables import Table
from organization import audit
from organization.audit import Act
from organization.bulk import insert_rows, next_ids, update_rows
from organization.division_codes import city_of
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold
from organization.permissions import Permission
from organization.working_date import check_last_day, check_not_ahead

NEVER = "9999"


class TermsSheet(RegisterSheet):
    """Terms in time that the city enters, one row each."""

    view_permission = Permission.PAIRING_VIEW
    write_permission = Permission.LEADERSHIP_MANAGE
    topics = (Topic.PAIRING,)
    empty: State
    """A term of which nothing is known yet: every column of the layout."""
    parent: str
    """The field of whom, or of what, a term is; a workbook names it by `key_field`."""
    parent_model: type[Model]
    kind: str
    """The field that says which post or which designation; two of the same do not overlap."""
    kinds: type[TextChoices]
    needed: tuple[str, ...]
    """The cells without which no term begins."""
    days: dict[str, str]
    """What the form calls the first day and the first day without."""
    what: str
    began_verb: str
    ended_verb: str

    @abstractmethod
    def lookup(self, table: Table, places: Places) -> Any:
        """In what the parents' cells are looked up."""

    @abstractmethod
    def find(self, table: Table, draft: Draft, lookup: Any) -> None:
        """Read the parent's cell into the draft: its state, title and area."""

    @abstractmethod
    def twice(self, title: str, kind: Any) -> str:
        """Why two terms of the same may not overlap."""

    def check_term(self, table: Table, draft: Draft) -> None:
        """What else has to be right in a new term."""

    # --- plan ----------------------------------------------------------------------------

    def read(self, table: Table, context: Context) -> Reading:
        places = Places(context.by, self.write_permission, context.answers)
        lookup = self.lookup(table, places)
        drafts = [self._draft(table, index, lookup, places) for index in range(len(table))]
        known = self.load((draft.key for draft in drafts if draft.key), context)
        refuse_double_drafts(table, drafts, "starts_on", what=self.what)
        for draft in drafts:
            self._settle(table, draft, known.get(draft.key))
        self._refuse_overlaps(table, drafts)
        words = {
            self.parent: {draft.state[self.parent]: draft.title for draft in drafts},
            self.kind: dict(self.kinds.choices),
        }
        return Reading(drafts, known, places, words=words)

    def _draft(self, table: Table, index: int, lookup: Any, places: Places) -> Draft:
        draft = Draft("", [index], {**self.empty, **self._given(table, index)})
        self.find(table, draft, lookup)
        if draft.division_code and not places.in_reach(city_of(draft.division_code)):
            table.problem(index, OUT_OF_REACH, self.parent)
            draft.title = draft.division_code = draft.state[self.parent] = ""
        if all(draft.state[name] for name in (self.parent, self.kind, "starts_on")):
            draft.key = self._key_of(draft.state)
        return draft

    @property
    def _own(self) -> list[str]:
        """The columns that speak of the term itself."""
        return [name for name in self.empty if name != self.parent]

    def _given(self, table: Table, index: int) -> State:
        return filled(table, index, self._own)

    def _key_of(self, state: State) -> str:
        """张三's number, 市委, 2014-01-01: parted by blanks, to be read by people."""
        kind = self.kinds(state[self.kind]).label
        return f"{state[self.parent]} {kind} {state['starts_on']}"

    def _settle(self, table: Table, draft: Draft, there: Known | None) -> None:
        if there is None:
            require_cells(table, draft, self.needed)
            self.check_term(table, draft)
        else:
            given = self._given(table, draft.first)
            draft.state = {**there.state, **given}
            self._compare(table, draft, there.state, given)
        if there is None or draft.state != there.state:
            self._check_days(table, draft)

    def _compare(self, table: Table, draft: Draft, old: State, given: State) -> None:
        """What stands is not changed by a workbook: an end is added, nothing else."""
        for name, value in given.items():
            if value != old[name] and (name != "ends_on" or old["ends_on"]):
                text = f"与登记不同：{self.what}登记后，表格只能补{self.days['ended']}"
                table.problem(draft.first, text, name, found=str(value))

    def _check_days(self, table: Table, draft: Draft) -> None:
        starts_on, ends_on = (_day(draft.state[name]) for name in ("starts_on", "ends_on"))
        if starts_on:
            rule = partial(check_not_ahead, starts_on, self.days["began"])
            _tell_refusal(table, draft, "starts_on", rule)
        if starts_on and ends_on:
            rule = partial(check_last_day, starts_on, ends_on, **self.days)
            _tell_refusal(table, draft, "ends_on", rule)

    def _refuse_overlaps(self, table: Table, drafts: list[Draft]) -> None:
        overlapping = self._overlapping({draft.key: draft.state for draft in drafts if draft.key})
        for draft in drafts:
            if draft.key in overlapping:
                text = self._twice(draft.title, draft.state)
                table.problem(draft.first, text, "starts_on", found=draft.state["starts_on"])

    def _twice(self, title: str, state: State) -> str:
        return self.twice(title, self.kinds(state[self.kind]))

    def _overlapping(self, states: dict[str, State]) -> set[str]:
        """Which of these terms begin within another of the same, or last into one; of two that
        are both new, the later."""
        standing = self._terms_of([state[self.parent] for state in states.values()])
        terms = {key: there.state for key, there in standing.items()} | states
        by_kind: dict[tuple, list[tuple[str, str, str]]] = defaultdict(list)
        for key, state in terms.items():
            span = (state["starts_on"], state["ends_on"] or NEVER, key)
            by_kind[state[self.parent], state[self.kind]].append(span)
        found = set()
        for spans in by_kind.values():
            last, holder = "", ""
            for since, until, key in sorted(spans):
                if since < last:
                    found.add(holder if key in standing else key)
                last, holder = max((last, holder), (until, key))
        return found & states.keys()

    # --- the register --------------------------------------------------------------------

    def load(self, keys: Iterable[str], context: Context) -> dict[str, Known]:
        wanted = set(keys)
        terms = self._terms_of(map(_parent_in, wanted))
        return {key: there for key, there in terms.items() if key in wanted}

    def _terms_of(self, parents: Iterable[str]) -> dict[str, Known]:
        """Every term of these, now and formerly; one query."""
        named = f"{self.parent}__{self.key_field}"
        rows = self.model._base_manager.filter(**{f"{named}__among": sorted(set(parents))})
        return self._known(rows.values_list("pk", named, *self._own))

    def _known(self, rows: Iterable[tuple]) -> dict[str, Known]:
        known = {}
        for pk, *values in rows:
            told = ["" if value is None else plain(value) for value in values]
            state = dict(zip((self.parent, *self._own), told, strict=True))
            known[self._key_of(state)] = Known(pk, state, "")
        return known

    def hold(self, keys: list[str]) -> None:
        """The parents are held as the verbs hold them."""
        parents = sorted(set(map(_parent_in, keys)))
        rows = self.parent_model._base_manager.filter(**{f"{self.key_field}__among": parents})
        hold(rows)

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        states = {row.key: row.payload["new"] for row in rows}
        overlapping = self._overlapping(states)
        return {
            row.pk: f"核对之后情况有变：{self._twice(row.title, states[row.key])}"
            for row in rows
            if row.key in overlapping
        }

    def first_day(self, rows: list[ImportRow], context: Context) -> datetime.date:
        days = [
            row.payload["new"]["starts_on" if row.outcome == Outcome.NEW else "ends_on"]
            for row in rows
        ]
        return datetime.date.fromisoformat(min(days)) if days else context.day

    def write(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        named = (row.payload["new"][self.parent] for row in rows)
        parents = ids_of(self.parent_model, self.key_field, named)
        new = [row for row in rows if row.key not in known]
        ids = dict(zip((row.key for row in new), next_ids(self.model, len(new)), strict=True))
        ids |= {key: there.pk for key, there in known.items()}
        states = [(ids[row.key], row.payload["new"]) for row in new]
        insert_rows(
            self.model,
            ["id", f"{self.parent}_id", *self._own],
            [(pk, parents[state[self.parent]], *self._values(state)) for pk, state in states],
        )
        self._save_ends([(ids[r.key], r.payload["new"]) for r in rows if r.key in known])
        acts = [act for row in rows for act in self._acts(row, ids[row.key], parents)]
        audit.record_many(context.by, acts, batch=context.trail_batch)
        return {row.pk: str(ids[row.key]) for row in rows}

    def _values(self, state: State) -> list:
        """Columns of the table: a term without an end has none."""
        return [state[name] if name != "ends_on" else state[name] or None for name in self._own]

    def _save_ends(self, states: list[tuple[int, State]]) -> None:
        rows = [(pk, state["ends_on"] or None) for pk, state in states]
        update_rows(self.model, ["ends_on"], rows)

    def _acts(self, row: ImportRow, pk: int, parents: dict[str, Any]) -> Iterator[Act]:
        new = row.payload["new"]
        about = (self.model._meta.label_lower, str(pk), row.division_code)
        facts = {name: value for name, value in new.items() if value != "" and name != "ends_on"}
        facts[self.parent] = parents[new[self.parent]]
        if not row.payload["old"]:
            yield Act(self.began_verb, *about, after=facts)
        if new["ends_on"]:
            yield Act(self.ended_verb, *about, facts, facts | {"ends_on": new["ends_on"]})

    def take_back(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        self._save_ends([(known[r.key].pk, r.before["old"]) for r in rows if r.before["old"]])

    # --- export --------------------------------------------------------------------------

    def export(self, layout: Layout, code: str, day: Any) -> Iterator[tuple]:
        places = Places(None, self.write_permission, {})
        rows = self.exported(code).order_by(self.parent, self.kind, "starts_on")
        named = f"{self.parent}__{self.key_field}"
        for there in self._known(rows.values_list("pk", named, *self._own)).values():
            cells = {name: _written(value) for name, value in there.state.items()}
            cells[self.parent] = self.parent_written(cells[self.parent], places)
            cells[self.kind] = self.kinds(cells[self.kind]).label
            yield tuple([cells[column.name] for column in layout.columns])

    def parent_written(self, value: str, places: Places) -> str:
        """What the parent's cell says, so that it is found again."""
        return value

    @abstractmethod
    def exported(self, code: str) -> Any:
        """The terms of an area, as a queryset; those that a workbook can bring in again."""


def _parent_in(key: str) -> str:
    """The parent's number or code; it may hold blanks itself."""
    return key.rsplit(" ", 2)[0]


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _written(value: Any) -> Any:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


def _tell_refusal(table: Table, draft: Draft, name: str, rule: Callable[[], None]) -> None:
    try:
        rule()
    except RuleError as refusal:
        table.problem(draft.first, str(refusal), name, found=draft.state[name])
