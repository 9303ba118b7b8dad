"""Import batches over the API: the same reach, the same filter, the same verbs as the pages."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from intake.filters import BatchFilter
from intake.models import ImportBatch
from intake.selectors import batches_of
from intake.services import approval, undo
from intake.services.upload import upload
from organization.permissions import Permission


class BatchSerializer(serializers.ModelSerializer):
    """A batch and where it stands; its rows are personal data and stay on the page."""

    counts = serializers.DictField(source="tally", read_only=True)
    created_by = serializers.CharField(source="created_by.display_name", default="", read_only=True)
    decided_by = serializers.CharField(source="decided_by.display_name", default="", read_only=True)

    class Meta:
        model = ImportBatch
        fields = [
            "id", "sheet", "layout", "file_name", "data_date", "division_code", "state", "counts",
            "notices", "failure", "created_by", "created_at", "planned_at", "submitted_at",
            "decided_by", "decided_at", "decision_note", "approval_rule", "committed_at",
            "undone_at",
        ]  # fmt: skip
        read_only_fields = fields


class BatchUploadSerializer(serializers.Serializer):
    """A workbook and what it cannot say of itself."""

    sheet = serializers.CharField(max_length=20)
    file = serializers.FileField(allow_empty_file=True)
    data_date = serializers.DateField(required=False, allow_null=True)
    again = serializers.BooleanField(default=False)


class BatchNoteSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class BatchReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class ImportBatchViewSet(viewsets.ReadOnlyModelViewSet):
    """Batches of the caller's area and his own; they change by named steps alone."""

    required_permission = Permission.IMPORT_VIEW
    serializer_class = BatchSerializer
    filterset_class = BatchFilter
    queryset = ImportBatch.objects.none()  # names the model; get_queryset() finds the rows

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return batches_of(self.request.user, self.required_permission)

    @extend_schema(
        request={"multipart/form-data": BatchUploadSerializer}, responses=BatchSerializer
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    def upload(self, request):
        """Keep a workbook and have it compared with the register."""
        form = BatchUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        batch = upload(
            data["sheet"],
            data["file"].name,
            data["file"].read(),
            by=request.user,
            data_date=data.get("data_date"),
            again=data["again"],
        )
        return Response(self.get_serializer(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request, pk=None):
        """Hand the plan to another person."""
        return self._step(approval.submit)

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """Take back a batch that nobody has decided on."""
        return self._step(approval.withdraw)

    @extend_schema(request=BatchNoteSerializer, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request, pk=None):
        """Let a batch into the register."""
        return self._step(approval.approve, BatchNoteSerializer)

    @extend_schema(request=BatchReasonSerializer, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request, pk=None):
        """Send a batch back with a reason."""
        return self._step(approval.refuse, BatchReasonSerializer)

    @extend_schema(request=BatchReasonSerializer, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request, pk=None):
        """Take a written batch back."""
        return self._step(undo.request_undo, BatchReasonSerializer)

    def _step(self, verb, serializer_class=None):
        """Call a verb on the batch and answer with the batch as it then stands."""
        batch = self.get_object()
        arguments = {}
        if serializer_class:
            form = serializer_class(data=self.request.data)
            form.is_valid(raise_exception=True)
            arguments = form.validated_data
        verb(batch, by=self.request.user, **arguments)
        return Response(self.get_serializer(batch).data)


def register(router) -> None:
    router.register("import-batches", ImportBatchViewSet, basename="import-batch")
