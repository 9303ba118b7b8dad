"""The ledger of problems."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accountability.enums import ProblemCategory, ProblemSource, ResponsibilityKind, Severity
from accountability.filters import ProblemFilter
from accountability.forms.problems import ReasonForm, SettleForm
from accountability.models import Problem
from accountability.selectors.ledger import visible_subject
from accountability.services import problems
from accountability.services.problems import Found
from organization import subjects
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.models import Division, Unit
from organization.permissions import Permission


class ProblemSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Problem
        fields = [
            "id", "number", "source", "category", "severity", "level", "title", "facts",
            "division", "subject_kind", "subject_id", "responsibility", "unit", "unit_name",
            "cadre", "responsible_post", "found_on", "state", "state_label", "closed_on",
            "closing_note", "repeated_of", "is_relapse",
        ]  # fmt: skip


class ProblemReportSerializer(serializers.Serializer):
    """A problem to be entered; without a unit the responsibility chain names it."""

    source = serializers.ChoiceField(ProblemSource.choices)
    category = serializers.ChoiceField(ProblemCategory.choices)
    severity = serializers.ChoiceField(Severity.choices, default=Severity.MINOR)
    title = serializers.CharField(max_length=120)
    facts = serializers.CharField(max_length=5000)
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.current())
    found_on = serializers.DateField()
    responsibility = serializers.ChoiceField(
        ResponsibilityKind.choices, default=ResponsibilityKind.MAIN
    )
    unit = serializers.PrimaryKeyRelatedField(
        queryset=Unit.objects.open(), required=False, allow_null=True
    )
    subject_kind = serializers.CharField(max_length=60, required=False, allow_blank=True)
    subject_id = serializers.CharField(max_length=40, required=False, allow_blank=True)

    def validate(self, attrs):
        kind, subject_id = attrs.get("subject_kind", ""), attrs.get("subject_id", "")
        if bool(kind) != bool(subject_id):
            raise serializers.ValidationError("问题对象不完整：类别和编号须同时填写")
        user = self.context["request"].user
        if kind and visible_subject(kind, subject_id, user) is None:
            raise serializers.ValidationError("找不到问题对象")
        return attrs

    def found(self) -> Found:
        values = dict(self.validated_data)
        values.pop("unit", None)
        kind = values.get("subject_kind", "")
        return Found(
            **{
                **values,
                "severity": Severity(values["severity"]),
                "source": ProblemSource(values["source"]),
                "category": ProblemCategory(values["category"]),
                "responsibility": ResponsibilityKind(values["responsibility"]),
                "subject_label": subjects.label_of(kind) if kind else "",
            }
        )


class ProblemViewSet(Listed):
    """Problems; `report` enters one, `settle` closes it on the spot, `dismiss` says why it is
    none, and a notice takes it up."""

    required_permission = Permission.PROBLEM_VIEW
    queryset = Problem.objects.none()
    serializer_class = ProblemSerializer
    filterset_class = ProblemFilter

    def related(self, rows):
        return rows.select_related("unit")

    @extend_schema(request=ProblemReportSerializer, responses={201: ProblemSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PROBLEM_REPORT)
    def report(self, request):
        """Enter a problem."""
        entered = ProblemReportSerializer(data=request.data, context=self.get_serializer_context())
        entered.is_valid(raise_exception=True)
        unit = entered.validated_data.get("unit")
        problem = problems.report_problem(entered.found(), unit=unit, by=request.user)
        return Response(self.get_serializer(problem).data, status.HTTP_201_CREATED)

    @extend_schema(
        request={"multipart/form-data": body_of(SettleForm)}, responses=ProblemSerializer
    )
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_ACCEPT)
    def settle(self, request, pk=None):
        """Close a problem that was put right on the spot, with evidence."""
        problem = self.get_object()
        values = filled(SettleForm, request).cleaned_data
        problems.settle_on_the_spot(problem, **values, by=request.user)
        return Response(self.get_serializer(problem).data)

    @extend_schema(request=body_of(ReasonForm), responses=ProblemSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_ISSUE)
    def dismiss(self, request, pk=None):
        """Say why it is no problem."""
        problem = self.get_object()
        reason = filled(ReasonForm, request).cleaned_data["reason"]
        problems.dismiss_problem(problem, reason=reason, by=request.user)
        return Response(self.get_serializer(problem).data)
