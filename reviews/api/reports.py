"""Review reports: read from their snapshot, moved by the steps of `docs/states.md`."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.errors import NotFoundError
from organization.files import file_answer
from organization.permissions import Permission
from reviews import pages
from reviews.enums import ReportKind
from reviews.filters import ReportFilter
from reviews.models import ReviewReport
from reviews.reports import files
from reviews.selectors.comparison import differences
from reviews.selectors.readings import area_for
from reviews.services import reports

FILE = OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(files.FORMATS))


class ReviewReportSerializer(serializers.ModelSerializer):
    """A report as the list shows it."""

    title = serializers.CharField(read_only=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    last_day = serializers.DateField(read_only=True)

    class Meta:
        model = ReviewReport
        fields = [
            "id", "kind", "kind_label", "period", "title", "division", "revision", "state",
            "state_label", "number", "starts_on", "last_day", "built_at", "submitted_at",
            "published_at", "published_on",
        ]  # fmt: skip


class WorkSerializer(serializers.Serializer):
    """The job that is building the report."""

    state = serializers.CharField()
    step = serializers.CharField()
    error = serializers.CharField()


class ReviewReportDetailSerializer(ReviewReportSerializer):
    """A report with its snapshot: every figure, its definition, and the text made of them."""

    submitted_by = serializers.StringRelatedField()
    published_by = serializers.StringRelatedField()
    work = serializers.SerializerMethodField()
    snapshot = serializers.DictField(read_only=True)

    class Meta(ReviewReportSerializer.Meta):
        fields = [
            *ReviewReportSerializer.Meta.fields, "commentary", "return_reason", "submitted_by",
            "published_by", "work", "digest", "snapshot",
        ]  # fmt: skip

    @extend_schema(responses=WorkSerializer(allow_null=True))
    def get_work(self, report) -> dict | None:
        job = pages.work_of(report)
        return WorkSerializer(job).data if job else None


class BuildSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(ReportKind.choices)
    period = serializers.CharField(
        max_length=8, help_text="2016-W48、2016-11、2016-Q4、2016-H2、2016"
    )
    division = serializers.CharField(
        max_length=12, default="", allow_blank=True, help_text="区划代码，不填为调用者的范围"
    )


class CommentarySerializer(serializers.Serializer):
    commentary = serializers.CharField(
        max_length=reports.LONGEST_COMMENTARY, allow_blank=True, help_text="情况说明与要求"
    )


class ReturnedSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class CorrectionSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class PlaceMoveSerializer(serializers.Serializer):
    """One figure of one place, before and after."""

    place = serializers.CharField()
    name = serializers.CharField()
    before = serializers.DecimalField(20, 2, source="before.numerator", normalize_output=True)
    after = serializers.DecimalField(20, 2, source="after.numerator", normalize_output=True)
    numerator = serializers.DecimalField(20, 2, normalize_output=True)
    denominator = serializers.DecimalField(20, 2, normalize_output=True)


class DifferenceSerializer(serializers.Serializer):
    """An indicator that moved between two revisions, and the places that account for it."""

    code = serializers.CharField()
    name = serializers.CharField()
    said_before = serializers.CharField()
    said_after = serializers.CharField()
    said = serializers.CharField()
    whole = PlaceMoveSerializer()
    places = PlaceMoveSerializer(many=True)


class ReviewReportViewSet(viewsets.ReadOnlyModelViewSet):
    """Reports of the caller's area in any state, and all that were published."""

    required_permission = Permission.REVIEW_VIEW
    queryset = ReviewReport.objects.none()
    serializer_class = ReviewReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self):
        rows = ReviewReport.objects.readable_by(self.request.user)
        if self.action == "list":
            return rows.for_list()
        return rows.select_related("division", "submitted_by", "published_by")

    def get_serializer_class(self):
        if self.action == "retrieve":
            return ReviewReportDetailSerializer
        return super().get_serializer_class()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def _given(self, serializer_class) -> dict:
        given = serializer_class(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def _answer(self, report: ReviewReport, code: int = status.HTTP_200_OK) -> Response:
        return Response(ReviewReportSerializer(report).data, code)

    @extend_schema(
        request=BuildSerializer,
        responses={200: ReviewReportSerializer, 201: ReviewReportSerializer},
    )
    @action(detail=False, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def build(self, request):
        """Ask for the report of a period; one that is worked on is answered as it stands, 200."""
        given = self._given(BuildSerializer)
        area = area_for(request.user, given["division"])
        report = reports.request_report(given["kind"], given["period"], area.code, by=request.user)
        is_new = report.is_queued
        report.refresh_from_db()
        return self._answer(report, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(request=CommentarySerializer, responses=ReviewReportSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def comment(self, request, pk=None):
        """Write the office's own words into a draft."""
        report = self.get_object()
        reports.comment(report, self._given(CommentarySerializer)["commentary"], by=request.user)
        return self._answer(report)

    @extend_schema(request=None, responses=ReviewReportSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def rebuild(self, request, pk=None):
        """Build a draft anew from the register as it is now."""
        report = self.get_object()
        reports.rebuild(report, by=request.user)
        report.refresh_from_db()
        return self._answer(report)

    @extend_schema(request=None, responses=ReviewReportSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def submit(self, request, pk=None):
        """Hand a draft to somebody else for approval."""
        report = self.get_object()
        reports.submit(report, by=request.user)
        return self._answer(report)

    @extend_schema(request=None, responses=ReviewReportSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_APPROVE)
    def publish(self, request, pk=None):
        """Approve, number and freeze; by another person than the one who submitted."""
        report = self.get_object()
        reports.publish(report, by=request.user)
        return self._answer(report)

    @extend_schema(request=ReturnedSerializer, responses=ReviewReportSerializer)
    @action(
        detail=True, methods=["post"], url_path="return",
        required_permission=Permission.REVIEW_APPROVE,
    )  # fmt: skip
    def give_back(self, request, pk=None):
        """Return a submitted report with what has to be mended."""
        report = self.get_object()
        reports.give_back(report, **self._given(ReturnedSerializer), by=request.user)
        return self._answer(report)

    @extend_schema(request=CorrectionSerializer, responses={201: ReviewReportSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def correct(self, request, pk=None):
        """Begin the next revision of a published report; the answer is that revision."""
        report = self.get_object()
        revision = reports.correct(report, **self._given(CorrectionSerializer), by=request.user)
        revision.refresh_from_db()
        return self._answer(revision, status.HTTP_201_CREATED)

    @extend_schema(responses=DifferenceSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def compare(self, request, pk=None):
        """What this revision moved against the one before it, place by place."""
        report = self.get_object()
        revisions = ReviewReport.objects.of(report.span, report.division_id)
        older = revisions.filter(revision=report.revision - 1).first()
        if older is None or not report.digest:
            raise NotFoundError
        return Response(DifferenceSerializer(differences(older, report), many=True).data)

    @extend_schema(parameters=[FILE], responses={(200, "application/octet-stream"): bytes})
    @action(detail=True, url_path=f"file/(?P<name>{'|'.join(files.FORMATS)})")
    def file(self, request, pk=None, name=""):
        """The report as DOCX, XLSX or JSON."""
        report = self.get_object()
        if not report.digest:
            raise NotFoundError
        return file_answer(
            files.content(report, name), files.file_name(report, name), files.FORMATS[name]
        )
