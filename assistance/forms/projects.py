"""What users may enter about projects, benefits, money and action plans."""

import datetime
from decimal import Decimal

from django import forms

from assistance.enums import BenefitKind, ProjectState
from assistance.models import ActionPlan, FundSource, Project, ProjectBenefit
from assistance.selectors.places import villages_for
from assistance.services.projects import BenefitFacts
from assistance.steps import ProjectMove
from households.models import Household, Member
from organization.amounts import AmountField, amount_of_model
from organization.edit_form import EditForm
from organization.models import Division, Unit, User
from organization.past_date_field import PastDateField
from organization.permissions import Permission
from organization.working_date import working_date

YEARS = (2014, 2050)


def _amount(label: str, **options) -> AmountField:
    """An amount in yuan, to the cent."""
    return AmountField(
        label=f"{label}（元）",
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        **options,
    )


class ProjectForm(EditForm):
    sections = [
        ("项目", ["number", "name", "category", "level", "action", "plan_year"]),
        ("地点与责任", ["division", "villages", "unit"]),
        (
            "任务与资金",
            ["content", "performance_target", "starts_on", "due_on", "planned_amount"],
        ),
    ]
    wide = {"content", "performance_target", "name"}

    class Meta:
        model = Project
        fields = [
            "number", "name", "category", "level", "action", "plan_year", "division", "villages",
            "unit", "content", "performance_target", "starts_on", "due_on", "planned_amount",
        ]  # fmt: skip
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "performance_target": forms.Textarea(attrs={"rows": 2}),
            "villages": forms.SelectMultiple(attrs={"size": 8}),
        }
        formfield_callback = amount_of_model
        help_texts = {
            "performance_target": "入库的必要条件，例如：带动34户，亩均增收5000元",
            "villages": "跨村项目选全部受益村",
        }

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        day = working_date()
        villages = villages_for(by, Permission.PROJECT_EDIT)
        places = Division.objects.none()
        for grant in by.grants_for(Permission.PROJECT_EDIT):
            if grant.division_id:
                places = places | Division.objects.inside(grant.division_id)
        self.fields["division"].queryset = places.filter(ends_on__isnull=True).order_by("code")
        self.fields["villages"].queryset = villages
        self.fields["unit"].queryset = Unit.objects.as_of(day).order_by("code")
        self.fields["action"].queryset = ActionPlan.objects.as_of(day)
        self.fields["plan_year"].min_value, self.fields["plan_year"].max_value = YEARS


class StepForm(forms.Form):
    """A step of a project; the table of steps says which."""

    to = forms.ChoiceField(label="办理", choices=())
    on = PastDateField(label="办理日期")
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    remark = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, steps: dict[ProjectState, ProjectMove], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(to.value, step.label) for to, step in steps.items()]

    def clean_to(self) -> ProjectState:
        return ProjectState(self.cleaned_data["to"])


class ProgressForm(EditForm):
    """How far the work on site has come."""

    progress = forms.IntegerField(label="形象进度（%）", min_value=0, max_value=100)
    remark = forms.CharField(label="说明", max_length=200, required=False)

    class Meta:
        model = Project
        fields = ["progress"]

    @property
    def report(self) -> dict:
        """The arguments of the verb."""
        return {**self.values, "remark": self.cleaned_data["remark"], "seen": self.what_was_seen}


