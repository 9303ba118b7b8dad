"""Accountability over the API: the lists of the pages, and the verbs other systems use."""

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accountability.enums import (
    ItemState,
    NoticeKind,
    NoticeState,
    ProblemCategory,
    ProblemSource,
    ResponsibilityKind,
    Severity,
)
from accountability.filters import (
    InterviewFilter,
    NoticeFilter,
    PledgeFilter,
    ProblemFilter,
    ProposalFilter,
    ResponsibilityFilter,
    SanctionFilter,
)
from accountability.models import (
    EscalationProposal,
    Extension,
    Interview,
    Notice,
    NoticeItem,
    NoticeReply,
    Pledge,
    PledgeTarget,
    Problem,
    Responsibility,
    Sanction,
)
from accountability.selectors.ledger import visible_subject
from accountability.services import acceptance, drafts, escalation, problems, replies, walk
from accountability.services.problems import Found
from accountability.services.replies import DoneLine, PlanLine
from organization import subjects
from organization.errors import RuleError
from organization.masking import mask_name
from organization.models import Division, Unit
from organization.permissions import Permission


class Listed(viewsets.ReadOnlyModelViewSet):
    """Rows within the caller's reach."""

    order = "-pk"

    def get_queryset(self):
        rows = self.queryset.model.objects.visible_to(self.request.user, self.required_permission)
        return self.related(rows).order_by(self.order)

    def related(self, rows):
        return rows


# --- problems -----------------------------------------------------------------------------------


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


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class ProblemViewSet(Listed):
    """The ledger of problems; `report` enters one, `dismiss` says why it is none."""

    required_permission = Permission.PROBLEM_VIEW
    queryset = Problem.objects.none()
    serializer_class = ProblemSerializer
    filterset_class = ProblemFilter

    def related(self, rows):
        return rows.select_related("unit")

    @extend_schema(request=ProblemReportSerializer, responses={201: ProblemSerializer})
    @action(detail=False, methods=["post"])
    def report(self, request):
        entered = ProblemReportSerializer(data=request.data, context=self.get_serializer_context())
        entered.is_valid(raise_exception=True)
        unit = entered.validated_data.get("unit")
        problem = problems.report_problem(entered.found(), unit=unit, by=request.user)
        return Response(self.get_serializer(problem).data, status=201)

    @extend_schema(request=ReasonSerializer, responses=ProblemSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request, pk=None):
        problem = self.get_object()
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        problems.dismiss_problem(problem, **given.validated_data, by=request.user)
        return Response(self.get_serializer(problem).data)


# --- notices ------------------------------------------------------------------------------------


class NoticeItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = NoticeItem
        fields = [
            "id", "position", "problem", "goal", "leader", "state", "cause", "measure",
            "responsible", "planned_on", "result", "checked_on", "check_note", "times_returned",
        ]  # fmt: skip


class NoticeReplySerializer(serializers.ModelSerializer):
    class Meta:
        model = NoticeReply
        fields = ["id", "kind", "text", "leader", "submitted_on", "outcome", "decided_on", "note"]


class NoticeSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    items = NoticeItemSerializer(many=True, read_only=True)
    replies = NoticeReplySerializer(many=True, read_only=True)

    class Meta:
        model = Notice
        fields = [
            "id", "kind", "number", "state", "state_label", "unit", "unit_name", "division",
            "title", "issuer", "drafted_on", "issued_on", "sent_on", "received_on", "closed_on",
            "sign_due_on", "plan_due_on", "done_due_on", "due_on", "overdue_on", "follows",
            "items", "replies",
        ]  # fmt: skip


class DraftSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(NoticeKind.choices)
    problems = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=200
    )


class StepSerializer(serializers.Serializer):
    """A step from the state the caller saw."""

    seen = serializers.ChoiceField(NoticeState.choices)
    to = serializers.ChoiceField(NoticeState.choices)
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class PlanLineSerializer(serializers.Serializer):
    item_id = serializers.IntegerField(min_value=1)
    cause = serializers.CharField(max_length=300)
    measure = serializers.CharField(max_length=500)
    responsible = serializers.CharField(max_length=40)
    planned_on = serializers.DateField()
    leader = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class PlanSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=10000)
    leader = serializers.CharField(max_length=40)
    items = PlanLineSerializer(many=True)


class DoneLineSerializer(serializers.Serializer):
    item_id = serializers.IntegerField(min_value=1)
    result = serializers.CharField(max_length=500)


class ReportSerializer(serializers.Serializer):
    """Results; the evidence of each item is uploaded before (`evidence`)."""

    text = serializers.CharField(max_length=10000)
    leader = serializers.CharField(max_length=40)
    items = DoneLineSerializer(many=True)


class EvidenceSerializer(serializers.Serializer):
    item_id = serializers.IntegerField(min_value=1)
    file = serializers.FileField()


