"""What a stage or an opening puts on record, read once for form and API alike."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from organization.errors import RuleError
from organization.procedures import Fact, FactKind

LONGEST = 300
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database or page takes: NUL, and halves of signs."""


def read_facts(asked: Sequence[Fact], given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are kept: texts and choices as text, numbers whole. Files stand apart.

    Raises:
        RuleError: something required is missing, or a value is none of its kind.
    """
    kept = {}
    for fact in asked:
        if fact.kind == FactKind.FILES:
            continue
        value = given.get(fact.name)
        value = value.strip() if isinstance(value, str) else value
        if value is None or value is False or value == "":
            if fact.is_required:
                raise RuleError(_missing(fact))
            continue
        kept[fact.name] = _READERS[fact.kind](fact, value)
    return kept


def _missing(fact: Fact) -> str:
    return f"请确认：{fact.label}" if fact.kind == FactKind.CHECKED else f"请填写{fact.label}"


def check_files(asked: Sequence[Fact], files: Mapping[str, Sequence[Any]]) -> None:
    """Refuse when a paper that the stage rests on is missing.

    Raises:
        RuleError: with the paper's name.
    """
    for fact in asked:
        if fact.kind == FactKind.FILES and fact.is_required and not files.get(fact.name):
            raise RuleError(f"请上传{fact.label}")


def _text(fact: Fact, value: Any) -> str:
    if not isinstance(value, str):
        raise RuleError(f"{fact.label}应为文字")
    if _UNWRITABLE.search(value):
        raise RuleError(f"{fact.label}含有不能保存的字符，请删去后重新填写")
    if len(value) > LONGEST:
        raise RuleError(f"{fact.label}不能超过{LONGEST}字")
    return value


def _number(fact: Fact, value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RuleError(f"{fact.label}应为0至99999的整数")
    number = int(text)
    if not 0 <= number <= 99_999:
        raise RuleError(f"{fact.label}应在0至99999之间")
    return number


def _choice(fact: Fact, value: Any) -> str:
    if not isinstance(value, str) or value not in dict(fact.choices):
        raise RuleError(f"请从所列选项中选择{fact.label}")
    return str(value)


def _checked(fact: Fact, value: Any) -> bool:
    if value is not True and value != "true":
        raise RuleError(_missing(fact))
    return True


_READERS: dict[FactKind, Callable[[Fact, Any], Any]] = {
    FactKind.TEXT: _text,
    FactKind.LONG_TEXT: _text,
    FactKind.NUMBER: _number,
    FactKind.CHOICE: _choice,
    FactKind.CHECKED: _checked,
}
