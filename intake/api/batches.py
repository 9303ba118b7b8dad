"""Import batches: the same reach, the same filter, the same verbs as the pages."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from intake import pages, selectors
from intake.enums import Download, Outcome
from intake.filters import BatchFilter
from intake.forms import NoteForm, ReasonForm, UploadForm
from intake.models import ImportBatch
from intake.reports import error_workbook
from intake.services import approval, downloads, plan, retry, undo
from intake.services.upload import upload
from organization.api.rows import JobSerializer
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.files import FILE, XLSX, file_answer
from organization.permissions import Permission


class BatchSerializer(serializers.ModelSerializer):
    """A batch and where it stands."""

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


class QuestionSerializer(serializers.Serializer):
    """A name that may mean several places."""

    key = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    options = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="[代码, 名称]"
    )


class RightsSerializer(serializers.Serializer):
    """What the caller may do with the batch now."""

    submit = serializers.BooleanField()
    withdraw = serializers.BooleanField()
    decide = serializers.BooleanField()
    undo = serializers.BooleanField()
    retry = serializers.BooleanField()
    waits_for = serializers.CharField()


class BatchDetailSerializer(BatchSerializer):
    """A batch with its questions, its work and what the caller may do."""

    questions = QuestionSerializer(many=True)
    job = JobSerializer(source="work", allow_null=True)
    rights = serializers.SerializerMethodField()

    class Meta(BatchSerializer.Meta):
        fields = [*BatchSerializer.Meta.fields, "questions", "answers", "job", "rights"]
        read_only_fields = fields

    @extend_schema(responses=RightsSerializer)
    def get_rights(self, batch) -> dict:
        return RightsSerializer(pages.rights_of(batch, self.context["request"].user)).data

    def to_representation(self, batch):
        batch.work = pages.work_of(batch)
        return super().to_representation(batch)


class ChangeSerializer(serializers.Serializer):
    who = serializers.CharField()
    label = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class FoundSerializer(serializers.Serializer):
    place = serializers.CharField()
    column = serializers.CharField()
    found = serializers.CharField()
    text = serializers.CharField()
    level = serializers.CharField()


class LineSerializer(serializers.Serializer):
    """One object of the workbook: what it would change, what is wrong; numbers masked."""

    row_number = serializers.IntegerField(source="row.row_number")
    tab = serializers.CharField(source="row.tab")
    key = serializers.CharField(source="row.key")
    title = serializers.CharField(source="row.title")
    outcome = serializers.CharField(source="row.outcome")
    changes = ChangeSerializer(many=True)
    findings = FoundSerializer(many=True)


class AnswersSerializer(serializers.Serializer):
    answers = serializers.DictField(
        child=serializers.CharField(max_length=12), help_text="问题的 key → 所选区划代码"
    )


class TakeOutSerializer(serializers.Serializer):
    reason = serializers.CharField(
        max_length=100, required=False, allow_blank=True, default="",
        help_text="下载他人上传的表须写明事由，会记入操作记录",
    )  # fmt: skip


UPLOAD = {"multipart/form-data": body_of(UploadForm)}
OUTCOMES = [*Outcome.values, pages.WARNED]


class ImportBatchViewSet(Listed):
    """Batches of the caller's area and his own; they change by named steps alone."""

    required_permission = Permission.IMPORT_VIEW
    serializer_class = BatchSerializer
    filterset_class = BatchFilter
    queryset = ImportBatch.objects.none()  # names the model; get_queryset() finds the rows

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return selectors.batches_of(self.request.user, self.required_permission)

    def get_serializer_class(self):
        lists = {"list", "waiting"}
        return BatchSerializer if self.action in lists else BatchDetailSerializer

    def _answer(self, batch: ImportBatch, **options) -> Response:
        return Response(
            BatchDetailSerializer(batch, context={"request": self.request}).data, **options
        )

    @extend_schema(responses=BatchSerializer(many=True), filters=False)
    @action(detail=False, required_permission=Permission.IMPORT_APPROVE)
    def waiting(self, request):
        """Submitted batches that the caller may decide on today, the oldest first."""
        page = self.paginate_queryset(selectors.batches_to_decide(request.user))
        return self.get_paginated_response(BatchSerializer(page, many=True).data)

    @extend_schema(request=UPLOAD, responses={201: BatchDetailSerializer})
    @action(
        detail=False, methods=["post"], parser_classes=[MultiPartParser],
        required_permission=Permission.IMPORT_UPLOAD,
    )  # fmt: skip
    def upload(self, request):
        """Keep a workbook and have it compared with the register."""
        data = filled(UploadForm, request, user=request.user).cleaned_data
        batch = upload(
            data["sheet"], data["file"].name, data["file"].read(), by=request.user,
            data_date=data["data_date"], again=data["again"],
        )  # fmt: skip
        return self._answer(batch, status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("view", OpenApiTypes.STR, enum=OUTCOMES)],
        responses=LineSerializer(many=True), filters=False,
    )  # fmt: skip
    @action(detail=True)
    def rows(self, request, pk=None):
        """The plan, row by row: one outcome, or what is only worth a look (`warned`)."""
        batch = self.get_object()
        chosen = request.query_params.get("view") or pages.first_tab(batch)
        if chosen not in OUTCOMES:
            raise serializers.ValidationError({"view": [f"可选：{'、'.join(OUTCOMES)}"]})
        page = self.paginate_queryset(pages.rows_of(batch, chosen))
        lines = pages.lines_of(batch, page, request.user)
        return self.get_paginated_response(LineSerializer(lines, many=True).data)

    @extend_schema(request=AnswersSerializer, responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.IMPORT_UPLOAD)
    def answer(self, request, pk=None):
        """Say which place each doubtful name means, and have the workbook compared again."""
        return self._step(plan.answer, answers=self.given(AnswersSerializer)["answers"])

    @extend_schema(request=None, responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.IMPORT_UPLOAD)
    def submit(self, request, pk=None):
        """Hand the plan to another person."""
        return self._step(approval.submit)

    @extend_schema(request=None, responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.IMPORT_UPLOAD)
    def withdraw(self, request, pk=None):
        """Take back a batch that nobody has decided on."""
        return self._step(approval.withdraw)

    @extend_schema(request=body_of(NoteForm), responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.IMPORT_APPROVE)
    def approve(self, request, pk=None):
        """Let a batch into the register."""
        return self._step(approval.approve, **filled(NoteForm, request).cleaned_data)

    @extend_schema(request=body_of(ReasonForm), responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.IMPORT_APPROVE)
    def refuse(self, request, pk=None):
        """Send a batch back with a reason."""
        return self._step(approval.refuse, **filled(ReasonForm, request).cleaned_data)

    @extend_schema(request=body_of(ReasonForm), responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request, pk=None):
        """Take a written batch back; who may depends on the kind of rows."""
        return self._step(undo.request_undo, **filled(ReasonForm, request).cleaned_data)

    @extend_schema(request=None, responses=BatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request, pk=None):
        """Have interrupted work taken up again."""
        return self._step(retry.retry)

    def _step(self, verb, **arguments):
        """Call a verb on the batch and answer with the batch as it then stands."""
        batch = self.get_object()
        verb(batch, by=self.request.user, **arguments)
        return self._answer(batch)

    @extend_schema(request=TakeOutSerializer, responses={(200, FILE): OpenApiTypes.BINARY})
    @action(detail=True, methods=["post"])
    def original(self, request, pk=None):
        """The workbook exactly as it was uploaded; it leaves a trace."""
        batch = self.get_object()
        reason = self.given(TakeOutSerializer)["reason"]
        downloads.take_out(batch, Download.ORIGINAL, by=request.user, reason=reason)
        return file_answer(batch.file.file.open(), batch.file_name)

    @extend_schema(
        request=TakeOutSerializer,
        responses={(200, XLSX): OpenApiTypes.BINARY, 202: JobSerializer},
    )
    @action(detail=True, methods=["post"])
    def errors(self, request, pk=None):
        """The uploaded workbook with a comment on each bad cell; a long one comes as a job."""
        batch = self.get_object()
        reason = self.given(TakeOutSerializer)["reason"]
        if not batch.counts.get("problems"):
            raise exceptions.NotFound("这一批没有错误")
        downloads.take_out(batch, Download.ERRORS, by=request.user, reason=reason)
        if downloads.is_long(batch):
            job = downloads.request_errors(batch, by=request.user)
            return Response(JobSerializer(job).data, status.HTTP_202_ACCEPTED)
        name = downloads.error_workbook_name(batch)
        return file_answer(error_workbook.build(batch), name, XLSX)
