"""The sheet of the city's leaders (市领导职务)."""

from typing import Any

from assistance.enums import LeaderBody
from assistance.models import LeaderPost
from assistance.services.leadership import COMMITTEE_IS_PARTY, NO_POST, POST_DAYS, post_twice
from assistance.sheets.terms import TermsSheet
from intake import cells
from intake.layouts import Column, Layout
from intake.models import ImportRow
from intake.places import Places
from intake.registers.base import Draft, Known
from intake.registers.names import Cadres
from intake.sheets import Context
from intake.tables import Table
from organization.division_codes import city_of
from organization.errors import RuleError
from organization.models import Cadre
from organization.services.units import check_in_service

LAYOUT = Layout(
    "leader_posts",
    "市领导登记表",
    (
        Column("cadre", "领导", cells.text(50), ("姓名", "市领导", "领导姓名", "干部编号"),
               width=14, hint="姓名；有同名的填写干部编号。须先登记干部"),
        Column("body", "班子", cells.code(dict(LeaderBody.choices)), ("领导班子",), repeats=True),
        Column("title", "职务", cells.as_written(40), ("现任职务",), width=22),
        Column("is_standing_committee", "市委常委", cells.yes_no, ("是否常委", "常委"),
               required=False, repeats=True, hint="常委才能包挂重点镇；只在市委班子登记"),
        Column("starts_on", "任职日期", cells.date, ("任职时间",), repeats=True),
        Column("document_no", "任职文号", cells.as_written(60), ("文号",), required=False,
               repeats=True, width=22),
        Column("ends_on", "离任日期", cells.date, ("离任时间",), required=False, repeats=True,
               hint="自该日起不再任职；在任的不填"),
    ),
)  # fmt: skip


class LeaderPostsSheet(TermsSheet):
    """Posts in the four bodies, one row each, known by cadre, body and first day."""

    code = "leader_posts"
    label = "市领导"
    noun = "项职务"
    total_label = "职务数"
    subject_kind = "assistance.leaderpost"
    layouts = (LAYOUT,)
    order = 6
    model = LeaderPost
    parent, parent_model, key_field = "cadre", Cadre, "number"
    kind, kinds = "body", LeaderBody
    days = POST_DAYS
    what = "任职"
    began_verb, ended_verb = "leader_post.started", "leader_post.ended"
    undone_verb = "leader_post.import_undone"
    needed = ("cadre", "body", "title", "starts_on")
    empty = {
        "cadre": "", "body": "", "title": "", "is_standing_committee": False, "starts_on": "",
        "document_no": "", "ends_on": "",
    }  # fmt: skip

    def lookup(self, table: Table, places: Places) -> Cadres:
        return Cadres(table.column("cadre"), places)

    def find(self, table: Table, draft: Draft, lookup: Cadres) -> None:
        person = lookup.read(table, draft.first, "cadre")
        if person:
            draft.state["cadre"], draft.title = person.number, person.name
            draft.division_code = city_of(person.division_code)

    def check_term(self, table: Table, draft: Draft) -> None:
        body = draft.state["body"]
        if draft.state["is_standing_committee"] and body and body != LeaderBody.PARTY:
            table.problem(draft.first, COMMITTEE_IS_PARTY, "is_standing_committee", found="是")

    def twice(self, title: str, kind: LeaderBody) -> str:
        return post_twice(title, kind)

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        """Nor does a post begin of whoever left after the plan; his row is held by now."""
        new = [row for row in rows if row.key not in known]
        numbers = [row.payload["new"]["cadre"] for row in new]
        cadres = {cadre.number: cadre for cadre in Cadre.objects.filter(number__among=numbers)}
        refused = super().clashes(rows, known, context)
        for row, number in zip(new, numbers, strict=True):
            try:
                check_in_service(cadres[number], NO_POST)
            except RuleError as refusal:
                refused[row.pk] = f"核对之后情况有变：{refusal}"
        return refused

    def exported(self, code: str) -> Any:
        return LeaderPost.objects.inside(code).filter(cadre__left_on__isnull=True)


LEADER_POSTS = LeaderPostsSheet()
