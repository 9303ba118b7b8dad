"""Visits."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from assistance.api.common import HouseholdNameMixin, TermSerializer, cadre_for, household_for
from assistance.enums import VisitKind
from assistance.filters import VisitFilter
from assistance.forms.visits import SolveForm
from assistance.models import Pairing, Visit
from assistance.selectors.candidates import visitors_to
from assistance.selectors.visits import own_round, pairing_lines
from assistance.services import visits
from organization.api_base import Key
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
from organization.working_date import working_date


class VisitSerializer(HouseholdNameMixin):
    cadre_name = serializers.CharField(source="cadre.name", read_only=True)

    class Meta:
        model = Visit
        fields = [
            "id", "key", "household", "household_no", "household_name", "village", "cadre",
            "cadre_name", "joint_with", "visited_on", "kind", "content", "problem",
            "is_problem_solved", "given", "minutes", "next_visit_on", "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class RecordVisitSerializer(serializers.Serializer):
    """A visit as a phone sends it; `key` makes sending twice harmless."""

    household = Key()
    key = serializers.UUIDField(required=False)
    cadre = serializers.CharField(
        max_length=20, required=False, help_text="走访人的干部编号，不填为本人"
    )
    joint_with = serializers.CharField(max_length=20, required=False, help_text="同行干部编号")
    visited_on = serializers.DateField()
    kind = serializers.ChoiceField(choices=VisitKind.choices)
    content = serializers.CharField(max_length=1000)
    problem = serializers.CharField(max_length=500, required=False, default="")
    is_problem_solved = serializers.BooleanField(required=False, default=False)
    given = serializers.CharField(max_length=200, required=False, default="")
    minutes = Key(max_value=1440, required=False)
    next_visit_on = serializers.DateField(required=False)


class VisitViewSet(Listed):
    """Visits within the caller's reach, the latest first."""

    required_permission = Permission.PAIRING_VIEW
    queryset = Visit.objects.none()
    serializer_class = VisitSerializer
    filterset_class = VisitFilter

    order = ("-visited_on", "-pk")

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=TermSerializer, responses=VisitSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def search(self, request):
        """By the name of head or visitor, or the household's number."""
        is_named = request.user.may(Permission.HOUSEHOLD_VIEW)
        found = self.get_queryset().search(self.given(TermSerializer)["text"], is_named=is_named)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=RecordVisitSerializer, responses={201: VisitSerializer}, filters=False)
    @action(detail=False, methods=["post"], required_permission=Permission.VISIT_RECORD)
    def record(self, request):
        """Record a visit; the same key again answers with the visit already recorded."""
        values = self.given(RecordVisitSerializer)
        household = household_for(request.user, values.pop("household"), Permission.VISIT_RECORD)
        visitors = visitors_to(household, request.user, working_date())
        number = values.pop("cadre", None) or getattr(request.user.cadre, "number", "")
        cadre = cadre_for(visitors, number)
        if "joint_with" in values:
            values["joint_with"] = cadre_for(visitors, values["joint_with"], "joint_with")
        key = values.pop("key", None)
        facts = visits.VisitFacts(**values)
        visit = visits.record_visit(household, cadre, facts, by=request.user, key=key)
        body = self.get_serializer(Visit.objects.for_list().get(pk=visit.pk)).data
        return Response(body, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(SolveForm), responses=VisitSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.VISIT_RECORD)
    def solve(self, request, pk=None):
        """The problem found on the visit is solved."""
        visit = self.get_object()
        visits.solve_visit_problem(
            visit, **filled(SolveForm, request).cleaned_data, by=request.user
        )
        visit.refresh_from_db(fields=["is_problem_solved"])
        return Response(self.get_serializer(visit).data)


class DueSerializer(serializers.Serializer):
    """One of one's own households and how its visits stand."""

    pairing = serializers.IntegerField(source="pairing.pk")
    household = serializers.IntegerField(source="pairing.household_id")
    household_no = serializers.CharField(source="pairing.household.household_no")
    household_name = serializers.CharField(source="label")
    village = serializers.CharField(source="pairing.household.village_id")
    last_visit_on = serializers.DateField(source="pairing.last_visit_on", allow_null=True)
    days = serializers.IntegerField(source="delay.days")
    status = serializers.CharField()
    level = serializers.CharField()


class RoundSerializer(serializers.Serializer):
    lines = DueSerializer(many=True)
    late = serializers.IntegerField()
    visits_this_month = serializers.IntegerField()
    village = serializers.CharField(
        source="posting.village_id", default=None, allow_null=True, help_text="本人所驻的村"
    )
    waiting = serializers.IntegerField(help_text="该村没有帮扶责任人的户数")


class RoundView(APIView):
    """One's own households with what is due, the most urgent first."""

    required_permission = Permission.VISIT_RECORD

    @extend_schema(responses=RoundSerializer)
    def get(self, request):
        day = working_date()
        rows = Pairing.objects.as_of(day).filter(cadre=request.user.cadre_id).for_list()
        lines = pairing_lines(rows, day, request.user.division_id)
        return Response(RoundSerializer(own_round(lines, request.user, day)).data)
