"""The key villages sheet (重点村): designations and exits."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F

from intake import cells
from intake.enums import Outcome
from intake.layouts import Column, Layout
from intake.models import ImportRow
from intake.places import Places
from intake.registers.base import (
    Draft,
    Known,
    Reading,
    RegisterSheet,
    State,
    filled,
    plain,
    refuse_double_drafts,
    require_cells,
)
from intake.sheets import Context
from intake.tables import Table
from organization import audit
from organization.audit import Act
from organization.bulk import insert_rows, next_ids, update_rows
from organization.enums import Topic
from organization.errors import RuleError
from organization.permissions import Permission
from organization.working_date import check_not_ahead
from villages.models import KeyVillage, Village
from villages.services.key_villages import (
    BEGAN,
    EXITED,
    designated_twice,
    exit_too_early,
    exited_already,
)
from villages.services.opening import open_villages

_FIELDS = ("starts_on", "document_no", "exited_on", "exit_document_no")
_EXIT = ("exited_on", "exit_document_no")
_EMPTY: State = dict.fromkeys(_FIELDS, "")
FIXED = "与登记不同：认定日期和文号不能用表格更改；认定有误的，请在村页面撤销后重新认定"

LAYOUT = Layout(
    "key_villages",
    "重点村登记表",
    (
        Column("township", "乡(镇)", cells.text(), ("乡镇", "镇", "镇办场园"), required=False,
               repeats=True, width=14),
        Column("village", "行政村", cells.text(), ("村", "村名", "重点村"), width=16,
               hint="村名；也可填12位区划代码"),
        Column("starts_on", "认定日期", cells.date, ("认定时间",), repeats=True),
        Column("document_no", "认定文号", cells.as_written(60), ("认定文件", "文号"), repeats=True,
               width=24),
        Column("exited_on", "出列日期", cells.date, ("退出日期", "出列时间", "退出时间"),
               required=False, repeats=True, hint="公告出列之日；尚未出列的不填"),
        Column("exit_document_no", "出列公告文号", cells.as_written(60), ("退出文号", "出列文号"),
               required=False, repeats=True, width=24),
    ),
)  # fmt: skip


class KeyVillagesSheet(RegisterSheet):
    """Key villages, one row each, known by their division code."""

    code = "key_villages"
    label = "重点村"
    noun = "个村"
    total_label = "村数"
    subject_kind = "villages.keyvillage"
    layouts = (LAYOUT,)
    view_permission = Permission.VILLAGE_VIEW
    write_permission = Permission.KEY_VILLAGE_DESIGNATE
    topics = (Topic.KEY_VILLAGE,)
    order = 5
    model = KeyVillage
    key_field = "village_id"
    undone_verb = "key_village.import_undone"

    # --- plan ----------------------------------------------------------------------------

    def read(self, table: Table, context: Context) -> Reading:
        places = Places(context.by, self.write_permission, context.answers)
        drafts, waiting = [], []
        for index in range(len(table)):
            township, village = table.column("township")[index], table.column("village")[index]
            place = places.village(township, village)
            waiting.append(place.question)
            if place.refusal:
                name = "township" if place.at_township else "village"
                table.problem(index, place.refusal, name, found=township if place.at_township
                              else village or "")  # fmt: skip
            draft = Draft(place.code, [index], division_code=place.code)
            draft.title = places.label(place.code) if place.code else village or ""
            drafts.append(draft)
        known = self.load((draft.key for draft in drafts if draft.key), context)
        refuse_double_drafts(table, drafts, "village", what="个村")
        for draft in drafts:
            self._settle(table, draft, known.get(draft.key))
        self._refuse_overlaps(table, drafts, known)
        return Reading(drafts, known, places, waiting)

    def _settle(self, table: Table, draft: Draft, there: Known | None) -> None:
        given = filled(table, draft.first, _FIELDS)
        draft.state = {**(there.state if there else _EMPTY), **given}
        if there is None:
            require_cells(table, draft, ("starts_on", "document_no"))
        else:
            self._compare(table, draft, there.state, given)
        state = draft.state
        if there is None or state != there.state:
            _check_not_ahead(table, draft, "starts_on", BEGAN)
            _check_not_ahead(table, draft, "exited_on", EXITED)
        if any(state[name] for name in _EXIT):
            require_cells(table, draft, _EXIT)
        if state["exited_on"] and state["starts_on"] and state["exited_on"] <= state["starts_on"]:
            text = exit_too_early(state["starts_on"])
            table.problem(draft.first, text, "exited_on", found=state["exited_on"])

    def _compare(self, table: Table, draft: Draft, old: State, given: State) -> None:
        """What stands is not changed by a workbook: an exit is added, nothing else."""
        for name, value in given.items():
            if value == old[name]:
                continue
            if name not in _EXIT:
                table.problem(draft.first, FIXED, name, found=value)
            elif old["exited_on"]:
                text = exited_already(draft.title, old["exited_on"])
                table.problem(draft.first, text, name, found=value)

    def _refuse_overlaps(self, table: Table, drafts: list[Draft], known: dict[str, Known]) -> None:
        starts = {d.key: d.state["starts_on"] for d in drafts if d.key and d.key not in known}
        overlapping = _overlapping(starts)
        for draft in drafts:
            if draft.key in overlapping:
                table.problem(draft.first, designated_twice(draft.title), "starts_on",
                              found=draft.state["starts_on"])  # fmt: skip

    # --- the register --------------------------------------------------------------------

    def load(self, keys: Iterable[str], context: Context) -> dict[str, Known]:
        rows = KeyVillage.objects.open().filter(village__among=sorted(set(keys)))
        return {
            code: Known(pk, {n: plain(v) or "" for n, v in zip(_FIELDS, values, strict=True)}, code)
            for pk, code, *values in rows.values_list("pk", "village_id", *_FIELDS)
        }

    def hold(self, keys: list[str]) -> None:
        """The villages are held as the verbs hold them: by their version."""
        Village.objects.filter(pk__among=sorted(keys)).update(version=F("version") + 1)

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        new = [row for row in rows if row.key not in known]
        overlapping = _overlapping({row.key: row.payload["new"]["starts_on"] for row in new})
        return {row.pk: designated_twice(row.title) for row in new if row.key in overlapping}

    def first_day(self, rows: list[ImportRow], context: Context) -> datetime.date:
        days = [
            row.payload["new"]["starts_on" if row.outcome == Outcome.NEW else "exited_on"]
            for row in rows
        ]
        return datetime.date.fromisoformat(min(days)) if days else context.day

    def write(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        open_villages({row.key for row in rows})
        new = [row for row in rows if row.key not in known]
        ids = dict(zip((row.key for row in new), next_ids(KeyVillage, len(new)), strict=True))
        ids |= {key: there.pk for key, there in known.items()}
        insert_rows(
            KeyVillage,
            ["id", "village_id", *_FIELDS],
            [(ids[row.key], row.key, *_values(row.payload["new"])) for row in new],
        )
        changed = [row for row in rows if row.key in known]
        _save_exits([(ids[row.key], row.payload["new"]) for row in changed])
        acts = [act for row in rows for act in _acts(row, ids[row.key])]
        audit.record_many(context.by, acts, batch=context.trail_batch)
        return {row.pk: str(ids[row.key]) for row in rows}

    def take_back(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        old = [(known[row.key].pk, row.before["old"]) for row in rows if row.before["old"]]
        _save_exits(old)

    # --- export --------------------------------------------------------------------------

    def export(self, layout: Layout, code: str, day: Any) -> Iterator[tuple]:
        places = Places(None, self.write_permission, {})
        rows = KeyVillage.objects.open().inside(code).order_by("village_id")
        for values in rows.values("village_id", *_FIELDS):
            village = values["village_id"]
            values |= {
                "township": places.township_label(village),
                "village": places.label_of_village(village),
            }
            yield tuple([values[column.name] or "" for column in layout.columns])


def _check_not_ahead(table: Table, draft: Draft, name: str, label: str) -> None:
    """A day of the workbook lies no further ahead than one of the village's page."""
    day = draft.state[name]
    try:
        if day:
            check_not_ahead(datetime.date.fromisoformat(day), label)
    except RuleError as refusal:
        table.problem(draft.first, str(refusal), name, found=day)


