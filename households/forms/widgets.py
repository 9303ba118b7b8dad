"""Selects of a page that has a hundred of them.

Django draws every option by a template; with six people and their code lists that is three
thousand templates for one page. These draw a list of options once and mark the chosen one.
"""

from functools import lru_cache

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from organization.pinyin import initials

Choices = tuple[tuple[str, str], ...]
NOTHING = "请选择"


@lru_cache(maxsize=200)
def _options(choices: Choices) -> tuple[dict[str, str], str]:
    """The drawn options by value, and all of them together."""
    drawn = {
        value: format_html(
            '<option value="{}" data-letters="{}">{}</option>', value, initials(label), label
        )
        for value, label in choices
    }
    return drawn, "".join(drawn.values())


class QuickSelect(forms.Select):
    """A select like any other, drawn quickly; groups of options are not for it."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        choices = tuple((str(key or ""), _label(key, label)) for key, label in self.choices)
        drawn, all_of_them = _options(choices)
        chosen = str(self.format_value(value)[0])
        if chosen in drawn:
            marked = drawn[chosen].replace("<option ", "<option selected ", 1)
            all_of_them = all_of_them.replace(drawn[chosen], marked, 1)
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        # Both parts were escaped when they were drawn.
        return format_html("<select{}>{}</select>", attributes, mark_safe(all_of_them))  # noqa: S308


def _label(key, label) -> str:
    return NOTHING if key in (None, "") and set(str(label)) <= {"-"} else str(label)


class QuickYesNo(forms.NullBooleanSelect, QuickSelect):
    """是, 否, or not asked yet."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", "未填"), ("true", "是"), ("false", "否")]

    def format_value(self, value):
        return [super().format_value(value)]
