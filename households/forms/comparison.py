"""Two savers of one page: what was, what the other saved, what was typed.

The page carries, sealed, what its user saw. Fields that only the other touched are taken over;
where both touched one the user chooses, and what he typed stays until he does.
"""

import json
from dataclasses import dataclass, field

from django import forms
from django.forms import BoundField

from households.forms.fields import SecretField
from organization import crypto
from organization.crypto import DecryptionError

_SECRET = "secret:"  # noqa: S105  a mark, no password
PICK = "pick-"
Shown = dict[str, str]


def seal(shown: Shown, place: str) -> str:
    """What the page shows, unreadable for who looks at its source; `place` is its household."""
    return crypto.encrypt(json.dumps(shown, ensure_ascii=False), _context(place))


def opened(token: str, place: str) -> Shown | None:
    """Undo `seal`; None for anything that is not ours."""
    try:
        return json.loads(crypto.decrypt(token, _context(place)) or "{}")
    except (DecryptionError, ValueError):
        return None


def _context(place: str) -> bytes:
    return f"households.sheet.seen.{place}".encode()


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed since the page was opened."""

    key: str
    label: str
    was: str
    theirs: str
    mine: str
    is_conflict: bool


@dataclass
class Comparison:
    """What the other saved, field by field; conflicts are for the user to decide."""

    by: str
    at: str
    differences: list[Difference] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Difference]:
        return [each for each in self.differences if each.is_conflict]

    @property
    def taken_over(self) -> list[Difference]:
        return [each for each in self.differences if not each.is_conflict]


def stored_value(block: forms.ModelForm, name: str, known: forms.Field) -> str:
    """A stored value as its input would be given it.

    A secret stands there as a keyed hash: enough to see that it changed.
    """
    if isinstance(known, SecretField):
        secret = getattr(block.instance, name)
        return _SECRET + crypto.blind_index(secret)[:16] if secret else ""
    initial = block.get_initial_for_field(known, name)
    value = known.widget.format_value(known.prepare_value(initial))
    if isinstance(value, list):
        value = value[0] if value else ""
    text = "" if value is None else str(value)
    return text.replace("/", "-") if isinstance(known, forms.DateField) else text


def merge_field(label: str, bound: BoundField, was: str, theirs: str, data) -> Difference | None:
    """Merge one field that the other changed into `data`; None where both typed the same."""
    mine = data.get(bound.html_name, "")
    if isinstance(bound.field, SecretField):
        return _merge_secret(label, bound, mine)
    if mine not in {was, theirs}:
        words = _words(bound)
        return Difference(bound.html_name, label, words(was), words(theirs), words(mine), True)
    if mine == theirs:
        return None
    data[bound.html_name] = theirs
    words = _words(bound)
    return Difference(bound.html_name, label, words(was), words(theirs), words(theirs), False)


def _merge_secret(label: str, bound: BoundField, mine: str) -> Difference:
    """Of a secret only the mask of what is stored now can be shown."""
    masked = bound.field.widget.attrs.get("placeholder", "").partition("（")[0]
    theirs = masked or "（已清除）"
    return Difference(bound.html_name, label, "（另一值）", theirs, mine or theirs, bool(mine))


def _words(bound: BoundField):
    """Input values as people read them."""
    choices = {str(key): str(text) for key, text in getattr(bound.field.widget, "choices", ())}
    return lambda value: choices.get(value, value) or "空"


def decided(data, place: str):
    """The user's choices in a comparison: where he picked the other's value it is put in."""
    picked = [key for key, value in data.items() if key.startswith(PICK) and value == "theirs"]
    seen = (opened(data.get("c-seen", ""), place) or {}) if picked else {}
    if not seen:
        return data
    data = data.copy()
    for key in picked:
        name = key.removeprefix(PICK)
        value = seen.get(name, "")
        data[name] = "" if value.startswith(_SECRET) else value
    return data
