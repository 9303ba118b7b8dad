"""Fields that several forms share."""

from django import forms

from organization.division_codes import code_range
from organization.enums import DivisionLevel, Reach
from organization.models import Division, User
from villages.models import Village


class PlaceField(forms.ModelChoiceField):
    """A township or village, with its township before it: 杨林尾镇 革新村."""

    def __init__(self, **kwargs):
        super().__init__(Division.objects.none(), **kwargs)

    def label_from_instance(self, division: Division) -> str:
        if division.level == DivisionLevel.VILLAGE:
            return f"{division.parent.short_name} {division.short_name}"
        return division.short_name


def places_of(user: User, permission: str):
    """Current places where `user` holds `permission`: by area, or his own villages."""
    places = Division.objects.none()
    for grant in user.grants_for(permission):
        if grant.reach == Reach.DIVISION:
            low, high = code_range(grant.division_id)
            places = places | Division.objects.filter(code__gte=low, code__lte=high)
    own = Village.objects.visible_to(user, permission).values("pk")
    places = places | Division.objects.filter(code__in=own)
    return places.filter(ends_on__isnull=True).select_related("parent").order_by("code")
