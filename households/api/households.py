"""The register: lists, search, one household, and every step with it."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from households import pages, reports, selectors
from households.api.detail import (
    HouseholdDetailSerializer,
    HouseholdSerializer,
    MembershipSerializer,
)
from households.api.editing import RegisterBody, SaveBody, filled_sheet
from households.api.findings import FindingSerializer
from households.api.going import (
    ExitLineSerializer,
    GoingQuery,
    PublicNoticeQuery,
    PublicNoticeSerializer,
)
from households.enums import (
    Relation,
)
from households.filters import HouseholdFilter
from households.forms.answers import answer_id
from households.forms.people import LeaveForm
from households.models import Household
from households.services import exporting, households, people
from intake import cells
from intake.errors import CellError
from organization.api.rows import AuditEntrySerializer, JobSerializer
from organization.api_base import Key
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.api_parsers import ObjectParser
from organization.api_throttles import NumbersTried
from organization.files import XLSX, file_answer
from organization.permissions import Permission
from organization.scope import may
from organization.working_date import working_date

LONGEST_SEARCH = 60
TRAIL_LENGTH = 50


class SearchSerializer(serializers.Serializer):
    text = serializers.CharField(
        max_length=LONGEST_SEARCH, help_text="姓名、拼音、证件尾号、电话、户号、村"
    )


class ContactSerializer(serializers.Serializer):
    """What may change at any time; a field left out stays as it is."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
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


class LeaveBody(body_of(LeaveForm)):
    """How somebody leaves; `version` is what the caller saw."""

    membership = Key()


class NewRelationSerializer(serializers.Serializer):
    membership = Key()
    relation = serializers.ChoiceField(choices=Relation.choices)


