"""Pairings of cadre and household."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.api.common import HouseholdNameMixin, TermSerializer, cadre_for, household_for
from assistance.enums import PairingEnd
from assistance.filters import PairingFilter
from assistance.forms.pairings import EndPairingForm, ProposalForm
from assistance.models import Pairing
from assistance.selectors.candidates import (
    candidate_cadres,
    propose_pairings,
    room_of,
    search_candidates,
)
from assistance.services import pairings
from organization.api_base import Key
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
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
    household = Key()
    cadre = serializers.CharField(max_length=20, help_text="干部编号")
    starts_on = serializers.DateField()
    over_cap_reason = serializers.CharField(max_length=200, required=False, default="")


class HandOverSerializer(serializers.Serializer):
    to = serializers.CharField(max_length=20, help_text="接任干部的编号")
    on = serializers.DateField(help_text="交接日期")
    reason = serializers.ChoiceField(choices=PairingEnd.choices)
    exception_reason = serializers.CharField(max_length=200, required=False, default="")
    over_cap_reason = serializers.CharField(max_length=200, required=False, default="")


class CandidateRequestSerializer(serializers.Serializer):
    household = Key()
    text = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="",
        help_text="姓名、拼音首字母、干部编号或单位名称；不填为已包挂该村的单位的干部",
    )  # fmt: skip


class CandidateSerializer(serializers.Serializer):
    """A cadre who may help, and how many households he has already."""

    number = serializers.CharField(source="cadre.number")
    name = serializers.CharField(source="cadre.name")
    unit_name = serializers.CharField(source="cadre.unit.name")
    rank = serializers.CharField(source="cadre.rank")
    load = serializers.IntegerField()
    cap = serializers.IntegerField(allow_null=True)


class ProposalRowSerializer(serializers.Serializer):
    """A household without a helper and the cadre proposed for it, if anybody has room."""

    household = serializers.IntegerField(source="household.pk")
    household_no = serializers.CharField(source="household.household_no")
    household_name = serializers.CharField(source="line.label")
    cadre = serializers.IntegerField(source="cadre.pk", default=None)
    cadre_name = serializers.CharField(source="cadre.name", default=None)


class ChoiceSerializer(serializers.Serializer):
    household = Key()
    cadre = Key()


class ConfirmSerializer(body_of(ProposalForm)):
    """The pairs of a proposal as they were left, all of one village."""

    starts_on = serializers.DateField()
    choices = ChoiceSerializer(many=True, allow_empty=False)


class PairedSerializer(serializers.Serializer):
    paired = serializers.IntegerField(help_text="新增结对户数")


class PairingViewSet(Listed):
    """Pairings within the caller's reach; in force unless another state is asked for."""

    required_permission = Permission.PAIRING_VIEW
    queryset = Pairing.objects.none()
    serializer_class = PairingSerializer
    filterset_class = PairingFilter
    order = ("household__household_no", "-starts_on", "pk")

    def related(self, rows):
        return rows.for_list()

    def _answer(self, pairing: Pairing, **options) -> Response:
        fresh = Pairing.objects.for_list().get(pk=pairing.pk)
        return Response(self.get_serializer(fresh).data, **options)

    @extend_schema(request=TermSerializer, responses=PairingSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def search(self, request):
        """By the name of head or helper, or the household's number; in force or not."""
        is_named = request.user.may(Permission.HOUSEHOLD_VIEW)
        found = self.get_queryset().search(self.given(TermSerializer)["text"], is_named=is_named)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=CandidateRequestSerializer, responses=CandidateSerializer(many=True), filters=False
    )
    @action(
        detail=False, methods=["post"], pagination_class=None,
        required_permission=Permission.PAIRING_MANAGE,
    )  # fmt: skip
    def candidates(self, request):
        """Who may help a household; who still has room stands first."""
        given = self.given(CandidateRequestSerializer)
        household = household_for(request.user, given["household"], Permission.PAIRING_MANAGE)
        found = search_candidates(request.user, household, given["text"], working_date())
        return Response(CandidateSerializer(found, many=True).data)

    @extend_schema(request=PairSerializer, responses={201: PairingSerializer}, filters=False)
    @action(detail=False, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def pair(self, request):
        """Pair a cadre with a household."""
        values = self.given(PairSerializer)
        household = household_for(request.user, values.pop("household"), Permission.PAIRING_MANAGE)
        candidates = candidate_cadres(request.user, household.village_id, working_date())
        cadre = cadre_for(candidates, values.pop("cadre"))
        pairing = pairings.pair_household(household, cadre, **values, by=request.user)
        return self._answer(pairing, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(EndPairingForm), responses=PairingSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def end(self, request, pk=None):
        """End the pairing."""
        pairing = self.get_object()
        values = filled(EndPairingForm, request).cleaned_data
        pairings.end_pairing(pairing, **values, by=request.user)
        return self._answer(pairing)

    @extend_schema(request=HandOverSerializer, responses={201: PairingSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PAIRING_MANAGE)
    def hand_over(self, request, pk=None):
        """Pass the household to another helper; answers with the new pairing."""
        pairing, values = self.get_object(), self.given(HandOverSerializer)
        values["reason"] = PairingEnd(values["reason"])
        candidates = candidate_cadres(request.user, pairing.division_code, working_date())
        to = cadre_for(candidates, values.pop("to"), "to")
        successor = pairings.hand_over(pairing, to, **values, by=request.user)
        return self._answer(successor, status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[
            OpenApiParameter("village", OpenApiTypes.STR, required=True),
            OpenApiParameter("unit", OpenApiTypes.INT, required=True),
        ],
        responses=ProposalRowSerializer(many=True), filters=False,
    )  # fmt: skip
    @action(detail=False, pagination_class=None, required_permission=Permission.PAIRING_MANAGE)
    def proposal(self, request):
        """A village's households without a helper, spread over a unit's cadres with room."""
        village, unit = self._between(request.query_params)
        rows = propose_pairings(unit, village, working_date())
        return Response(ProposalRowSerializer(rows, many=True).data)

    @extend_schema(request=ConfirmSerializer, responses=PairedSerializer, filters=False)
    @action(
        detail=False, methods=["post"], pagination_class=None,
        required_permission=Permission.PAIRING_MANAGE,
    )  # fmt: skip
    def confirm(self, request):
        """Confirm a proposal, all pairs or none; only cadres of the unit who have room."""
        given = self.given(ConfirmSerializer)
        village, unit = self._between(request.data)
        roomy = {cadre.pk for cadre, _ in room_of(unit, working_date(), village.pk)}
        choices = [(one["household"], one["cadre"]) for one in given["choices"]]
        if any(cadre not in roomy for _, cadre in choices):
            raise serializers.ValidationError({"choices": ["有干部不属于该单位，或已达户数上限"]})
        count = pairings.pair_many(village, choices, starts_on=given["starts_on"], by=request.user)
        return Response(PairedSerializer({"paired": count}).data)

    def _between(self, asked) -> tuple:
        """Village and unit, as far as the caller may arrange for them."""
        form = ProposalForm(asked, by=self.request.user)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return form.cleaned_data["village"], form.cleaned_data["unit"]
