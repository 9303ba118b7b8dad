"""What users may enter about pairings."""

from django import forms

from assistance.enums import PairingEnd, VillagePairingKind
from assistance.models import LeaderPost
from assistance.selectors.candidates import candidate_cadres, candidate_units
from assistance.services.areas import CITY_UNITS, ENTER_LEADER
from households.models import Household
from organization.enums import UnitKind
from organization.models import Cadre, Division, Unit, User
from organization.past_date_field import PastDateField
from organization.permissions import Permission
from organization.working_date import working_date
from villages.models import Village

IN_POST = f"只列在任的；没有要选的人，{ENTER_LEADER}"


class PickForm(forms.Form):
    """A helper picked from what a search found; the page draws the choices."""

    q = forms.CharField(
        label="查找干部",
        max_length=40,
        required=False,
        help_text="姓名、拼音首字母、干部编号或单位名称",
    )
    cadre = forms.ModelChoiceField(
        Cadre.objects.none(),
        label="帮扶责任人",
        error_messages={"required": "请先查找并选定一位干部"},
    )
    over_cap_reason = forms.CharField(
        label="超出户数上限的理由",
        max_length=200,
        required=False,
        help_text="所选干部已达上限时填写",
    )

    def __init__(self, *args, by: User, household: Household, **kwargs):
        super().__init__(*args, **kwargs)
        candidates = candidate_cadres(by, household.village_id, working_date())
        self.fields["cadre"].queryset = candidates.select_related("unit")

    @property
    def picked(self) -> Cadre | None:
        """The cadre picked, also when something else in the form is wrong."""
        return getattr(self, "cleaned_data", {}).get("cadre")

    @property
    def values(self) -> dict:
        """The arguments of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "q"}


class PairForm(PickForm):
    starts_on = PastDateField(label="结对日期")
    field_order = ["q", "cadre", "starts_on", "over_cap_reason"]


def _end_reason() -> forms.ChoiceField:
    return forms.ChoiceField(label="解除原因", choices=[("", "请选择"), *PairingEnd.choices])


def _exception_reason() -> forms.CharField:
    return forms.CharField(
        label="提前解除的理由",
        max_length=200,
        required=False,
        help_text="结对未满三年（一定三年不变）时填写",
    )


class EndPairingForm(forms.Form):
    """Ending any kind of pairing."""

    ends_on = forms.DateField(label="解除日期", help_text="自该日起不再帮扶")
    reason = _end_reason()
    exception_reason = _exception_reason()

    def clean_reason(self) -> PairingEnd:
        return PairingEnd(self.cleaned_data["reason"])


class HandOverForm(PickForm):
    on = PastDateField(label="交接日期", help_text="原责任人帮扶至前一日，新责任人自该日起帮扶")
    reason = forms.ChoiceField(
        label="调整原因",
        choices=[
            ("", "请选择"),
            *(
                (reason.value, reason.label)
                for reason in PairingEnd
                if reason not in {PairingEnd.HOUSEHOLD_CLOSED, PairingEnd.TERM_SERVED}
            ),
        ],
    )
    exception_reason = _exception_reason()
    field_order = ["q", "cadre", "on", "reason", "exception_reason", "over_cap_reason"]

    def clean_reason(self) -> PairingEnd:
        return PairingEnd(self.cleaned_data["reason"])

    @property
    def values(self) -> dict:
        values = super().values
        return {"to": values.pop("cadre"), **values}


class ProposalForm(forms.Form):
    """For which unit and which village pairings are to be proposed."""

    village = forms.ModelChoiceField(Village.objects.none(), label="村")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="帮扶单位")

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Village.objects.visible_to(by, Permission.PAIRING_MANAGE)
        self.fields["village"].queryset = villages.select_related("division")
        self.fields["unit"].queryset = candidate_units(by, by.home_code, working_date())


class ConfirmForm(forms.Form):
    """The pairs of a proposal as the user leaves them: one field for each household, to choose
    among the cadres who have room, with how much."""

    starts_on = PastDateField(label="结对日期")
    prefix_of_rows = "household-"

    def __init__(self, *args, proposals, cadres, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            ("", "暂不安排"),
            *((str(cadre.pk), f"{cadre}（{room}户）") for cadre, room in cadres),
        ]
        self.rows = []
        for proposal in proposals:
            name = f"{self.prefix_of_rows}{proposal.household.pk}"
            self.fields[name] = forms.ChoiceField(
                label=str(proposal.household),
                choices=choices,
                required=False,
                initial=str(proposal.cadre.pk) if proposal.cadre else "",
            )
            self.rows.append((proposal.line, self[name]))

    def clean(self):
        cleaned = super().clean()
        gone = {name for name in self.data if name.startswith(self.prefix_of_rows)}
        if gone - set(self.fields):
            raise forms.ValidationError("方案中有的户已由他人结对，现已移出，请核对后再确认")
        if not any(cleaned.get(name) for name in self.fields if name != "starts_on"):
            raise forms.ValidationError("请至少给一户选定帮扶责任人")
        return cleaned

    @property
    def values(self) -> dict:
        """The arguments of the verb: a pair for every row that was not left out."""
        prefix = self.prefix_of_rows
        choices = [
            (int(name.removeprefix(prefix)), int(value))
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        ]
        return {"choices": choices, "starts_on": self.cleaned_data["starts_on"]}


class VillagePairingForm(forms.Form):
    """Who takes on a village; the party fits the kind."""

    kind = forms.ChoiceField(label="包挂类别", choices=VillagePairingKind.choices)
    leader = forms.ModelChoiceField(
        Cadre.objects.none(), label="市领导", required=False, help_text=IN_POST
    )
    department = forms.ModelChoiceField(Unit.objects.none(), label="市直部门", required=False)
    enterprise = forms.ModelChoiceField(Unit.objects.none(), label="规上企业", required=False)
    starts_on = PastDateField(label="包挂日期")
    document_no = forms.CharField(label="安排文号", max_length=60, required=False)

    _party_of = {
        VillagePairingKind.LEADER: "leader",
        VillagePairingKind.UNIT: "department",
        VillagePairingKind.ENTERPRISE: "enterprise",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = working_date()
        leaders = LeaderPost.objects.held_on(day).values("cadre")
        units = Unit.objects.as_of(day)
        self.fields["leader"].queryset = Cadre.objects.filter(pk__in=leaders)
        self.fields["department"].queryset = units.filter(kind__in=CITY_UNITS)
        self.fields["enterprise"].queryset = units.filter(kind=UnitKind.ENTERPRISE)

    def clean_kind(self) -> VillagePairingKind:
        return VillagePairingKind(self.cleaned_data["kind"])

    def clean(self):
        cleaned = super().clean()
        name = self._party_of.get(cleaned.get("kind"))
        if name and name not in self.errors and not cleaned.get(name):
            self.add_error(name, f"请选择{self.fields[name].label}")
        return cleaned

    @property
    def values(self) -> dict:
        """The arguments of the verb: only the party of the kind chosen."""
        cleaned = self.cleaned_data
        party = cleaned[self._party_of[cleaned["kind"]]]
        is_leader = cleaned["kind"] == VillagePairingKind.LEADER
        return {
            "kind": cleaned["kind"],
            "starts_on": cleaned["starts_on"],
            "document_no": cleaned["document_no"],
            "cadre": party if is_leader else None,
            "unit": None if is_leader else party,
        }


class TownshipPairingForm(forms.Form):
    division = forms.ModelChoiceField(Division.objects.none(), label="镇办场园")
    cadre = forms.ModelChoiceField(Cadre.objects.none(), label="市委常委", help_text=IN_POST)
    starts_on = PastDateField(label="包挂日期")
    document_no = forms.CharField(label="安排文号", max_length=60, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        committee = LeaderPost.objects.held_on(working_date()).filter(is_standing_committee=True)
        self.fields["division"].queryset = Division.objects.townships().current()
        self.fields["cadre"].queryset = Cadre.objects.filter(pk__in=committee.values("cadre"))
