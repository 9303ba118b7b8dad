"""Pledges of targets, and the responsibility chain."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accountability.enums import PledgeMeasure, ResponsibilityKind
from accountability.filters import PledgeFilter, ResponsibilityFilter
from accountability.forms.pledges import (
    EndForm,
    PledgeForm,
    ResponsibilityForm,
    ScanForm,
    SignForm,
)
from accountability.models import Pledge, PledgeTarget, Responsibility
from accountability.selectors.pledges import pledge_coverage
from accountability.services import pledges, responsibility
from accountability.services.pledges import Target
from organization.api.people import UnitNameSerializer
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
from organization.working_date import working_date


class PledgeTargetSerializer(serializers.ModelSerializer):
    class Meta:
        model = PledgeTarget
        fields = ["year", "indicator_code", "label", "unit_of_measure", "value"]


class PledgeSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    targets = PledgeTargetSerializer(many=True, read_only=True)

    class Meta:
        model = Pledge
        fields = [
            "id", "number", "unit", "unit_name", "division", "counterparty", "signer",
            "signer_title", "duties", "state", "signed_on", "starts_on", "ends_on", "end_reason",
            "end_document_no", "targets",
        ]  # fmt: skip


class TargetSerializer(serializers.Serializer):
    """What is promised for one measure in one year."""

    year = serializers.IntegerField(min_value=2014, max_value=2050)
    measure = serializers.ChoiceField(PledgeMeasure.choices)
    value = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal(0))

    def target(self, given: dict) -> Target:
        measure = PledgeMeasure(given["measure"])
        return Target(
            given["year"], measure.value, measure.label, given["value"], measure.unit_of_measure
        )


class PledgeDraftSerializer(body_of(PledgeForm)):
    """A pledge with its targets."""

    targets = TargetSerializer(many=True)


class PledgeChangesSerializer(body_of(PledgeForm, partial=True)):
    """A draft's words and targets; what is left out stays as it is."""

    targets = TargetSerializer(many=True, required=False)


class PledgeCoverageSerializer(serializers.Serializer):
    covered = serializers.IntegerField()
    total = serializers.IntegerField()
    missing = UnitNameSerializer(many=True)


class PledgeViewSet(Listed):
    """Pledges with their targets."""

    required_permission = Permission.PLEDGE_VIEW
    queryset = Pledge.objects.none()
    serializer_class = PledgeSerializer
    filterset_class = PledgeFilter

    def related(self, rows):
        return rows.select_related("unit", "signer").prefetch_related("targets")

    def _answer(self, pledge: Pledge, **options) -> Response:
        fresh = self.related(Pledge.objects.all()).get(pk=pledge.pk)
        return Response(self.get_serializer(fresh).data, **options)

    def _bare(self) -> Pledge:
        """The pledge without prefetched targets, which a verb would find stale."""
        return Pledge.objects.select_related("unit", "division").get(pk=self.get_object().pk)

    @extend_schema(responses=PledgeCoverageSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def coverage(self, request):
        """How many of the units that must have signed a pledge, and which have not."""
        found = pledge_coverage(request.user, working_date(), shown=500)
        return Response(PledgeCoverageSerializer(found).data)

    @extend_schema(request=PledgeDraftSerializer, responses={201: PledgeSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def draft(self, request):
        """Write a pledge down, to be printed and signed."""
        targets = _targets(self.given(PledgeDraftSerializer)["targets"])
        values = filled(PledgeForm, request, by=request.user).cleaned_data
        made = pledges.draft_pledge(
            values["unit"], **_words(values), targets=targets, by=request.user
        )
        return self._answer(made, status=status.HTTP_201_CREATED)

    @extend_schema(request=PledgeChangesSerializer, responses=PledgeSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def edit(self, request, pk=None):
        """Change a pledge that is not signed yet."""
        pledge, given = self._bare(), self.given(PledgeChangesSerializer)
        initial = {name: getattr(pledge, name) for name in ["unit", *WORDS]}
        form = filled(PledgeForm, request, initial=initial, by=request.user, pledge=pledge)
        targets = _targets(given["targets"]) if "targets" in given else _standing(pledge)
        pledges.edit_pledge(pledge, **_words(form.cleaned_data), targets=targets, by=request.user)
        return self._answer(pledge)

    @extend_schema(
        request={"multipart/form-data": body_of(SignForm), "application/json": body_of(SignForm)},
        responses=PledgeSerializer,
    )
    @action(detail=True, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def sign(self, request, pk=None):
        """Number it; the term begins. The signed paper may come along."""
        pledge = self._bare()
        values = filled(SignForm, request, initial={"signed_on": working_date()}).cleaned_data
        pledges.sign_pledge(pledge, **values, by=request.user)
        return self._answer(pledge)

    @extend_schema(request={"multipart/form-data": body_of(ScanForm)}, responses=PledgeSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def scan(self, request, pk=None):
        """Add the signed paper."""
        pledge = self._bare()
        scan = filled(ScanForm, request).cleaned_data["scan"]
        pledges.attach_scan(pledge, scan, by=request.user)
        return self._answer(pledge)

    @extend_schema(request=body_of(EndForm), responses=PledgeSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def end(self, request, pk=None):
        """End it before its term, with leave."""
        pledge = self._bare()
        pledges.end_pledge(pledge, **filled(EndForm, request).cleaned_data, by=request.user)
        return self._answer(pledge)

    @extend_schema(request=None, responses=PledgeSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def cancel(self, request, pk=None):
        """Throw a draft away; it stays as 作废."""
        pledge = self._bare()
        pledges.cancel_pledge(pledge, by=request.user)
        return self._answer(pledge)


WORDS = ["signer", "signer_title", "duties"]


def _words(values: dict) -> dict:
    return {name: values[name] for name in WORDS}


def _targets(given: list[dict]) -> list[Target]:
    return [TargetSerializer().target(one) for one in given]


def _standing(pledge: Pledge) -> list[Target]:
    return [
        Target(one.year, one.indicator_code, one.label, one.value, one.unit_of_measure)
        for one in pledge.targets.all()
    ]


class ResponsibilitySerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Responsibility
        fields = [
            "id", "division", "kind", "category", "unit", "unit_name", "post", "cadre",
            "starts_on", "ends_on", "document_no",
        ]  # fmt: skip


class ResponsibilityViewSet(Listed):
    """Who answers for which place, in time."""

    required_permission = Permission.PLEDGE_VIEW
    queryset = Responsibility.objects.none()
    serializer_class = ResponsibilitySerializer
    filterset_class = ResponsibilityFilter

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=body_of(ResponsibilityForm), responses={201: ResponsibilitySerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def assign(self, request):
        """Say who answers for a place from a day on."""
        initial = {"starts_on": working_date()}
        form = filled(ResponsibilityForm, request, initial=initial, by=request.user)
        values = dict(form.cleaned_data)
        place, kind, unit = values.pop("division"), values.pop("kind"), values.pop("unit")
        made = responsibility.assign_responsibility(
            place, ResponsibilityKind(kind), unit, **values, by=request.user
        )
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ResponsibilitySerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PLEDGE_MANAGE)
    def end(self, request, pk=None):
        """End a responsibility as of today."""
        row = self.get_object()
        responsibility.end_responsibility(row, on=working_date(), by=request.user)
        row.refresh_from_db()
        return Response(self.get_serializer(row).data)
