"""Projects and who benefits."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.api.common import HouseholdNameMixin, household_for
from assistance.api.funds import AllocationSerializer
from assistance.enums import BenefitKind, ProjectState
from assistance.filters import BenefitFilter, ProjectFilter
from assistance.forms.projects import ProgressForm, ProjectForm
from assistance.models import FundSource, Project, ProjectBenefit, ProjectStep
from assistance.services import funds, projects
from households.models import Household
from organization.api_base import Key
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
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


class ProjectStepSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProjectStep
        fields = ["id", "state", "entered_on", "document_no", "remark"]


class ProjectDetailSerializer(ProjectSerializer):
    """A project with its way and its money."""

    steps = ProjectStepSerializer(many=True, read_only=True)
    allocations = AllocationSerializer(many=True, read_only=True)

    class Meta(ProjectSerializer.Meta):
        fields = [*ProjectSerializer.Meta.fields, "villages", "steps", "allocations"]
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
    household = Key()
    member = Key(required=False)
    kind = serializers.ChoiceField(choices=BenefitKind.choices)
    benefited_on = serializers.DateField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, default=0)
    months = Key(max_value=120, required=False)
    area_mu = serializers.DecimalField(max_digits=8, decimal_places=2, min_value=0, required=False)
    employer = serializers.CharField(max_length=80, required=False, default="")
    remark = serializers.CharField(max_length=200, required=False, default="")


class ProjectViewSet(Listed):
    """Projects within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = Project.objects.none()
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    order = ("-plan_year", "number")

    def get_serializer_class(self):
        return ProjectSerializer if self.action == "list" else ProjectDetailSerializer

    def related(self, rows):
        return rows.for_list()

    def _answer(self, project: Project, **options) -> Response:
        fresh = Project.objects.for_list().get(pk=project.pk)
        return Response(ProjectDetailSerializer(fresh).data, **options)

    @extend_schema(request=body_of(ProjectForm), responses={201: ProjectDetailSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def declare(self, request):
        """Declare a project."""
        begun = Project(plan_year=working_date().year)
        form = filled(ProjectForm, request, instance=begun, by=request.user)
        made = projects.save_project(Project(), form.values, by=request.user)
        return self._answer(made, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(ProjectForm, partial=True), responses=ProjectDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def correct(self, request, pk=None):
        """Correct a project; what is left out stays as it is."""
        form = filled(ProjectForm, request, instance=self.get_object(), by=request.user)
        stored = Project.objects.get(pk=pk)
        seen = form.what_was_seen
        return self._answer(projects.save_project(stored, form.values, by=request.user, seen=seen))

    @extend_schema(request=MoveSerializer, responses=ProjectDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def move(self, request, pk=None):
        """Take the project one step further."""
        project, values = self.get_object(), self.given(MoveSerializer)
        values["to"] = ProjectState(values["to"])
        projects.move_project(project, **values, by=request.user)
        return self._answer(project)

    @extend_schema(request=body_of(ProgressForm), responses=ProjectDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def report_progress(self, request, pk=None):
        """Say how far the work on site has come."""
        project = self.get_object()
        self.given(body_of(ProgressForm))
        form = filled(ProgressForm, request, instance=project)
        projects.report_progress(project, **form.report, by=request.user)
        return self._answer(project)

    @extend_schema(request=AllocateSerializer, responses={201: AllocationSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def allocate(self, request, pk=None):
        """Set money aside for the project."""
        project, values = self.get_object(), self.given(AllocateSerializer)
        sources = FundSource.objects.visible_to(request.user, Permission.PROJECT_EDIT)
        source = sources.filter(number=values.pop("source")).first()
        if source is None:
            raise serializers.ValidationError({"source": ["没有找到该笔资金"]})
        amount = values.pop("amount")
        allocation = funds.allocate_fund(source, project, amount, **values, by=request.user)
        return Response(AllocationSerializer(allocation).data, status.HTTP_201_CREATED)

    @extend_schema(request=AddBenefitSerializer, responses={201: BenefitSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def add_benefit(self, request, pk=None):
        """Record what a household got out of the project."""
        project, values = self.get_object(), self.given(AddBenefitSerializer)
        values["kind"] = BenefitKind(values["kind"])
        household = household_for(request.user, values.pop("household"), Permission.HOUSEHOLD_VIEW)
        if "member" in values:
            values["member"] = _member(household, values["member"])
        facts = projects.BenefitFacts(**values)
        benefit = projects.add_benefit(project, household, facts, by=request.user)
        body = BenefitSerializer(benefit, context=self.get_serializer_context()).data
        return Response(body, status.HTTP_201_CREATED)


def _member(household: Household, pk: int):
    membership = household.memberships.as_of(working_date()).filter(member=pk).first()
    if membership is None:
        raise serializers.ValidationError({"member": ["该户没有此成员"]})
    return membership.member


class BenefitViewSet(Listed):
    """Who got what out of projects, within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = ProjectBenefit.objects.none()
    serializer_class = BenefitSerializer
    filterset_class = BenefitFilter

    order = ("pk",)

    def related(self, rows):
        return rows.select_related("household")
