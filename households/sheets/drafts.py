"""Rows of a workbook put together to households: who belongs together, what is said of all."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from households.enums import Relation
from households.sheets.columns import HOUSE_WIDE, LABELS, MEMBER_YEAR_FIELDS, spoken
from intake.errors import WorkbookError
from intake.identity import IdentityNumber
from intake.places import Found, Places
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
    id_index: str = ""
    """Keyed hash of the ID number, for whoever is looked up in the whole city."""

    @property
    def id_no(self) -> str:
        return self.identity.id_no if self.identity else ""

    @property
    def birth_date(self) -> datetime.date | None:
        return self.identity.birth_date if self.identity else None


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
        self.house_wide = [name for name in HOUSE_WIDE if name in table.columns]

    def carries(self, name: str) -> bool:
        return name in self.table.columns

    def drafts(self) -> list[Draft]:
        """One draft per 户编号, in the order of the workbook; rows without one stand alone."""
        groups: dict[str, list[DraftMember]] = {}
        alone: list[Draft] = []
        for key, member in zip(self.table.column("household_no"), self._members(), strict=True):
            if key:
                groups.setdefault(key, []).append(member)
                continue
            if "household_no" not in self.table.unread.get(member.index, ()):
                self._missing(member.index, "household_no")
            alone.append(Draft("", [member]))
        self._refuse_blank()
        drafts = [Draft(key, members) for key, members in groups.items()]
        found = self._places()
        for draft in drafts:
            self._settle(draft, found)
        self._refuse_doubles()
        return sorted([*drafts, *alone], key=lambda draft: draft.first)

    def problems(self, draft: Draft) -> Iterator[Problem]:
        for index in draft.indexes:
            yield from self.table.problems.get(index, ())

    def unread(self, draft: Draft) -> frozenset[str]:
        """Fields with a cell that could not be read."""
        names = [self.table.unread[i] for i in draft.indexes if i in self.table.unread]
        return frozenset().union(*names) if names else frozenset()

    def _members(self) -> Iterator[DraftMember]:
        column = self.table.column
        return map(
            DraftMember,
            range(len(self.table)),
            column("person_no"),
            column("name"),
            column("identity"),
            column("relation"),
            column("ethnicity"),
            column("member_phone"),
            column("member_identified_on"),
            zip(*(column(name) for name in MEMBER_YEAR_FIELDS), strict=True),
        )

    def _refuse_blank(self) -> None:
        for name in ("name", "relation"):
            for index, value in enumerate(self.table.column(name)):
                if value is None and name not in self.table.unread.get(index, ()):
                    self._missing(index, name)

    def _missing(self, index: int, name: str) -> None:
        self.table.problem(index, f"{LABELS[name]}没有填写", name)

    def _settle(self, draft: Draft, found: list[Found | None]) -> None:
        indexes = draft.indexes
        for name in self.house_wide:
            column = self.table.columns[name]
            values = {column[index] for index in indexes}
            values.discard(None)
            draft.values[name] = values.pop() if len(values) == 1 else None
            if values:
                draft.values[name] = self._disagreeing(indexes, name, column)
        draft.village = self._village(draft, indexes, found)
        size = draft.values.get("size")
        if size is not None and size != len(draft.members):
            self.table.problem(
                draft.first,
                f"填写为{size}，而表内本户有{len(draft.members)}行：请补齐成员或改正人数",
                "size",
                found=str(size),
            )

    def _disagreeing(self, indexes: list[int], name: str, column: list) -> Any:
        """Several values for one household: every row that differs from the first is wrong."""
        filled = [index for index in indexes if column[index] is not None]
        first = column[filled[0]]
        for index in filled[1:]:
            if column[index] != first:
                self.table.problem(
                    index,
                    f"同一户填写不一致：本户前面各行填的是“{spoken(name, first)}”",
                    name,
                    found=spoken(name, column[index]),
                )
        return first

    def _places(self) -> list[Found | None]:
        """What the place cells of each row came to; None for a row of another city."""
        counties = {
            county: not county or self._is_ours(county)
            for county in set(self.table.column("county"))
        }
        rows = zip(
            self.table.column("county"),
            self.table.column("township"),
            self.table.column("village"),
            strict=True,
        )
        village = self.places.village
        return [
            village(township, name) if counties[county] else None for county, township, name in rows
        ]

    def _village(self, draft: Draft, indexes: list[int], found: list[Found | None]) -> str:
        places = [found[index] for index in indexes]
        codes = {place.code if place else "" for place in places}
        if len(codes) == 1 and "" not in codes:
            return codes.pop()
        for index in indexes:
            self._refuse_place(index, found[index])
        codes.discard("")
        if len(codes) > 1:
            names = "、".join(self.places.label(code) for code in sorted(codes))
            self.table.problem(draft.first, f"同一户分在几个村：{names}", "village")
        return codes.pop() if len(codes) == 1 else ""

    def _refuse_place(self, index: int, place: Found | None) -> None:
        if place is None:
            county = self.table.columns["county"][index]
            self.table.problem(index, "不属于本市：请删去该行", "county", found=county)
        elif place.refusal:
            name = "township" if place.at_township else "village"
            shown = self.table.column(name)[index]
            self.table.problem(index, place.refusal, name, found=shown or "")

    def _is_ours(self, county: str) -> bool:
        return any(county in {name, name.removesuffix("市")} for name in self.places.city_names)

    def _refuse_doubles(self) -> None:
        """The same person twice in one workbook."""
        numbers = [identity.id_no if identity else None for identity in
                   self.table.column("identity")]  # fmt: skip
        for name, column in (("identity", numbers), ("person_no", self.table.column("person_no"))):
            seen: dict[str, int] = {}
            for index, value in enumerate(column):
                if value is None:
                    continue
                first = seen.setdefault(value, index)
                if first != index:
                    self._double(name, first, index)

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
    column = table.column("data_date")
    counted = Counter(day for day in column if day)
    if not counted:
        if given is None:
            raise WorkbookError("表内没有数据日期：请在上传时填写数据截至日期")
        return given
    day = counted.most_common(1)[0][0]
    for index, value in enumerate(column):
        if value and value != day:
            table.problem(
                index,
                f"与全表的数据日期{day}不一致：一份表只能有一个数据日期",
                "data_date",
                found=str(value),
            )
    return day
