"""What users may enter about reviews; the verbs decide and write."""

import datetime
from collections.abc import Iterable

from django import forms
from django.db.models import TextChoices

from organization.models import Unit
from reviews.enums import ActionState, MeetingKind, ReportKind
from reviews.models import ActionItem
from reviews.review_periods import ReviewPeriod
from reviews.selectors.readings import day_fault
from reviews.services.meetings import Minutes
from reviews.services.reports import LONGEST_COMMENTARY

OFFERED = {
    ReportKind.WEEKLY: 60, ReportKind.MONTHLY: 36, ReportKind.QUARTERLY: 12,
    ReportKind.HALF_YEAR: 6, ReportKind.ANNUAL: 10,
}  # fmt: skip
"""So many periods back one chooses from."""


class _PeriodForm(forms.Form):
    """A form that names a period; `span` is the period it means."""

    kinds: type[TextChoices] = ReportKind
    takes_running = False

    period = forms.ChoiceField(
        label="期次", error_messages={"invalid_choice": "请从列表中选择一期；尚未结束的不能编制"}
    )

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [(kind.label, self._offered(kind, day)) for kind in self.kinds]
        self.fields["period"].choices = [("", "请选择"), *groups]

    def _offered(self, kind, day) -> list[tuple[str, str]]:
        periods = ReviewPeriod.latest(kind, day, OFFERED[ReportKind(kind)])
        over = [period for period in periods if self.takes_running or period.last_day <= day]
        return [(period_key(period), f"{period.label}（{period.days_said}）") for period in over]

    def clean_period(self):
        kind, text = self.cleaned_data["period"].split()
        self.span = ReviewPeriod.parse(kind, text)
        return self.span.text


def period_key(period: ReviewPeriod) -> str:
    """A period as the forms name it."""
    return f"{period.kind} {period.text}"


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
    """The report of a period that is over."""


class CommentaryForm(forms.Form):
    commentary = forms.CharField(
        label="情况说明与要求",
        max_length=LONGEST_COMMENTARY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写入报告正文相应章节，每段一行；提交审核前须填写",
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
    """What was held in a period, or is held in the one that runs."""

    kinds = MeetingKind
    takes_running = True
    sections = [
        ("会议", ["period", "held_on", "place", "chair", "invited", "present"]),
        ("内容", ["topics", "decisions"]),
    ]

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


def forms_of(items: Iterable[ActionItem], day: datetime.date) -> dict[str, forms.Form]:
    """A blank form for what may be entered about a meeting and its open decisions, by name."""
    offered: dict[str, forms.Form] = {"decide": ActionForm(day=day, prefix="action")}
    for item in items:
        if item.is_open:
            offered[f"close_{item.pk}"] = CloseActionForm(initial={"on": day}, prefix="close")
    return offered


class AdvanceForm(forms.Form):
    to = forms.DateField(label="推进到")
