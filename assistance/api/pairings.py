"""Pairings and the five coverages."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.api.common import HouseholdNameMixin, cadre_for, household_for
from assistance.enums import PairingEnd
from assistance.filters import PairingFilter, VillagePairingFilter
from assistance.models import Pairing, VillagePairing
from assistance.selectors.candidates import candidate_cadres
from assistance.selectors.coverage import coverage
from assistance.services import pairings
from organization.models import Division
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import working_date


class PairingSerializer(HouseholdNameMixin):
    cadre_name = serializers.CharField(source="cadre.name", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    last_visit_on = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = Pairing
        fields = [
            "id", "household", "household_no", "household_name", "village", "cadre", "cadre_name",
            "unit", "unit_name", "starts_on", "ends_on", "end_reason", "exception_reason",
            "over_cap_reason", "predecessor", "last_visit_on",
        ]  # fmt: skip
        read_only_fields = fields


class PairSerializer(serializers.Serializer):
    household = serializers.IntegerField(min_value=1)
    cadre = serializers.CharField(max_length=20, help_text="干部编号")
    starts_on = serializers.DateField()
    over_cap_reason = serializers.CharField(max_length=200, required=False, default="")


class EndPairingSerializer(serializers.Serializer):
    ends_on = serializers.DateField(help_text="自该日起不再帮扶")
    reason = serializers.ChoiceField(choices=PairingEnd.choices)
    exception_reason = serializers.CharField(max_length=200, required=False, default="")


class HandOverSerializer(serializers.Serializer):
    to = serializers.CharField(max_length=20, help_text="接任干部的编号")
    on = serializers.DateField(help_text="交接日期")
    reason = serializers.ChoiceField(choices=PairingEnd.choices)
    exception_reason = serializers.CharField(max_length=200, required=False, default="")
    over_cap_reason = serializers.CharField(max_length=200, required=False, default="")


class PairingViewSet(viewsets.ReadOnlyModelViewSet):
    """Pairings within the caller's reach; in force unless another state is asked for."""

    required_permission = Permission.PAIRING_VIEW
    queryset = Pairing.objects.none()
    serializer_class = PairingSerializer
    filterset_class = PairingFilter

    def get_queryset(self):
        rows = Pairing.objects.visible_to(self.request.user, self.required_permission)
        return rows.for_list().order_by("household__household_no", "-starts_on", "pk")

    def _found(self, pk: int) -> Pairing:
        """The row whatever its state: verbs and details are not narrowed by the list's filter."""
        return self.get_queryset().get(pk=pk)

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=PairSerializer, responses={201: PairingSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def pair(self, request):
        """Pair a cadre with a household."""
        asked = PairSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        household = household_for(request.user, values.pop("household"), Permission.PAIRING_MANAGE)
        candidates = candidate_cadres(request.user, household.village_id, working_date())
        cadre = cadre_for(candidates, values.pop("cadre"))
        pairing = pairings.pair_household(household, cadre, **values, by=request.user)
        body = self.get_serializer(self._found(pairing.pk)).data
        return Response(body, status.HTTP_201_CREATED)

    @extend_schema(request=EndPairingSerializer, responses=PairingSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """End the pairing."""
        pairing = self.get_object()
        asked = EndPairingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {**asked.validated_data, "reason": PairingEnd(asked.validated_data["reason"])}
        pairings.end_pairing(pairing, **values, by=request.user)
        return Response(self.get_serializer(self._found(pairing.pk)).data)

    @extend_schema(request=HandOverSerializer, responses={201: PairingSerializer})
    @action(detail=True, methods=["post"])
    def hand_over(self, request, pk=None):
        """Pass the household to another helper; answers with the new pairing."""
        pairing = self.get_object()
        asked = HandOverSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {**asked.validated_data, "reason": PairingEnd(asked.validated_data["reason"])}
        candidates = candidate_cadres(request.user, pairing.division_code, working_date())
        to = cadre_for(candidates, values.pop("to"), "to")
        successor = pairings.hand_over(pairing, to, **values, by=request.user)
        body = self.get_serializer(self._found(successor.pk)).data
        return Response(body, status.HTTP_201_CREATED)


class VillagePairingSerializer(serializers.ModelSerializer):
    village_name = serializers.CharField(source="village.name", read_only=True)
    party_name = serializers.CharField(source="party", read_only=True)

    class Meta:
        model = VillagePairing
        fields = [
            "id", "kind", "village", "village_name", "cadre", "unit", "party_name", "starts_on",
            "ends_on", "end_reason", "document_no",
        ]  # fmt: skip
        read_only_fields = fields


class VillagePairingViewSet(viewsets.ReadOnlyModelViewSet):
    """Leaders, departments and enterprises with their villages."""

    required_permission = Permission.PAIRING_VIEW
    queryset = VillagePairing.objects.none()
    serializer_class = VillagePairingSerializer
    filterset_class = VillagePairingFilter

    def get_queryset(self):
        rows = VillagePairing.objects.visible_to(self.request.user, self.required_permission)
        return rows.for_list().order_by("village", "kind", "pk")


class CoverageSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    covered = serializers.IntegerField()
    total = serializers.IntegerField()
    rate = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)


class CoverageQuerySerializer(serializers.Serializer):
    division = serializers.SlugRelatedField(
        slug_field="code", queryset=Division.objects.all(), help_text="区划代码，在调用者范围内"
    )
    day = serializers.DateField(required=False, help_text="截至日期，不填为今天")


class CoverageViewSet(viewsets.ViewSet):
    """The five coverages of a division on a day."""

    required_permission = Permission.PAIRING_VIEW

    @extend_schema(
        parameters=[
            OpenApiParameter("division", OpenApiTypes.STR, required=True),
            OpenApiParameter("day", OpenApiTypes.DATE),
        ],
        responses=CoverageSerializer(many=True),
    )
    def list(self, request):
        asked = CoverageQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        division = asked.validated_data["division"]
        check(request.user, Permission.PAIRING_VIEW, division.code)
        rows = coverage(asked.validated_data.get("day") or working_date(), division.code)
        return Response(CoverageSerializer(rows, many=True).data)
