"""Days in the village, month by month."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from organization.api_base import Key
from organization.api_listed import Listed
from organization.days import ONE_DAY
from organization.permissions import Permission
from organization.working_date import working_date
from villages import selectors
from villages.filters import AttendanceFilter
from villages.models import AttendanceMonth, Posting
from villages.months import next_month
from villages.services import attendance


class AttendanceSerializer(serializers.ModelSerializer):
    class Meta:
        model = AttendanceMonth
        fields = [
            "id", "posting", "month", "counted_days", "nights", "leave_days", "remark",
            "confirmed_at",
        ]  # fmt: skip


class ChosenMonthsSerializer(serializers.Serializer):
    months = serializers.ListField(child=Key(), min_length=1, max_length=500)


class ConfirmedSerializer(serializers.Serializer):
    confirmed = serializers.IntegerField(help_text="本次核定的条数")


class AttendanceViewSet(Listed):
    """Months of attendance within the caller's reach."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = AttendanceMonth.objects.none()
    serializer_class = AttendanceSerializer
    filterset_fields = ["month", "posting"]
    order = ("posting__village_id", "-month", "pk")

    def related(self, rows):
        return rows.select_related("posting")

    @extend_schema(request=ChosenMonthsSerializer, responses=ConfirmedSerializer, filters=False)
    @action(
        detail=False, methods=["post"], pagination_class=None,
        required_permission=Permission.ATTENDANCE_CONFIRM,
    )  # fmt: skip
    def confirm(self, request):
        """Confirm months as they were entered."""
        chosen = self.given(ChosenMonthsSerializer)["months"]
        rows = list(self.get_queryset().filter(pk__in=chosen))
        count = attendance.confirm_months(rows, by=request.user)
        return Response(ConfirmedSerializer({"confirmed": count}).data)


class StandSerializer(serializers.Serializer):
    """A first secretary with one month and the year's stand."""

    posting = serializers.IntegerField(source="posting.pk")
    village = serializers.CharField(source="posting.village_id")
    village_name = serializers.CharField(source="posting.village.division.short_name")
    cadre_name = serializers.CharField(source="posting.cadre.name")
    entered = AttendanceSerializer(allow_null=True)
    year_counted = serializers.DecimalField(source="year.counted", max_digits=6, decimal_places=1)
    year_target = serializers.IntegerField(source="year.target")


class AttendanceStandView(GenericAPIView):
    """First secretaries on post in a month, with its days and the year's stand; in the order of
    places, on purpose."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = Posting.objects.none()
    serializer_class = StandSerializer
    filterset_class = AttendanceFilter

    @extend_schema(responses=StandSerializer(many=True))
    def get(self, request):
        rows = Posting.objects.visible_to(request.user, self.required_permission)
        rows = rows.first_secretaries().for_list().order_by("village_id", "starts_on")
        shown = AttendanceFilter(request.query_params, rows, request=request)
        if not shown.form.is_valid():
            raise serializers.ValidationError(shown.form.errors)
        page = self.paginate_queryset(shown.qs)
        until = min(next_month(shown.shown_month) - ONE_DAY, working_date())
        ids = [posting.pk for posting in page]
        lines = selectors.attendance_lines(rows.filter(pk__in=ids), shown.shown_month, until)
        return self.get_paginated_response(StandSerializer(lines, many=True).data)
