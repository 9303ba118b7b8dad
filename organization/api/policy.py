"""Parameters of policy, and the list of what a real start needs."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from organization.api_forms import body_of, filled
from organization.api_parsers import ReadableJSON
from organization.forms import ParameterForm
from organization.models import Parameter
from organization.parameters import DEFINITIONS, Definition
from organization.permissions import Permission
from organization.selectors import parameter_table, setup_steps
from organization.services.policy import set_parameter
from organization.working_date import working_date


class ParameterLineSerializer(serializers.Serializer):
    """A parameter and its value in force for the caller's area."""

    key = serializers.CharField(source="definition.key")
    label = serializers.CharField(source="definition.label")
    kind = serializers.CharField(source="definition.kind")
    unit = serializers.CharField(source="definition.unit")
    group = serializers.CharField(source="definition.group")
    value = serializers.JSONField()
    document_no = serializers.CharField()
    is_default = serializers.BooleanField()


class ParameterValueSerializer(serializers.ModelSerializer):
    class Meta:
        model = Parameter
        fields = [
            "id", "key", "division", "value", "starts_on", "ends_on", "document_no", "provenance",
        ]  # fmt: skip


class ParameterBody(body_of(ParameterForm)):
    """A new value; its kind is the parameter's."""

    value = ReadableJSON()


KEY = OpenApiParameter("key", OpenApiTypes.STR, OpenApiParameter.PATH)


class ParameterViewSet(viewsets.ViewSet):
    """The numbers that policy sets, in time and by area."""

    required_permission = Permission.PARAMETER_VIEW
    lookup_field = "key"
    lookup_value_regex = r"[a-z0-9_]+"

    @extend_schema(responses=ParameterLineSerializer(many=True))
    def list(self, request):
        """Every parameter with the value in force for the caller's area."""
        groups = parameter_table(working_date(), request.user.home_code)
        lines = [line for group in groups.values() for line in group]
        return Response(ParameterLineSerializer(lines, many=True).data)

    @extend_schema(
        operation_id="parameters_values", parameters=[KEY],
        responses=ParameterValueSerializer(many=True),
    )  # fmt: skip
    def retrieve(self, request, key):
        """A parameter's values in time; the default holds where none does."""
        self._definition(key)
        rows = Parameter.objects.filter(key=key)
        return Response(ParameterValueSerializer(rows, many=True).data)

    @extend_schema(
        parameters=[KEY], request=ParameterBody, responses={201: ParameterValueSerializer}
    )
    @action(detail=True, methods=["post"], required_permission=Permission.PARAMETER_EDIT)
    def set(self, request, key):
        """Set the value from a day on."""
        definition = self._definition(key)
        initial = {"starts_on": working_date(), "division": request.user.home_code}
        form = filled(
            ParameterForm, request, definition=definition, by=request.user, initial=initial
        )
        values = dict(form.cleaned_data)
        division, value = values.pop("division"), values.pop("value")
        row = set_parameter(key, division, value, **values, by=request.user)
        return Response(ParameterValueSerializer(row).data, status.HTTP_201_CREATED)

    @staticmethod
    def _definition(key: str) -> Definition:
        if key not in DEFINITIONS:
            raise exceptions.NotFound(f"没有名为“{key}”的参数")
        return DEFINITIONS[key]


class SetupStepSerializer(serializers.Serializer):
    title = serializers.CharField()
    text = serializers.CharField()
    count = serializers.IntegerField()
    is_done = serializers.BooleanField()
    import_sheet = serializers.CharField(help_text="可用的导入表种，没有则为空")


class SetupView(APIView):
    """启用清单: what a city needs before work begins, and what is there."""

    required_permission = Permission.SETUP_VIEW

    @extend_schema(responses=SetupStepSerializer(many=True))
    def get(self, request):
        return Response(SetupStepSerializer(setup_steps(request.user), many=True).data)
