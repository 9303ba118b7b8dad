"""The units sheet (单位): departments, townships, enterprises."""

from collections.abc import Iterable, Iterator
from typing import Any

from intake import cells
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
    ids_of,
    may_change,
    plain,
    refuse_doubles,
    require_cells,
    states_of,
)
from intake.registers.names import Named, Units
from intake.sheets import Context
from intake.tables import Table
from organization import audit
from organization.audit import Act
from organization.bulk import insert_rows, next_ids, update_rows
from organization.enums import UnitKind
from organization.models import Unit
from organization.permissions import Permission

_OWN = ("name", "short_name", "kind", "phone", "starts_on")
"""Columns whose cell is the stored value."""
_STORED = ["name", "short_name", "kind", "phone", "starts_on", "division_id", "superior_id"]
_NEEDED = ("name", "kind", "division")
NAME_TAKEN = "已有同名的在册单位"

LAYOUT = Layout(
    "units",
    "单位登记表",
    (
        Column("code", "单位代码", cells.text(20), ("单位编码", "代码"), width=16,
               hint="每个单位一个，不能重复；以后导入据此认出单位"),
        Column("name", "单位名称", cells.as_written(80), ("名称", "单位全称"), width=28),
        Column("short_name", "简称", cells.as_written(40), ("单位简称",), required=False, width=16),
        Column("kind", "单位类别", cells.code(dict(UnitKind.choices)), ("类别", "类型", "单位类型"),
               repeats=True),
        Column("division", "所属区划", cells.text(60), ("所在区划", "区划"), repeats=True, width=18,
               hint="仙桃市、某镇，或“某镇 某村”；也可填12位区划代码"),
        Column("superior", "上级单位", cells.as_written(80), ("主管单位",), required=False,
               repeats=True, width=22, hint="单位代码或名称；可以是本表内的单位"),
        Column("phone", "联系电话", cells.phone, ("电话", "办公电话"), required=False, width=15),
        Column("starts_on", "设立日期", cells.date, ("成立日期", "起始日期"), required=False,
               hint="不填的，新增单位按导入当日"),
    ),
)  # fmt: skip


