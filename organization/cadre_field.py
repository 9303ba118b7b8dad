"""The form field for a cadre: typed by name, initials or number, never a list of ten thousand."""

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy

from organization.models import Cadre

SUGGESTED = 12
"""How many suggestions stand below the field."""


class CadreInput(forms.TextInput):
    """A text box with suggestions (`static/js/suggest.js`); without the script it is a text box."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-suggest": str(reverse_lazy("organization:cadre_suggest")),
            "autocomplete": "off",
        }
        return context


class CadreField(forms.CharField):
    """A cadre by number, by name, or as a suggestion writes both.

    The form sets `cadres`, the rows its user may name.
    """

    widget = CadreInput
    default_error_messages = {
        "missing": "没有找到该干部，请核对姓名或编号，或先登记干部",
        "several": "有多名干部同名，请改填干部编号：%(names)s",
    }
    cadres: QuerySet[Cadre] = Cadre.objects.none()

    def to_python(self, value):
        if isinstance(value, Cadre):
            return value
        text = super().to_python(value)
        if not text:
            return None
        here = self.cadres.in_service().select_related("unit")
        found = list(here.filter(number__in=text.split())[:2]) or list(here.filter(name=text)[:6])
        if not found:
            raise forms.ValidationError(self.error_messages["missing"], code="missing")
        if len(found) > 1:
            names = "、".join(f"{cadre.number}（{cadre.unit}）" for cadre in found[:5])
            raise forms.ValidationError(
                self.error_messages["several"], code="several", params={"names": names}
            )
        return found[0]

    def prepare_value(self, value):
        return written(value) if isinstance(value, Cadre) else value


def written(cadre: Cadre) -> str:
    """As a suggestion writes a cadre, and as the field reads it again."""
    return f"{cadre.name} {cadre.number} {cadre.unit.short_name or cadre.unit.name}"


def suggestions(text: str, cadres: QuerySet[Cadre]) -> list[str]:
    """Cadres on post whose name, initials or number begin as typed."""
    text = text.strip()
    if not text:
        return []
    begins = Q(name__startswith=text) | Q(number__startswith=text.upper())
    if text.isascii():
        begins |= Q(initials__startswith=text.lower())
    found = cadres.in_service().filter(begins).select_related("unit")
    return [written(cadre) for cadre in found.order_by("name", "number")[:SUGGESTED]]
