"""Filters of assistance's lists, shared by page and API."""

import django_filters
from django.db.models import TextChoices
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from assistance.enums import (
    BenefitKind,
    FundClass,
    LeaderBody,
    ProjectCategory,
    ProjectState,
    TownshipDesignationKind,
    VillagePairingKind,
    VisitKind,
)
from assistance.models import (
    Disbursement,
    FundSource,
    LeaderPost,
    Pairing,
    Project,
    ProjectBenefit,
    TownshipDesignation,
    TownshipPairing,
    VillagePairing,
    Visit,
)
from assistance.selectors.places import areas_of
from assistance.selectors.visits import overdue_pairings
from organization.enums import Rank
from organization.models import Division, Unit
from organization.permissions import Permission
from organization.working_date import working_date


@extend_schema_field(OpenApiTypes.STR)
class AreaFilter(django_filters.ModelChoiceFilter):
    """An area within the asker's reach: a city's townships, a township's villages, or the one
    named in the address."""

    def __init__(self, permission: Permission, **kwargs):
        self.permission = permission
        kwargs.setdefault("label", "区划")
        super().__init__(queryset=Division.objects.none(), to_field_name="code", **kwargs)

    def get_queryset(self, request):
        if request is None:
            return Division.objects.none()
        asked = request.GET.get(self.field_name)
        codes = [area.code for area in areas_of(request.user, self.permission, asked)]
        return Division.objects.filter(code__in=codes).order_by("code")

    def filter(self, qs, value):
        return qs.inside(value.code) if value else qs


class InForceFilter(django_filters.BooleanFilter):
    """Whether a fact with dates holds today; what is not in force is over."""

    def filter(self, qs, value):
        if value is None:
            return qs
        day = working_date()
        return qs.as_of(day) if value else qs.filter(ends_on__lte=day)


def units_helping(request):
    """Units that give helpers to households the asker sees."""
    if request is None:
        return Unit.objects.none()
    seen = Pairing.objects.visible_to(request.user, Permission.PAIRING_VIEW)
    return Unit.objects.filter(pk__in=seen.order_by().values("unit")).order_by("code")


class PairingState(TextChoices):
    IN_FORCE = "in_force", "帮扶中"
    OVERDUE = "overdue", "超期未走访"
    HELPER_GONE = "helper_gone", "帮扶人已离开"
    ENDED = "ended", "已解除"
    ALL = "all", "全部"


class PairingFilter(django_filters.FilterSet):
    """Pairings in force unless another state is asked for."""

    state = django_filters.ChoiceFilter(
        label="状态", choices=PairingState.choices, method="in_state", empty_label=None
    )
    area = AreaFilter(Permission.PAIRING_VIEW)
    unit = django_filters.ModelChoiceFilter(label="帮扶单位", queryset=units_helping)
    rank = django_filters.ChoiceFilter(label="职级", field_name="cadre__rank", choices=Rank.choices)
    order = django_filters.OrderingFilter(
        fields={
            "household__household_no": "place",
            "starts_on": "starts_on",
            "last_visit_on": "last_visit_on",
        },
        label="排序",
    )

    class Meta:
        model = Pairing
        fields = ["state", "area", "unit", "rank"]

    def __init__(self, data=None, *args, **kwargs):
        data = {**(data.dict() if data else {})}
        data.setdefault("state", PairingState.IN_FORCE)
        super().__init__(data, *args, **kwargs)

    def in_state(self, queryset, name, value):
        day = working_date()
        match value:
            case PairingState.ENDED:
                return queryset.filter(ends_on__lte=day)
            case PairingState.OVERDUE:
                return overdue_pairings(queryset, day, self.place)
            case PairingState.HELPER_GONE:
                return queryset.with_helper_gone(day)
            case PairingState.IN_FORCE:
                return queryset.as_of(day)
        return queryset

    @property
    def place(self) -> str:
        """Whose parameters hold: the area asked for, else where the asker is at home."""
        area = self.form.cleaned_data.get("area") if self.form.is_valid() else None
        return area.code if area else self.request.user.home_code


