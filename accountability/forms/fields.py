"""Fields that several forms share."""

from django import forms

from organization.division_codes import code_range
from organization.enums import DivisionLevel, Reach
from organization.models import Division, User
from organization.services.attachments import KINDS
from villages.models import Village

ACCEPTED_FILES = ",".join(KINDS)


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files; `attach` checks each of them."""

    def __init__(self, *, required=False, **kwargs):
        attrs = {"accept": ACCEPTED_FILES}
        super().__init__(widget=FilesInput(attrs=attrs), required=required, **kwargs)

    def clean(self, data, initial=None):
        single = super().clean
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [single(file) for file in files]


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
