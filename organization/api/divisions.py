"""Places."""

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from organization.api_auth import HasRequiredPermission
from organization.api_forms import body_of, filled
from organization.filters import DivisionFilter
from organization.forms import DivisionForm, SuccessionForm
from organization.models import Division
from organization.permissions import Permission
from organization.services.divisions import rename_locally, succeed_division


class DivisionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Division
        fields = [
            "code", "name", "name_local", "level", "parent", "starts_on", "ends_on", "successor",
        ]  # fmt: skip


class BelowFilter(DivisionFilter):
    """As the page filters, and what lies right below a place."""

    parent = django_filters.CharFilter(label="上级区划代码", field_name="parent_id")

    class Meta(DivisionFilter.Meta):
        fields = [*DivisionFilter.Meta.fields, "parent"]


class DivisionViewSet(viewsets.ReadOnlyModelViewSet):
    """Administrative divisions; public knowledge, the same for every user."""

    open_because = "the division list is published by the State"
    permission_classes = [IsAuthenticated]
    required_permission = None
    queryset = Division.objects.order_by("code")
    serializer_class = DivisionSerializer
    filterset_class = BelowFilter
    lookup_value_regex = r"\d{12}"

    @extend_schema(request=body_of(DivisionForm), responses=DivisionSerializer)
    @action(
        detail=True, methods=["post"], required_permission=Permission.UNIT_EDIT,
        permission_classes=[HasRequiredPermission],
    )  # fmt: skip
    def rename(self, request, pk=None):
        """Say what people call the place."""
        division = self.get_object()
        form = filled(DivisionForm, request, initial={"name_local": division.name_local})
        rename_locally(division, form.cleaned_data["name_local"], by=request.user)
        return Response(self.get_serializer(division).data)

    @extend_schema(request=body_of(SuccessionForm), responses=DivisionSerializer)
    @action(
        detail=True, methods=["post"], required_permission=Permission.UNIT_EDIT,
        permission_classes=[HasRequiredPermission],
    )  # fmt: skip
    def succeed(self, request, pk=None):
        """Merge the place into another; its current rows move in one step."""
        division = self.get_object()
        form = filled(SuccessionForm, request, division=division)
        values = form.cleaned_data
        succeed_division(division, values["successor"], on=values["on"], by=request.user)
        division.refresh_from_db()
        return Response(self.get_serializer(division).data)
