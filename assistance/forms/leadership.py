"""What users may enter about the city's leaders and the townships it designates."""

from django import forms

from assistance.enums import LeaderBody, TownshipDesignationKind
from assistance.selectors.places import areas_of
from assistance.services.leadership import COMMITTEE_IS_PARTY
from organization.cadre_field import CadreField
from organization.models import Cadre, Division, User
from organization.permissions import Permission


class LeaderPostForm(forms.Form):
    """A post in one of the four bodies."""

    cadre = CadreField(label="领导", help_text="填写姓名；有同名的填写干部编号")
    body = forms.ChoiceField(label="班子", choices=[("", "请选择"), *LeaderBody.choices])
    title = forms.CharField(label="职务", max_length=40, help_text="如 市委常委、组织部长")
    is_standing_committee = forms.BooleanField(
        label="市委常委", required=False, help_text="常委才能包挂重点镇"
    )
    starts_on = forms.DateField(label="任职日期")
    document_no = forms.CharField(label="任职文号", max_length=60, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cadre"].cadres = Cadre.objects.visible_to(by, Permission.LEADERSHIP_MANAGE)

    def clean_body(self) -> LeaderBody:
        return LeaderBody(self.cleaned_data["body"])

    def clean(self):
        cleaned = super().clean()
        body = cleaned.get("body")
        if body and body != LeaderBody.PARTY and cleaned.get("is_standing_committee"):
            self.add_error("is_standing_committee", COMMITTEE_IS_PARTY)
        return cleaned


class EndPostForm(forms.Form):
    ends_on = forms.DateField(label="离任日期", help_text="自该日起不再任职，其包挂不再算覆盖")


class DesignationForm(forms.Form):
    """A township of the user's area, and what it is declared to be."""

    division = forms.ModelChoiceField(Division.objects.none(), label="镇办场园")
    kind = forms.ChoiceField(label="认定类别", choices=TownshipDesignationKind.choices)
    starts_on = forms.DateField(label="认定日期")
    document_no = forms.CharField(label="认定文号", max_length=60, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        codes = [area.code for area in areas_of(by, Permission.LEADERSHIP_MANAGE)]
        townships = Division.objects.townships().current()
        self.fields["division"].queryset = townships.filter(code__in=codes).order_by("code")

    def clean_kind(self) -> TownshipDesignationKind:
        return TownshipDesignationKind(self.cleaned_data["kind"])


class EndDesignationForm(forms.Form):
    ends_on = forms.DateField(label="撤销日期", help_text="自该日起不再是重点镇或任务较重镇")
