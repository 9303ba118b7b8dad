"""Forms of interviews and sanctions."""

from django import forms

from accountability.enums import InterviewState, SanctionForm
from accountability.models import Interview
from accountability.sanction_terms import forms_on
from accountability.services.interviews import Minutes
from accountability.services.sanctions import Decision
from organization.amounts import AmountField
from organization.edit_form import EditForm
from organization.models import Unit, User
from organization.permissions import Permission
from organization.working_date import working_date


class InterviewForm(EditForm):
    sections = [
        ("对象", ["unit", "interviewee", "reason"]),
        ("安排", ["planned_on", "place", "interviewer", "materials"]),
    ]
    wide = {"reason"}

    class Meta:
        model = Interview
        fields = [
            "unit", "interviewee", "reason", "planned_on", "place", "interviewer", "materials",
        ]  # fmt: skip
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(by, Permission.INTERVIEW_MANAGE).open()
        self.fields["unit"].queryset = units.order_by("kind", "code")
        if self.instance.pk:
            self.fields["unit"].disabled = True


class MinutesForm(forms.Form):
    """What was said (约谈纪要)."""

    wide = {"statement", "demands", "attendees"}

    held_on = forms.DateField(label="实际约谈日期")
    recorder = forms.CharField(label="记录人", max_length=40)
    attendees = forms.CharField(label="参加人员", max_length=200)
    statement = forms.CharField(
        label="被约谈人的说明与表态", widget=forms.Textarea(attrs={"rows": 4})
    )
    demands = forms.CharField(label="整改要求", widget=forms.Textarea(attrs={"rows": 4}))

    def minutes(self) -> Minutes:
        return Minutes(**self.cleaned_data)


class NoteForm(forms.Form):
    note = forms.CharField(label="说明", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def forms_of(steps: list[str]) -> dict[str, forms.Form]:
    """A blank form for each step of an interview that asks for a word, by name."""
    asked = {"close": InterviewState.CLOSED, "cancel": InterviewState.CANCELLED}
    return {name: NoteForm() for name, to in asked.items() if to in steps}


class DecisionOfDisciplineForm(forms.Form):
    """A sanction as it was decided; only forms that are law today are offered first."""

    sections = [
        ("被问责人", ["unit", "person", "post"]),
        ("决定", ["form", "decided_on", "decided_by_body", "document_no", "facts"]),
        ("追缴与移送", ["recovered_amount", "transferred_on"]),
    ]
    wide = {"facts"}

    unit = forms.ModelChoiceField(Unit.objects.none(), label="所在单位")
    person = forms.CharField(
        label="姓名",
        max_length=50,
        help_text="加密保存，列表只显示部分",
        widget=forms.TextInput(attrs={"data-secret": ""}),
    )
    post = forms.CharField(label="职务", max_length=60)
    form = forms.ChoiceField(label="问责方式", choices=[])
    decided_on = forms.DateField(label="决定日期")
    decided_by_body = forms.CharField(label="决定机关", max_length=60)
    document_no = forms.CharField(label="决定文号", max_length=60, required=False)
    facts = forms.CharField(label="违纪事实", widget=forms.Textarea(attrs={"rows": 4}))
    recovered_amount = AmountField(
        label="追缴金额（元）", max_digits=14, decimal_places=2, min_value=0, required=False
    )
    transferred_on = forms.DateField(label="移送司法日期", required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(by, Permission.SANCTION_MANAGE).open()
        self.fields["unit"].queryset = units.order_by("kind", "code")
        now = forms_on(working_date())
        earlier = [form for form in SanctionForm if form not in now]
        self.fields["form"].choices = [
            ("现行", [(form.value, form.label) for form in now]),
            ("其他时期", [(form.value, form.label) for form in earlier]),
        ]

    def clean_recovered_amount(self):
        return self.cleaned_data["recovered_amount"] or 0

    def decision(self) -> Decision:
        values = dict(self.cleaned_data)
        values.pop("unit")
        return Decision(**{**values, "form": SanctionForm(values["form"])})
