"""Projects and who benefits."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.api.common import HouseholdNameMixin, household_for
from assistance.api.funds import AllocationSerializer
from assistance.enums import BenefitKind, ProjectState
from assistance.filters import BenefitFilter, ProjectFilter
from assistance.models import FundSource, Project, ProjectBenefit
from assistance.services import funds, projects
from households.models import Household
from organization.permissions import Permission
from organization.working_date import working_date


class ProjectSerializer(serializers.ModelSerializer):
    division_name = serializers.CharField(source="division.short_name", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Project
        fields = [
            "id", "number", "name", "category", "level", "division", "division_name", "action",
            "unit", "unit_name", "plan_year", "content", "performance_target", "starts_on",
            "due_on", "state", "progress", "planned_amount", "allocated_amount", "paid_amount",
        ]  # fmt: skip
        read_only_fields = fields


class MoveSerializer(serializers.Serializer):
    to = serializers.ChoiceField(choices=ProjectState.choices)
    on = serializers.DateField()
    document_no = serializers.CharField(max_length=60, required=False, default="")
    remark = serializers.CharField(max_length=200, required=False, default="")


class AllocateSerializer(serializers.Serializer):
    source = serializers.CharField(max_length=24, help_text="资金编号")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)
    allocated_on = serializers.DateField()
    document_no = serializers.CharField(max_length=60, required=False, default="")


class BenefitSerializer(HouseholdNameMixin):
    class Meta:
        model = ProjectBenefit
        fields = [
            "id", "project", "household", "household_no", "household_name", "village", "kind",
            "benefited_on", "amount", "months", "area_mu", "employer", "remark",
        ]  # fmt: skip
        read_only_fields = fields


class AddBenefitSerializer(serializers.Serializer):
    household = serializers.IntegerField(min_value=1)
    member = serializers.IntegerField(min_value=1, required=False)
    kind = serializers.ChoiceField(choices=BenefitKind.choices)
    benefited_on = serializers.DateField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, default=0)
    months = serializers.IntegerField(min_value=1, max_value=120, required=False)
    area_mu = serializers.DecimalField(max_digits=8, decimal_places=2, min_value=0, required=False)
    employer = serializers.CharField(max_length=80, required=False, default="")
    remark = serializers.CharField(max_length=200, required=False, default="")


class ProjectViewSet(viewsets.ReadOnlyModelViewSet):
    """Projects within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = Project.objects.none()
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter

    def get_queryset(self):
        rows = Project.objects.visible_to(self.request.user, self.required_permission)
        return rows.for_list().order_by("-plan_year", "number")

    @extend_schema(request=MoveSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request, pk=None):
        """Take the project one step further."""
        project = self.get_object()
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {**asked.validated_data, "to": ProjectState(asked.validated_data["to"])}
        projects.move_project(project, **values, by=request.user)
        return Response(self.get_serializer(project).data)

    @extend_schema(request=AllocateSerializer, responses={201: AllocationSerializer})
    @action(detail=True, methods=["post"])
    def allocate(self, request, pk=None):
        """Set money aside for the project."""
        project = self.get_object()
        asked = AllocateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        sources = FundSource.objects.visible_to(request.user, Permission.PROJECT_EDIT)
        source = sources.filter(number=values.pop("source")).first()
        if source is None:
            raise serializers.ValidationError({"source": ["没有找到该笔资金"]})
        amount = values.pop("amount")
        allocation = funds.allocate_fund(source, project, amount, **values, by=request.user)
        return Response(AllocationSerializer(allocation).data, status.HTTP_201_CREATED)

    @extend_schema(request=AddBenefitSerializer, responses={201: BenefitSerializer})
    @action(detail=True, methods=["post"])
    def add_benefit(self, request, pk=None):
        """Record what a household got out of the project."""
        project = self.get_object()
        asked = AddBenefitSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {**asked.validated_data, "kind": BenefitKind(asked.validated_data["kind"])}
        household = household_for(request.user, values.pop("household"), Permission.HOUSEHOLD_VIEW)
        if "member" in values:
            values["member"] = _member(household, values["member"])
        benefit = projects.add_benefit(project, household, **values, by=request.user)
        body = BenefitSerializer(benefit, context=self.get_serializer_context()).data
        return Response(body, status.HTTP_201_CREATED)


def _member(household: Household, pk: int):
    membership = household.memberships.as_of(working_date()).filter(member=pk).first()
    if membership is None:
        raise serializers.ValidationError({"member": ["该户没有此成员"]})
    return membership.member


class BenefitViewSet(viewsets.ReadOnlyModelViewSet):
    """Who got what out of projects, within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = ProjectBenefit.objects.none()
    serializer_class = BenefitSerializer
    filterset_class = BenefitFilter

    def get_queryset(self):
        rows = ProjectBenefit.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("household").order_by("pk")
