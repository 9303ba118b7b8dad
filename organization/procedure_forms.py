"""Forms of procedures, made from their tables: the opening, a stage, an objection."""

from collections.abc import Sequence
from typing import Any

from django import forms

from organization.enums import Outcome
from organization.files_field import FilesField
from organization.models import Procedure
from organization.past_date_field import PastDateField
from organization.procedures import Fact, FactKind, ProcedureKind, Stage
from organization.services.objections import Objection
from organization.services.procedure_facts import LONGEST
from organization.services.procedures import Taking, Verdict
from organization.working_date import working_date


def _field(fact: Fact) -> forms.Field:
    """The field that asks for a fact."""
    shared: dict[str, Any] = {
        "label": fact.label, "required": fact.is_required, "help_text": fact.help_text,
    }  # fmt: skip
    match fact.kind:
        case FactKind.NUMBER:
            return forms.IntegerField(min_value=0, max_value=99_999, **shared)
        case FactKind.CHOICE:
            return forms.ChoiceField(choices=[("", "请选择"), *fact.choices], **shared)
        case FactKind.CHECKED:
            return forms.BooleanField(**shared)
        case FactKind.FILES:
            return FilesField(**shared)
        case FactKind.LONG_TEXT:
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(max_length=LONGEST, widget=area, **shared)
    return forms.CharField(max_length=LONGEST, **shared)


class OpeningForm(forms.Form):
    """From when, and what the kind asks to be said."""

    on = PastDateField(label="发起日期")

    def __init__(self, *args, kind: ProcedureKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", working_date())
        for fact in kind.opening:
            self.fields[fact.name] = _field(fact)


class StageForm(forms.Form):
    """The day, what is put on record of the act, and what is decided of each."""

    on = PastDateField(label="办理日期")

    def __init__(self, *args, stage: Stage, kind: ProcedureKind, ones: Sequence[Procedure], **kw):
        super().__init__(*args, **kw)
        self.initial.setdefault("on", working_date())
        self.stage, self.kind, self.ones = stage, kind, ones
        for fact in stage.facts:
            self.fields[fact.name] = _field(fact)
        if self.outcomes:
            for one in ones:
                self._add_verdict(one)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """What else than 通过 the stage may come to; empty: nothing."""
        others = [Outcome.RETURNED] if self.stage.returns_to else []
        others += [Outcome.REJECTED] if self.stage.may_reject else []
        return [(one.value, one.label) for one in [Outcome.PASSED, *others]] if others else []

    @property
    def has_reasons(self) -> bool:
        """Whether a rejection takes its reason from a code list."""
        return bool(self.kind.reasons) and self.stage.may_reject

    def _add_verdict(self, one: Procedure) -> None:
        name = one.title
        self.fields[f"outcome_{one.pk}"] = forms.ChoiceField(
            label=f"{name}的结论", choices=self.outcomes, initial=Outcome.PASSED
        )
        if self.has_reasons:
            self.fields[f"reason_{one.pk}"] = forms.ChoiceField(
                label=f"{name}不通过的原因", required=False,
                choices=[("", "请选择"), *self.kind.reasons],
            )  # fmt: skip
        self.fields[f"note_{one.pk}"] = forms.CharField(
            label=f"{name}的说明",
            max_length=200,
            required=False,
            widget=forms.TextInput(attrs={"placeholder": "退回或不通过须写明"}),
        )

    @property
    def record(self) -> list[forms.BoundField]:
        """The fields of the act as a whole."""
        return [self["on"], *(self[fact.name] for fact in self.stage.facts)]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The procedures with their own fields."""
        return [
            {
                "procedure": one,
                "fields": [
                    self[name]
                    for name in (f"outcome_{one.pk}", f"reason_{one.pk}", f"note_{one.pk}")
                    if name in self.fields
                ],
            }
            for one in self.ones
        ]

    @property
    def taking(self) -> Taking:
        """What was filled in, for the verb."""
        given = self.cleaned_data
        papers = [fact.name for fact in self.stage.facts if fact.kind == FactKind.FILES]
        return Taking(
            on=given["on"],
            facts={f.name: given[f.name] for f in self.stage.facts if f.name not in papers},
            files={name: given[name] for name in papers},
            verdicts={
                one.pk: Verdict(
                    Outcome(given.get(f"outcome_{one.pk}", Outcome.PASSED)),
                    given.get(f"reason_{one.pk}", ""),
                    given.get(f"note_{one.pk}", "").strip(),
                )
                for one in self.ones
            },
        )


class WithdrawForm(forms.Form):
    on = PastDateField(label="撤回日期")
    reason = forms.CharField(label="撤回原因", max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", working_date())


class ObjectionForm(forms.Form):
    """Who objects to what; without a name it is anonymous."""

    on = PastDateField(label="提出日期")
    raised_by = forms.CharField(
        label="提出人", max_length=50, required=False, help_text="匿名的不填"
    )
    content = forms.CharField(
        label="异议内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", working_date())

    @property
    def said(self) -> Objection:
        given = self.cleaned_data
        return Objection(given["on"], given["content"], given["raised_by"])


class AnswerForm(forms.Form):
    """What was found, and whether the objection is right."""

    on = PastDateField(label="答复日期")
    is_upheld = forms.TypedChoiceField(
        label="结论",
        choices=[("", "请选择"), ("no", "异议不成立，继续办理"), ("yes", "异议成立，退回重新核实")],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label="核实情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", working_date())
