"""Visits."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.api.common import HouseholdNameMixin, cadre_for, household_for
from assistance.enums import VisitKind
from assistance.filters import VisitFilter
from assistance.models import Visit
from assistance.selectors.candidates import visitors_to
from assistance.services import visits
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

    household = serializers.IntegerField(min_value=1)
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
    minutes = serializers.IntegerField(min_value=1, max_value=1440, required=False)
    next_visit_on = serializers.DateField(required=False)


class SolveSerializer(serializers.Serializer):
    remark = serializers.CharField(max_length=200)


class VisitViewSet(viewsets.ReadOnlyModelViewSet):
    """Visits within the caller's reach, the latest first."""

    required_permission = Permission.PAIRING_VIEW
    queryset = Visit.objects.none()
    serializer_class = VisitSerializer
    filterset_class = VisitFilter

    def get_queryset(self):
        rows = Visit.objects.visible_to(self.request.user, self.required_permission)
        return rows.for_list().order_by("-visited_on", "-pk")

    @extend_schema(request=RecordVisitSerializer, responses={201: VisitSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def record(self, request):
        """Record a visit; the same key again answers with the visit already recorded."""
        asked = RecordVisitSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        household = household_for(request.user, values.pop("household"), Permission.VISIT_RECORD)
        visitors = visitors_to(household, request.user, working_date())
        number = values.pop("cadre", None) or getattr(request.user.cadre, "number", "")
        values["cadre"] = cadre_for(visitors, number)
        if "joint_with" in values:
            values["joint_with"] = cadre_for(visitors, values["joint_with"], "joint_with")
        visit = visits.record_visit(household, **values, by=request.user)
        body = self.get_serializer(Visit.objects.for_list().get(pk=visit.pk)).data
        return Response(body, status.HTTP_201_CREATED)

    @extend_schema(request=SolveSerializer, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def solve(self, request, pk=None):
        """The problem found on the visit is solved."""
        visit = self.get_object()
        asked = SolveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        visits.solve_visit_problem(visit, remark=asked.validated_data["remark"], by=request.user)
        visit.refresh_from_db(fields=["is_problem_solved"])
        return Response(self.get_serializer(visit).data)
