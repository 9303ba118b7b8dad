"""What a workbook would change of a household that the register knows, table by table.

For each table the plan keeps the whole row of columns that workbooks carry, as it is and as it
will be, so that writing and undoing need one statement per table, whatever changed.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from households.enums import Ethnicity
from households.sheets.columns import (
    HOUSEHOLD_FIELDS,
    LABELS,
    LIVING_FIELDS,
    MEMBER_YEAR_FIELDS,
    TEXT_FIELDS,
    YEAR_FIELDS,
    spoken,
)
from households.sheets.drafts import Draft, DraftMember
from households.sheets.known import KnownHousehold, KnownMember, YearRow
from households.sheets.matching import Match
from intake.identity import sex_of
from organization.pinyin import full, initials

_MASKS = {
    "id_no": "id", "phone": "phone", "disability_no": "id", "health": "health",
    "member_phone": "phone",
}  # fmt: skip
_MEMBER_LABELS = {
    "national_no": "人编号", "name": "姓名", "id_no": "证件号码", "ethnicity": "民族",
    "phone": "人联系电话", "identified_on": "人员识别时间", "disability_no": "残疾人证号",
}  # fmt: skip
_MEMBER_SHOWN = {"national_no": 0, "name": 1, "id_no": 5, "ethnicity": 7, "phone": 8,
                 "identified_on": 9}  # fmt: skip


@dataclass
class Edits:
    """Old and new rows of one household: table → [key, old values or None, new values]."""

    household: list | None = None
    year: list | None = None
    income: list | None = None
    living: list | None = None
    members: list[list] = field(default_factory=list)
    """[member pk, old, new]."""
    member_years: list[list] = field(default_factory=list)
    """[member pk, yearly row's pk or None, old or None, new]."""
    relations: list[list] = field(default_factory=list)
    """[membership pk, member pk, since, old relation, new relation]."""
    joined: list[list] = field(default_factory=list)
    lines: list[dict] = field(default_factory=list)
    """What the preview shows."""

    @property
    def is_empty(self) -> bool:
        return not self.lines

    def stored(self) -> dict[str, Any]:
        return {
            name: value
            for name in ("household", "year", "income", "living", "members", "member_years",
                         "relations", "joined")
            if (value := getattr(self, name))
        }  # fmt: skip


class Editor:
    """Compares drafts with what is known; knows which fields the workbook carries."""

    def __init__(self, carries: Callable[[str], bool], data_date: datetime.date) -> None:
        self.carries = carries
        self.day = data_date

    def edits(self, match: Match) -> Edits:
        draft = match.draft
        known: Any = match.known  # the editor is asked about households that are known
        edits = Edits()
        self._household(edits, draft, known)
        self._years(edits, draft, known)
        for member in draft.members:
            found = match.members.get(member.index)
            if found:
                self._member(edits, member, found)
            else:
                edits.joined.append(self.joining(member, match.returning.get(member.index)))
                edits.lines.append({"who": member.name, "label": "增加成员", "new": member.name})
        return edits

    # --- the household and its year ----------------------------------------------------------

    def _household(self, edits: Edits, draft: Draft, known: KnownHousehold) -> None:
        old = known.values
        new = list(old)
        for place, name in enumerate(HOUSEHOLD_FIELDS):
            value = draft.values.get(name)
            if value is not None:  # a blank cell leaves it as it is
                new[place] = value
        head = draft.head
        if head and head.name:
            new[-2:] = [head.name, initials(head.name)]
        self._note(edits, "", HOUSEHOLD_FIELDS, old, new)
        if tuple(new) != old:
            edits.household = [list(old), new]

    def _years(self, edits: Edits, draft: Draft, known: KnownHousehold) -> None:
        given = dict(draft.values)
        if any(given.get(name) is not None for name in YEAR_FIELDS):
            given["size"] = given.get("size") or len(draft.members)
        edits.year = self._year(edits, YEAR_FIELDS, given, known.year)
        names = ("net_income_per_capita",)
        edits.income = self._year(edits, names, given, known.income)
        edits.living = self._year(edits, LIVING_FIELDS, given, known.living)

    def _year(
        self,
        edits: Edits,
        names: Sequence[str],
        given: dict[str, Any],
        known: YearRow | None,
    ) -> list | None:
        """[pk or None, old or None, new], or None where nothing changes."""
        old = known.values if known else None
        new = self._year_values(names, given, old)
        if old is None and all(value in {None, ""} for value in new):
            return None
        if old is not None and "size" in names and given.get("size") is None:
            new[names.index("size")] = old[names.index("size")]
        self._note(edits, "", names, old, new)
        if old is not None and list(old) == new:
            return None
        if old is None and not edits.lines:
            edits.lines.append({"label": f"{self.day.year}年度信息", "new": "新建"})
        return [known.pk if known else None, list(old) if old else None, new]

    def _year_values(
        self, names: Sequence[str], given: dict[str, Any], old: Sequence | None
    ) -> list:
        """A year's row as the workbook has it, blanks included; fields that it does not carry
        stay as they are."""
        values = []
        for place, name in enumerate(names):
            if self.carries(name) or name == "size":
                values.append(_blank(name, given.get(name)))
            else:
                values.append(old[place] if old is not None else _blank(name, None))
        return values

    # --- the people --------------------------------------------------------------------------

    def _member(self, edits: Edits, member: DraftMember, known: KnownMember) -> None:
        old = known.values
        new = self.person(member, known)
        shown = [old[place] for place in _MEMBER_SHOWN.values()]
        told = [new[place] for place in _MEMBER_SHOWN.values()]
        self._note(edits, known.name, tuple(_MEMBER_SHOWN), shown, told)
        if tuple(new) != old:
            edits.members.append([known.pk, list(old), new])
        if member.relation and member.relation != known.relation:
            edits.relations.append(
                [known.membership_id, known.pk, known.since, known.relation, member.relation]
            )
            self._note(edits, known.name, ("relation",), [known.relation], [member.relation])
        row = self._member_year(edits, member, known)
        if row:
            edits.member_years.append([known.pk, *row])

    def person(self, member: DraftMember, known: KnownMember) -> list:
        """MEMBER_FIELDS as the workbook has them; a blank cell leaves what is known."""
        new = list(known.values)
        if member.person_no:
            new[0] = member.person_no
        if member.name and member.name != new[1]:
            new[1:4] = [member.name, full(member.name), initials(member.name)]
        if member.id_no and member.id_no != new[5]:
            new[4:7] = [sex_of(member.id_no), member.id_no, member.birth_date]
        for place, value in ((7, member.ethnicity), (8, member.phone), (9, member.identified_on)):
            if value is not None:
                new[place] = value
        return new

    def _member_year(self, edits: Edits, member: DraftMember, known: KnownMember) -> list | None:
        names = (*MEMBER_YEAR_FIELDS, "disability_no")
        given = dict(zip(MEMBER_YEAR_FIELDS, member.year, strict=True))
        old = known.year.values if known.year else None
        certificate = member.identity.certificate if member.identity else ""
        new = self._year_values(MEMBER_YEAR_FIELDS, given, old)
        new.append(certificate or (old[-1] if old else ""))
        self._note(edits, known.name, names, old, new)
        if old is not None and list(old) == new:
            return None
        return [known.year.pk if known.year else None, list(old) if old else None, new]

    def joining(self, member: DraftMember, returning: KnownMember | None) -> list:
        """[known pk or None, old person or None, person, relation, since, yearly row's pk or
        None, its household and old values or None, year, index of the ID number].

        What follows from name and number is left blank for a new person; writing fills it in.
        """
        row = returning.year if returning else None
        given = dict(zip(MEMBER_YEAR_FIELDS, member.year, strict=True))
        year = self._year_values(MEMBER_YEAR_FIELDS, given, row.values if row else None)
        year.append(member.identity.certificate if member.identity else "")
        if returning:
            person = self.person(member, returning)
        else:
            person = [
                member.person_no, member.name, "", "", "", member.id_no, None,
                member.ethnicity or Ethnicity.HAN, member.phone or "", member.identified_on,
            ]  # fmt: skip
        return [
            returning.pk if returning else None,
            list(returning.values) if returning else None,
            person,
            member.relation,
            member.identified_on,
            row.pk if row else None,
            [row.household_id, *row.values] if row else None,
            year,
            member.id_index,
        ]

    # --- what the preview shows --------------------------------------------------------------

    def _note(
        self, edits: Edits, who: str, names: Sequence[str], old: Sequence | None, new: Sequence
    ) -> None:
        before = old if old is not None else [None] * len(names)
        for name, was, now in zip(names, before, new, strict=False):
            if _same(was, now):
                continue
            label = _MEMBER_LABELS.get(name) if who else None
            line = {"label": label or LABELS[name], "new": spoken(name, now)}
            if was not in {None, ""}:
                line["old"] = spoken(name, was)
            if who:
                line["who"] = who
            if name in _MASKS:
                line["mask"] = _MASKS[name]
            edits.lines.append(line)


def summary(payload: dict[str, Any]) -> list[dict]:
    """What the preview shows of a new household, from what will be written."""
    people = "、".join(
        f"{person[1]}（{spoken('relation', relation).removeprefix('之')}）"
        for _, _, person, relation, *_ in payload["joined"]
    )
    lines = [{"label": "成员", "new": people}]
    values = dict(zip(YEAR_FIELDS, payload["year"], strict=True)) | {"status": payload["status"]}
    if payload["income"]:
        values["net_income_per_capita"] = payload["income"][0]
    for name in ("status", "household_type", "attribute", "cause_main", "net_income_per_capita"):
        value = spoken(name, values.get(name))
        if value:
            lines.append({"label": LABELS[name], "new": value})
    return lines


def _blank(name: str, value: Any) -> Any:
    return "" if value is None and name in TEXT_FIELDS else value


def _same(was: Any, now: Any) -> bool:
    return was == now or (was in {None, ""} and now in {None, ""})


def new_year_rows(draft: Draft, carries: Callable[[str], bool]) -> dict[str, list | None]:
    """Yearly rows of a new household."""
    values = {**draft.values, "size": draft.values.get("size") or len(draft.members)}

    def row(names: Iterable[str]) -> list:
        return [_blank(name, values.get(name)) for name in names]

    income, living = row(["net_income_per_capita"]), row(LIVING_FIELDS)
    return {
        "year": row(YEAR_FIELDS),
        "income": income if carries("net_income_per_capita") else None,
        "living": living if any(carries(name) for name in LIVING_FIELDS) else None,
    }
