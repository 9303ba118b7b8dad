"""The cadres sheet (干部): who works where, with the post held in time."""

import datetime
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
    erase,
    filled,
    ids_of,
    may_change,
    plain,
    refuse_doubles,
    require_cells,
    spot,
    states_of,
)
from intake.registers.names import Units
from intake.sheets import Context
from intake.tables import Table
from organization import audit
from organization.audit import Act, Protected
from organization.bulk import insert_rows, next_ids, update_rows
from organization.enums import Duty, Rank, Sex
from organization.models import Cadre, CadrePost, Unit
from organization.permissions import Permission
from organization.pinyin import initials
from organization.services.units import (
    BIRTH_YEARS,
    POST_ENDS_AFTER_START,
    same_post,
    second_head,
)

_OWN = ("name", "sex", "birth_year", "is_party_member", "rank", "title", "phone")
_STORED = ["name", "initials", "sex", "birth_year", "is_party_member", "rank", "title", "phone",
           "unit_id"]  # fmt: skip
_POST = ("duty", "since", "document_no")
_NEEDED = ("name", "unit")

LAYOUT = Layout(
    "cadres",
    "干部登记表",
    (
        Column("number", "干部编号", cells.text(20), ("编号", "工号"), width=14,
               hint="每人一个，不能重复；以后导入据此认出本人"),
        Column("name", "姓名", cells.person_name, ("干部姓名",)),
        Column("sex", "性别", cells.code(dict(Sex.choices)), (), required=False, repeats=True,
               width=8),
        Column("birth_year", "出生年份", cells.whole_number(BIRTH_YEARS[0], BIRTH_YEARS[-1], "年"),
               (), required=False, repeats=True),
        Column("is_party_member", "中共党员", cells.yes_no, ("是否党员", "是否中共党员", "党员"),
               required=False, repeats=True),
        Column("unit", "所在单位", cells.as_written(80), ("单位", "工作单位"), repeats=True,
               width=26, hint="单位代码、全称或简称"),
        Column("title", "职务", cells.as_written(40), ("现任职务",), required=False, repeats=True,
               width=16),
        Column("rank", "职级", cells.code(dict(Rank.choices)), ("职务层次", "级别"),
               required=False, repeats=True),
        Column("phone", "手机号码", cells.phone, ("手机", "联系电话", "电话"), required=False,
               mask="phone", width=15),
        Column("duty", "分工", cells.code(dict(Duty.choices)), ("岗位分工",), required=False,
               repeats=True, hint="填写分工或任职日期的，登记一条任职"),
        Column("since", "任职日期", cells.date, ("任现职日期", "任职时间"), required=False,
               repeats=True, hint="调动、改任的必填：原任职自该日起结束"),
        Column("document_no", "任职文号", cells.as_written(40), ("文号",), required=False,
               repeats=True, width=20),
    ),
)  # fmt: skip


