"""Structured values of policy parameters as people read and write them.

A list is 31、45、60; a table has a line for each entry, 正科级：3 or K08：关注 1，需处理 0.95. The
default of the parameter says what kind of value stands behind a line.
"""

import re
from typing import Any

from organization.enums import Rank
from organization.errors import RuleError

WORDS = {
    "soon": "关注", "urgent": "需处理",
    "code": "机关代字", "issuer": "发文机关",
    "L1": "督办通知", "L2": "专项整改督办函", "interview": "约谈通知", "pledge": "责任状",
    "bulletin": "通报", "weekly": "周例会材料",
    "without_approval": "免审核的表种", "max_households": "户数上限",
    "households": "农户", "units": "单位", "cadres": "干部", "users": "用户",
    "key_villages": "重点村", **dict(Rank.choices),
}  # fmt: skip
KEYS = {word: key for key, word in WORDS.items()}
"""The way back; `name_keys` adds to both what only a higher floor can name."""
NONE = "无"
_COLON = re.compile(r"[：:]")
_COMMA = re.compile(r"[，,；;]")
_LISTED = re.compile(r"[、，,；;\s]+")


def name_keys(words: dict[str, str]) -> None:
    """Give keys their names; called from `registrations`."""
    WORDS.update(words)
    KEYS.update({word: key for key, word in words.items()})


def spoken(value: Any) -> str:
    """A value as the editor shows it."""
    if isinstance(value, dict):
        return "\n".join(f"{_word(key)}：{_inner(part)}" for key, part in value.items())
    return _inner(value)


def read(text: str, like: Any) -> Any:
    """The value that a text stands for; `like` is a value of the same parameter.

    Raises:
        RuleError: a line that cannot be read; the sentence says which and how it should look.
    """
    if not isinstance(like, dict):
        return _listed(text, like)
    value = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, *rest = _COLON.split(line.strip(), maxsplit=1)
        key = KEYS.get(name.strip(), name.strip())
        example = like.get(key, next(iter(like.values())))
        try:
            value[key] = _part(rest[0], example)
        except (IndexError, ValueError):
            first = next(iter(like.items()))
            raise RuleError(
                f"第{number}行“{line.strip()}”写法不对，应如“{_word(first[0])}：{_inner(first[1])}”"
            ) from None
    return value


def _word(key: str) -> str:
    return WORDS.get(key, key)


def _inner(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{_word(key)} {part}" for key, part in value.items())
    if isinstance(value, list):
        return "、".join(_word(str(each)) for each in value) or NONE
    return str(value)


def _part(text: str, like: Any) -> Any:
    text = text.strip()
    if isinstance(like, dict):
        pairs = [part.split(maxsplit=1) for part in _COMMA.split(text) if part.strip()]
        return {KEYS.get(name, name): said.strip() for name, said in pairs}
    if isinstance(like, list):
        return _listed(text, like)
    return int(text) if isinstance(like, int) else text


def _listed(text: str, like: Any) -> list[Any]:
    parts = [] if text.strip() == NONE else [part for part in _LISTED.split(text.strip()) if part]
    try:
        return [int(part) for part in parts]
    except ValueError:
        if like and isinstance(like[0], int):
            raise RuleError(f"请填写整数，用顿号隔开，如“{_inner(like)}”") from None
        return [KEYS.get(part, part) for part in parts]
