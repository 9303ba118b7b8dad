"""A new head of household and what everybody is to the new one (户主变更)."""

from collections.abc import Iterable, Sequence
from datetime import date

from households.demo.names import FEMALE, MALE
from households.demo.people import Person

_OTHER = "99"
# What a member was to the old head → what they are to the new one, by what the new head was.
# Where the sexes differ the pair is (male, female); what is not listed becomes 其他.
_TO_WIDOW = {"03": "03", "04": "04", "05": "05", "06": "06", "07": "07", "08": "08", "09": "09"} | {
    "10": "10",
    "11": "15",
    "12": "16",
    "13": "11",
    "14": "12",
}
_TO_WIDOWER = _TO_WIDOW | {"11": "13", "12": "14", "15": "11", "16": "12"}
_TO_SON = {
    "02": ("11", "12"),
    "03": "21",
    "04": "21",
    "05": "02",
    "07": "03",
    "08": "04",
    "11": "17",
    "12": "18",
}
_TO_DAUGHTER = _TO_SON | {"05": "22", "06": "02", "07": "24", "08": "25", "09": "03", "10": "04"}
_TO_PARENT = {
    "02": ("06", "05"),
    "03": "07",
    "04": "08",
    "11": "02",
    "12": "02",
    "21": ("03", "04"),
}
_TO_GRANDCHILD = {"02": ("17", "18"), "07": "21", "08": "21"}
_TO_BROTHER = {"11": "11", "12": "12", "02": ("99", "22"), "03": "24", "04": "25"}

_TABLES: dict[tuple[str, str], dict[str, str | tuple[str, str]]] = {
    ("02", FEMALE): _TO_WIDOW,
    ("02", MALE): _TO_WIDOWER,
    ("03", MALE): _TO_SON,
    ("04", FEMALE): _TO_DAUGHTER,
    ("11", MALE): _TO_PARENT,
    ("12", FEMALE): _TO_PARENT,
    ("07", MALE): _TO_GRANDCHILD,
    ("08", FEMALE): _TO_GRANDCHILD,
    ("21", MALE): _TO_BROTHER,
}
_ORDER = ("02", "03", "04", "11", "12", "21", "05", "06", "07", "08")


def succeed_head(staying: Iterable[Person], grown: Sequence[Person], day: date) -> None:
    """Make the nearest grown member the head and restate every relation from `day` on."""
    heir = min(grown, key=_closeness)
    table = _TABLES.get((heir.relation, heir.sex), {})
    for member in staying:
        relation = "01" if member is heir else _restated(member, table)
        if relation != member.relation:
            member.relation = relation
            member.relation_changes.append((day, relation))


def _closeness(member: Person) -> tuple[int, int]:
    rank = _ORDER.index(member.relation) if member.relation in _ORDER else len(_ORDER)
    return rank, member.number


def _restated(member: Person, table: dict[str, str | tuple[str, str]]) -> str:
    new = table.get(member.relation, _OTHER)
    return new if isinstance(new, str) else new[member.sex == FEMALE]
