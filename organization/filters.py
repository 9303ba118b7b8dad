"""Filters of the lists, shared by page and API."""

import datetime
from functools import reduce
from operator import or_

import django_filters
from django.db.models import Q
from django.utils import timezone

from organization import procedures, subjects, trail
from organization.days import ONE_DAY
from organization.division_codes import ancestor, code_range
from organization.enums import DivisionLevel, ProcedureState, Rank, Reach, UnitKind
from organization.models import AuditEntry, Cadre, Division, Procedure, Unit, User
from organization.permissions import Role
from organization.working_date import working_date

_FIRST_DAY, _LAST_DAY = datetime.date(1970, 1, 2), datetime.date(9998, 12, 31)


class UnitFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="名称", method="by_name")
    kind = django_filters.ChoiceFilter(label="类别", choices=UnitKind.choices)
    order = django_filters.OrderingFilter(fields=["code", "name"], label="排序")

    class Meta:
        model = Unit
        fields = ["name", "kind"]

    def by_name(self, queryset, name, value):
        return queryset.filter(
            Q(name__contains=value) | Q(short_name__contains=value) | Q(code__startswith=value)
        )


class CadreFilter(django_filters.FilterSet):
    unit_kind = django_filters.ChoiceFilter(
        label="单位类别", field_name="unit__kind", choices=UnitKind.choices
    )
    rank = django_filters.ChoiceFilter(label="职级", choices=Rank.choices)
    left = django_filters.BooleanFilter(
        label="已离开", field_name="left_on", lookup_expr="isnull", exclude=True
    )
    order = django_filters.OrderingFilter(fields=["number", "rank"], label="排序")

    class Meta:
        model = Cadre
        fields = ["unit_kind", "rank", "left"]


class UserFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(
        label="角色", field_name="grants__role", choices=Role.choices, distinct=True
    )
    is_active = django_filters.BooleanFilter(label="在用")
    order = django_filters.OrderingFilter(fields=["username", "last_login"], label="排序")

    class Meta:
        model = User
        fields = ["role", "is_active"]


class TrailFilter(django_filters.FilterSet):
    verb = django_filters.ChoiceFilter(label="动作", choices=trail.verb_choices)
    subject_kind = django_filters.ChoiceFilter(label="对象类别", choices=subjects.choices)
    actor = django_filters.CharFilter(label="用户名", field_name="actor__username")
    since = django_filters.DateFilter(label="自", method="from_day")
    until = django_filters.DateFilter(label="至", method="to_day")

    class Meta:
        model = AuditEntry
        fields = ["verb", "subject_kind", "actor", "since", "until"]

    def from_day(self, queryset, name, value):
        return queryset.filter(at__gte=begin_of(value))

    def to_day(self, queryset, name, value):
        return queryset.filter(at__lt=begin_of(value) + ONE_DAY)


class DaysFilter(django_filters.DateFromToRangeFilter):
    """Moments from the beginning of a day to the end of another."""

    def filter(self, qs, value):
        if value and value.start:
            qs = qs.filter(**{f"{self.field_name}__gte": begin_of(value.start.date())})
        if value and value.stop:
            qs = qs.filter(**{f"{self.field_name}__lt": begin_of(value.stop.date()) + ONE_DAY})
        return qs


def begin_of(day: datetime.date) -> datetime.datetime:
    """When a day begins here: moments are compared as they stand, so that the index serves. Days
    of which no trail can be, before the epoch or at the end of the calendar, come to its edge."""
    near = min(max(day, _FIRST_DAY), _LAST_DAY)
    return timezone.make_aware(datetime.datetime.combine(near, datetime.time()))


class DivisionFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="名称或代码", method="by_name")
    level = django_filters.ChoiceFilter(label="级别", choices=DivisionLevel.choices)
    ended = django_filters.BooleanFilter(
        label="已撤并", field_name="ends_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Division
        fields = ["name", "level", "ended"]

    def by_name(self, queryset, name, value):
        named = Division.objects.called(value).values("code")
        return queryset.filter(Q(code__in=named) | Q(code__startswith=value))


def townships(request):
    """The townships that the asker may choose from: those of his areas, or all of them if he also
    sees rows that may lie anywhere (his unit's, his own)."""
    rows = Division.objects.townships().current().order_by("code")
    user = getattr(request, "user", None)
    grants = user.grants_in_force if user else []
    if not all(grant.reach == Reach.DIVISION for grant in grants):
        return rows
    areas = [code_range(grant.division_id) for grant in grants]
    return rows.filter(
        reduce(
            or_,
            (
                Q(code__range=area) | Q(code=ancestor(area.low, DivisionLevel.TOWNSHIP))
                for area in areas
            ),
            Q(),
        )
    )


class PlaceFilter(django_filters.ModelChoiceFilter):
    """Rows of a township and its villages."""

    def filter(self, qs, value):
        return qs.inside(value.code) if value else qs


class ProcedureFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="程序", choices=procedures.kind_choices)
    stage = django_filters.ChoiceFilter(label="待办环节", choices=procedures.stage_choices)
    state = django_filters.ChoiceFilter(label="状态", choices=ProcedureState.choices)
    township = PlaceFilter(label="镇办场园", field_name="division_code", queryset=townships)
    village = django_filters.CharFilter(label="村", method="of_village")
    late = django_filters.BooleanFilter(label="逾期", method="by_late")
    frozen = django_filters.BooleanFilter(label="有异议未答复", method="by_frozen")
    order = django_filters.OrderingFilter(fields=["opened_on", "due_on"], label="排序")

    class Meta:
        model = Procedure
        fields = ["kind", "stage", "state", "township", "village", "late", "frozen"]

    def of_village(self, queryset, name, value):
        named = Division.objects.villages().called(value)
        return queryset.filter(division_code__in=named.values("code"))

    def by_late(self, queryset, name, value):
        late = Procedure.objects.late(working_date()).values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)

    def by_frozen(self, queryset, name, value):
        frozen = Procedure.objects.frozen().values("pk")
        return queryset.filter(pk__in=frozen) if value else queryset.exclude(pk__in=frozen)
