"""Villages, designations, postings and attendance over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.models import Cadre
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import working_date
from villages.enums import PostingEnd, PostingRole
from villages.filters import PostingFilter, VillageFilter
from villages.models import AttendanceMonth, KeyVillage, Posting, Village
from villages.services import attendance, key_villages, postings


class VillageSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="pk")
    name = serializers.CharField(source="division.short_name")
    township = serializers.CharField(source="division.parent_id")
    township_name = serializers.CharField(source="division.parent.short_name")
    designated_on = serializers.DateField(allow_null=True)
    exited_on = serializers.DateField(allow_null=True)
    secretary_name = serializers.CharField(allow_null=True)
    secretary_unit = serializers.CharField(allow_null=True)

    class Meta:
        model = Village
        fields = [
            "code", "name", "township", "township_name", "kind", "agricultural_population",
            "designated_on", "exited_on", "secretary_name", "secretary_unit", "version",
        ]  # fmt: skip


class KeyVillageSerializer(serializers.ModelSerializer):
    class Meta:
        model = KeyVillage
        fields = [
            "id", "village", "starts_on", "ends_on", "document_no", "exited_on",
            "exit_document_no",
        ]  # fmt: skip


class DesignateSerializer(serializers.Serializer):
    starts_on = serializers.DateField()
    document_no = serializers.CharField(max_length=60)


class ExitSerializer(serializers.Serializer):
    exited_on = serializers.DateField()
    document_no = serializers.CharField(max_length=60)


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


class ReliefSerializer(serializers.Serializer):
    on = serializers.DateField()
    reason = serializers.ChoiceField(choices=PostingEnd.choices)
    remark = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class AttendanceSerializer(serializers.ModelSerializer):
    class Meta:
        model = AttendanceMonth
        fields = [
            "id", "posting", "month", "counted_days", "nights", "leave_days", "confirmed_at",
        ]  # fmt: skip


class MonthSerializer(serializers.Serializer):
    month = serializers.DateField(help_text="当月任一日")
    counted_days = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0)
    nights = serializers.IntegerField(min_value=0, max_value=31, default=0)
    leave_days = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, default=0)
    remark = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class VillageViewSet(viewsets.ReadOnlyModelViewSet):
    """Villages within the caller's reach, with designation and first secretary of today."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = Village.objects.none()
    serializer_class = VillageSerializer
    filterset_class = VillageFilter
    lookup_value_regex = r"\d{12}"

    def get_queryset(self):
        rows = Village.objects.visible_to(self.request.user, self.required_permission)
        return rows.for_list(working_date()).order_by("pk")

    @extend_schema(request=DesignateSerializer, responses={201: KeyVillageSerializer})
    @action(detail=True, methods=["post"])
    def designate(self, request, pk=None):
        """Designate the village as key registered poor village."""
        village = self.get_object()
        asked = DesignateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        designation = key_villages.designate_key_village(
            village, **asked.validated_data, by=request.user
        )
        return Response(KeyVillageSerializer(designation).data, status.HTTP_201_CREATED)

    @extend_schema(request=PostSerializer, responses={201: PostingSerializer})
    @action(detail=True, methods=["post"])
    def post_cadre(self, request, pk=None):
        """Post a cadre to the village."""
        village = self.get_object()
        asked = PostSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        check(request.user, Permission.CADRE_VIEW, values["cadre"])
        draft = postings.Draft(**{**values, "role": PostingRole(values["role"])})
        posting = postings.post_cadre(village, draft, by=request.user)
        return Response(PostingSerializer(posting).data, status.HTTP_201_CREATED)


class KeyVillageViewSet(viewsets.ReadOnlyModelViewSet):
    """Designations in force today within the caller's reach."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = KeyVillage.objects.none()
    serializer_class = KeyVillageSerializer
    filterset_fields = ["village"]

    def get_queryset(self):
        rows = KeyVillage.objects.visible_to(self.request.user, self.required_permission)
        return rows.as_of(working_date()).order_by("village_id")

    @extend_schema(request=ExitSerializer, responses=KeyVillageSerializer)
    @action(detail=True, methods=["post"])
    def record_exit(self, request, pk=None):
        """Record that the village left poverty."""
        designation = self.get_object()
        asked = ExitSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        key_villages.record_village_exit(designation, **asked.validated_data, by=request.user)
        return Response(KeyVillageSerializer(designation).data)


class PostingViewSet(viewsets.ReadOnlyModelViewSet):
    """Postings, present and past, within the caller's reach."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = Posting.objects.none()
    serializer_class = PostingSerializer
    filterset_class = PostingFilter

    def get_queryset(self):
        rows = Posting.objects.visible_to(self.request.user, self.required_permission)
        return rows.for_list().order_by("village_id", "-starts_on", "pk")

    @extend_schema(request=ReliefSerializer, responses=PostingSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """Relieve the cadre."""
        posting = self.get_object()
        asked = ReliefSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        relief = postings.Relief(values["on"], PostingEnd(values["reason"]), values["remark"])
        postings.end_posting(posting, relief, by=request.user)
        return Response(PostingSerializer(posting).data)

    @extend_schema(request=MonthSerializer, responses=AttendanceSerializer)
    @action(detail=True, methods=["post"])
    def enter_month(self, request, pk=None):
        """Enter and confirm the days of one month, or correct them."""
        posting = self.get_object()
        asked = MonthSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        days = attendance.MonthDays(
            values["counted_days"], values["nights"], values["leave_days"], values["remark"]
        )
        row = attendance.enter_month(posting, values["month"], days, by=request.user)
        return Response(AttendanceSerializer(row).data)


class AttendanceViewSet(viewsets.ReadOnlyModelViewSet):
    """Months of attendance within the caller's reach."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = AttendanceMonth.objects.none()
    serializer_class = AttendanceSerializer
    filterset_fields = ["month", "posting"]

    def get_queryset(self):
        rows = AttendanceMonth.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("posting").order_by("posting__village_id", "-month", "pk")


def register(router) -> None:
    router.register("villages", VillageViewSet, "village")
    router.register("key-villages", KeyVillageViewSet, "key_village")
    router.register("postings", PostingViewSet, "posting")
    router.register("attendance-months", AttendanceViewSet, "attendance_month")
