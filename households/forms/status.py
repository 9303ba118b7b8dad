"""The form that moves a household along its axes: into the register and out of it, to be lifted,
lifted, poor again, under watch."""

from django import forms

from households.enums import (
    Cause,
    Elimination,
    InvalidReason,
    MonitoringKind,
    NotExitReason,
    PovertyStatus,
    Validity,
)
from households.enums.status import POVERTY_STEPS
from households.models import Household
from households.services.status import WATCHED_SINCE, StatusChange
from organization.working_date import working_date

ADMIT = f"validity:{Validity.VALID}"
REMOVE = f"validity:{Validity.INVALID}"
_WATCH = "watch:"
_SAFE = "safe:"
_WORDS = {
    Validity.CANDIDATE: {ADMIT: "识别通过，列入登记", REMOVE: "不予识别"},
    Validity.VALID: {REMOVE: "移出登记"},
    Validity.INVALID: {ADMIT: "恢复登记"},
}


def steps_of(household: Household) -> dict[str, str]:
    """What may follow for the household as it stands: the step and its words."""
    validity = household.validities.open().first()
    steps = {}
    if validity is None or validity.validity == Validity.VALID:
        span = household.statuses.open().first()
        now = PovertyStatus(span.status) if span else None
        for (seen, to), event in POVERTY_STEPS.items():
            if seen == now:
                steps[str(to)] = f"{event.label}（转为“{to.label}”）"
        steps |= _watching(household)
    return steps | _WORDS[Validity(validity.validity) if validity else Validity.VALID]


def _watching(household: Household) -> dict[str, str]:
    """Into the watch against falling back, or out of it."""
    if working_date() < WATCHED_SINCE:
        return {}
    if household.monitoring.filter(eliminated_on__isnull=True).exists():
        return {f"{_SAFE}{how}": f"风险消除（{how.label}）" for how in Elimination}
    barred = MonitoringKind.MARGINAL if household.statuses.exists() else MonitoringKind.UNSTABLE
    return {
        f"{_WATCH}{kind}": f"纳入监测（{kind.label}）" for kind in MonitoringKind if kind != barred
    }


class StatusForm(forms.Form):
    """One step, its day and what it rests on."""

    step = forms.ChoiceField(label="办理事项", widget=forms.RadioSelect)
    on = forms.DateField(label="变更日期", help_text="公告或批准之日，须晚于现状态的起始日期")
    document_no = forms.CharField(
        label="依据", max_length=60, help_text="公告、批复的文号，或评议会议的日期和名称"
    )
    cause = forms.ChoiceField(
        label="返贫或风险原因", required=False, choices=[("", "请选择"), *Cause.choices],
        help_text="返贫或纳入监测时填写",
    )  # fmt: skip
    not_exit_reason = forms.ChoiceField(
        label="未脱贫原因", required=False, choices=[("", "请选择"), *NotExitReason.choices],
        help_text="未达脱贫标准时填写",
    )  # fmt: skip
    reason = forms.ChoiceField(
        label="无效原因", required=False, choices=[("", "请选择"), *InvalidReason.choices],
        help_text="移出登记或不予识别时填写",
    )  # fmt: skip

    def __init__(self, *args, household: Household, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = list(steps_of(household).items())

    @property
    def step_said(self) -> str:
        return dict(self.fields["step"].choices)[self.cleaned_data["step"]]

    @property
    def watch(self) -> MonitoringKind | None:
        """As what the household comes under watch."""
        step = self.cleaned_data["step"]
        return MonitoringKind(step.removeprefix(_WATCH)) if step.startswith(_WATCH) else None

    @property
    def elimination(self) -> Elimination | None:
        """How the risk was removed."""
        step = self.cleaned_data["step"]
        return Elimination(step.removeprefix(_SAFE)) if step.startswith(_SAFE) else None

    @property
    def validity(self) -> Validity | None:
        """Into the register or out of it; None for a step on the poverty axis."""
        given = self.cleaned_data["step"]
        return {ADMIT: Validity.VALID, REMOVE: Validity.INVALID}.get(given)

    @property
    def invalid_reason(self) -> InvalidReason | None:
        given = self.cleaned_data["reason"]
        return InvalidReason(given) if given and self.validity == Validity.INVALID else None

    @property
    def change(self) -> StatusChange:
        """The step on the poverty axis; what does not belong to it is left out."""
        values, status = self.cleaned_data, PovertyStatus(self.cleaned_data["step"])
        cause, left = values["cause"], values["not_exit_reason"]
        is_return = status == PovertyStatus.RETURNED
        return StatusChange(
            status=status,
            on=values["on"],
            document_no=values["document_no"],
            cause=Cause(cause) if cause and is_return else None,
            not_exit_reason=NotExitReason(left) if left and status == PovertyStatus.POOR else None,
        )
