"""Households, their people and status over the API; personal numbers masked."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from households import selectors
from households.enums import Cause, LeaveReason, NotExitReason, PovertyStatus
from households.filters import HouseholdFilter
from households.models import (
    Household,
    IncomeYear,
    Membership,
    MonitoringCase,
    PovertySpan,
)
from households.services import households, people
from households.services import status as verbs
from households.services.check_register import recheck
from intake import cells
from intake.errors import CellError
from intake.models import CheckResult
from organization.api_base import Pages
from organization.masking import mask_account, mask_id, mask_phone
from organization.permissions import Permission
from organization.working_date import working_date

LONGEST_SEARCH = 60


class HouseholdSerializer(serializers.ModelSerializer):
    """A row of the list."""

    village_name = serializers.CharField(source="village.division.short_name")
    township = serializers.CharField(source="village.division.parent_id")
    township_name = serializers.CharField(source="village.division.parent.short_name")
    size = serializers.IntegerField(source="size_now")
    validity = serializers.CharField(source="validity_now", allow_null=True)
    status = serializers.CharField(source="status_now", allow_null=True)
    monitoring = serializers.CharField(source="monitoring_now", allow_null=True)

    class Meta:
        model = Household
        fields = [
            "id", "household_no", "national_no", "head_name", "village", "village_name",
            "township", "township_name", "natural_village", "group_no", "identified_on", "size",
            "validity", "status", "monitoring", "version",
        ]  # fmt: skip


class PersonSerializer(serializers.ModelSerializer):
    """Somebody who belongs to the household; the number masked."""

    member = serializers.IntegerField(source="member_id")
    name = serializers.CharField(source="member.name")
    sex = serializers.CharField(source="member.sex")
    birth_date = serializers.DateField(source="member.birth_date", allow_null=True)
    id_no = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = ["id", "member", "name", "relation", "sex", "birth_date", "id_no", "starts_on"]

    def get_id_no(self, membership) -> str:
        number = membership.member.id_no
        return mask_id(number) if number else ""


class StatusSerializer(serializers.ModelSerializer):
    class Meta:
        model = PovertySpan
        fields = ["id", "status", "event", "starts_on", "ends_on", "cause", "document_no"]


class MonitoringSerializer(serializers.ModelSerializer):
    class Meta:
        model = MonitoringCase
        fields = ["id", "kind", "identified_on", "eliminated_on", "elimination"]


class IncomeSerializer(serializers.ModelSerializer):
    class Meta:
        model = IncomeYear
        fields = [
            "data_year", "wage_income", "business_income", "property_income", "transfer_income",
            "business_cost", "gross_income", "net_income", "net_income_per_capita",
        ]  # fmt: skip


class HouseholdDetailSerializer(HouseholdSerializer):
    """A household with its people, status in time and incomes; phone and account masked."""

    phone = serializers.SerializerMethodField()
    bank_account = serializers.SerializerMethodField()
    people = serializers.SerializerMethodField()
    statuses = StatusSerializer(many=True)
    monitoring_cases = MonitoringSerializer(source="monitoring", many=True)
    incomes = IncomeSerializer(many=True)

    class Meta(HouseholdSerializer.Meta):
        fields = [
            *HouseholdSerializer.Meta.fields, "address", "phone", "bank_name", "bank_account",
            "people", "statuses", "monitoring_cases", "incomes",
        ]  # fmt: skip

    monitoring = serializers.CharField(source="monitoring_now", allow_null=True)

    def get_phone(self, household) -> str:
        return mask_phone(household.phone) if household.phone else ""

    def get_bank_account(self, household) -> str:
        return mask_account(household.bank_account)

    @extend_schema(responses=PersonSerializer(many=True))
    def get_people(self, household) -> list[dict]:
        present = household.memberships.as_of(working_date()).select_related("member")
        return PersonSerializer(present, many=True).data


class SearchSerializer(serializers.Serializer):
    text = serializers.CharField(
        max_length=LONGEST_SEARCH, help_text="姓名、拼音、证件尾号、电话、户编号、村"
    )


class ContactSerializer(serializers.Serializer):
    """What may change at any time; a field left out stays as it is."""

    version = serializers.IntegerField(min_value=1)
    natural_village = serializers.CharField(max_length=40, required=False, allow_blank=True)
    group_no = serializers.CharField(max_length=20, required=False, allow_blank=True)
    address = serializers.CharField(max_length=120, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    bank_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    bank_account = serializers.RegexField(
        r"^\d{10,25}$", max_length=25, required=False, allow_blank=True
    )

    def validate_phone(self, value: str) -> str:
        try:
            return cells.phone(value) or ""
        except CellError as fault:
            raise serializers.ValidationError(str(fault)) from fault


class ChangedSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    changes = serializers.ListField(child=serializers.CharField())


class StatusChangeSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=PovertyStatus.choices)
    on = serializers.DateField()
    document_no = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    cause = serializers.ChoiceField(choices=Cause.choices, required=False, allow_null=True)
    not_exit_reason = serializers.ChoiceField(
        choices=NotExitReason.choices, required=False, allow_null=True
    )


class LeaveSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1)
    membership = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=LeaveReason.choices)
    on = serializers.DateField()
    remark = serializers.CharField(max_length=200)


class FindingSerializer(serializers.ModelSerializer):
    class Meta:
        model = CheckResult
        fields = ["id", "code", "level", "field", "message", "first_found_on"]


class HouseholdViewSet(viewsets.ReadOnlyModelViewSet):
    """Households within the caller's reach, as the page lists them."""

    required_permission = Permission.HOUSEHOLD_VIEW
    queryset = Household.objects.none()
    serializer_class = HouseholdSerializer
    filterset_class = HouseholdFilter

    def get_queryset(self):
        seen = Household.objects.visible_to(self.request.user, self.required_permission)
        return seen.for_list(working_date()).order_by("household_no")

    def filter_queryset(self, queryset):
        # One row is asked for by its key: the filters of the list do not hide it.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_serializer_class(self):
        if self.action == "retrieve":
            return HouseholdDetailSerializer
        return super().get_serializer_class()

    @extend_schema(
        request=SearchSerializer, responses=HouseholdSerializer(many=True), filters=False
    )
    @action(detail=False, methods=["post"], pagination_class=Pages)
    def search(self, request):
        """Find households by what people type; the terms go in the body, never in the address."""
        asked = SearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = Household.objects.search(asked.validated_data["text"], request.user)
        page = self.paginate_queryset(found.for_list(working_date()))
        return self.get_paginated_response(HouseholdSerializer(page, many=True).data)

    @extend_schema(responses=FindingSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def findings(self, request, pk=None):
        """What the checks found on the household and still stands."""
        found = selectors.findings_of(self.get_object())
        return Response(FindingSerializer(found, many=True).data)

    @extend_schema(request=ContactSerializer, responses=ChangedSerializer)
    @action(detail=True, methods=["post"])
    def update_contact(self, request, pk=None):
        """Change place, phone or bank; `version` is what the caller saw."""
        household = self.get_object()
        asked = ContactSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        version = values.pop("version")
        changes = households.update_household(household, values, version=version, by=request.user)
        recheck(household)
        said = {"version": household.version, "changes": [str(change) for change in changes]}
        return Response(ChangedSerializer(said).data)

    @extend_schema(request=StatusChangeSerializer, responses={201: StatusSerializer})
    @action(detail=True, methods=["post"])
    def record_status(self, request, pk=None):
        """Move the household along the poverty axis."""
        household = self.get_object()
        asked = StatusChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        change = verbs.StatusChange(
            status=PovertyStatus(values["status"]),
            on=values["on"],
            document_no=values["document_no"],
            cause=values.get("cause"),
            not_exit_reason=values.get("not_exit_reason"),
        )
        span = verbs.record_poverty_status(household, change, by=request.user)
        return Response(StatusSerializer(span).data, status.HTTP_201_CREATED)

    @extend_schema(request=LeaveSerializer, responses=PersonSerializer)
    @action(detail=True, methods=["post"])
    def member_leaves(self, request, pk=None):
        """Register that somebody left the household."""
        household = self.get_object()
        asked = LeaveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        present = household.memberships.open().select_related("household", "member")
        membership = get_object_or_404(present, pk=values.pop("membership"))
        people.member_leaves(membership, **values, by=request.user)
        return Response(PersonSerializer(membership).data)


def register(router) -> None:
    router.register("households", HouseholdViewSet, "household")
