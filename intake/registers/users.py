"""The users sheet (用户): accounts and their grants, one row per grant.

An account comes without a usable password: passwords are issued on the users page and stand in
no workbook.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any

from intake import cells
from intake.cells import Cell
from intake.enums import Outcome
from intake.errors import CellError
from intake.layouts import Column, Layout
from intake.models import ImportRow
from intake.places import Places
from intake.registers.accounts import NEVER, last_day
from intake.registers.base import (
    Known,
    Reading,
    RegisterSheet,
    State,
    erase,
    plain,
)
from intake.registers.names import Units
from intake.registers.user_rows import Reader
from intake.registers.user_writing import Writer, update_accounts
from intake.sheets import Context
from intake.tables import Table
from organization.bulk import update_rows
from organization.enums import Reach
from organization.errors import RuleError
from organization.models import Cadre, Grant, Unit, User
from organization.permissions import Permission, Role
from organization.services.users import (
    USERNAME,
    USERNAME_RULE,
    has_account,
)

_REACHES = {reach.value: reach.label for reach in Reach if reach != Reach.CASE}


def _username(cell: Cell) -> str | None:
    value = cells.exact_text(cell, "用户名")
    if value is not None and not re.match(USERNAME, value):
        raise CellError(USERNAME_RULE)
    return value


LAYOUT = Layout(
    "users",
    "用户登记表",
    (
        Column("username", "用户名", _username, ("账号", "登录名"), width=16,
               hint="字母开头；一人有几项授权的，每项一行，用户名相同"),
        Column("display_name", "姓名", cells.as_written(50), ("用户姓名",)),
        Column("division", "管理区划", cells.text(60), ("所属区划",), repeats=True, width=18,
               hint="由哪一级的管理员管理：仙桃市或某镇"),
        Column("unit", "所在单位", cells.as_written(80), ("单位",), required=False, repeats=True,
               width=24, hint="单位代码、全称或简称"),
        Column("cadre", "对应干部", cells.text(50), ("干部", "干部编号"), required=False, width=14,
               hint="干部编号；没有同名的可填姓名。第一书记、帮扶责任人须填写"),
        Column("role", "角色", cells.code(dict(Role.choices)), (), repeats=True, width=14),
        Column("reach", "范围方式", cells.code(_REACHES, aliases={
               "区划": "division", "单位": "unit", "按单位": "unit", "本人": "own"}),
               ("授权方式",), repeats=True),
        Column("grant_division", "授权区划", cells.text(60), ("区划范围",), required=False,
               repeats=True, width=18, hint="按区划授权的必填"),
        Column("grant_unit", "授权单位", cells.as_written(80), ("单位范围",), required=False,
               repeats=True, width=24, hint="按单位授权的必填"),
        Column("starts_on", "授权起始日期", cells.date, ("起始日期", "开始日期"), required=False,
               repeats=True, width=14, hint="不填的，新授权自导入当日起"),
        Column("last_day", "授权截止日期", cells.date, ("截止日期", "终止日期", "结束日期"),
               required=False, repeats=True, width=14, hint="含当日；不填为长期"),
        Column("note", "授权依据", cells.as_written(100), ("依据",), required=False, repeats=True,
               width=22),
    ),
)  # fmt: skip


class UsersSheet(RegisterSheet):
    """Accounts, each with the rows of its grants, known by the user name."""

    code = "users"
    label = "用户"
    noun = "个账号"
    total_label = "账号数"
    next_step = ("新开的账号还没有密码：请到用户页发放一次性密码", "organization:user_list")
    subject_kind = "organization.user"
    layouts = (LAYOUT,)
    view_permission = Permission.USER_MANAGE
    write_permission = Permission.USER_MANAGE
    order = 4
    model = User
    key_field = "username"
    undone_verb = "user.import_undone"

    # --- plan ----------------------------------------------------------------------------

    def read(self, table: Table, context: Context) -> Reading:
        return Reader(self, table, context).read()

    def shown(self, value: list, words: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
        return [("授权", _spoken(grant, words)) for grant in value]

    # --- the register --------------------------------------------------------------------

    def load(self, keys: Iterable[str], context: Context) -> dict[str, Known]:
        known: dict[str, Known] = {}
        by_pk: dict[int, Known] = {}
        rows = User.objects.filter(username__among=sorted(set(keys)))
        for pk, username, active, name, area, unit, cadre in rows.values_list(
            "pk", "username", "is_active", "display_name", "division_id", "unit__code",
            "cadre__number",
        ):  # fmt: skip
            state = {"display_name": name, "division": area, "unit": unit or "",
                     "cadre": cadre or "", "grants": []}  # fmt: skip
            closed = "" if active else "该账号已停用：请先在用户页面启用"
            known[username] = by_pk[pk] = Known(pk, state, area, closed=closed)
        grants = Grant.objects.filter(user__among=list(by_pk)).exclude(reach=Reach.CASE)
        for user, *grant in grants.order_by("starts_on", "pk").values_list(
            "user_id", "pk", "role", "reach", "division_id", "unit__code", "starts_on", "ends_on",
            "note", "stands_in_for_id",
        ):  # fmt: skip
            by_pk[user].state["grants"].append([plain(value) for value in grant])
        return known

    def clashes(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        states = {row.pk: row.payload["new"] for row in rows}
        numbers = sorted({state["cadre"] for state in states.values()} - {""})
        people = Cadre.objects.in_service().filter(number__among=numbers)
        owners = dict(people.values_list("number", "user__username"))
        units = Units()
        refused = {}
        for row in rows:
            state, old = states[row.pk], row.payload["old"]
            number = state["cadre"]
            if number and number != old.get("cadre") and owners.get(number, "") != row.key:
                if number not in owners:
                    refused[row.pk] = "核对之后对应干部已离开：请重新上传"
                elif owners[number]:
                    refused[row.pk] = f"核对之后{has_account(number)}"
            named = {grant[4] for grant in state["grants"] if grant[0] is None} | {state["unit"]}
            if any(code and code not in units.by_code for code in named - {old.get("unit")}):
                refused[row.pk] = "核对之后其单位已撤销：请重新上传"
        return refused

    def write(
        self, rows: list[ImportRow], known: dict[str, Known], context: Context
    ) -> dict[int, str]:
        return Writer(rows, known, context).write()

    def take_back(self, rows: list[ImportRow], known: dict[str, Known], context: Context) -> None:
        made, restored = [], []
        for row in rows:
            old = {grant[0]: grant for grant in row.before["old"].get("grants", ())}
            for grant in row.before["after"]["grants"]:
                if grant[0] not in old:
                    made.append(grant[0])
                elif grant != old[grant[0]]:
                    restored.append((grant[0], old[grant[0]][6]))
        self._refuse_used([row for row in rows if row.outcome == Outcome.NEW])
        erase(Grant, "pk", made)
        update_rows(Grant, ["ends_on"], restored)
        old = [(known[row.key].pk, row.before["old"]) for row in rows if row.before["old"]]
        update_accounts(old)

    def _refuse_used(self, made: list[ImportRow]) -> None:
        """An account with a password may have been used: it is disabled, not deleted."""
        accounts = User.objects.filter(username__among=[row.key for row in made])
        used = [u for u in accounts.order_by("username") if u.has_usable_password()]
        if used:
            names = "、".join(user.username for user in used[:3])
            raise RuleError(
                f"{len(used)}个账号已发放密码，不能撤销导入：{names}；请在用户页面逐个停用"
            )

    # --- export --------------------------------------------------------------------------

    def export(self, layout: Layout, code: str, day: Any) -> Iterator[tuple]:
        places = Places(None, self.write_permission, {})
        names = dict(Unit.objects.open().values_list("code", "name"))
        rows = User.objects.inside(code).filter(is_active=True).order_by("username")
        usernames = list(rows.values_list("username", flat=True))
        known = self.load(usernames, Context(None, day))
        for username in usernames:
            state = known[username].state
            account = {
                "username": username,
                "display_name": state["display_name"],
                "division": places.name(state["division"]),
                "unit": names.get(state["unit"], state["unit"]),
                "cadre": state["cadre"],
            }
            for grant in _to_export(state, day):
                values = account | _cells_of(grant, places, names)
                yield tuple([values.get(column.name, "") for column in layout.columns])


def _spoken(grant: list, words: dict[str, dict[str, str]]) -> str:
    _, role, reach, division, unit, since, ends, *_ = grant
    place = words["division"].get(division) if division else words["unit"].get(unit or "", "")
    until = f"至{last_day(ends)}" if ends else "起"
    where = f"（{place}）" if place else ""
    return f"{Role(role).label}，{Reach(reach).label}{where}，{since}{until}"


def _to_export(state: State, day: datetime.date) -> list[list | None]:
    """Grants in force or to come; a stand-in is a matter of days and stays out."""
    held = [g for g in state["grants"] if (g[6] or NEVER) > day.isoformat() and g[8] is None]
    return held or [None]


def _cells_of(grant: list | None, places: Places, names: dict[str, str]) -> State:
    if grant is None:
        return {}
    _, role, reach, division, unit, since, ends, note, _ = grant
    return {
        "role": Role(role).label,
        "reach": Reach(reach).label,
        "grant_division": places.name(division) if division else "",
        "grant_unit": names.get(unit, unit) if unit else "",
        "starts_on": datetime.date.fromisoformat(since),
        "last_day": last_day(ends) if ends else "",
        "note": note,
    }


USERS = UsersSheet()
