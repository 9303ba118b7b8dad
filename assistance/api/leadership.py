"""The city's leaders and the townships it has designated."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.filters import LeaderPostFilter, TownshipDesignationFilter
from assistance.forms.leadership import (
    DesignationForm,
    EndDesignationForm,
    EndPostForm,
    LeaderPostForm,
)
from assistance.models import LeaderPost, TownshipDesignation
from assistance.services import leadership
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission


class LeaderPostSerializer(serializers.ModelSerializer):
    cadre_name = serializers.CharField(source="cadre.name", read_only=True)

    class Meta:
        model = LeaderPost
        fields = [
            "id", "cadre", "cadre_name", "body", "title", "is_standing_committee", "starts_on",
            "ends_on", "document_no",
        ]  # fmt: skip
        read_only_fields = fields


class LeaderPostViewSet(Listed):
    """Posts in the city's leadership; who holds one may take on townships and villages."""

    required_permission = Permission.PAIRING_VIEW
    queryset = LeaderPost.objects.none()
    serializer_class = LeaderPostSerializer
    filterset_class = LeaderPostFilter
    order = ("body", "-starts_on", "pk")

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=body_of(LeaderPostForm), responses={201: LeaderPostSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.LEADERSHIP_MANAGE)
    def start(self, request):
        """Enter a post."""
        form = filled(LeaderPostForm, request, by=request.user)
        made = leadership.start_leader_post(**form.cleaned_data, by=request.user)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EndPostForm), responses=LeaderPostSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.LEADERSHIP_MANAGE)
    def end(self, request, pk=None):
        """The leader leaves the post; the pairings made in it no longer count."""
        return _ended(self, request, EndPostForm, leadership.end_leader_post)


class TownshipDesignationSerializer(serializers.ModelSerializer):
    division_name = serializers.CharField(source="division.short_name", read_only=True)

    class Meta:
        model = TownshipDesignation
        fields = [
            "id", "division", "division_name", "kind", "starts_on", "ends_on", "document_no",
        ]  # fmt: skip
        read_only_fields = fields


class TownshipDesignationViewSet(Listed):
    """Key townships and those with a heavy task."""

    required_permission = Permission.PAIRING_VIEW
    queryset = TownshipDesignation.objects.none()
    serializer_class = TownshipDesignationSerializer
    filterset_class = TownshipDesignationFilter
    order = ("division_id", "kind", "-starts_on", "pk")

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=body_of(DesignationForm), responses={201: TownshipDesignationSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.LEADERSHIP_MANAGE)
    def designate(self, request):
        """Declare a township a key township, or one with a heavy task."""
        form = filled(DesignationForm, request, by=request.user)
        made = leadership.designate_township(**form.cleaned_data, by=request.user)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EndDesignationForm), responses=TownshipDesignationSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.LEADERSHIP_MANAGE)
    def end(self, request, pk=None):
        """Withdraw a designation."""
        return _ended(self, request, EndDesignationForm, leadership.end_designation)


def _ended(view: Listed, request, form_class, end) -> Response:
    row = view.get_object()
    end(row, **filled(form_class, request).cleaned_data, by=request.user)
    row.refresh_from_db(fields=["ends_on"])
    return Response(view.get_serializer(row).data)