class HeadBody(serializers.Serializer):
    """Who is what to the new head, everybody at once; `version` is what the caller saw."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    on = serializers.DateField()
    relations = NewRelationSerializer(many=True)


class DaySerializer(serializers.Serializer):
    day = serializers.DateField(required=False)


class IdCheckSerializer(serializers.Serializer):
    id_no = serializers.CharField(max_length=22)
    member = Key(required=False)


class IdAnswerSerializer(serializers.Serializer):
    text = serializers.CharField(help_text="性别、出生日期、年龄，或不能登记的原因")
    is_fault = serializers.BooleanField()


class HouseholdViewSet(Listed):
    """Households within the caller's reach, as the page lists them."""

    required_permission = Permission.HOUSEHOLD_VIEW
    queryset = Household.objects.none()
    serializer_class = HouseholdSerializer
    filterset_class = HouseholdFilter
    order = ("household_no",)

    def related(self, rows):
        return rows.for_list(working_date())

    def get_serializer_class(self):
        return HouseholdSerializer if self.action == "list" else HouseholdDetailSerializer

    def _answer(self, household: Household, **options) -> Response:
        fresh = Household.objects.for_list(working_date()).get(pk=household.pk)
        return Response(self.get_serializer(fresh).data, **options)

    def _stored(self) -> Household:
        """The household without the columns of the list, which a verb would find stale."""
        rows = Household.objects.select_related("village__division__parent")
        return rows.get(pk=self.get_object().pk)

    @extend_schema(parameters=[OpenApiParameter("day", OpenApiTypes.DATE)])
    def retrieve(self, request, pk=None):
        """A household as it was on a day, today where none is named."""
        asked = DaySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        today = working_date()
        day = min(asked.validated_data.get("day") or today, today)
        household = self.get_object()
        said = HouseholdDetailSerializer(household, context={"request": request, "day": day})
        return Response(said.data)

    @extend_schema(
        request=SearchSerializer, responses=HouseholdSerializer(many=True), filters=False
    )
    @action(detail=False, methods=["post"])
    def search(self, request):
        """Find households by what people type; the terms go in the body, never in the address."""
        text = self.given(SearchSerializer)["text"]
        found = Household.objects.search(text, request.user)
        page = self.paginate_queryset(found.for_list(working_date()))
        return self.get_paginated_response(HouseholdSerializer(page, many=True).data)

    @extend_schema(request=IdCheckSerializer, responses=IdAnswerSerializer, filters=False)
    @action(
        detail=False, methods=["post"], pagination_class=None,
        required_permission=Permission.HOUSEHOLD_EDIT, throttle_classes=[NumbersTried],
    )  # fmt: skip
    def check_id(self, request):
        """What an ID number says, or where it is registered, as much as the caller may know."""
        given = self.given(IdCheckSerializer)
        answer = answer_id(given["id_no"], str(given.get("member", "")), request.user)
        if answer is None:
            raise serializers.ValidationError({"id_no": ["证件号码不足15位"]})
        return Response(IdAnswerSerializer(answer).data)

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY, 202: JobSerializer})
    @action(detail=False, required_permission=Permission.HOUSEHOLD_EXPORT, pagination_class=None)
    def export(self, request):
        """The list as a workbook: the rows and filters of the list; it leaves a trace. A long one
        is written by a worker: the answer is its job, which hands it out (`jobs/<id>/file/`)."""
        seen = pages.rows_of(request.user, "", Permission.HOUSEHOLD_EXPORT)
        shown = HouseholdFilter(request.query_params, seen, request=request)
        if not shown.form.is_valid():
            raise serializers.ValidationError(shown.form.errors)
        count = shown.qs.count()
        if count > exporting.EXPORTED_AT_ONCE:
            query = request.query_params.dict()
            job = exporting.request_export(request.user, query=query, text="", count=count)
            return Response(JobSerializer(job).data, status.HTTP_202_ACCEPTED)
        day = working_date()
        said = f"户台账　数据日期 {day:%Y-%m-%d}　{request.user.display_name}导出，请妥善保管"
        content = reports.list_workbook(shown.qs, day, columns=None, said=said)
        exporting.record_export(request.user, count)
        return file_answer(content, f"户台账{day:%Y%m%d}.xlsx", XLSX)

    @extend_schema(parameters=[GoingQuery], responses=ExitLineSerializer(many=True), filters=False)
    @action(detail=False, required_permission=Permission.PROCEDURE_VIEW, pagination_class=None)
    def exit_tests(self, request):
        """How the households of procedures pass the tests of an exit today."""
        asked = GoingQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        keys = asked.validated_data["selected"]
        lines = selectors.exit_lines(request.user, keys, working_date())
        return Response(ExitLineSerializer(lines, many=True).data)

    @extend_schema(parameters=[PublicNoticeQuery], responses=PublicNoticeSerializer, filters=False)
    @action(detail=False, required_permission=Permission.PROCEDURE_HANDLE, pagination_class=None)
    def notice(self, request):
        """The list that a public notice shows, of procedures at one stage; masked for the web."""
        asked = PublicNoticeQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        found = selectors.notice_for(
            request.user, values["selected"], working_date(), on_web=values["on_web"]
        )
        return Response(PublicNoticeSerializer(found).data)

    @extend_schema(responses=FindingSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def findings(self, request, pk=None):
        """What the checks found on the household and still stands."""
        household = self.get_object()
        shows = may(request.user, Permission.HEALTH_VIEW, household)
        found = selectors.findings_of(household, shows_health=shows)
        return Response(FindingSerializer(found, many=True).data)

    @extend_schema(responses=AuditEntrySerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def trail(self, request, pk=None):
        """The latest of what happened to the household, its people and its yearly rows."""
        entries = selectors.trail_of(self.get_object())[:TRAIL_LENGTH]
        return Response(AuditEntrySerializer.of(entries, request.user))

    @extend_schema(request=RegisterBody, responses={201: HouseholdDetailSerializer}, filters=False)
    @action(
        detail=False, methods=["post"], parser_classes=[ObjectParser],
        required_permission=Permission.HOUSEHOLD_EDIT,
    )  # fmt: skip
    def register(self, request):
        """Register a household with its people; the checks of the form page hold."""
        given = self.given(RegisterBody)
        year = given.get("data_year") or working_date().year
        sheet = filled_sheet(Household(), request.data, year, request.user)
        place = sheet.place.cleaned_data
        made = households.register_household(
            place["village"], sheet.entry(), identified_on=place["identified_on"], by=request.user
        )
        return self._answer(made, status=status.HTTP_201_CREATED)

    @extend_schema(request=SaveBody, responses=HouseholdDetailSerializer)
    @action(
        detail=True, methods=["post"], parser_classes=[ObjectParser],
        required_permission=Permission.HOUSEHOLD_EDIT,
    )  # fmt: skip
    def save(self, request, pk=None):
        """Save a household with its people; who saves second is refused (409)."""
        given, household, today = self.given(SaveBody), self._stored(), working_date()
        surveyed = pages.surveyed_year(household, today)
        year = given.get("data_year") or surveyed or today.year
        sheet = filled_sheet(household, request.data, year, request.user)
        stored = Household.objects.get(pk=household.pk)
        households.save_household(stored, sheet.entry(), version=given["version"], by=request.user)
        return self._answer(stored)

    @extend_schema(request=ContactSerializer, responses=ChangedSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.HOUSEHOLD_EDIT)
    def update_contact(self, request, pk=None):
        """Change place, phone or bank; `version` is what the caller saw."""
        household, values = self._stored(), self.given(ContactSerializer)
        version = values.pop("version")
        changes = households.update_household(household, values, version=version, by=request.user)
        said = {"version": household.version, "changes": [str(change) for change in changes]}
        return Response(ChangedSerializer(said).data)

    @extend_schema(request=LeaveBody, responses=MembershipSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.HOUSEHOLD_EDIT)
    def member_leaves(self, request, pk=None):
        """Register that somebody left the household."""
        present = self._stored().memberships.open().select_related("household", "member")
        membership = get_object_or_404(present, pk=self.given(LeaveBody)["membership"])
        values = filled(LeaveForm, request).cleaned_data
        people.member_leaves(membership, **values, by=request.user)
        return Response(MembershipSerializer(membership).data)

    @extend_schema(request=HeadBody, responses=HouseholdDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.HOUSEHOLD_EDIT)
    def change_head(self, request, pk=None):
        """Make another member the head, with everybody's relation to him."""
        household, given = self._stored(), self.given(HeadBody)
        relations = {one["membership"]: Relation(one["relation"]) for one in given["relations"]}
        people.change_head(
            household, relations, on=given["on"], version=given["version"], by=request.user
        )
        return self._answer(household)