class UnitsSheet(RegisterSheet):
    """Units, one row each, known by their code."""

    code = "units"
    label = "单位"
    noun = "个单位"
    total_label = "单位数"
    subject_kind = "organization.unit"
    layouts = (LAYOUT,)
    view_permission = Permission.UNIT_VIEW
    write_permission = Permission.UNIT_EDIT
    order = 2
    model = Unit
    key_field = "code"
    undone_verb = "unit.import_undone"

    # --- plan ----------------------------------------------------------------------------

    def read(self, table: Table, context: Context) -> Reading:
        places = Places(context.by, self.write_permission, context.answers)
        known = self.load((key for key in table.column("code") if key), context)
        reading = Reading([], known, places)
        units = Units()
        refuse_doubles(table, "code", what="单位代码")
        for index in range(len(table)):
            reading.drafts.append(self._draft(table, index, reading, context))
        self._refuse_taken_names(table, reading.drafts, units)
        self._add_new(reading, units)
        for draft in reading.drafts:
            self._superior(table, draft, units)
        _refuse_fallen_superiors(table, reading)
        reading.words = {"division": PlaceNames(places), "superior": units.words(),
                         "kind": dict(UnitKind.choices)}  # fmt: skip
        return reading

    def _draft(self, table: Table, index: int, reading: Reading, context: Context) -> Draft:
        key = table.column("code")[index] or ""
        draft = Draft(key, [index])
        there = reading.known.get(key)
        if not key and "code" not in table.unread.get(index, ()):
            table.problem(index, "单位代码没有填写", "code")
        base = there.state if there else _empty(context)
        draft.state = {**base, **filled(table, index, _OWN)}
        self._place(table, draft, reading)
        draft.title = draft.state["name"]
        if there is None:
            require_cells(table, draft, _NEEDED)
        else:
            may_change(table, draft, there, reading.places, "code")
        return draft

    def _place(self, table: Table, draft: Draft, reading: Reading) -> None:
        text = table.column("division")[draft.first]
        question = ""
        if text is not None:
            place = reading.places.area(text)
            question = place.question
            if place.refusal:
                table.problem(draft.first, place.refusal, "division", found=text)
            else:
                draft.state["division"] = draft.division_code = place.code
        else:
            draft.division_code = draft.state["division"]
        reading.waiting.append(question)

    def _refuse_taken_names(self, table: Table, drafts: list[Draft], units: Units) -> None:
        bearers = dict(units.full_names)
        for draft in drafts:
            bearer = bearers.setdefault(draft.state["name"], draft.key)
            if draft.state["name"] and bearer != draft.key:
                text = f"{NAME_TAKEN}（代码{bearer}）"
                table.problem(draft.first, text, "name", found=draft.state["name"])

    def _add_new(self, reading: Reading, units: Units) -> None:
        for draft in reading.drafts:
            state = draft.state
            if draft.key and draft.key not in units.by_code and draft.key not in reading.known:
                units.add(Named(None, draft.key, state["name"], state["division"]),
                          state["short_name"])  # fmt: skip

    def _superior(self, table: Table, draft: Draft, units: Units) -> None:
        superior = units.read(table, draft.first, "superior", held={draft.state["superior"]})
        if superior and superior.code == draft.key:
            table.problem(draft.first, "上级单位不能是本单位", "superior", found=superior.name)
        elif superior:
            draft.state["superior"] = superior.code

    # --- the register --------------------------------------------------------------------

    def load(self, keys: Iterable[str], context: Context) -> dict[str, Known]:
        rows = Unit.objects.filter(code__among=sorted(set(keys)))
        return {
            code: Known(pk, _state(area, superior, dict(zip(_OWN, own, strict=True))), area,
                        closed=f"该单位已于{ended}撤销，代码不能再用" if ended else "")
            for pk, code, area, superior, ended, *own in rows.values_list(
                "pk", "code", "division_id", "superior__code", "ends_on", *_OWN
            )
        }  # fmt: skip

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        units = Units()
        refused = {
            row.pk: f"核对之后{NAME_TAKEN}：请改名后重新上传"
            for row in rows
            if units.full_names.get(row.payload["new"]["name"], row.key) != row.key
        }
        while True:
            coming = {row.key for row in rows if row.pk not in refused}
            lost = {
                row.pk: "核对之后其上级单位未能登记或已撤销：请重新上传"
                for row in rows
                if row.pk not in refused
                and (code := row.payload["new"]["superior"])
                and code != row.payload["old"].get("superior")
                and code not in units.by_code
                and code not in coming
            }
            if not lost:
                return refused
            refused |= lost

    def write(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        new = [row for row in rows if row.key not in known]
        ids = dict(zip((row.key for row in new), next_ids(Unit, len(new)), strict=True))
        ids |= {key: there.pk for key, there in known.items()}
        superiors = ids_of(Unit, "code", (state["superior"] for state in states_of(rows)))
        all_ids = superiors | ids
        insert_rows(
            Unit,
            ["id", "code", *_STORED],
            ((ids[row.key], row.key, *_values(row.payload["new"], all_ids)) for row in new),
        )
        changed = [row for row in rows if row.key in known]
        self._update(((row, row.payload["new"]) for row in changed), ids, all_ids)
        acts = [_act(row, ids[row.key], all_ids) for row in rows]
        audit.record_many(context.by, acts, batch=context.trail_batch)
        return {row.pk: str(ids[row.key]) for row in rows}

    def _update(
        self, rows: Iterable[tuple[ImportRow, State]], ids: dict[str, int], all_ids: dict[str, int]
    ) -> None:
        update_rows(
            Unit, _STORED, [(ids[row.key], *_values(state, all_ids)) for row, state in rows]
        )

    def take_back(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        old = [(row, row.before["old"]) for row in rows if row.before["old"]]
        superiors = ids_of(Unit, "code", (state["superior"] for _, state in old))
        self._update(old, {key: there.pk for key, there in known.items()}, superiors)

    # --- export --------------------------------------------------------------------------

    def export(self, layout: Layout, code: str, day: Any) -> Iterator[tuple]:
        places = Places(None, self.write_permission, {})
        rows = Unit.objects.open().inside(code).order_by("code")
        for unit in rows.values("code", *_OWN, "division_id", "superior__code"):
            values = unit | {
                "kind": UnitKind(unit["kind"]).label,
                "division": places.name(unit["division_id"]),
                "superior": unit["superior__code"],
            }
            yield tuple([values[column.name] for column in layout.columns])


class PlaceNames(dict):
    """Division code → name, looked up as asked."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places

    def get(self, code: str, default: Any = None) -> Any:
        return self._places.name(code)


def _refuse_fallen_superiors(table: Table, reading: Reading) -> None:
    """A unit cannot stand below a row of the workbook that is itself refused."""
    known = reading.known
    while True:
        refused = {d.key for d in reading.drafts if _is_refused(table, d)}
        fallen = refused - known.keys() - {""}  # no superior is no row without a code
        under = [d for d in reading.drafts
                 if d.state["superior"] in fallen and not _is_refused(table, d)]  # fmt: skip
        if not under:
            return
        for draft in under:
            text = "上级单位在本表中的那一行有错误：请先改正那一行"
            table.problem(draft.first, text, "superior", found=draft.state["superior"])


def _is_refused(table: Table, draft: Draft) -> bool:
    return bool(table.problems.get(draft.first))


def _empty(context: Context) -> State:
    return {
        "name": "", "short_name": "", "kind": "", "phone": "",
        "starts_on": context.day.isoformat(), "division": "", "superior": "",
    }  # fmt: skip


def _state(area: str, superior: str | None, own: State) -> State:
    values = {name: plain(value) for name, value in own.items()}
    return values | {"division": area, "superior": superior or ""}


def _values(state: State, ids: dict[str, int]) -> list:
    own = [state[name] for name in _OWN]
    return [*own, state["division"], ids[state["superior"]] if state["superior"] else None]


def _act(row: ImportRow, pk: int, ids: dict[str, int]) -> Act:
    old, new = row.payload["old"], row.payload["new"]
    changed = [name for name in new if not old or new[name] != old[name]]
    before = _told(old, changed, ids) if old else {}
    after = _told(new, changed, ids) | ({} if old else {"code": row.key})
    verb = "unit.updated" if old else "unit.created"
    return Act(verb, "organization.unit", str(pk), row.division_code, before, after)


def _told(state: State, names: Iterable[str], ids: dict[str, int]) -> State:
    """As the trail keeps it: other units by their key."""
    return {n: ids.get(state[n]) if n == "superior" else state[n] for n in names}


UNITS = UnitsSheet()
