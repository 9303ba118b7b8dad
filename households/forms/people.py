"""Forms about somebody of a household: leaving it, becoming its head."""

from django import forms

from households.enums import LeaveReason, Relation
from households.models import Household

LEAVE_CHOICES = [
    each
    for each in LeaveReason.choices
    if each[0] not in {LeaveReason.RELATION_CHANGED, LeaveReason.REMOVED}
]


class LeaveForm(forms.Form):
    """How somebody leaves the household."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="减少原因", choices=[("", "请选择"), *LEAVE_CHOICES])
    on = forms.DateField(label="减少日期", help_text="自该日起不再计入家庭人口")
    remark = forms.CharField(
        label="证明材料", max_length=200, help_text="如死亡证明、结婚证、迁移证"
    )


class HeadForm(forms.Form):
    """Who is what to the new head, everybody at once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label="变更日期")

    def __init__(self, *args, household: Household, **kwargs):
        super().__init__(*args, **kwargs)
        self.memberships = list(household.memberships.open().select_related("member"))
        for each in self.memberships:
            self.fields[f"relation_{each.pk}"] = forms.ChoiceField(
                label=f"{each.member.name}（现为{each.get_relation_display()}）",
                choices=[("", "请选择"), *Relation.choices],
            )

    @property
    def relations(self) -> dict[int, Relation]:
        return {
            each.pk: Relation(self.cleaned_data[f"relation_{each.pk}"]) for each in self.memberships
        }
