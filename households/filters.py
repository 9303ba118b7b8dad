"""Filters of the household list, shared by page and API."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from households.enums import Attribute, Cause, MonitoringKind, PovertyStatus, Validity
from households.enums.status import STILL_POOR
from households.models import Household, HouseholdYear, MonitoringCase
from households.selectors import with_findings, without_findings
from organization.models import Division
from organization.permissions import Permission
from organization.working_date import working_date
from villages.models import Village
from villages.selectors import townships_in_reach

STILL_POOR_CHOICE = "still_poor"
STATUS_CHOICES = [(STILL_POOR_CHOICE, "贫困（含预脱贫、返贫）"), *PovertyStatus.choices]
ANY = "any"

# A change of township draws the bar anew, for the villages to choose from are then others.
_REDRAW = {
    "hx-get": "",
    "hx-target": "#content",
    "hx-select": "#content",
    "hx-swap": "outerHTML",
    "hx-trigger": "change consume",
    "hx-include": "closest form",
    "hx-push-url": "true",
}


def townships_of(request) -> QuerySet[Division]:
    """The townships that the asker may choose from; none when nobody asks (API schema)."""
    if request is None:
        return Division.objects.none()
    return townships_in_reach(request.user, Permission.HOUSEHOLD_VIEW)


class HouseholdFilter(django_filters.FilterSet):
    """Households in the register, as of the working date."""

    township = django_filters.ModelChoiceFilter(
        label="镇办场园",
        field_name="village__division__parent",
        queryset=townships_of,
        widget=forms.Select(attrs=_REDRAW),
    )
    village = django_filters.ModelChoiceFilter(
        label="村", queryset=Village.objects.select_related("division")
    )
    status = django_filters.ChoiceFilter(
        label="脱贫状态", choices=STATUS_CHOICES, method="by_status"
    )
    attribute = django_filters.ChoiceFilter(
        label="户属性", choices=Attribute.choices, method="by_latest_year"
    )
    cause_main = django_filters.ChoiceFilter(
        label="主要致贫原因", choices=Cause.choices, method="by_latest_year"
    )
    monitoring = django_filters.ChoiceFilter(
        label="监测对象", choices=MonitoringKind.choices, method="by_monitoring"
    )
    findings = django_filters.BooleanFilter(label="有核查问题", method="by_findings")
    validity = django_filters.ChoiceFilter(
        label="记录状态",
        choices=[(ANY, "全部"), *Validity.choices],
        method="by_validity",
        empty_label="在册",
    )
    order = django_filters.OrderingFilter(
        fields={
            "household_no": "household_no",
            "head_initials": "head",
            "identified_on": "identified_on",
        },
        label="排序",
    )

    class Meta:
        model = Household
        fields = ["township", "village"]

    def __init__(self, data=None, queryset=None, *, request=None, **kwargs):
        super().__init__(data, queryset, request=request, **kwargs)
        self.day = working_date()
        if request is not None and "village" in self.filters:
            self._offer_villages(request)

    def _offer_villages(self, request) -> None:
        """Villages of the chosen township, or of the only ones in reach; else none to choose."""
        villages = Village.objects.visible_to(request.user, Permission.HOUSEHOLD_VIEW)
        township = (self.data or {}).get("township") or self._only_township(request)
        chosen = (self.data or {}).get("village")
        if township:
            villages = villages.filter(division__parent_id=township)
        elif chosen:
            villages = villages.filter(pk=chosen)
        else:
            self.filters.pop("village")
            return
        self.filters["village"].queryset = villages.select_related("division")

    @staticmethod
    def _only_township(request) -> str | None:
        codes = list(townships_of(request).values_list("code", flat=True)[:2])
        return codes[0] if len(codes) == 1 else None

    def filter_queryset(self, queryset):
        """Without a choice the list shows the households that are in the register today."""
        queryset = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("validity"):
            return queryset
        return queryset.valid(self.day)

    def by_status(self, queryset, name, value):
        statuses = STILL_POOR if value == STILL_POOR_CHOICE else (value,)
        return queryset.with_status(self.day, *statuses)

    def by_validity(self, queryset, name, value):
        return queryset if value == ANY else queryset.with_validity(self.day, value)

    def by_latest_year(self, queryset, name, value):
        """The survey that holds today is the latest up to this year."""
        years = HouseholdYear.objects.filter(
            household=OuterRef("pk"), data_year__lte=self.day.year
        ).order_by("-data_year")
        latest = Subquery(years.values(name)[:1])
        return queryset.annotate(**{f"{name}_now": latest}).filter(**{f"{name}_now": value})

    def by_monitoring(self, queryset, name, value):
        cases = MonitoringCase.objects.as_of(self.day).filter(kind=value)
        return queryset.filter(Exists(cases.filter(household=OuterRef("pk"))))

    def by_findings(self, queryset, name, value):
        return with_findings(queryset) if value else without_findings(queryset)
