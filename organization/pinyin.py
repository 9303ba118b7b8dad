"""Pinyin the way people type names: initials and full reading, surnames read as surnames."""

import functools

from django.db.models import Q
from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao",
    "盖": "ge", "覃": "qin", "任": "ren", "华": "hua", "繁": "po", "员": "yun", "乐": "yue",
    "缪": "miao", "种": "chong", "洗": "xian", "尹": "yin", "万": "wan", "折": "she", "黑": "he",
    "秘": "bi", "冼": "xian", "召": "shao", "翟": "zhai", "葛": "ge", "柏": "bai", "卜": "bu",
}  # fmt: skip
"""Characters read otherwise when they are a surname."""
COMPOUND = {"尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun")}


@functools.lru_cache(maxsize=200_000)
def syllables(name: str) -> tuple[str, ...]:
    """The name's syllables: 曾建国 → (zeng, jian, guo)."""
    if name[:2] in COMPOUND:
        return COMPOUND[name[:2]] + _reading(name[2:])
    return _surname(name[:1]) + _reading(name[1:])


@functools.cache
def _surname(character: str) -> tuple[str, ...]:
    return (SURNAMES[character],) if character in SURNAMES else _reading(character)


@functools.lru_cache(maxsize=200_000)
def _reading(text: str) -> tuple[str, ...]:
    """Apart from the surname: a register of 81,076 people has few thousand given names, and a
    reading by phrases must not join the surname to what follows."""
    return tuple(lazy_pinyin(text, style=Style.NORMAL))


def initials(name: str) -> str:
    """First letters: 曾建国 → zjg."""
    return "".join(syllable[0] for syllable in syllables(name) if syllable).lower()[:50]


def full(name: str) -> str:
    """All letters: 曾建国 → zengjianguo."""
    return "".join(syllables(name)).lower()


def named(text: str, *, name: str = "name", letters: str = "initials") -> Q:
    """Rows whose name holds what was typed, or whose initials begin so; `name` and `letters` lead
    to the two columns."""
    return Q(**{f"{name}__contains": text}) | Q(**{f"{letters}__startswith": text.lower()})
