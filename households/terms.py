"""What people type into the search box, sorted into what it can mean. Plain text, no database.

张三 · zhangsan · zs · 张沟 张三 · a whole ID or its last 6 or 4 · a phone or its last 4 · a
household number. Words divided by blanks must all be met.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_WORDS = 5


class Kind(StrEnum):
    """What a word can be."""

    CHINESE = "chinese"
    LETTERS = "letters"
    ID = "id"
    TAIL_6 = "tail6"
    TAIL_4 = "tail4"
    PHONE = "phone"
    NUMBER = "number"


@dataclass(frozen=True)
class Term:
    kind: Kind
    text: str


_NUMBER = re.compile(r"\d+X?")
_LETTERS = re.compile(r"[a-z]+")


def parse(text: str) -> list[Term]:
    """The words of a search; full-width signs are read as half-width."""
    plain = unicodedata.normalize("NFKC", text).strip()
    words = [word for word in re.split(r"[\s,，、;；]+", plain) if word][:LONGEST_WORDS]
    return [_term(word) for word in words]


def _term(word: str) -> Term:
    upper = word.upper()
    if _NUMBER.fullmatch(upper):
        return _number(upper)
    lower = word.lower().replace("'", "")
    if _LETTERS.fullmatch(lower):
        return Term(Kind.LETTERS, lower)
    return Term(Kind.CHINESE, word)


def _number(word: str) -> Term:
    length = len(word)
    if length in {15, 18}:
        return Term(Kind.ID, word)
    if length == 11 and word.startswith("1"):
        return Term(Kind.PHONE, word)
    if length == 6:
        return Term(Kind.TAIL_6, word)
    if length == 4:
        return Term(Kind.TAIL_4, word)
    return Term(Kind.NUMBER, word)
