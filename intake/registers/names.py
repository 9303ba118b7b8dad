"""Units and cadres as a workbook names them: by code or by name, never guessed."""

import difflib
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass

from intake.places import OUT_OF_REACH, Places, tidy
from intake.tables import Table
from organization.models import Cadre, Unit

_LISTED = 5


@dataclass(frozen=True)
class Named:
    """A unit: key, code, name and area; without a key while its own row is still a plan."""

    pk: int | None
    code: str
    name: str
    division_code: str


class Units:
    """The units in being, read with one query."""

    def __init__(self) -> None:
        self.by_code: dict[str, Named] = {}
        self.by_pk: dict[int, Named] = {}
        self._by_name: dict[str, list[Named]] = defaultdict(list)
        self.full_names: dict[str, str] = {}
        """Name → code of the unit that bears it."""
        rows = Unit.objects.open().order_by("code")
        for pk, code, name, short, area in rows.values_list(
            "pk", "code", "name", "short_name", "division_id"
        ):
            self.add(Named(pk, code, name, area), short)

    def add(self, unit: Named, short: str = "") -> None:
        """Make a unit known, also one that the workbook itself brings."""
        self.by_code[unit.code] = unit
        if unit.pk:
            self.by_pk[unit.pk] = unit
        self.full_names.setdefault(unit.name, unit.code)
        for name in {tidy(unit.name), tidy(short)} - {""}:
            self._by_name[name].append(unit)

    def find(self, text: str) -> tuple[Named | None, str]:
        """The unit of a code, a full name or a short one; or a sentence saying why none."""
        if text in self.by_code:
            return self.by_code[text], ""
        if text in self.full_names:
            return self.by_code[self.full_names[text]], ""
        found = {unit.code: unit for unit in self._by_name.get(tidy(text), ())}
        if len(found) == 1:
            return next(iter(found.values())), ""
        if found:
            options = "、".join(f"{u.name}（{u.code}）" for u in list(found.values())[:_LISTED])
            return None, f"“{text}”可指{len(found)}个单位：{options}，请改填单位代码"
        near = difflib.get_close_matches(text, list(self._by_name), n=2, cutoff=0.6)
        perhaps = f"（是否为{'或'.join(near)}？）" if near else ""
        return None, f"没有在册单位“{text}”{perhaps}：请核对名称，或先登记单位"

    def words(self) -> dict[str, str]:
        """Code → name, for previews."""
        return {code: unit.name for code, unit in self.by_code.items()}

    def read(
        self,
        table: Table,
        index: int,
        name: str,
        *,
        within: Places | None = None,
        held: Container[str] = (),
    ) -> Named | None:
        """The unit that a cell names; what is wrong becomes a problem of the cell.

        `held` are codes that stand already: naming one of them changes nothing, even where the
        unit has been dissolved since.
        """
        text = table.column(name)[index]
        if text is None or text in held:
            return None
        unit, refusal = self.find(text)
        if unit and within and not within.in_reach(unit.division_code):
            unit, refusal = None, OUT_OF_REACH
        if refusal:
            table.problem(index, refusal, name, found=text)
        return unit


@dataclass(frozen=True)
class Person:
    """A cadre in office, as a workbook may name him."""

    pk: int
    number: str
    name: str
    unit: str
    division_code: str
    username: str


class Cadres:
    """The cadres in office that a column names, by number or by name; one query."""

    def __init__(self, texts: Iterable[str | None], places: Places) -> None:
        wanted = sorted({text for text in texts if text})
        rows = Cadre.objects.in_service()
        rows = rows.filter(number__among=wanted) | rows.filter(name__among=wanted)
        self.by_number: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for found in rows.values_list(
            "pk", "number", "name", "unit__name", "unit__division_id", "user__username"
        ):
            person = Person(*found)
            if not places.in_reach(person.division_code):
                continue
            self.by_number[person.number] = person
            self._by_name[person.name].append(person)

    def read(self, table: Table, index: int, name: str, *, held: str = "") -> Person | None:
        """The cadre that a cell names; what is wrong becomes a problem of the cell. Naming the
        one who stands already (`held`) changes nothing, even when he has left since."""
        text = table.column(name)[index]
        if text is None or text == held:
            return None
        if text in self.by_number:
            return self.by_number[text]
        found = self._by_name.get(text, [])
        if len(found) == 1:
            return found[0]
        if found:
            options = "、".join(f"{each.number}（{each.unit}）" for each in found[:_LISTED])
            refusal = f"有多名干部同名，请改填干部编号：{options}"
        else:
            refusal = "没有找到该干部，请核对姓名或编号，或先登记干部"
        table.problem(index, refusal, name, found=text)
        return None
