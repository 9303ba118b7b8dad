"""The sheet of designated townships (重点镇、扶贫任务较重镇)."""

from typing import Any

from assistance.enums import TownshipDesignationKind
from assistance.models import TownshipDesignation
from assistance.services.leadership import DESIGNATION_DAYS, designated_twice
from assistance.sheets.terms import TermsSheet
from intake import cells
from intake.layouts import Column, Layout
from intake.places import Places
from intake.registers.base import Draft
from intake.tables import Table
from organization.models import Division

LAYOUT = Layout(
    "key_townships",
    "重点镇登记表",
    (
        Column("division", "镇办场园", cells.text(), ("乡(镇)", "乡镇", "镇", "重点镇"), width=18,
               hint="全称或简称"),
        Column("kind", "认定类别", cells.code(dict(TownshipDesignationKind.choices)), ("类别",),
               repeats=True, width=16, hint="同时是两类的，各填一行"),
        Column("starts_on", "认定日期", cells.date, ("认定时间",), repeats=True),
        Column("document_no", "认定文号", cells.as_written(60), ("认定文件", "文号"),
               required=False, repeats=True, width=24),
        Column("ends_on", "撤销日期", cells.date, ("撤销时间",), required=False, repeats=True,
               hint="自该日起不再是；没有撤销的不填"),
    ),
)  # fmt: skip


class KeyTownshipsSheet(TermsSheet):
    """Designations, one row each, known by township, kind and first day."""

    code = "key_townships"
    label = "重点镇"
    noun = "项认定"
    total_label = "认定数"
    subject_kind = "assistance.townshipdesignation"
    layouts = (LAYOUT,)
    order = 7
    model = TownshipDesignation
    parent, parent_model, key_field = "division", Division, "code"
    kind, kinds = "kind", TownshipDesignationKind
    days = DESIGNATION_DAYS
    what = "认定"
    began_verb, ended_verb = "township.designated", "township.designation_ended"
    undone_verb = "township.import_undone"
    needed = ("division", "kind", "starts_on")
    empty = {"division": "", "kind": "", "starts_on": "", "document_no": "", "ends_on": ""}

    def lookup(self, table: Table, places: Places) -> Places:
        return places

    def find(self, table: Table, draft: Draft, lookup: Places) -> None:
        name = table.column("division")[draft.first]
        if name is None:
            return
        found = lookup.township(name)
        if found.refusal:
            table.problem(draft.first, found.refusal, "division", found=name)
        else:
            draft.state["division"] = draft.division_code = found.code
            draft.title = lookup.name(found.code)

    def twice(self, title: str, kind: TownshipDesignationKind) -> str:
        return designated_twice(title, kind)

    def parent_written(self, value: str, places: Places) -> str:
        return places.name(value)

    def exported(self, code: str) -> Any:
        return TownshipDesignation.objects.inside(code)


KEY_TOWNSHIPS = KeyTownshipsSheet()
