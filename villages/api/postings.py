"""Who is posted to which village."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.models import Cadre
from organization.permissions import Permission
from villages.api.attendance import AttendanceSerializer
from villages.enums import PostingRole
from villages.filters import PostingFilter
from villages.forms import MonthForm, ReliefForm
from villages.models import Posting
from villages.services import attendance, postings


class PostingSerializer(serializers.ModelSerializer):
    village_name = serializers.CharField(source="village.division.short_name")
    cadre_name = serializers.CharField(source="cadre.name")
    unit_name = serializers.CharField(source="unit.name")

    class Meta:
        model = Posting
        fields = [
            "id", "village", "village_name", "cadre", "cadre_name", "unit", "unit_name", "role",
            "starts_on", "ends_on", "document_no", "end_reason", "retained",
        ]  # fmt: skip


class PostSerializer(serializers.Serializer):
    cadre = serializers.SlugRelatedField(slug_field="number", queryset=Cadre.objects.all())
    role = serializers.ChoiceField(choices=PostingRole.choices)
    starts_on = serializers.DateField()
    document_no = serializers.CharField(max_length=60)

    def validate_role(self, value: str) -> PostingRole:
        return PostingRole(value)


class MonthSerializer(body_of(MonthForm, partial=True)):
    """The days of one month; nights and leave are nought where they are left out."""

    month = serializers.DateField(help_text="当月任一日")


class PostingViewSet(Listed):
    """Postings, present and past, within the caller's reach."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = Posting.objects.none()
    serializer_class = PostingSerializer
    filterset_class = PostingFilter
    order = ("village_id", "-starts_on", "pk")

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=body_of(ReliefForm), responses=PostingSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.POSTING_MANAGE)
    def end(self, request, pk=None):
        """Relieve the cadre, and post his successor where one is named."""
        posting = self.get_object()
        form = filled(ReliefForm, request, by=request.user)
        postings.relieve(posting, form.relief, form.successor_draft(posting), by=request.user)
        return Response(PostingSerializer(posting).data)

    @extend_schema(request=MonthSerializer, responses=AttendanceSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.ATTENDANCE_CONFIRM)
    def enter_month(self, request, pk=None):
        """Enter and confirm the days of one month, or correct them."""
        posting = self.get_object()
        month = self.given(MonthSerializer)["month"]
        form = filled(MonthForm, request, initial={"nights": 0, "leave_days": 0})
        row = attendance.enter_month(posting, month, form.days, by=request.user)
        return Response(AttendanceSerializer(row).data)
