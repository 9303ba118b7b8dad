"""Who takes on which township and village."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.filters import TownshipPairingFilter, VillagePairingFilter
from assistance.forms.pairings import EndPairingForm, TownshipPairingForm, VillagePairingForm
from assistance.models import TownshipPairing, VillagePairing
from assistance.services import areas
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
from organization.working_date import working_date
from villages.models import Village


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


class VillagePairingBody(body_of(VillagePairingForm)):
    """Who takes on which village; the party fits the kind."""

    village = serializers.CharField(max_length=12, help_text="村的区划代码")


class VillagePairingViewSet(Listed):
    """Leaders, departments and enterprises with their villages."""

    required_permission = Permission.PAIRING_VIEW
    queryset = VillagePairing.objects.none()
    serializer_class = VillagePairingSerializer
    filterset_class = VillagePairingFilter
    order = ("village", "kind", "pk")

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=VillagePairingBody, responses={201: VillagePairingSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def pair(self, request):
        """A leader, a department or an enterprise takes on a village."""
        code = self.given(VillagePairingBody)["village"]
        seen = Village.objects.visible_to(request.user, Permission.PAIRING_MANAGE)
        village = seen.select_related("division__parent").filter(pk=code).first()
        if village is None:
            raise serializers.ValidationError({"village": ["没有找到该村，或不在您的范围内"]})
        form = filled(VillagePairingForm, request, initial={"starts_on": working_date()})
        made = areas.pair_village(village, **form.values, by=request.user)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EndPairingForm), responses=VillagePairingSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def end(self, request, pk=None):
        """End a leader's or unit's responsibility."""
        return _ended(self, request)


class TownshipPairingSerializer(serializers.ModelSerializer):
    division_name = serializers.CharField(source="division.short_name", read_only=True)
    cadre_name = serializers.CharField(source="cadre.name", read_only=True)

    class Meta:
        model = TownshipPairing
        fields = [
            "id", "division", "division_name", "cadre", "cadre_name", "starts_on", "ends_on",
            "end_reason", "document_no",
        ]  # fmt: skip
        read_only_fields = fields


class TownshipPairingViewSet(Listed):
    """Members of the standing committee with their townships."""

    required_permission = Permission.PAIRING_VIEW
    queryset = TownshipPairing.objects.none()
    serializer_class = TownshipPairingSerializer
    filterset_class = TownshipPairingFilter
    order = ("division_id", "-starts_on", "pk")

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=body_of(TownshipPairingForm), responses={201: TownshipPairingSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def pair(self, request):
        """A member of the standing committee takes on a township."""
        form = filled(TownshipPairingForm, request, initial={"starts_on": working_date()})
        made = areas.pair_township(**form.cleaned_data, by=request.user)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EndPairingForm), responses=TownshipPairingSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def end(self, request, pk=None):
        """End a leader's responsibility."""
        return _ended(self, request)


def _ended(view: Listed, request) -> Response:
    pairing = view.get_object()
    values = filled(EndPairingForm, request).cleaned_data
    areas.end_area_pairing(pairing, **values, by=request.user)
    pairing.refresh_from_db()
    return Response(view.get_serializer(pairing).data)
