"""Money."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.filters import DisbursementFilter, FundFilter
from assistance.forms.projects import (
    ArrivalForm,
    FundForm,
    PaymentForm,
    ReturnForm,
    RevokeForm,
)
from assistance.models import Allocation, Disbursement, FundArrival, FundSource
from assistance.services import funds
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
from organization.working_date import working_date


class AllocationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Allocation
        fields = [
            "id", "project", "source", "amount", "revoked_amount", "paid_amount", "allocated_on",
            "document_no",
        ]  # fmt: skip
        read_only_fields = fields


class FundSerializer(serializers.ModelSerializer):
    class Meta:
        model = FundSource
        fields = [
            "id", "number", "name", "fund_class", "year", "division", "document_no", "ordered_on",
            "amount", "arrived_amount", "allocated_amount", "paid_amount",
        ]  # fmt: skip
        read_only_fields = fields


class ArrivalSerializer(serializers.ModelSerializer):
    class Meta:
        model = FundArrival
        fields = ["id", "amount", "arrived_on", "voucher_no"]


class FundDetailSerializer(FundSerializer):
    """An order of money with what became of it."""

    arrivals = ArrivalSerializer(many=True, read_only=True)
    allocations = AllocationSerializer(many=True, read_only=True)

    class Meta(FundSerializer.Meta):
        fields = [*FundSerializer.Meta.fields, "arrivals", "allocations"]
        read_only_fields = fields


class FundViewSet(Listed):
    """Orders of money within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = FundSource.objects.none()
    serializer_class = FundSerializer
    filterset_class = FundFilter
    order = ("-year", "number")

    def get_serializer_class(self):
        return FundSerializer if self.action == "list" else FundDetailSerializer

    @extend_schema(request=body_of(FundForm), responses={201: FundDetailSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def order_money(self, request):
        """Enter an order of money."""
        day = working_date()
        initial = {"year": day.year, "ordered_on": day}
        form = filled(FundForm, request, by=request.user, initial=initial)
        source = funds.order_fund(form.values, by=request.user)
        return Response(FundDetailSerializer(source).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(ArrivalForm), responses={201: FundDetailSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def arrive(self, request, pk=None):
        """Money of an order reached the account."""
        source = self.get_object()
        values = filled(ArrivalForm, request).cleaned_data
        funds.arrive_fund(source, **values, by=request.user)
        source.refresh_from_db()
        return Response(FundDetailSerializer(source).data, status.HTTP_201_CREATED)


class DisbursementSerializer(serializers.ModelSerializer):
    project = serializers.IntegerField(source="allocation.project_id", read_only=True)
    source = serializers.IntegerField(source="allocation.source_id", read_only=True)

    class Meta:
        model = Disbursement
        fields = [
            "id", "allocation", "project", "source", "kind", "amount", "paid_on", "voucher_no",
            "payee",
        ]  # fmt: skip
        read_only_fields = fields


class AllocationViewSet(Listed):
    """Money set aside for projects within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = Allocation.objects.none()
    serializer_class = AllocationSerializer
    filterset_fields = ["project", "source"]
    order = ("pk",)

    def related(self, rows):
        return rows.select_related("project", "source")

    def _entered(self, request, form_class, verb) -> Response:
        allocation = self.get_object()
        values = dict(filled(form_class, request).cleaned_data)
        made = verb(allocation, values.pop("amount"), **values, by=request.user)
        return Response(DisbursementSerializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(PaymentForm), responses={201: DisbursementSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def pay(self, request, pk=None):
        """Pay out of the allocation."""
        return self._entered(request, PaymentForm, funds.disburse)

    @extend_schema(request=body_of(ReturnForm), responses={201: DisbursementSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def take_back(self, request, pk=None):
        """Book money that came back from who was paid."""
        return self._entered(request, ReturnForm, funds.return_payment)

    @extend_schema(request=body_of(RevokeForm), responses=AllocationSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def revoke(self, request, pk=None):
        """Take back what is set aside and not paid."""
        allocation = self.get_object()
        values = dict(filled(RevokeForm, request).cleaned_data)
        funds.revoke_allocation(allocation, values.pop("amount"), **values, by=request.user)
        allocation.refresh_from_db()
        return Response(self.get_serializer(allocation).data)


class DisbursementViewSet(Listed):
    """Payments and returns within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = Disbursement.objects.none()
    serializer_class = DisbursementSerializer
    filterset_class = DisbursementFilter
    order = ("-paid_on", "-pk")

    def related(self, rows):
        return rows.select_related("allocation")
