"""Money."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.filters import DisbursementFilter, FundFilter
from assistance.models import Allocation, Disbursement, FundSource
from assistance.services import funds
from organization.permissions import Permission


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


class FundViewSet(viewsets.ReadOnlyModelViewSet):
    """Orders of money within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = FundSource.objects.none()
    serializer_class = FundSerializer
    filterset_class = FundFilter

    def get_queryset(self):
        rows = FundSource.objects.visible_to(self.request.user, self.required_permission)
        return rows.order_by("-year", "number")


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


class PaySerializer(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)
    paid_on = serializers.DateField()
    voucher_no = serializers.CharField(max_length=40, required=False, default="")
    payee = serializers.CharField(max_length=80, required=False, default="")


class AllocationViewSet(viewsets.ReadOnlyModelViewSet):
    """Money set aside for projects within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = Allocation.objects.none()
    serializer_class = AllocationSerializer
    filterset_fields = ["project", "source"]

    def get_queryset(self):
        rows = Allocation.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("project", "source").order_by("pk")

    @extend_schema(request=PaySerializer, responses={201: DisbursementSerializer})
    @action(detail=True, methods=["post"])
    def pay(self, request, pk=None):
        """Pay out of the allocation."""
        allocation = self.get_object()
        asked = PaySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        amount = values.pop("amount")
        disbursement = funds.disburse(allocation, amount, **values, by=request.user)
        return Response(DisbursementSerializer(disbursement).data, status.HTTP_201_CREATED)


class DisbursementViewSet(viewsets.ReadOnlyModelViewSet):
    """Payments and returns within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = Disbursement.objects.none()
    serializer_class = DisbursementSerializer
    filterset_class = DisbursementFilter

    def get_queryset(self):
        rows = Disbursement.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("allocation").order_by("-paid_on", "-pk")
