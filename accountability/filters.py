"""Filters of the lists, shared by page and API; each is a link."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from accountability.enums import (
    InterviewState,
    Level,
    NoticeKind,
    NoticeState,
    PledgeState,
    ProblemCategory,
    ProblemSource,
    ProblemState,
    ProposalState,
    ResponsibilityKind,
    SanctionForm,
    Severity,
)
from accountability.models import (
    EscalationProposal,
    Interview,
    Notice,
    NoticeItem,
    Pledge,
    Problem,
    Responsibility,
    Sanction,
)
from organization.filters import PlaceFilter, townships
from organization.models import Unit
from organization.working_date import working_date


class UnitFilter(django_filters.ModelChoiceFilter):
    """One of the units that the rows the asker sees are about."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Unit.objects.none(), **kwargs)

    def get_queryset(self, request):
        filters = getattr(self, "parent", None)
        if filters is None:
            return Unit.objects.none()
        about = filters.queryset.order_by().values("unit")
        return Unit.objects.filter(pk__in=about).order_by("kind", "code")


class ProblemFilter(django_filters.FilterSet):
    # On the page the state is chosen by the tabs above.
    state = django_filters.ChoiceFilter(
        label="状态", choices=ProblemState.choices, widget=forms.HiddenInput
    )
    category = django_filters.ChoiceFilter(label="类别", choices=ProblemCategory.choices)
    source = django_filters.ChoiceFilter(label="来源", choices=ProblemSource.choices)
    severity = django_filters.ChoiceFilter(label="严重程度", choices=Severity.choices)
    level = django_filters.ChoiceFilter(label="处理层级", choices=Level.choices)
    place = PlaceFilter(label="镇办场园", field_name="division", queryset=townships)
    unit = UnitFilter(label="责任单位")
    found = django_filters.DateFromToRangeFilter(label="发现日期", field_name="found_on")
    is_relapse = django_filters.BooleanFilter(label="反弹")
    title = django_filters.CharFilter(label="问题", lookup_expr="contains")
    order = django_filters.OrderingFilter(
        fields=["found_on", "number", "severity", "level"], label="排序"
    )

    class Meta:
        model = Problem
        fields = [
            "state", "category", "source", "severity", "level", "place", "unit", "found",
            "is_relapse", "title",
        ]  # fmt: skip


class NoticeFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="文种", choices=NoticeKind.choices)
    state = django_filters.ChoiceFilter(label="状态", choices=NoticeState.choices)
    unit = UnitFilter(label="受文单位")
    place = PlaceFilter(label="镇办场园", field_name="division", queryset=townships)
    issued = django_filters.DateFromToRangeFilter(label="成文日期", field_name="issued_on")
    overdue = django_filters.BooleanFilter(label="现逾期", method="by_overdue")
    was_overdue = django_filters.BooleanFilter(
        label="曾逾期", field_name="overdue_on", lookup_expr="isnull", exclude=True
    )
    text = django_filters.CharFilter(label="字号或标题", method="by_text")
    category = django_filters.ChoiceFilter(
        label="问题类别", choices=ProblemCategory.choices, method="by_category"
    )
    order = django_filters.OrderingFilter(
        fields=["issued_on", "due_on", "number", "moved_on"], label="排序"
    )

    class Meta:
        model = Notice
        fields = [
            "kind", "state", "unit", "place", "issued", "overdue", "was_overdue", "text",
            "category",
        ]  # fmt: skip

    def by_overdue(self, queryset, name, value):
        late = Notice.objects.overdue(working_date()).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)

    def by_text(self, queryset, name, value):
        return queryset.filter(Q(number__contains=value) | Q(title__contains=value))

    def by_category(self, queryset, name, value):
        items = NoticeItem.objects.filter(notice=OuterRef("pk"), problem__category=value)
        return queryset.filter(Exists(items))


class InterviewFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=InterviewState.choices)
    unit = UnitFilter(label="被约谈单位")
    held = django_filters.DateFromToRangeFilter(label="约谈日期", field_name="planned_on")
    overdue = django_filters.BooleanFilter(label="整改逾期", method="by_overdue")
    order = django_filters.OrderingFilter(fields=["planned_on", "result_due_on"], label="排序")

    class Meta:
        model = Interview
        fields = ["state", "unit", "held", "overdue"]

    def by_overdue(self, queryset, name, value):
        late = Interview.objects.overdue(working_date()).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


class SanctionFilter(django_filters.FilterSet):
    form = django_filters.ChoiceFilter(label="问责方式", choices=SanctionForm.choices)
    unit = UnitFilter(label="所在单位")
    decided = django_filters.DateFromToRangeFilter(label="决定日期", field_name="decided_on")
    order = django_filters.OrderingFilter(fields=["decided_on"], label="排序")

    class Meta:
        model = Sanction
        fields = ["form", "unit", "decided"]


class ProposalFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=ProposalState.choices)
    level = django_filters.ChoiceFilter(label="建议层级", choices=Level.choices)
    unit = UnitFilter(label="单位")
    order = django_filters.OrderingFilter(fields=["proposed_on"], label="排序")

    class Meta:
        model = EscalationProposal
        fields = ["state", "level", "unit"]


class PledgeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=PledgeState.choices)
    unit = UnitFilter(label="责任单位")
    place = PlaceFilter(label="镇办场园", field_name="division", queryset=townships)
    in_force_on = django_filters.DateFilter(label="当日有效", method="by_day")
    expired = django_filters.BooleanFilter(label="已到期", method="by_expired")
    order = django_filters.OrderingFilter(fields=["signed_on", "ends_on", "number"], label="排序")

    class Meta:
        model = Pledge
        fields = ["state", "unit", "place", "in_force_on", "expired"]

    def by_day(self, queryset, name, value):
        return queryset.in_force(value)

    def by_expired(self, queryset, name, value):
        over = Pledge.objects.expired(working_date()).values("pk")
        return queryset.filter(pk__in=over) if value else queryset.exclude(pk__in=over)


class ResponsibilityFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="责任类别", choices=ResponsibilityKind.choices)
    place = PlaceFilter(label="镇办场园", field_name="division", queryset=townships)
    unit = UnitFilter(label="责任单位")

    class Meta:
        model = Responsibility
        fields = ["kind", "place", "unit"]
