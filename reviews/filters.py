"""Filters of the review lists, shared by page and API."""

import django_filters

from reviews.enums import MeetingKind, ReportKind, ReportState
from reviews.models import Meeting, ReviewReport


class ReportFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="种类", choices=ReportKind.choices)
    state = django_filters.ChoiceFilter(label="状态", choices=ReportState.choices)
    year = django_filters.NumberFilter(label="年度", method="by_year", min_value=2014)
    division = django_filters.CharFilter(label="区划代码", field_name="division_id")

    class Meta:
        model = ReviewReport
        fields = ["kind", "state", "year", "division"]

    def by_year(self, queryset, name, value):
        return queryset.filter(period__startswith=f"{int(value):04d}")


class ReportListFilter(ReportFilter):
    """The page's: areas are chosen by the breadcrumb, not typed as codes."""

    division = None


class MeetingFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="种类", choices=MeetingKind.choices)

    class Meta:
        model = Meeting
        fields = ["kind"]
