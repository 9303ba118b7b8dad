"""Rows of a workbook put together to households: who belongs together, what is said of all."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from households.enums import Relation
from households.sheets.columns import HOUSE_WIDE, LABELS, MEMBER_YEAR_FIELDS, spoken
from intake.errors import WorkbookError
from intake.identity import IdentityNumber, birth_date_of
from intake.places import Places
from intake.tables import Problem, Table

Values = dict[str, Any]


@dataclass(slots=True)
class DraftMember:
    """One row of the workbook: a person."""

    index: int
    person_no: str | None
    name: str | None
    identity: IdentityNumber | None
    relation: str | None
    ethnicity: str | None
    phone: str | None
    identified_on: datetime.date | None
    year: tuple
    """Values of MEMBER_YEAR_FIELDS, None where blank or not carried."""
    birth_date: datetime.date | None = None

    @property
    def id_no(self) -> str:
        return self.identity.id_no if self.identity else ""


@dataclass(slots=True)
class Draft:
    """The rows that share one 户编号."""

    key: str
    members: list[DraftMember]
    values: Values = field(default_factory=dict)
    village: str = ""

    @property
    def first(self) -> int:
        return self.members[0].index

    @property
    def indexes(self) -> list[int]:
        return [member.index for member in self.members]

    @property
    def head(self) -> DraftMember | None:
        return next((m for m in self.members if m.relation == Relation.HEAD), None)

    @property
    def title(self) -> str:
        head = self.head or self.members[0]
        return f"{head.name or '（姓名缺失）'}（{len(self.members)}人）"


class Reader:
    """Turns a table into drafts and notes what does not fit together."""

    def __init__(self, table: Table, places: Places) -> None:
        self.table = table
        self.places = places
        self.at = {name: place for place, name in enumerate(table.fields)}
        self.house_wide = [name for name in HOUSE_WIDE if name in self.at]

    def carries(self, name: str) -> bool:
        return name in self.at

    def drafts(self) -> list[Draft]:
        """One draft per 户编号, in the order of the workbook; rows without one stand alone."""
        groups: dict[str, list[DraftMember]] = {}
        alone: list[Draft] = []
        no = self.at["household_no"]
        for index, row in enumerate(self.table.rows):
            member = self._member(index, row)
            if row[no]:
                groups.setdefault(row[no], []).append(member)
                continue
            if "household_no" not in self.table.unread[index]:
                self._missing(index, "household_no")
            alone.append(Draft("", [member]))
        drafts = [Draft(key, members) for key, members in groups.items()]
        for draft in drafts:
            self._settle(draft)
        self._refuse_doubles(drafts)
        return sorted([*drafts, *alone], key=lambda draft: draft.first)

    def problems(self, draft: Draft) -> Iterator[Problem]:
        for index in draft.indexes:
            yield from self.table.problems.get(index, ())

    def unread(self, draft: Draft) -> frozenset[str]:
        """Fields with a cell that could not be read."""
        names = [self.table.unread[i] for i in draft.indexes if i in self.table.unread]
        return frozenset().union(*names) if names else frozenset()

    def _member(self, index: int, row: tuple) -> DraftMember:
        def value(name: str) -> Any:
            place = self.at.get(name)
            return None if place is None else row[place]

        member = DraftMember(
            index,
            value("person_no"),
            value("name"),
            value("identity"),
            value("relation"),
            value("ethnicity"),
            value("member_phone"),
            value("member_identified_on"),
            tuple([value(name) for name in MEMBER_YEAR_FIELDS]),
        )
        if member.identity:
            member.birth_date = birth_date_of(member.identity.id_no)
        for name in ("name", "relation"):
            if value(name) is None and name not in self.table.unread.get(index, ()):
                self._missing(index, name)
        return member

    def _missing(self, index: int, name: str) -> None:
        self.table.problem(index, f"{LABELS[name]}没有填写", name)

    def _settle(self, draft: Draft) -> None:
        rows = [(index, self.table.rows[index]) for index in draft.indexes]
        for name in self.house_wide:
            draft.values[name] = self._agreed(rows, name)
        draft.village = self._village(draft, rows)
        size = draft.values.get("size")
        if size is not None and size != len(draft.members):
            self.table.problem(
                draft.first,
                f"填写为{size}，而表内本户有{len(draft.members)}行：请补齐成员或改正人数",
                "size",
                found=str(size),
            )

    def _agreed(self, rows: list[tuple[int, tuple]], name: str) -> Any:
        """The one value that the household's rows give, blanks aside."""
        place = self.at[name]
        agreed = None
        for index, row in rows:
            value = row[place]
            if value is None or value == agreed:
                continue
            if agreed is None:
                agreed = value
                continue
            first = spoken(name, agreed)
            self.table.problem(
                index, f"同一户填写不一致：本户前面的行为“{first}”", name,
                found=spoken(name, value),
            )  # fmt: skip
        return agreed

    def _village(self, draft: Draft, rows: list[tuple[int, tuple]]) -> str:
        found = set()
        for index, row in rows:
            county = self._cell(row, "county")
            if county and not self._is_ours(county):
                self.table.problem(index, "不属于本市：请删去该行", "county", found=county)
                continue
            township, village = self._cell(row, "township"), self._cell(row, "village")
            place = self.places.village(township, village)
            if place.refusal:
                name = "township" if place.at_township else "village"
                shown = township if place.at_township else village
                self.table.problem(index, place.refusal, name, found=shown or "")
            else:
                found.add(place.code)
        if len(found) > 1:
            names = "、".join(self.places.label(code) for code in sorted(found))
            self.table.problem(draft.first, f"同一户分在几个村：{names}", "village")
            return ""
        return found.pop() if found else ""

    def _is_ours(self, county: str) -> bool:
        return any(county in {name, name.removesuffix("市")} for name in self.places.city_names)

    def _cell(self, row: tuple, name: str) -> str | None:
        place = self.at.get(name)
        return None if place is None else row[place]

    def _refuse_doubles(self, drafts: list[Draft]) -> None:
        """The same person twice in one workbook."""
        for name, key in (("identity", lambda m: m.id_no), ("person_no", lambda m: m.person_no)):
            seen: dict[str, int] = {}
            for draft in drafts:
                for member in draft.members:
                    value = key(member)
                    if not value:
                        continue
                    first = seen.setdefault(value, member.index)
                    if first != member.index:
                        self._double(name, first, member.index)

    def _double(self, name: str, first: int, second: int) -> None:
        for index, other in ((first, second), (second, first)):
            tab, row = self.table.places[other]
            where = f"工作表“{tab}”第{row}行" if tab else f"第{row}行"
            self.table.problem(index, f"与{where}重复：同一人只能有一行", name)


def data_date_of(table: Table, given: datetime.date | None) -> datetime.date:
    """The day for which the workbook's figures hold: its own column, a line above the header, or
    what the user gave at the upload.

    Raises:
        WorkbookError: none of them says it.
    """
    given = table.stated_date or given
    place = table.fields.index("data_date") if "data_date" in table.fields else None
    counted = Counter(row[place] for row in table.rows if row[place]) if place is not None else ()
    if not counted:
        if given is None:
            raise WorkbookError("表内没有数据日期：请在上传时填写数据截至日期")
        return given
    day = counted.most_common(1)[0][0]
    for index, row in enumerate(table.rows):
        if row[place] and row[place] != day:
            table.problem(
                index,
                f"与全表的数据日期{day}不一致：一份表只能有一个数据日期",
                "data_date",
                found=str(row[place]),
            )
    return day