class JudgeSerializer(serializers.Serializer):
    item_id = serializers.IntegerField(min_value=1)
    outcome = serializers.ChoiceField([ItemState.ACCEPTED.value, ItemState.RETURNED.value])
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ReturnSerializer(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=60)


class ExtensionRequestSerializer(serializers.Serializer):
    new_due_on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class NoticeViewSet(Listed):
    """Notices; they change by the named steps alone."""

    required_permission = Permission.NOTICE_VIEW
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter

    def related(self, rows):
        return rows.select_related("unit").prefetch_related("items", "replies")

    def _answer(self, notice: Notice) -> Response:
        fresh = self.related(Notice.objects.all()).get(pk=notice.pk)
        return Response(self.get_serializer(fresh).data)

    def _given(self, serializer_class) -> dict:
        given = serializer_class(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def _bare(self) -> Notice:
        """The notice without prefetched rows, which a verb would find stale."""
        return Notice.objects.select_related("unit", "division").get(pk=self.get_object().pk)

    def _item(self, item_id: int) -> NoticeItem:
        items = NoticeItem.objects.select_related("notice__signed_by", "done_by")
        item = items.filter(pk=item_id, notice=self.get_object()).first()
        if item is None:
            raise RuleError("有一项不属于这份通知，请刷新后再填")
        return item

    @extend_schema(request=DraftSerializer, responses={201: NoticeSerializer})
    @action(detail=False, methods=["post"])
    def draft(self, request):
        """Begin a notice about problems of one unit."""
        given = self._given(DraftSerializer)
        listed = Problem.objects.visible_to(request.user, Permission.NOTICE_DRAFT)
        listed = listed.filter(pk__in=given["problems"]).select_related("unit__division")
        if not request.user.may(Permission.NOTICE_DRAFT):
            raise PermissionDenied("您的角色没有“起草整改通知”的权限")
        notice = drafts.draft_notice(
            NoticeKind(given["kind"]), list(listed.order_by("found_on")), by=request.user
        )
        answer = self._answer(notice)
        answer.status_code = 201
        return answer

    @extend_schema(request=StepSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def step(self, request, pk=None):
        """Take one step of the table (docs/states.md) that needs no more than a remark."""
        given = self._given(StepSerializer)
        notice = self._bare()
        notice.state = given["seen"]
        walk.take(notice, NoticeState(given["to"]), by=request.user, remark=given["remark"])
        return self._answer(notice)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request, pk=None):
        """All that is left until delivery in one go."""
        notice = self._bare()
        drafts.issue_notice(notice, by=request.user)
        return self._answer(notice)

    @extend_schema(request=PlanSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def plan(self, request, pk=None):
        """Hand in the plan of correction."""
        given = self._given(PlanSerializer)
        notice = self._bare()
        lines = [PlanLine(**line) for line in given["items"]]
        replies.submit_plan(
            notice, lines, text=given["text"], leader=given["leader"], by=request.user
        )
        return self._answer(notice)

    @extend_schema(request={"multipart/form-data": EvidenceSerializer}, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def evidence(self, request, pk=None):
        """Upload a file that proves the correction of an item."""
        given = self._given(EvidenceSerializer)
        item = self._item(given["item_id"])
        replies.add_evidence(item, given["file"], by=request.user)
        return self._answer(item.notice)

    @extend_schema(request=ReportSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request, pk=None):
        """Report the correction."""
        given = self._given(ReportSerializer)
        notice = self._bare()
        lines = [DoneLine(**line) for line in given["items"]]
        replies.report_done(
            notice, lines, text=given["text"], leader=given["leader"], by=request.user
        )
        return self._answer(notice)

    @extend_schema(request=JudgeSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def judge(self, request, pk=None):
        """Accept an item or return it."""
        given = self._given(JudgeSerializer)
        item = self._item(given["item_id"])
        accepted = given["outcome"] == ItemState.ACCEPTED
        verb = acceptance.accept_item if accepted else acceptance.return_item
        verb(item, note=given["note"], by=request.user)
        return self._answer(item.notice)

    @extend_schema(request=ReturnSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request, pk=None):
        """Back to the unit with what was returned."""
        given = self._given(ReturnSerializer)
        notice = self._bare()
        acceptance.return_notice(notice, **given, by=request.user)
        return self._answer(notice)

    @extend_schema(request=ExtensionRequestSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        """Ask for more time."""
        given = self._given(ExtensionRequestSerializer)
        notice = self._bare()
        replies.request_extension(notice, **given, by=request.user)
        return self._answer(notice)


class DecideSerializer(serializers.Serializer):
    adopt = serializers.BooleanField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ExtensionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Extension
        fields = [
            "id", "notice", "reason", "old_due_on", "new_due_on", "requested_on", "state",
            "decided_on", "note",
        ]  # fmt: skip


class ExtensionViewSet(Listed):
    """Requests for more time."""

    required_permission = Permission.NOTICE_VIEW
    queryset = Extension.objects.none()
    serializer_class = ExtensionSerializer
    filterset_fields = ["notice", "state"]

    @extend_schema(request=DecideSerializer, responses=ExtensionSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        extension = self.get_object()
        given = DecideSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        replies.decide_extension(
            extension, grant=values["adopt"], note=values["note"], by=request.user
        )
        extension.refresh_from_db()
        return Response(self.get_serializer(extension).data)


# --- consequences -------------------------------------------------------------------------------


class ProposalSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = EscalationProposal
        fields = [
            "id", "level", "reason", "explanation", "unit", "unit_name", "division", "notice",
            "interview", "problem", "proposed_on", "state", "decided_on", "decision_note",
            "resulting_notice", "resulting_interview",
        ]  # fmt: skip


class ProposalViewSet(Listed):
    """Proposals for the next rung; a person decides."""

    required_permission = Permission.SANCTION_VIEW
    queryset = EscalationProposal.objects.none()
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter

    def related(self, rows):
        return rows.for_list()

    @extend_schema(request=DecideSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        proposal = self.get_object()
        given = DecideSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        escalation.decide_escalation(proposal, **given.validated_data, by=request.user)
        proposal.refresh_from_db()
        return Response(self.get_serializer(proposal).data)


class InterviewSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Interview
        fields = [
            "id", "number", "state", "unit", "unit_name", "division", "interviewee",
            "interviewer", "reason", "planned_on", "place", "notified_on", "held_on",
            "plan_due_on", "result_due_on", "closed_on", "notice", "problem",
        ]  # fmt: skip


class InterviewViewSet(Listed):
    """Interviews of heads of units."""

    required_permission = Permission.NOTICE_VIEW
    queryset = Interview.objects.none()
    serializer_class = InterviewSerializer
    filterset_class = InterviewFilter

    def related(self, rows):
        return rows.for_list()


class SanctionSerializer(serializers.ModelSerializer):
    person = serializers.SerializerMethodField(help_text="部分隐去的姓名")
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Sanction
        fields = [
            "id", "person", "post", "unit", "unit_name", "division", "form", "basis",
            "decided_on", "decided_by_body", "document_no", "recovered_amount", "transferred_on",
            "problem", "interview",
        ]  # fmt: skip

    def get_person(self, sanction) -> str:
        return mask_name(sanction.person)


class SanctionViewSet(Listed):
    """Sanctions, names masked."""

    required_permission = Permission.SANCTION_VIEW
    queryset = Sanction.objects.none()
    serializer_class = SanctionSerializer
    filterset_class = SanctionFilter

    def related(self, rows):
        return rows.for_list()


# --- pledges and the chain ----------------------------------------------------------------------


class PledgeTargetSerializer(serializers.ModelSerializer):
    class Meta:
        model = PledgeTarget
        fields = ["year", "indicator_code", "label", "unit_of_measure", "value"]


class PledgeSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    targets = PledgeTargetSerializer(many=True, read_only=True)

    class Meta:
        model = Pledge
        fields = [
            "id", "number", "unit", "unit_name", "division", "counterparty", "signer_title",
            "state", "signed_on", "starts_on", "ends_on", "targets",
        ]  # fmt: skip


class PledgeViewSet(Listed):
    """Pledges with their targets."""

    required_permission = Permission.PLEDGE_VIEW
    queryset = Pledge.objects.none()
    serializer_class = PledgeSerializer
    filterset_class = PledgeFilter

    def related(self, rows):
        return rows.select_related("unit").prefetch_related("targets")


class ResponsibilitySerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Responsibility
        fields = [
            "id", "division", "kind", "category", "unit", "unit_name", "post", "cadre",
            "starts_on", "ends_on", "document_no",
        ]  # fmt: skip


class ResponsibilityViewSet(Listed):
    """Who answers for which place, in time."""

    required_permission = Permission.PLEDGE_VIEW
    queryset = Responsibility.objects.none()
    serializer_class = ResponsibilitySerializer
    filterset_class = ResponsibilityFilter

    def related(self, rows):
        return rows.for_list()


def register(router) -> None:
    router.register("problems", ProblemViewSet, "problem")
    router.register("notices", NoticeViewSet, "notice")
    router.register("extensions", ExtensionViewSet, "extension")
    router.register("proposals", ProposalViewSet, "proposal")
    router.register("interviews", InterviewViewSet, "interview")
    router.register("sanctions", SanctionViewSet, "sanction")
    router.register("pledges", PledgeViewSet, "pledge")
    router.register("responsibilities", ResponsibilityViewSet, "responsibility")
