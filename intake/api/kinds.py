"""Kinds of workbook that the caller may upload, with template and sample."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from intake.reports import template_workbook
from intake.sheets import Sheet, sheet_of, sheets_for
from organization.api_base import NOT_FOUND
from organization.errors import RuleError
from organization.files import XLSX, file_answer
from organization.permissions import Permission
from organization.working_date import is_demo, working_date


class LayoutSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    since = serializers.IntegerField(help_text="自该年起使用")


class SheetSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    noun = serializers.CharField(help_text="一个对象的量词，如户、家、人")
    needs_approval = serializers.BooleanField()
    asks_data_date = serializers.BooleanField()
    has_sample = serializers.BooleanField()
    layouts = LayoutSerializer(many=True)


CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH)


class SheetViewSet(viewsets.ViewSet):
    """Kinds of workbook that the caller may upload."""

    required_permission = Permission.IMPORT_UPLOAD
    lookup_field = "code"
    lookup_value_regex = r"[a-z_]+"

    @extend_schema(responses=SheetSerializer(many=True))
    def list(self, request):
        return Response(SheetSerializer(sheets_for(request.user), many=True).data)

    @extend_schema(
        parameters=[CODE, OpenApiParameter("layout", OpenApiTypes.STR)],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    @action(detail=True)
    def template(self, request, code):
        """An empty workbook with the header, hints and drop-down lists."""
        sheet, wanted = self._sheet(code), request.query_params.get("layout", "")
        known = {layout.code for layout in sheet.layouts}
        layout = sheet.layout(wanted) if wanted in known else sheet.template_layout(working_date())
        name = template_workbook.file_name(sheet, layout)
        return file_answer(template_workbook.build(sheet, layout), name, XLSX)

    @extend_schema(parameters=[CODE], responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True)
    def sample(self, request, code):
        """A workbook with faults, in the demonstration city only."""
        sheet = self._sheet(code)
        content = sheet.sample(request.user) if is_demo() else None
        if content is None:
            raise exceptions.NotFound("没有这一表种的样例")
        return file_answer(content, f"{sheet.label}样例（含错误）.xlsx", XLSX)

    @staticmethod
    def _sheet(code: str) -> Sheet:
        try:
            return sheet_of(code)
        except RuleError as refusal:
            raise exceptions.NotFound(str(refusal) or NOT_FOUND) from refusal
