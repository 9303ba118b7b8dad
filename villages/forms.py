"""What users may enter about villages; verbs decide and write."""

from django import forms

from organization.cadre_field import CadreField
from organization.models import Cadre
from organization.permissions import Permission
from villages.enums import PostingEnd, PostingRole
from villages.models import AttendanceMonth, Posting, Village, VillageYear
from villages.services.attendance import MonthDays
from villages.services.postings import Draft, Relief

YES_NO = [("unknown", "未填"), ("true", "是"), ("false", "否")]


class VillageForm(forms.ModelForm):
    """Facts of a village that do not change by the year."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Village
        fields = ["agricultural_population", "terrain", "features", "direction", "office_phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class VillageYearForm(forms.ModelForm):
    """贫困村登记表 of one data year."""

    sections = [
        ("人口", [
            "natural_villages", "groups", "households", "poor_households", "dibao_households",
            "tekun_households", "population", "poor_population", "dibao_population",
            "tekun_population", "disabled_population", "minority_population", "women",
            "left_behind_children", "empty_nest_elders", "labor_force", "women_labor_force",
            "migrant_workers", "students", "party_members",
        ]),
        ("土地与养殖", [
            "arable_mu", "paddy_mu", "forest_mu", "wasteland_mu", "fishpond_mu", "cattle", "pigs",
            "other_livestock",
        ]),
        ("收入与产业", [
            "income_per_capita", "collective_income", "cooperatives", "has_solar_plant",
        ]),
        ("基础设施与公共服务", [
            "has_paved_road", "has_bus", "households_without_safe_water",
            "households_without_power", "dangerous_houses", "has_clinic", "doctors",
            "has_broadband", "has_culture_room",
        ]),
    ]  # fmt: skip

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = VillageYear
        fields = [
            field.name
            for field in VillageYear._meta.concrete_fields
            if field.name not in {"id", "village", "data_year"}
        ]

    def __init__(self, *args, village: Village, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = village.version
        for field in self.fields.values():
            if isinstance(field, forms.NullBooleanField):
                field.widget.choices = YES_NO

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DesignateForm(forms.Form):
    starts_on = forms.DateField(label="认定日期")
    document_no = forms.CharField(label="认定文号", max_length=60)


class ExitForm(forms.Form):
    exited_on = forms.DateField(label="出列日期", help_text="公告出列之日")
    document_no = forms.CharField(label="出列公告文号", max_length=60)


class WithdrawForm(forms.Form):
    ends_on = forms.DateField(label="撤销日期", help_text="自该日起不再是重点村")
    reason = forms.CharField(label="撤销原因", max_length=200)


class PostingForm(forms.Form):
    """Whom to post to a village."""

    cadre = CadreField(label="驻村干部", help_text="填写姓名；有同名的填写干部编号")
    role = forms.ChoiceField(label="驻村职务", choices=PostingRole.choices)
    starts_on = forms.DateField(label="任职日期")
    document_no = forms.CharField(label="选派文号", max_length=60)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cadre"].cadres = Cadre.objects.visible_to(by, Permission.CADRE_VIEW)

    @property
    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(**{**data, "role": PostingRole(data["role"])})


class ReliefForm(forms.Form):
    """How a posting ends; with a successor it is a replacement."""

    on = forms.DateField(label="离任日期", help_text="自该日起不再在任，接任者同日到任")
    reason = forms.ChoiceField(label="离任原因", choices=PostingEnd.choices)
    remark = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="村未出列而离任的，须写明原因和批准依据",
    )
    successor = CadreField(
        label="接任干部", required=False, help_text="填写姓名或编号；暂无接任者的留空"
    )
    document_no = forms.CharField(label="接任选派文号", max_length=60, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].cadres = Cadre.objects.visible_to(by, Permission.CADRE_VIEW)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("successor") and not cleaned.get("document_no"):
            self.add_error("document_no", "有接任者的，须填写选派文号")
        return cleaned

    @property
    def relief(self) -> Relief:
        data = self.cleaned_data
        return Relief(data["on"], PostingEnd(data["reason"]), data["remark"])

    def successor_draft(self, posting: Posting) -> Draft | None:
        """Who takes over, in the same role."""
        data = self.cleaned_data
        if data["successor"] is None:
            return None
        role = PostingRole(posting.role)
        return Draft(data["successor"], role, data["on"], data["document_no"])


class MonthForm(forms.Form):
    """The days of one month from the attendance register."""

    counted_days = forms.DecimalField(
        label="计入天数",
        max_digits=4,
        decimal_places=1,
        min_value=0,
        max_value=31,
        help_text="在村天数加经批准的公务外出；半天记0.5",
    )
    nights = forms.IntegerField(label="夜宿天数", min_value=0, max_value=31)
    leave_days = forms.DecimalField(
        label="请假天数", max_digits=4, decimal_places=1, min_value=0, max_value=31
    )
    remark = forms.CharField(label="说明", max_length=200, required=False)

    def clean_counted_days(self):
        return self._half(self.cleaned_data["counted_days"])

    def clean_leave_days(self):
        return self._half(self.cleaned_data["leave_days"])

    @staticmethod
    def initial_of(entered: AttendanceMonth | None) -> dict:
        """What the form begins with: the month as it is entered."""
        if entered is None:
            return {}
        return {
            "counted_days": entered.counted_days,
            "nights": entered.nights,
            "leave_days": entered.leave_days,
        }

    @staticmethod
    def _half(days):
        if days * 2 != int(days * 2):
            raise forms.ValidationError("天数按整天或半天填写，例如 18 或 18.5")
        return days

    @property
    def days(self) -> MonthDays:
        data = self.cleaned_data
        return MonthDays(
            counted=data["counted_days"],
            nights=data["nights"],
            leave=data["leave_days"],
            remark=data["remark"],
        )