class BenefitForm(forms.ModelForm):
    """What a household got; the household is named by its number, the person by name."""

    household_no = forms.CharField(
        label="户号", max_length=20, help_text="本系统的户号或国家系统的户编号"
    )
    member_name = forms.CharField(
        label="受益人", max_length=50, required=False, help_text="务工就业须填，其他方式可不填"
    )

    class Meta:
        model = ProjectBenefit
        fields = ["kind", "benefited_on", "amount", "months", "area_mu", "employer", "remark"]
        formfield_callback = amount_of_model

    field_order = ["household_no", "member_name", *Meta.fields]

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_household_no(self) -> Household:
        seen = Household.objects.visible_to(self.by, Permission.HOUSEHOLD_VIEW)
        number = self.cleaned_data["household_no"]
        household = (seen.filter(household_no=number) | seen.filter(national_no=number)).first()
        if household is None:
            raise forms.ValidationError("没有找到该户，请核对户号")
        return household

    def clean_kind(self) -> BenefitKind:
        return BenefitKind(self.cleaned_data["kind"])

    def clean(self):
        cleaned = super().clean()
        household, name = cleaned.get("household_no"), cleaned.get("member_name")
        if household and name:
            cleaned["member"] = self._member(household, name)
        return cleaned

    def _member(self, household: Household, name: str) -> Member | None:
        members = Member.objects.filter(
            name=name, memberships__in=household.memberships.as_of(working_date())
        )
        found = list(members[:2])
        if len(found) != 1:
            self.add_error("member_name", f"{household}没有唯一名为“{name}”的成员，请核对姓名")
            return None
        return found[0]

    @property
    def household(self) -> Household:
        return self.cleaned_data["household_no"]

    @property
    def facts(self) -> BenefitFacts:
        told = {name: self.cleaned_data[name] for name in self._meta.fields}
        return BenefitFacts(**told, member=self.cleaned_data.get("member"))


class FundForm(forms.ModelForm):
    class Meta:
        model = FundSource
        fields = [
            "number", "name", "fund_class", "year", "division", "document_no", "ordered_on",
            "amount",
        ]  # fmt: skip
        formfield_callback = amount_of_model

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        codes = [grant.division_id for grant in by.grants_for(Permission.PROJECT_EDIT)]
        self.fields["division"].queryset = Division.objects.filter(code__in=codes)

    @property
    def values(self) -> dict:
        return dict(self.cleaned_data)


class ArrivalForm(forms.Form):
    amount = _amount("到位金额")
    arrived_on = PastDateField(label="到位日期")
    voucher_no = forms.CharField(label="凭证号", max_length=40, required=False)


class AllocationForm(forms.Form):
    """Money of one of the orders that the user manages, for a project."""

    source = forms.ModelChoiceField(FundSource.objects.none(), label="资金来源")
    amount = _amount("安排金额")
    allocated_on = PastDateField(label="安排日期")
    document_no = forms.CharField(label="安排文号", max_length=60, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        sources = FundSource.objects.visible_to(by, Permission.PROJECT_EDIT)
        self.fields["source"].queryset = sources
        self.fields["source"].label_from_instance = _source_label


def _source_label(source: FundSource) -> str:
    rest = source.amount - source.allocated_amount
    return f"{source.name}（可安排 {rest:,.2f} 元）"


class PaymentForm(forms.Form):
    amount = _amount("拨付金额")
    paid_on = PastDateField(label="拨付日期")
    voucher_no = forms.CharField(label="凭证号", max_length=40, required=False)
    payee = forms.CharField(label="收款单位", max_length=80, required=False)


class ReturnForm(forms.Form):
    amount = _amount("退回金额")
    paid_on = PastDateField(label="退回日期")
    remark = forms.CharField(label="退回原因", max_length=200)


class RevokeForm(forms.Form):
    amount = _amount("收回金额")
    on = PastDateField(label="收回日期")
    reason = forms.CharField(label="收回原因", max_length=200)


def month_choices(day: datetime.date) -> list[tuple[str, str]]:
    """This year's months up to `day` and the last month before, the latest first."""
    months = [datetime.date(day.year, month, 1) for month in range(day.month, 0, -1)]
    months.append(datetime.date(day.year - 1, 12, 1))
    return [(month.isoformat(), f"{month.year}年{month.month}月") for month in months]


class ReportForm(forms.Form):
    """A month's progress of a task, cumulative."""

    month = forms.ChoiceField(label="月份")
    value = AmountField(label="累计完成", max_digits=14, decimal_places=2, min_value=0)
    evidence = forms.CharField(label="佐证说明", max_length=300, widget=forms.Textarea({"rows": 2}))
    wide = {"evidence"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = month_choices(working_date())

    def clean_month(self) -> datetime.date:
        return datetime.date.fromisoformat(self.cleaned_data["month"])
