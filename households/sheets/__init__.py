"""The households sheet: the register's way in and out as the national system's workbooks."""

import datetime
from collections.abc import Iterator

from households.checks import KIND
from households.sheets import exporting, planning, sample, undoing, writing
from households.sheets.changes import summary
from households.sheets.columns import LAYOUT_2016, LAYOUT_2021
from intake.enums import Outcome
from intake.layouts import Layout
from intake.models import ImportRow
from intake.sheets import Committed, Context, Plan, Sheet
from intake.tables import Table
from organization.enums import Topic
from organization.models import User
from organization.permissions import Permission


class HouseholdsSheet(Sheet):
    """Households with their members, one row per person (户和成员)."""

    code = "households"
    label = "建档立卡户和成员"
    noun = "户"
    total_label = "户数"
    subject_kind = KIND
    layouts = (LAYOUT_2016, LAYOUT_2021)
    view_permission = Permission.HOUSEHOLD_VIEW
    write_permission = Permission.HOUSEHOLD_EDIT
    asks_data_date = True
    has_sample = True
    topics = (Topic.HOUSEHOLD, Topic.STATUS, Topic.SURVEY, Topic.CHECK)
    order = 10

    def plan(self, table: Table, context: Context) -> Plan:
        return planning.plan(table, context)

    def commit(self, rows: list[ImportRow], context: Context) -> Committed:
        return writing.commit(rows, context)

    def undo(self, rows: list[ImportRow], context: Context) -> datetime.date:
        return undoing.undo(rows, context)

    def changes(self, row: ImportRow) -> list[dict]:
        return summary(row.payload) if row.outcome == Outcome.NEW else super().changes(row)

    def export(self, layout: Layout, code: str, day: datetime.date) -> Iterator[tuple]:
        return exporting.export(layout, code, day)

    def data_day(self, code: str, day: datetime.date) -> datetime.date:
        return exporting.data_day(code, day)

    def sample(self, user: User) -> bytes | None:
        return sample.workbook(user)


HOUSEHOLDS = HouseholdsSheet()