def _overlapping(starts: dict[str, str]) -> set[str]:
    """Villages with an earlier designation that lasts into the new one."""
    ended = KeyVillage.objects.filter(village__among=sorted(starts), ends_on__isnull=False)
    return {
        village
        for village, until in ended.values_list("village_id", "ends_on")
        if until and until.isoformat() > (starts[village] or "9999")
    }


def _values(state: State) -> list:
    """Columns of the table: a day that is not there is NULL, a document is empty."""
    return [state[n] or (None if n.endswith("_on") else "") for n in _FIELDS]


def _save_exits(states: list[tuple[int, State]]) -> None:
    rows = [(pk, state["exited_on"] or None, state["exit_document_no"]) for pk, state in states]
    update_rows(KeyVillage, list(_EXIT), rows)


def _acts(row: ImportRow, pk: int) -> Iterator[Act]:
    new, old = row.payload["new"], row.payload["old"]
    about = ("villages.keyvillage", str(pk), row.division_code)
    if not old:
        after = {name: new[name] for name in ("starts_on", "document_no")}
        yield Act("key_village.designated", *about, after=after)
    if new["exited_on"]:
        before = {name: old.get(name) or None for name in _EXIT}
        yield Act("key_village.exited", *about, before, {name: new[name] for name in _EXIT})


KEY_VILLAGES = KeyVillagesSheet()
