"""Reading a users workbook: rows put together to accounts with their grants."""

from django.core.exceptions import PermissionDenied

from intake.enums import Level
from intake.places import Places
from intake.registers.accounts import EMPTY, NEVER, last_day
from intake.registers.base import (
    Draft,
    Reading,
    RegisterSheet,
    State,
    filled,
    may_change,
    plain,
    require_cells,
    spot,
)
from intake.registers.names import Cadres, Units
from intake.registers.units import PlaceNames
from intake.sheets import Context
from intake.tables import Table
from organization.days import ONE_DAY
from organization.enums import Reach
from organization.errors import RuleError
from organization.models import Division, Unit
from organization.permissions import Role
from organization.services.users import (
    GRANT_ENDS_AFTER_START,
    NOT_ONESELF,
    check_may_give,
    check_whole_reach,
    has_account,
    same_grant,
)

_GRANT = ("role", "reach", "grant_division", "grant_unit", "starts_on", "last_day", "note")
_NEEDED = ("display_name", "division")


class Reader:
    """Rows of a users workbook put together to accounts with their grants."""

    def __init__(self, sheet: RegisterSheet, table: Table, context: Context) -> None:
        self.table = table
        self.context = context
        self.places = Places(context.by, sheet.write_permission, context.answers)
        known = sheet.load((key for key in table.column("username") if key), context)
        self.reading = Reading([], known, self.places)
        self.units = Units()
        self.cadres = Cadres(table.column("cadre"), self.places)
        self.waiting = [""] * len(table)

    def read(self) -> Reading:
        groups: dict[str, Draft] = {}
        for index, key in enumerate(self.table.column("username")):
            if key:
                groups.setdefault(key, Draft(key, [])).indexes.append(index)
                continue
            if "username" not in self.table.unread.get(index, ()):
                self.table.problem(index, "用户名没有填写", "username")
            groups[f"#{index}"] = Draft("", [index])
        self.reading.drafts = sorted(groups.values(), key=lambda draft: draft.first)
        for draft in self.reading.drafts:
            self._settle(draft)
        self._refuse_shared_cadres()
        self.reading.waiting = self.waiting
        self.reading.words = {"division": PlaceNames(self.places), "unit": self.units.words()}
        return self.reading

    def _settle(self, draft: Draft) -> None:
        there = self.reading.known.get(draft.key)
        old = there.state if there else EMPTY
        draft.state = old | {"grants": list(old["grants"])}
        self._account(draft)
        draft.title = draft.state["display_name"]
        draft.division_code = draft.state["division"]
        if there is None:
            require_cells(self.table, draft, _NEEDED)
        elif not may_change(self.table, draft, there, self.places, "username"):
            return
        for index in draft.indexes:
            self._grant(draft, index)
        if there is None and not draft.state["grants"]:
            self._require_grant(draft)
        by = self.context.by
        if by and draft.key == by.username and draft.state != old:
            self.table.problem(draft.first, NOT_ONESELF, "username", found=draft.key)

    def _require_grant(self, draft: Draft) -> None:
        if not any(self.table.problems.get(index) for index in draft.indexes):
            text = "新开账号须同时给一项授权：请填写角色和范围方式"
            self.table.problem(draft.first, text, "role")

    # --- the account ---------------------------------------------------------------------

    def _account(self, draft: Draft) -> None:
        """What is said of the account; every row must say the same, or nothing."""
        said: dict[str, tuple[str, int]] = {}
        for index in draft.indexes:
            for name, value in self._said_of_account(draft, index).items():
                first, where = said.setdefault(name, (value, index))
                if value != first:
                    text = f"同一账号填写不一致：{spot(self.table, where)}与本行不同"
                    self.table.problem(index, text, name)
        draft.state |= {name: value for name, (value, _) in said.items()}

    def _said_of_account(self, draft: Draft, index: int) -> State:
        values = filled(self.table, index, ["display_name"])
        place = self._place(index, "division")
        held = {draft.state["unit"]}
        unit = self.units.read(self.table, index, "unit", within=self.places, held=held)
        cadre = self.cadres.read(self.table, index, "cadre", held=draft.state["cadre"])
        if cadre and cadre.username not in (None, self.table.column("username")[index]):
            self.table.problem(index, has_account(cadre.name), "cadre", found=cadre.number)
        if cadre:
            values |= {"cadre": cadre.number}
            values.setdefault("display_name", cadre.name)
        return (
            values | ({"division": place} if place else {}) | ({"unit": unit.code} if unit else {})
        )

    def _place(self, index: int, name: str) -> str:
        text = self.table.column(name)[index]
        if text is None:
            return ""
        place = self.places.area(text)
        self.waiting[index] = self.waiting[index] or place.question
        if place.refusal:
            self.table.problem(index, place.refusal, name, found=text)
        return place.code

    def _refuse_shared_cadres(self) -> None:
        owners: dict[str, Draft] = {}
        for draft in self.reading.drafts:
            number = draft.state["cadre"]
            first = owners.setdefault(number, draft)
            if number and first is not draft:
                text = f"与{spot(self.table, first.first)}对应同一名干部：一人只能有一个账号"
                self.table.problem(draft.first, text, "cadre", found=number)

    # --- grants --------------------------------------------------------------------------

    def _grant(self, draft: Draft, index: int) -> None:
        """The grant of one row: known and unchanged, ended earlier, or new."""
        given = {name: self.table.column(name)[index] for name in _GRANT}
        if not any(given.values()):
            return
        missing = [name for name in ("role", "reach") if given[name] is None]
        for name in missing:
            if name not in self.table.unread.get(index, ()):
                label = self.table.layout.by_name[name].label
                self.table.problem(index, f"{label}没有填写", name)
        before = len(self.table.problems.get(index, ()))
        held = {grant[4] for grant in draft.state["grants"] if grant[4]}
        division, unit = self._reach(given, index, held)
        if missing or len(self.table.problems.get(index, ())) > before:
            return
        self._match(draft, index, given, division, unit)

    def _reach(self, given: State, index: int, held: set[str]) -> tuple[str, str]:
        """Only the place that the reach needs, as the form takes it."""
        if given["reach"] == Reach.DIVISION:
            return self._place(index, "grant_division"), ""
        if given["reach"] == Reach.UNIT:
            if given["grant_unit"] in held:
                return "", given["grant_unit"]
            unit = self.units.read(self.table, index, "grant_unit", within=self.places)
            return "", unit.code if unit else ""
        return "", ""

    def _match(self, draft: Draft, index: int, given: State, division: str, unit: str) -> None:
        place = [given["role"], given["reach"], division or None, unit or None]
        starts, last = given["starts_on"], given["last_day"]
        ends = plain(last + ONE_DAY) if last else None
        since = plain(starts) if starts else self.context.day.isoformat()
        same = [grant for grant in draft.state["grants"]
                if grant[1:5] == place and (grant[6] or NEVER) > since
                and (ends is None or grant[5] < ends)]  # fmt: skip
        if not same:
            grant = [None, *place, since, ends, given["note"] or "", None]
            self._add(draft, index, grant)
            return
        held = same[0]
        if held[0] is None:
            self.table.problem(index, "本表前面已有同一授权：请删去重复的行", "role")
        elif starts and plain(starts) != held[5]:
            text = f"{same_grant(draft.title, held[1])}，自{held[5]}起"
            self.table.problem(index, text, "starts_on", found=plain(starts))
        elif ends and ends != held[6]:
            self._end(draft, index, held, ends)

    def _end(self, draft: Draft, index: int, held: list, ends: str) -> None:
        if held[6] and ends > held[6]:
            text = f"该授权到{last_day(held[6])}为止：要延长的，请另起一行，自次日起授权"
            self.table.problem(index, text, "last_day")
        elif ends <= held[5]:
            self.table.problem(index, GRANT_ENDS_AFTER_START, "last_day")
        else:
            place = draft.state["grants"].index(held)
            draft.state["grants"][place] = [*held[:6], ends, *held[7:]]

    def _add(self, draft: Draft, index: int, grant: list) -> None:
        _, role, reach, division, unit, since, ends, *_ = grant
        named = self.units.by_code.get(unit or "")
        where = Division(code=division) if division else None
        what = Unit(pk=named.pk, division_id=named.division_code) if named else None
        try:
            if self.context.by:
                check_may_give(self.context.by, Role(role), Reach(reach), where, what)
            else:
                check_whole_reach(Reach(reach), where, what)
        except (RuleError, PermissionDenied) as refusal:
            name = "role" if reach == Reach.OWN or where or what else f"grant_{reach}"
            self.table.problem(index, str(refusal), name)
            return
        if ends and ends <= since:
            self.table.problem(index, GRANT_ENDS_AFTER_START, "last_day")
            return
        if reach == Reach.OWN and not draft.state["cadre"]:
            text = "没有对应干部：该用户看不到本人联系的户和村，请补填对应干部"
            self.table.problem(index, text, "cadre", level=Level.WARNING)
        draft.state["grants"].append(grant)
