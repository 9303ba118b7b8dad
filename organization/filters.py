"""Filters of the lists, shared by page and API."""

import django_filters
from django.db.models import Q

from organization import subjects, trail
from organization.enums import DivisionLevel, Rank, UnitKind
from organization.models import AuditEntry, Cadre, Division, Unit, User
from organization.permissions import Role


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
    since = django_filters.DateFilter(label="自", field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="至", field_name="at", lookup_expr="date__lte")

    class Meta:
        model = AuditEntry
        fields = ["verb", "subject_kind", "actor", "since", "until"]


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
        return queryset.filter(
            Q(name__contains=value) | Q(name_local__contains=value) | Q(code__startswith=value)
        )
