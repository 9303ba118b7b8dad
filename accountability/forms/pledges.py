"""Forms of pledges and of the responsibility chain."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django import forms

from accountability.enums import PledgeMeasure, PledgeState, ProblemCategory, ResponsibilityKind
from accountability.forms.places import places_of
from accountability.models import Pledge, PledgeTarget
from accountability.services.pledges import Target, seen_of
from organization.amounts import AmountField
from organization.cadre_field import CadreField
from organization.edit_form import Remembers
from organization.files_field import ACCEPTED_FILES
from organization.models import Cadre, Unit, User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.place_field import PlaceField
from organization.working_date import working_date

DUTIES = (
    "一、履行脱贫攻坚主体责任，主要负责人亲自抓。\n"
    "二、完成下列年度减贫目标，做到帮扶对象、帮扶措施、帮扶责任人落实到户到人。\n"
    "三、一定三年不变，不脱贫、不脱钩；未完成目标的，依照有关规定问责。"
)


@dataclass(frozen=True)
class Measure:
    """A row of the matrix: an indicator that tells whether a pledge was kept."""

    code: str
    label: str
    unit_of_measure: str

    def field_name(self, year: int) -> str:
        return f"target_{self.code}_{year}"


def _measures(known: list[PledgeTarget]) -> list[Measure]:
    """What may be promised, and whatever else a pledge promises already."""
    rows = {one.value: Measure(one.value, one.label, one.unit_of_measure) for one in PledgeMeasure}
    for one in known:
        measure = Measure(one.indicator_code, one.label, one.unit_of_measure)
        rows.setdefault(one.indicator_code, measure)
    return list(rows.values())


class PledgeForm(Remembers, forms.Form):
    """A pledge with a matrix of targets: one row a measure, one column a year."""

    sections = [("责任主体", ["unit", "signer", "signer_title"]), ("责任内容", ["duties"])]

    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位")
    signer = CadreField(
        label="签订人", required=False, help_text="填写姓名或编号；不填则为单位在任的主要负责人"
    )
    signer_title = forms.CharField(label="签订人职务", max_length=60, required=False)
    duties = forms.CharField(
        label="责任内容", widget=forms.Textarea(attrs={"rows": 6}), initial=DUTIES
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, by: User, pledge: Pledge | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(by, Permission.PLEDGE_MANAGE).open()
        self.fields["unit"].queryset = units.order_by("kind", "code")
        self.fields["signer"].cadres = Cadre.objects.visible_to(by, Permission.PLEDGE_MANAGE)
        known = list(pledge.targets.all()) if pledge else []
        first = pledge.starts_on.year if pledge else working_date().year
        years = parameter("pairing_term_years", working_date(), by.home_code)
        self.years = sorted({*range(first, first + years), *(one.year for one in known)})
        self.measures = _measures(known)
        self.pledge = pledge
        if pledge:
            self.initial["seen"] = seen_of(pledge)
        self._add_targets(known)

    def show_again(self) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = seen_of(Pledge.objects.get(pk=self.pledge.pk))

    def _add_targets(self, known: list[PledgeTarget]) -> None:
        self.fields["unit"].disabled = self.pledge is not None
        values = {(one.indicator_code, one.year): one.value for one in known}
        for measure in self.measures:
            for year in self.years:
                self.fields[measure.field_name(year)] = AmountField(
                    label=f"{year}年{measure.label}（{measure.unit_of_measure}）",
                    max_digits=14,
                    decimal_places=2,
                    min_value=Decimal(0),
                    required=False,
                    initial=values.get((measure.code, year)),
                )

    def matrix(self) -> list[tuple[Measure, list[forms.BoundField]]]:
        """The target fields as the template draws them."""
        return [
            (measure, [self[measure.field_name(year)] for year in self.years])
            for measure in self.measures
        ]

    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ["unit", "signer", "signer_title", "duties"]]

    def targets(self) -> list[Target]:
        return [
            Target(year, measure.code, measure.label, value, measure.unit_of_measure)
            for measure in self.measures
            for year in self.years
            if (value := self.cleaned_data[measure.field_name(year)]) is not None
        ]


class SignForm(forms.Form):
    signed_on = forms.DateField(label="签订日期")
    scan = forms.FileField(
        label="签字盖章扫描件",
        required=False,
        help_text="也可签订后补传",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
    )


class ScanForm(forms.Form):
    scan = forms.FileField(label="扫描件", widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}))


class EndForm(forms.Form):
    on = forms.DateField(label="终止日期", help_text="自该日起不再有效")
    reason = forms.CharField(label="提前终止原因", max_length=200)
    document_no = forms.CharField(label="批准文号", max_length=60)


def forms_of(pledge: Pledge, day: datetime.date) -> dict[str, forms.Form]:
    """A blank form for all that may be done with a pledge as it stands, by name."""
    if pledge.state == PledgeState.DRAFT:
        return {"sign": SignForm(initial={"signed_on": day})}
    offered: dict[str, forms.Form] = {"scan": ScanForm()} if pledge.signed_on else {}
    if pledge.state == PledgeState.SIGNED:
        offered["end"] = EndForm()
    return offered


class ResponsibilityForm(forms.Form):
    """Who answers for a place from a day on."""

    division = PlaceField(label="责任区域")
    kind = forms.ChoiceField(label="责任类别", choices=ResponsibilityKind.choices)
    category = forms.ChoiceField(
        label="政策类别",
        required=False,
        choices=[("", "全部类别"), *ProblemCategory.choices],
        help_text="只有政策落实责任可以限定",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="责任单位")
    post = forms.CharField(label="责任岗位", max_length=40)
    cadre = CadreField(
        label="责任人", required=False, help_text="填写姓名或编号；不填则为单位在任主要负责人"
    )
    starts_on = forms.DateField(label="起始日期")
    document_no = forms.CharField(label="依据文号", max_length=60, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = places_of(by, Permission.PLEDGE_MANAGE)
        self.fields["unit"].queryset = Unit.objects.open().order_by("kind", "code")
        self.fields["cadre"].cadres = Cadre.objects.visible_to(by, Permission.PLEDGE_MANAGE)
