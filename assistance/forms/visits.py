"""What users may enter about visits."""

import uuid

from django import forms

from assistance.models import Visit
from assistance.selectors.candidates import visitors_to
from assistance.services.visits import VisitFacts
from households.models import Household
from organization.models import Cadre, User
from organization.permissions import Permission
from organization.scope import covers
from organization.working_date import working_date


class VisitForm(forms.ModelForm):
    """A visit; who enters for others chooses the visitor, a helper writes in his own name."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    wide = {"content", "problem"}

    class Meta:
        model = Visit
        fields = [
            "cadre", "visited_on", "kind", "content", "problem", "is_problem_solved", "given",
            "minutes", "joint_with", "next_visit_on",
        ]  # fmt: skip
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "problem": forms.Textarea(attrs={"rows": 2}),
            "minutes": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args, by: User, household: Household, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.initial.setdefault("key", uuid.uuid4())
        visitors = visitors_to(household, by, working_date()).select_related("unit")
        self.fields["joint_with"].queryset = visitors
        if covers(by, Permission.VISIT_RECORD, household.village_id):
            self.fields["cadre"].queryset = visitors
        else:
            del self.fields["cadre"]

    @property
    def visitor(self) -> Cadre:
        return self.cleaned_data.get("cadre") or self.by.cadre

    @property
    def facts(self) -> VisitFacts:
        told = {**self.cleaned_data}
        for name in ("key", "cadre"):
            told.pop(name, None)
        return VisitFacts(**told)


class SolveForm(forms.Form):
    remark = forms.CharField(label="解决情况", max_length=200, widget=forms.Textarea({"rows": 2}))
