"""Filters of the village lists, shared by page and API."""

import datetime

import django_filters

from organization.models import Division
from organization.permissions import Permission
from organization.working_date import working_date
from villages.enums import PostingRole, VillageKind
from villages.models import Posting, Village
from villages.months import month_of, months_until, next_month
from villages.selectors import townships_in_reach


def townships_of(request):
    """The townships that the asker may choose from; none when nobody asks (API schema)."""
    if request is None:
        return Division.objects.none()
    return townships_in_reach(request.user, Permission.VILLAGE_VIEW)


class VillageFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="村名", method="by_name")
    township = django_filters.ModelChoiceFilter(
        label="镇办场园", field_name="division__parent", queryset=townships_of
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=VillageKind.choices)
    order = django_filters.OrderingFilter(
        fields={
            "division_id": "code",
            "exited_on": "exited_on",
            "agricultural_population": "population",
        },
        label="排序",
    )

    class Meta:
        model = Village
        fields = ["name", "township", "kind"]

    def by_name(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(division__in=Division.objects.called(value))


class PostingFilter(django_filters.FilterSet):
    township = django_filters.ModelChoiceFilter(
        label="镇办场园", field_name="village__division__parent", queryset=townships_of
    )
    role = django_filters.ChoiceFilter(label="驻村职务", choices=PostingRole.choices)
    order = django_filters.OrderingFilter(
        fields={"village_id": "village", "starts_on": "starts_on"}, label="排序"
    )

    class Meta:
        model = Posting
        fields = ["township", "role"]


def month_choices():
    """The last two years by month; a month is known by its first day."""
    months = months_until(working_date())
    return [(f"{month:%Y-%m}", f"{month.year}年{month.month}月") for month in months]


class AttendanceFilter(django_filters.FilterSet):
    """First secretaries on post in a month; there is no order by days, on purpose.

    The State's rule against formalism at the fingertips (2023-12-18) wants no league tables of
    persons, so the list stays in the order of places.
    """

    month = django_filters.ChoiceFilter(
        label="月份", choices=month_choices, method="in_month", empty_label=None
    )
    township = django_filters.ModelChoiceFilter(
        label="镇办场园", field_name="village__division__parent", queryset=townships_of
    )

    class Meta:
        model = Posting
        fields = ["township"]

    def __init__(self, data=None, *args, **kwargs):
        data = {**(data.dict() if data else {})}
        data.setdefault("month", f"{working_date():%Y-%m}")
        super().__init__(data, *args, **kwargs)

    @property
    def shown_month(self) -> datetime.date:
        """The month shown: the one asked for, or the working month."""
        asked = self.form.cleaned_data.get("month") if self.form.is_valid() else None
        return month_of(asked) if asked else working_date().replace(day=1)

    def in_month(self, queryset, name, value: str):
        first = month_of(value)
        return queryset.overlapping(first, next_month(first))
