"""Arithmetic of the 12-digit division code (统计用区划代码): an area is a range of codes.

Digits: 2 province, 2 prefecture, 2 county (GB/T 2260), 3 township (GB/T 10114), 3 village.
"""

from typing import NamedTuple

from organization.enums import DivisionLevel

LENGTH = 12
_LEVEL_ENDS = {
    DivisionLevel.PROVINCE: 2,
    DivisionLevel.PREFECTURE: 4,
    DivisionLevel.CITY: 6,
    DivisionLevel.TOWNSHIP: 9,
    DivisionLevel.VILLAGE: 12,
}


class CodeRange(NamedTuple):
    """First and last division code of an area, both inside."""

    low: str
    high: str

    def holds(self, code: str) -> bool:
        return self.low <= code <= self.high


def level_of(code: str) -> DivisionLevel:
    """The level that a code speaks of: 429004108000 is a township."""
    for level, end in _LEVEL_ENDS.items():
        if not code[end:].strip("0"):
            return level
    raise ValueError(code)


def prefix_of(code: str) -> str:
    """The digits that all codes of the area begin with: 429004108000 → 429004108."""
    return code[: _LEVEL_ENDS[level_of(code)]]


def code_range(code: str) -> CodeRange:
    """All codes of the area: 429004108000 → 429004108000 … 429004108999."""
    prefix = prefix_of(code)
    return CodeRange(prefix.ljust(LENGTH, "0"), prefix.ljust(LENGTH, "9"))


def lies_in(code: str, area: str) -> bool:
    """Whether a place is an area or lies in it."""
    return code.startswith(prefix_of(area))


def ancestor(code: str, level: DivisionLevel) -> str:
    """The code of the area of `level` that `code` lies in: village → its township."""
    return code[: _LEVEL_ENDS[level]].ljust(LENGTH, "0")


def city_of(code: str) -> str:
    """The code of the city: who arranges for it arranges who takes on its places."""
    return ancestor(code, DivisionLevel.CITY)


def ancestors(code: str) -> list[str]:
    """The code itself and every area above it, the nearest first, without repetition."""
    chain = [code]
    for level in reversed(_LEVEL_ENDS):
        above = ancestor(code, level)
        if above < chain[-1] and above not in chain:
            chain.append(above)
    return chain
