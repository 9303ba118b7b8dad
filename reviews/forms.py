"""What users may enter about reviews; the verbs decide and write."""

from django import forms

from organization.errors import RuleError
from organization.models import Unit
from reviews.enums import ActionState, MeetingKind, ReportKind
from reviews.review_periods import EXAMPLES, ReviewPeriod
from reviews.selectors.readings import day_fault
from reviews.services.meetings import Minutes
from reviews.services.reports import LONGEST_COMMENTARY

_PERIOD_HINT = "、".join(f"{kind.label} {EXAMPLES[kind]}" for kind in ReportKind)


class _PeriodForm(forms.Form):
    """A form that names a kind and a period; `span` is the period it means."""

    def clean(self):
        cleaned = super().clean()
        if "kind" in cleaned and "period" in cleaned:
            try:
                self.span = ReviewPeriod.parse(cleaned["kind"], cleaned["period"])
            except RuleError as refusal:
                self.add_error("period", str(refusal))
        return cleaned


class DayForm(forms.Form):
    """The day whose figures are wanted."""

    day = forms.DateField(label="数据日期", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self):
        day = self.cleaned_data["day"]
        fault = day_fault(day, self.today) if day else ""
        if fault:
            raise forms.ValidationError(fault)
        return day


class ReportForm(_PeriodForm):
    kind = forms.ChoiceField(label="种类", choices=ReportKind.choices)
    period = forms.CharField(label="期号", max_length=8, help_text=_PERIOD_HINT)


class CommentaryForm(forms.Form):
    commentary = forms.CharField(
        label="情况说明与要求",
        required=False,
        max_length=LONGEST_COMMENTARY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写入报告正文相应章节，每段一行",
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="退回意见", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CorrectForm(forms.Form):
    reason = forms.CharField(
        label="更正事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class MeetingForm(_PeriodForm):
    sections = [
        ("会议", ["kind", "period", "held_on", "place", "chair", "invited", "present"]),
        ("内容", ["topics", "decisions"]),
    ]

    kind = forms.ChoiceField(label="种类", choices=MeetingKind.choices)
    period = forms.CharField(label="期号", max_length=8, help_text=_PERIOD_HINT)
    held_on = forms.DateField(label="召开日期")
    place = forms.CharField(label="地点", max_length=80)
    chair = forms.CharField(label="主持人（职务）", max_length=60)
    invited = forms.IntegerField(label="应到人数", min_value=1, max_value=9999)
    present = forms.IntegerField(label="实到人数", min_value=0, max_value=9999)
    topics = forms.CharField(
        label="议题", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    decisions = forms.CharField(
        label="议定事项（文字）",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="需要督办的，登记后逐项列出责任单位和期限",
    )

    @property
    def minutes(self) -> Minutes:
        values = self.cleaned_data
        return Minutes(**{name: values[name] for name in Minutes.__dataclass_fields__})


class ActionForm(forms.Form):
    matter = forms.CharField(label="事项", max_length=200)
    unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none())
    due_on = forms.DateField(label="办结期限")

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.as_of(day).order_by("code")


class CloseActionForm(forms.Form):
    state = forms.ChoiceField(
        label="结果",
        choices=[(one.value, one.label) for one in (ActionState.DONE, ActionState.CANCELLED)],
    )
    on = forms.DateField(label="办结日期")
    outcome = forms.CharField(label="办理结果", max_length=300)


class AdvanceForm(forms.Form):
    to = forms.DateField(label="推进到")
