"""Filters of the review lists, shared by page and API."""

import django_filters

from organization.permissions import Permission
from organization.working_date import working_date
from reviews.enums import ActionState, MeetingKind, ReportKind, ReportState
from reviews.models import ActionItem, Meeting, ReviewReport
from reviews.review_periods import FIRST_YEAR


class ReportFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="种类", choices=ReportKind.choices)
    state = django_filters.ChoiceFilter(label="状态", choices=ReportState.choices)
    year = django_filters.NumberFilter(
        label="年度", method="by_year", min_value=FIRST_YEAR, max_value=9999
    )
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


def meetings_seen(request):
    """Meetings within the asker's reach."""
    if request is None:
        return Meeting.objects.none()
    return Meeting.objects.visible_to(request.user, Permission.REVIEW_VIEW).order_by("pk")


class ActionItemFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=ActionState.choices)
    meeting = django_filters.ModelChoiceFilter(label="会议", queryset=meetings_seen)
    is_overdue = django_filters.BooleanFilter(label="逾期", method="by_overdue")

    class Meta:
        model = ActionItem
        fields = ["state", "meeting", "is_overdue"]

    def by_overdue(self, queryset, name, value):
        late = queryset.overdue(working_date())
        return late if value else queryset.exclude(pk__in=late.values("pk"))