class CadresSheet(RegisterSheet):
    """Cadres, one row each, known by their number; the post is the one in their own unit."""

    code = "cadres"
    label = "干部"
    noun = "名干部"
    total_label = "干部数"
    subject_kind = "organization.cadre"
    layouts = (LAYOUT,)
    view_permission = Permission.CADRE_VIEW
    write_permission = Permission.CADRE_EDIT
    order = 3
    model = Cadre
    key_field = "number"
    undone_verb = "cadre.import_undone"

    # --- plan ----------------------------------------------------------------------------

    def read(self, table: Table, context: Context) -> Reading:
        places = Places(context.by, self.write_permission, context.answers)
        known = self.load((key for key in table.column("number") if key), context)
        reading = Reading([], known, places)
        units = Units()
        refuse_doubles(table, "number", what="干部编号")
        for index in range(len(table)):
            reading.drafts.append(self._draft(table, index, reading, units))
        self._refuse_clashing_posts(table, reading, units)
        reading.words = {
            "unit": units.words(), "sex": dict(Sex.choices), "rank": dict(Rank.choices),
            "duty": dict(Duty.choices),
        }  # fmt: skip
        return reading

    def _draft(self, table: Table, index: int, reading: Reading, units: Units) -> Draft:
        key = table.column("number")[index] or ""
        draft = Draft(key, [index])
        there = reading.known.get(key)
        if not key and "number" not in table.unread.get(index, ()):
            table.problem(index, "干部编号没有填写", "number")
        draft.state = {**(there.state if there else _EMPTY), **filled(table, index, _OWN)}
        unit = units.read(table, index, "unit", within=reading.places)
        if unit:
            draft.state["unit"], draft.division_code = unit.code, unit.division_code
        elif there:
            draft.division_code = there.division_code
        draft.title = draft.state["name"]
        if there is None:
            require_cells(table, draft, _NEEDED)
        elif not may_change(table, draft, there, reading.places, "number"):
            return draft
        self._post(table, draft, there)
        return draft

    def _post(self, table: Table, draft: Draft, there: Known | None) -> None:
        """A post begins, goes on as it is, or gives way to another from a day on."""
        given = filled(table, draft.first, _POST)
        state = draft.state
        moved = there is not None and any(
            state[name] != there.state[name] for name in ("unit", "title")
        )
        if there is not None and there.state["since"] and not moved:
            self._keep_post(table, draft, there.state, given)
        elif given.get("since"):
            self._begin_post(table, draft, there, given)
        elif given:
            table.problem(draft.first, "填写分工或文号的，须填写任职日期", "since")
        elif moved and there and there.state["since"]:
            text = "单位或职务有变动：请填写新任职日期，原任职自该日起结束"
            table.problem(draft.first, text, "since")

    def _keep_post(self, table: Table, draft: Draft, old: State, given: State) -> None:
        for name, value in given.items():
            if value != old[name]:
                text = "与在任的任职登记不同：任职不能用表格更改，请在干部页面办理离任后重新登记"
                table.problem(draft.first, text, name, found=str(table.column(name)[draft.first]))

    def _begin_post(self, table: Table, draft: Draft, there: Known | None, given: State) -> None:
        state = draft.state
        if not state["title"]:
            table.problem(draft.first, "登记任职的，须填写职务", "title")
        if there and given["since"] <= there.state["since"]:
            text = f"{POST_ENDS_AFTER_START}（原任职自{there.state['since']}起）"
            table.problem(draft.first, text, "since", found=given["since"])
        state |= {"duty": Duty.MEMBER.value, "document_no": "", **given}

    def _refuse_clashing_posts(self, table: Table, reading: Reading, units: Units) -> None:
        """One head per unit, no post twice; who gives way in this very workbook makes room."""
        starting = {
            draft.key: draft.state
            for draft in reading.drafts
            if _changes_post(draft.state, reading.known.get(draft.key))
        }
        clashing = _clashes(starting, reading.known, units)
        heads: dict[str, Draft] = {}
        for draft in reading.drafts:
            if draft.key in clashing:
                name, text = clashing[draft.key]
                table.problem(draft.first, text, name)
            elif starting.get(draft.key, _EMPTY)["duty"] == Duty.HEAD:
                first = heads.setdefault(draft.state["unit"], draft)
                if first is not draft:
                    text = f"与{spot(table, first.first)}同为该单位的主要负责人：一个单位只能有一名"
                    table.problem(draft.first, text, "duty")

    # --- the register --------------------------------------------------------------------

    def load(self, keys: Iterable[str], context: Context) -> dict[str, Known]:
        rows = Cadre.objects.filter(number__among=sorted(set(keys)))
        known: dict[str, Known] = {}
        by_pk: dict[int, Known] = {}
        for pk, number, unit, area, left, *own in rows.values_list(
            "pk", "number", "unit__code", "unit__division_id", "left_on", *_OWN
        ):
            state = {**dict(zip(_OWN, own, strict=True)), "unit": unit,
                     "duty": "", "since": "", "document_no": ""}  # fmt: skip
            closed = f"该干部已于{left}离开，不能用表格更改" if left else ""
            known[number] = by_pk[pk] = Known(pk, state, area, closed=closed)
        posts = CadrePost.objects.open().filter(cadre__among=list(by_pk))
        for pk, cadre, unit, title, *post in posts.values_list(
            "pk", "cadre_id", "unit__code", "title", "duty", "starts_on", "document_no"
        ):
            there = by_pk[cadre]
            if (unit, title) == (there.state["unit"], there.state["title"]):
                there.post = pk
                there.state |= dict(zip(_POST, map(plain, post), strict=True))
        return known

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        units = Units()
        states = {row.key: row.payload["new"] for row in rows}
        starting = {k: s for k, s in states.items() if _changes_post(s, known.get(k))}
        clashing = _clashes(starting, known, units)
        refused = {}
        for row in rows:
            if row.key in clashing:
                refused[row.pk] = f"核对之后情况有变：{clashing[row.key][1]}"
            elif states[row.key]["unit"] not in units.by_code:
                refused[row.pk] = "核对之后其单位已撤销：请重新上传"
        return refused

    def write(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        units = ids_of(Unit, "code", (state["unit"] for state in states_of(rows)))
        new = [row for row in rows if row.key not in known]
        ids = dict(zip((row.key for row in new), next_ids(Cadre, len(new)), strict=True))
        ids |= {key: there.pk for key, there in known.items()}
        insert_rows(
            Cadre,
            ["id", "number", *_STORED],
            ((ids[row.key], row.key, *_values(row.payload["new"], units)) for row in new),
        )
        changed = [row for row in rows if row.key in known]
        update_rows(
            Cadre, _STORED, [(ids[r.key], *_values(r.payload["new"], units)) for r in changed]
        )
        self._write_posts(rows, known, ids, units)
        acts = [act for row in rows for act in _acts(row, ids[row.key], units, known.get(row.key))]
        audit.record_many(context.by, acts, batch=context.trail_batch)
        return {row.pk: str(ids[row.key]) for row in rows}

    def _write_posts(
        self, rows: list[ImportRow], known: dict[str, Known], ids: dict[str, int],
        units: dict[str, int],
    ) -> None:  # fmt: skip
        states = {row.key: row.payload["new"] for row in rows}
        begun = {key: new for key, new in states.items() if _changes_post(new, known.get(key))}
        ended = [
            (there.post, new["since"])
            for key, new in begun.items()
            if (there := known.get(key)) and there.post
        ]
        update_rows(CadrePost, ["ends_on"], ended)
        insert_rows(
            CadrePost,
            ["cadre_id", "unit_id", "title", "duty", "starts_on", "document_no"],
            [
                (ids[key], units[new["unit"]], new["title"], *[new[name] for name in _POST])
                for key, new in begun.items()
            ],
        )

    def take_back(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        moved = [row.before for row in rows if row.before["post"] != row.before["old_post"]]
        erase(CadrePost, "pk", [before["post"] for before in moved if before["post"]])
        reopened = [(before["old_post"], None) for before in moved if before["old_post"]]
        update_rows(CadrePost, ["ends_on"], reopened)
        old = [(row, row.before["old"]) for row in rows if row.before["old"]]
        units = ids_of(Unit, "code", (state["unit"] for _, state in old))
        update_rows(
            Cadre, _STORED, [(known[row.key].pk, *_values(state, units)) for row, state in old]
        )

    # --- export --------------------------------------------------------------------------

    def export(self, layout: Layout, code: str, day: Any) -> Iterator[tuple]:
        rows = Cadre.objects.inside(code).in_service().order_by("number")
        numbers = list(rows.values_list("number", flat=True))
        known = self.load(numbers, Context(None, day))
        names = dict(Unit.objects.values_list("code", "name"))
        for number in numbers:
            state = known[number].state
            values = state | {
                "number": number,
                "sex": Sex(state["sex"]).label,
                "is_party_member": "是" if state["is_party_member"] else "否",
                "unit": names[state["unit"]],
                "rank": Rank(state["rank"]).label,
                "duty": Duty(state["duty"]).label if state["duty"] else "",
                "since": _day(state["since"]) if state["since"] else "",
            }
            yield tuple([values[column.name] for column in layout.columns])


_EMPTY: State = {
    "name": "", "sex": Sex.UNKNOWN.value, "birth_year": None, "is_party_member": False,
    "rank": Rank.STAFF.value, "title": "", "phone": "", "unit": "", "duty": "", "since": "",
    "document_no": "",
}  # fmt: skip


def _changes_post(new: State, there: Known | None) -> bool:
    """Whether a post begins; the one held so far ends the same day."""
    old = there.state if there else _EMPTY
    return bool(new["since"]) and any(new[n] != old[n] for n in ("unit", "title", "since"))


def _clashes(
    starting: dict[str, State], known: dict[str, Known], units: Units
) -> dict[str, tuple[str, str]]:
    """Posts that cannot begin beside those held: cadre's number → (column, sentence)."""
    leaving = {there.post: state["since"] for number, state in starting.items()
               if (there := known.get(number))}  # fmt: skip
    codes = sorted({state["unit"] for state in starting.values()})
    held = CadrePost.objects.filter(unit__code__among=codes)
    by_unit: dict[str, list[tuple]] = {}
    for pk, code, number, title, duty, until in held.values_list(
        "pk", "unit__code", "cadre__number", "title", "duty", "ends_on"
    ):
        until = plain(until) or leaving.get(pk) or _NEVER
        by_unit.setdefault(code, []).append((number, title, duty, until))
    found = {}
    for number, state in starting.items():
        unit = units.by_code[state["unit"]].name if state["unit"] in units.by_code else ""
        for other, title, duty, until in by_unit.get(state["unit"], ()):
            if until <= state["since"]:
                continue
            if (other, title) == (number, state["title"]):
                found[number] = ("since", same_post(state["name"], unit, title))
            elif duty == state["duty"] == Duty.HEAD:
                found[number] = ("duty", second_head(unit))
    return found


def _values(state: State, units: dict[str, int]) -> list:
    values = state | {"initials": initials(state["name"]), "unit_id": units[state["unit"]]}
    return [values[name] for name in _STORED]


def _acts(row: ImportRow, pk: int, units: dict[str, int], there: Known | None) -> Iterator[Act]:
    old, new = row.payload["old"], row.payload["new"]
    about = ("organization.cadre", str(pk), row.division_code)
    changed = [name for name in (*_OWN, "unit") if new[name] != (old or _EMPTY)[name]]
    if changed or not old:
        after = _told(new, changed, units) | ({} if old else {"number": row.key})
        verb = "cadre.updated" if old else "cadre.created"
        yield Act(verb, *about, _told(old, changed, units) if old else {}, after)
    if _changes_post(new, there):
        if there and there.post:
            yield Act(
                "post.ended", *about, after={"unit": units[old["unit"]], "ends_on": new["since"]}
            )
        after = {"unit": units[new["unit"]], "title": new["title"]}
        yield Act("post.started", *about, after=after)


def _told(state: State, names: Iterable[str], units: dict[str, int]) -> State:
    """As the trail keeps it: the phone sealed, the unit by its key."""
    told = {name: state[name] for name in names}
    if "phone" in told:
        told["phone"] = Protected(told["phone"])
    if "unit" in told:
        told["unit"] = units[told["unit"]]
    return told


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


_NEVER = "9999"

CADRES = CadresSheet()
