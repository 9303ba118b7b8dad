"""What hangs on rows of every floor: the trail, files, long work, the full value of a mask."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from organization import jobs, subjects, trail
from organization.api_base import NOT_FOUND, Pages
from organization.files import FILE, file_answer
from organization.filters import TrailFilter
from organization.models import Attachment, AuditEntry, Job
from organization.pages import CappedPaginator
from organization.permissions import Permission
from organization.scope import check_sees
from organization.services import attachments
from organization.services.reveal import reveal

SHOWN = 50
"""So many of the latest entries of one row."""


class OfRowSerializer(serializers.Serializer):
    """One row of any floor."""

    subject_kind = serializers.CharField(max_length=60, help_text="如 households.household")
    subject_id = serializers.CharField(max_length=40)


OF_ROW = [
    OpenApiParameter("subject_kind", OpenApiTypes.STR, required=True),
    OpenApiParameter("subject_id", OpenApiTypes.STR, required=True),
]


def _asked_row(request) -> dict[str, str]:
    """The row that the address names, if the caller may see it."""
    asked = OfRowSerializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    kind, pk = asked.validated_data["subject_kind"], asked.validated_data["subject_id"]
    subject = subjects.subject_of(kind)
    row = subject and subject.find(pk)
    if not row:
        raise exceptions.NotFound(NOT_FOUND)
    check_sees(request.user, subject.view_permission, row)
    return {"subject_kind": kind, "subject_id": str(row.pk)}


class AuditEntrySerializer(serializers.ModelSerializer):
    actor = serializers.StringRelatedField()
    line = serializers.SerializerMethodField()

    class Meta:
        model = AuditEntry
        fields = [
            "id", "at", "actor", "verb", "subject_kind", "subject_id", "division_code", "line",
            "remark",
        ]  # fmt: skip

    def get_line(self, entry) -> str:
        changed = "；".join(f"{c.label}：{c.before}→{c.after}" for c in entry.line.changes)
        return f"{entry.line.verb}　{changed}"

    @classmethod
    def of(cls, entries, viewer) -> list[dict]:
        """Entries with their lines, read together."""
        entries = list(entries)
        for entry, line in zip(entries, trail.lines(entries, viewer), strict=True):
            entry.line = line
        return cls(entries, many=True).data


class TrailPages(Pages):
    django_paginator_class = CappedPaginator


class TrailViewSet(viewsets.GenericViewSet):
    """The trail of the caller's area; protected values say 已变更.

    `count` goes up to 10,000: narrow an older search by `since` and `until`.
    """

    pagination_class = TrailPages
    required_permission = Permission.TRAIL_VIEW
    queryset = AuditEntry.objects.none()
    serializer_class = AuditEntrySerializer
    filterset_class = TrailFilter

    def get_queryset(self):
        rows = AuditEntry.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("actor", "on_behalf_of").order_by("-pk")

    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(AuditEntrySerializer.of(page, self.request.user))

    @extend_schema(parameters=OF_ROW, responses=AuditEntrySerializer(many=True), filters=False)
    @action(detail=False, permission_classes=[IsAuthenticated], pagination_class=None)
    def of_row(self, request):
        """The latest of what happened to one row, for whoever may see the row."""
        entries = AuditEntry.objects.filter(**_asked_row(request)).order_by("-pk")
        entries = entries.select_related("actor", "on_behalf_of")[:SHOWN]
        return Response(AuditEntrySerializer.of(entries, request.user))


class AttachmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Attachment
        fields = [
            "id", "subject_kind", "subject_id", "purpose", "name", "content_type", "size",
            "uploaded_at",
        ]  # fmt: skip


class AttachmentViewSet(viewsets.GenericViewSet):
    """Files of rows; who may see the row may open its files."""

    open_because = "a file is opened by the right on its row; checked inside"
    permission_classes = [IsAuthenticated]
    queryset = Attachment.objects.none()
    serializer_class = AttachmentSerializer
    filterset_fields: list[str] = []

    @extend_schema(parameters=OF_ROW, responses=AttachmentSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def of_row(self, request):
        """The files of one row."""
        files = Attachment.objects.filter(**_asked_row(request), removed_at__isnull=True)
        return Response(self.get_serializer(files, many=True).data)

    @extend_schema(responses=AttachmentSerializer)
    def retrieve(self, request, pk=None):
        return Response(self.get_serializer(self._found(pk)).data)

    @extend_schema(responses={(200, FILE): OpenApiTypes.BINARY})
    @action(detail=True)
    def content(self, request, pk=None):
        """The file itself."""
        found = self._found(pk)
        return file_answer(found.file.open(), found.name)

    def _found(self, pk: str) -> Attachment:
        if not pk.isdecimal():
            raise exceptions.NotFound(NOT_FOUND)
        return attachments.open_for(self.request.user, int(pk))


class JobSerializer(serializers.ModelSerializer):
    percent = serializers.IntegerField(read_only=True)
    is_over = serializers.BooleanField(read_only=True)

    class Meta:
        model = Job
        fields = [
            "id", "kind", "subject_kind", "subject_id", "state", "step", "done", "total",
            "percent", "is_over", "error", "file_name", "created_at", "finished_at",
        ]  # fmt: skip


class JobViewSet(viewsets.ReadOnlyModelViewSet):
    """Long work that the caller asked for, with how far it is."""

    open_because = "a job is shown to who asked for it"
    permission_classes = [IsAuthenticated]
    queryset = Job.objects.none()
    serializer_class = JobSerializer
    filterset_fields = ["kind", "state", "subject_kind", "subject_id"]

    def get_queryset(self):
        return Job.objects.filter(requested_by=self.request.user).order_by("-pk")

    @extend_schema(responses={(200, FILE): OpenApiTypes.BINARY})
    @action(detail=True)
    def content(self, request, pk=None):
        """The file that the work came to."""
        found = self.get_object()
        if not found.file:
            raise exceptions.NotFound("这项任务没有可下载的文件，或尚未完成")
        jobs.check_file(found)
        return file_answer(found.file.open(), found.file_name)


class RevealRequestSerializer(OfRowSerializer):
    field = serializers.CharField(max_length=40, help_text="如 id_no、phone、bank_account")
    reason = serializers.CharField(max_length=100, help_text="查看事由，会记入操作记录")


class RevealedSerializer(serializers.Serializer):
    value = serializers.CharField(allow_blank=True)


class RevealView(APIView):
    """The full value of a masked field: with a reason, and never without a trace."""

    required_permission = Permission.PERSONAL_REVEAL

    @extend_schema(request=RevealRequestSerializer, responses=RevealedSerializer)
    def post(self, request):
        asked = RevealRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        value = reveal(
            values["subject_kind"], values["subject_id"], values["field"],
            reason=values["reason"], by=request.user,
        )  # fmt: skip
        return Response(RevealedSerializer({"value": value or ""}).data)
