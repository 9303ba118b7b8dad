"""The action plans and how their tasks stand."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.forms.projects import ReportForm
from assistance.models import ActionPlan, ActionTask
from assistance.selectors.actions import plans_on, task_state, with_reached
from assistance.services import actions
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
from organization.working_date import working_date


class TaskSerializer(serializers.ModelSerializer):
    class Meta:
        model = ActionTask
        fields = [
            "id", "plan", "number", "content", "indicator", "target", "measure", "division",
            "lead_unit", "starts_on", "due_on",
        ]  # fmt: skip


class TaskStateSerializer(serializers.Serializer):
    """A task with what it had reached by today."""

    task = TaskSerializer()
    reached = serializers.DecimalField(max_digits=14, decimal_places=2)
    status = serializers.CharField()


class ActionPlanSerializer(serializers.ModelSerializer):
    class Meta:
        model = ActionPlan
        fields = ["id", "number", "level", "title", "goal", "lead_unit", "document_no"]


class PlanStateSerializer(serializers.Serializer):
    """A plan with those of its tasks that the caller sees."""

    plan = ActionPlanSerializer()
    tasks = TaskStateSerializer(many=True)


class ActionPlanViewSet(viewsets.GenericViewSet):
    """The one decision and the nine action plans, with how their tasks stand today."""

    required_permission = Permission.PROJECT_VIEW
    serializer_class = PlanStateSerializer
    pagination_class = None
    filterset_fields: list[str] = []

    @extend_schema(responses=PlanStateSerializer(many=True), filters=False)
    def list(self, request):
        tasks = ActionTask.objects.visible_to(request.user, self.required_permission)
        return Response(PlanStateSerializer(plans_on(working_date(), tasks), many=True).data)


class ActionTaskViewSet(Listed):
    """Tasks of the action plans within the caller's reach."""

    required_permission = Permission.PROJECT_VIEW
    queryset = ActionTask.objects.none()
    serializer_class = TaskSerializer
    filterset_fields = ["plan", "lead_unit", "division"]
    order = ("plan__number", "number", "pk")

    @extend_schema(request=body_of(ReportForm), responses=TaskStateSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.PROJECT_EDIT)
    def report(self, request, pk=None):
        """Report what a task had reached by the end of a month."""
        task, day = self.get_object(), working_date()
        actions.report_action(task, **filled(ReportForm, request).cleaned_data, by=request.user)
        fresh = with_reached(ActionTask.objects.filter(pk=task.pk), day).get()
        return Response(TaskStateSerializer(task_state(fresh, fresh.reached, day)).data)