class VisitFilter(django_filters.FilterSet):
    since = django_filters.DateFilter(label="自", field_name="visited_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="至", field_name="visited_on", lookup_expr="lte")
    area = AreaFilter(Permission.PAIRING_VIEW)
    kind = django_filters.ChoiceFilter(label="走访类型", choices=VisitKind.choices)
    problem = django_filters.BooleanFilter(label="有待解决问题", method="with_problem")
    order = django_filters.OrderingFilter(fields=["visited_on"], label="排序")

    class Meta:
        model = Visit
        fields = ["since", "until", "area", "kind", "problem"]

    def with_problem(self, queryset, name, value):
        return queryset.with_open_problem() if value else queryset


class LeaderPostFilter(django_filters.FilterSet):
    body = django_filters.ChoiceFilter(label="班子", choices=LeaderBody.choices)
    committee = django_filters.BooleanFilter(label="市委常委", field_name="is_standing_committee")
    in_force = InForceFilter(label="在任")
    order = django_filters.OrderingFilter(
        fields={"body": "body", "cadre__number": "cadre", "starts_on": "starts_on"}, label="排序"
    )

    class Meta:
        model = LeaderPost
        fields = ["body", "committee", "in_force"]


class TownshipDesignationFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="认定类别", choices=TownshipDesignationKind.choices)
    area = AreaFilter(Permission.PAIRING_VIEW)
    in_force = InForceFilter(label="有效")

    class Meta:
        model = TownshipDesignation
        fields = ["kind", "area", "in_force"]


class VillagePairingFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="包挂类别", choices=VillagePairingKind.choices)
    area = AreaFilter(Permission.PAIRING_VIEW)
    in_force = InForceFilter(label="在包挂")
    order = django_filters.OrderingFilter(
        fields={"village_id": "village", "starts_on": "starts_on"}, label="排序"
    )

    class Meta:
        model = VillagePairing
        fields = ["kind", "area", "in_force"]


class TownshipPairingFilter(django_filters.FilterSet):
    in_force = InForceFilter(label="在包挂")

    class Meta:
        model = TownshipPairing
        fields = ["division", "cadre", "in_force"]


class ProjectFilter(django_filters.FilterSet):
    area = AreaFilter(Permission.PROJECT_VIEW)
    plan_year = django_filters.NumberFilter(label="计划年度", min_value=2000, max_value=9999)
    category = django_filters.ChoiceFilter(label="项目类别", choices=ProjectCategory.choices)
    state = django_filters.ChoiceFilter(label="项目状态", choices=ProjectState.choices)
    name = django_filters.CharFilter(label="名称或编号", method="by_name")
    order = django_filters.OrderingFilter(
        fields=["number", "planned_amount", "paid_amount", "plan_year"], label="排序"
    )

    class Meta:
        model = Project
        fields = ["area", "plan_year", "category", "state", "name"]

    def by_name(self, queryset, name, value):
        return queryset.filter(name__contains=value) | queryset.filter(number=value)


class FundFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=9999)
    fund_class = django_filters.ChoiceFilter(label="资金类别", choices=FundClass.choices)
    order = django_filters.OrderingFilter(fields=["number", "amount", "ordered_on"], label="排序")

    class Meta:
        model = FundSource
        fields = ["year", "fund_class"]


class DisbursementFilter(django_filters.FilterSet):
    since = django_filters.DateFilter(label="自", field_name="paid_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="至", field_name="paid_on", lookup_expr="lte")
    area = AreaFilter(Permission.PROJECT_VIEW)

    class Meta:
        model = Disbursement
        fields = ["since", "until", "area"]


class BenefitFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="受益方式", choices=BenefitKind.choices)
    area = AreaFilter(Permission.PROJECT_VIEW)

    class Meta:
        model = ProjectBenefit
        fields = ["kind", "area", "project", "household"]
