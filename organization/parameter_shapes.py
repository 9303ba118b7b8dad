"""What the value of a policy parameter must look like; a wrong one is said in words.

A shape takes a value as it comes from the form or a program and returns it as it is stored.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from organization.errors import RuleError
from organization.parameter_words import WORDS

Shape = Callable[[Any], Any]
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_INDICATOR = re.compile(r"[A-Z]\d{2}[A-Z]?")


def whole(least: int, most: int) -> Shape:
    """A whole number between two bounds."""

    def shape(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise RuleError(f"请填写{least:,}至{most:,}之间的整数")
        return value

    return shape


def money(value: Any) -> str:
    """An amount in yuan, stored as text, exact to the cent."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 10**12 or amount != round(amount, 2):
        raise RuleError("请填写不小于0的金额，最多两位小数")
    return f"{amount:.2f}"


def clock(value: Any) -> str:
    """A time of day, 06:00."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value.strip()):
        raise RuleError("请按“时:分”填写，如 06:00")
    return value.strip()


def alert_lines(value: Any) -> dict[str, dict[str, str]]:
    """Indicator code → the figures from which it needs attention soon or at once."""
    for code, lines in _pairs(value):
        if not _INDICATOR.fullmatch(code):
            raise RuleError(f"“{code}”不是指标编号，如 K08")
        for level, line in _pairs(lines):
            if level not in {"soon", "urgent"} or not _is_number(line):
                raise RuleError(f"{code}：只能写“关注”或“需处理”和数字，如“关注 1，需处理 0.95”")
    return value


def count_by(*names: str) -> Shape:
    """How many for each of the names, all of them."""
    one = whole(0, 999)

    def shape(value: Any) -> dict[str, int]:
        given = dict(_pairs(value))
        if set(given) != set(names):
            wrong = set(given) ^ set(names)
            said = "、".join(WORDS.get(name, name) for name in sorted(wrong))
            raise RuleError(f"请逐项填写且不增不减，请核对：{said}")
        return {name: one(given[name]) for name in names}

    return shape


def rising_days(value: Any) -> list[int]:
    """Days that follow one another, 31, 45, 60."""
    days = _whole_numbers(value, 1, 3650)
    if not days or days != sorted(set(days)):
        raise RuleError("请填写由小到大、互不相同的天数，如“31、45、60”")
    return days


def day_offsets(value: Any) -> list[int]:
    """Days before (negative) and after a deadline."""
    return sorted(set(_whole_numbers(value, -60, 60)))


def letter_heads(*kinds: str) -> Shape:
    """For each kind of letter the code of its number and who issues it."""

    def shape(value: Any) -> dict[str, dict[str, str]]:
        given = dict(_pairs(value))
        if missing := set(kinds) - set(given):
            said = "、".join(WORDS.get(kind, kind) for kind in sorted(missing))
            raise RuleError(f"缺少文种：{said}")
        for kind, head in given.items():
            parts = dict(_pairs(head))
            whole_head = set(parts) == {"code", "issuer"}
            if not whole_head or not all(isinstance(v, str) and v.strip() for v in parts.values()):
                raise RuleError(f"{WORDS.get(kind, kind)}：请填写机关代字和发文机关")
            if any(len(part) > 40 for part in parts.values()):
                raise RuleError(f"{WORDS.get(kind, kind)}：机关代字和发文机关不超过40个字")
        return given

    return shape


def approval_policy(value: Any) -> dict[str, Any]:
    """Kinds of workbooks that need no second person, up to how many households."""
    given = dict(_pairs(value))
    kinds, most = given.get("without_approval"), given.get("max_households")
    if set(given) != {"without_approval", "max_households"} or not isinstance(kinds, list):
        raise RuleError("请填写免审核的表种和户数上限各一行")
    if not all(isinstance(kind, str) and kind.isidentifier() for kind in kinds):
        raise RuleError("免审核的表种写成“农户、单位”，没有的写“无”")
    return {"without_approval": kinds, "max_households": whole(0, 1_000_000)(most)}


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise RuleError("此处应逐行填写，每行如“名称：取值”")
    return list(value.items())


def _whole_numbers(value: Any, least: int, most: int) -> list[int]:
    if not isinstance(value, list) or len(value) > 20:
        raise RuleError("此处应为一列数字，如“31、45、60”")
    one = whole(least, most)
    return [one(each) for each in value]


def _is_number(text: Any) -> bool:
    try:
        return isinstance(text, str) and Decimal(text).is_finite()
    except InvalidOperation:
        return False
