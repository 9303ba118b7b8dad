"""A choice of places, named as people write them and never two alike."""

from django import forms

from organization.enums import DivisionLevel
from organization.models import Division


def label_of(division: Division) -> str:
    """A village with its township before it: 杨林尾镇 革新村; needs `parent` loaded."""
    if division.level == DivisionLevel.VILLAGE and division.parent:
        return f"{division.parent.short_name} {division.short_name}"
    return division.short_name


class PlaceField(forms.ModelChoiceField):
    """A township or village; the form sets which."""

    def __init__(self, queryset=None, **kwargs):
        super().__init__(Division.objects.none() if queryset is None else queryset, **kwargs)

    def _set_queryset(self, queryset):
        rows = queryset.select_related("parent") if queryset is not None else queryset
        super()._set_queryset(rows)

    queryset = property(forms.ModelChoiceField._get_queryset, _set_queryset)

    def label_from_instance(self, division: Division) -> str:
        return label_of(division)
