"""Forms of the ledger."""

from django import forms

from accountability.enums import (
    ProblemCategory,
    ProblemSource,
    ProblemState,
    ResponsibilityKind,
    Severity,
)
from accountability.forms.places import places_of
from accountability.selectors.ledger import visible_subject
from accountability.services.problems import Found
from organization import subjects
from organization.files_field import FilesField
from organization.models import Unit, User
from organization.permissions import Permission
from organization.place_field import PlaceField


class ProblemForm(forms.Form):
    """A problem somebody found. Who answers for it is filled in by the chain."""

    sections = [
        ("问题", ["title", "facts", "category", "severity", "source", "found_on"]),
        ("对象与责任", ["division", "responsibility", "unit"]),
        ("佐证", ["uploads"]),
    ]
    wide = {"title", "facts"}

    title = forms.CharField(
        label="问题", max_length=120, help_text="一句话说清，例如“12户档案缺少收入核算表”"
    )
    facts = forms.CharField(
        label="事实",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="何时、何地、何人发现，涉及多少户、多少钱，依据什么规定",
    )
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *ProblemCategory.choices])
    severity = forms.TypedChoiceField(
        label="严重程度",
        choices=Severity.choices,
        coerce=lambda value: Severity(int(value)),
        initial=Severity.MINOR,
        help_text="严重的须下达专项整改督办函",
    )
    source = forms.ChoiceField(
        label="来源", choices=ProblemSource.choices, initial=ProblemSource.SUPERVISION
    )
    found_on = forms.DateField(label="发现日期")
    division = PlaceField(label="所在镇村")
    responsibility = forms.ChoiceField(
        label="责任类别", choices=ResponsibilityKind.choices, initial=ResponsibilityKind.MAIN
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="责任单位",
        required=False,
        help_text="不选则按发现当日的责任链确定单位、岗位和责任人",
    )
    uploads = FilesField(label="佐证", help_text="照片或文件，可多选，每份不超过20 MB")
    subject_kind = forms.CharField(widget=forms.HiddenInput, required=False)
    subject_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["division"].queryset = places_of(by, Permission.PROBLEM_REPORT)
        self.fields["unit"].queryset = Unit.objects.open().order_by("kind", "code")

    def clean(self):
        """The object must exist, and the reporter must be allowed to see it."""
        cleaned = super().clean()
        kind, subject_id = cleaned.get("subject_kind", ""), cleaned.get("subject_id", "")
        if bool(kind) != bool(subject_id):
            raise forms.ValidationError("问题对象不完整，请从对象页面重新登记")
        if kind and visible_subject(kind, subject_id, self.by) is None:
            raise forms.ValidationError("找不到问题对象，请从对象页面重新登记")
        return cleaned

    def found(self) -> Found:
        values = dict(self.cleaned_data)
        values.pop("unit")
        kind = values["subject_kind"]
        return Found(
            **{
                **values,
                "category": ProblemCategory(values["category"]),
                "source": ProblemSource(values["source"]),
                "responsibility": ResponsibilityKind(values["responsibility"]),
                "subject_label": subjects.label_of(kind) if kind else "",
            }
        )


class SettleForm(forms.Form):
    """Put right on the spot, with evidence."""

    note = forms.CharField(
        label="整改情况", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    uploads = FilesField(label="佐证", help_text="整改后的照片或文件，至少一份")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def forms_of(choices: set[str]) -> dict[str, forms.Form]:
    """A blank form for each step that may be taken with a problem, by name."""
    offered: dict[str, forms.Form] = {}
    if ProblemState.CLOSED in choices:
        offered["settle"] = SettleForm()
    if ProblemState.DISMISSED in choices:
        offered["dismiss"] = ReasonForm()
    return offered
