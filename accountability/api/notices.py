"""Rectification notices, their items, replies and extensions."""

from dataclasses import replace

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accountability.api.letters import docx_response
from accountability.enums import ItemState, Level, NoticeKind, NoticeState
from accountability.filters import NoticeFilter
from accountability.forms.notices import EscalateForm, ExtensionForm, NoticeForm, ReturnForm
from accountability.models import Extension, Notice, NoticeItem, NoticeReply
from accountability.reports import letters
from accountability.reports.docx import DOCX
from accountability.selectors import desk
from accountability.services import acceptance, drafts, escalation, replies, walk
from accountability.services.replies import NOT_OF_THIS_NOTICE, DoneLine, PlanLine
from organization.api_base import Key
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.errors import RuleError
from organization.permissions import Permission
from organization.working_date import working_date


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


class NoticeDetailSerializer(NoticeSerializer):
    """A notice with the words of its letter."""

    class Meta(NoticeSerializer.Meta):
        fields = list(dict.fromkeys([*NoticeSerializer.Meta.fields, *drafts.DRAFT_FIELDS]))


class DraftSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(NoticeKind.choices)
    problems = serializers.ListField(child=Key(), min_length=1, max_length=200)


class StepSerializer(serializers.Serializer):
    """A step from the state the caller saw."""

    seen = serializers.ChoiceField(NoticeState.choices)
    to = serializers.ChoiceField(NoticeState.choices)
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class PlanLineSerializer(serializers.Serializer):
    item_id = Key()
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
    item_id = Key()
    result = serializers.CharField(max_length=500)


class ReportSerializer(serializers.Serializer):
    """Results; the evidence of each item is uploaded before (`evidence`)."""

    text = serializers.CharField(max_length=10000)
    leader = serializers.CharField(max_length=40)
    items = DoneLineSerializer(many=True)


class EvidenceSerializer(serializers.Serializer):
    item_id = Key()
    file = serializers.FileField()


class JudgeSerializer(serializers.Serializer):
    item_id = Key()
    outcome = serializers.ChoiceField([ItemState.ACCEPTED.value, ItemState.RETURNED.value])
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class GoalSerializer(serializers.Serializer):
    item_id = Key()
    goal = serializers.CharField(max_length=200)


class DraftChangesSerializer(body_of(NoticeForm, partial=True)):
    """Words, terms and goals of a draft; what is left out stays as it is."""

    goals = GoalSerializer(many=True, required=False)


class ItemSerializer(serializers.Serializer):
    item_id = Key()


VIEWS = [(view.key, view.label) for view in [*desk.NOTICE_VIEWS, desk.OVERDUE]]


class ViewedNoticeFilter(NoticeFilter):
    """As the page filters, and the page's views of what waits for the caller."""

    view = django_filters.ChoiceFilter(label="待办视图", choices=VIEWS, method="in_view")

    class Meta(NoticeFilter.Meta):
        fields = [*NoticeFilter.Meta.fields, "view"]

    def in_view(self, queryset, name, value):
        waiting = desk.notices_of(self.request.user, desk.waiting_view(value), working_date())
        return queryset.filter(pk__in=waiting.values("pk"))


class NoticeViewSet(Listed):
    """Notices; they change by the named steps alone.

    Who takes a step stands in the table of steps (docs/states.md); `step` takes any that needs no
    more than a remark.
    """

    required_permission = Permission.NOTICE_VIEW
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = ViewedNoticeFilter

    def get_serializer_class(self):
        return NoticeSerializer if self.action == "list" else NoticeDetailSerializer

    def related(self, rows):
        return rows.select_related("unit").prefetch_related("items", "replies")

    def _answer(self, notice: Notice, **options) -> Response:
        fresh = self.related(Notice.objects.all()).get(pk=notice.pk)
        return Response(NoticeDetailSerializer(fresh).data, **options)

    def _bare(self) -> Notice:
        """The notice without prefetched rows, which a verb would find stale."""
        return Notice.objects.select_related("unit", "division").get(pk=self.get_object().pk)

    def _item(self, item_id: int) -> NoticeItem:
        items = NoticeItem.objects.select_related("notice__signed_by", "done_by", "problem")
        item = items.filter(pk=item_id, notice=self.get_object()).first()
        if item is None:
            raise RuleError(NOT_OF_THIS_NOTICE)
        return item

    @extend_schema(request=DraftSerializer, responses={201: NoticeDetailSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.NOTICE_DRAFT)
    def draft(self, request):
        """Begin a notice about problems of one unit."""
        given = self.given(DraftSerializer)
        listed = drafts.problems_to_draft(given["problems"], by=request.user)
        notice = drafts.draft_notice(NoticeKind(given["kind"]), listed, by=request.user)
        return self._answer(notice, status=status.HTTP_201_CREATED)

    @extend_schema(request=DraftChangesSerializer, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_DRAFT)
    def edit(self, request, pk=None):
        """Change the words, terms and goals of a draft."""
        goals = self.given(DraftChangesSerializer).get("goals", [])
        notice = self._bare()
        form = filled(NoticeForm, request, instance=notice)
        wanted = form.goals()
        for line in goals:
            if line["item_id"] not in wanted:
                raise RuleError(NOT_OF_THIS_NOTICE)
            wanted[line["item_id"]] = replace(wanted[line["item_id"]], text=line["goal"])
        stored, seen = Notice.objects.get(pk=notice.pk), form.what_was_seen
        drafts.edit_draft(stored, form.values, goals=wanted, by=request.user, seen=seen)
        return self._answer(stored)

    @extend_schema(request=ItemSerializer, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_DRAFT)
    def remove_item(self, request, pk=None):
        """Take a problem out of a draft."""
        item = self._item(self.given(ItemSerializer)["item_id"])
        drafts.remove_item(item, by=request.user)
        return self._answer(item.notice)

    @extend_schema(request=StepSerializer, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"])
    def step(self, request, pk=None):
        """Take one step of the table (docs/states.md) that needs no more than a remark."""
        given = self.given(StepSerializer)
        notice = self._bare()
        notice.state = given["seen"]
        walk.take(notice, NoticeState(given["to"]), by=request.user, remark=given["remark"])
        return self._answer(notice)

    @extend_schema(request=None, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_ISSUE)
    def issue(self, request, pk=None):
        """All that is left until delivery in one go."""
        notice = self._bare()
        drafts.issue_notice(notice, by=request.user)
        return self._answer(notice)

    @extend_schema(request=PlanSerializer, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_REPLY)
    def plan(self, request, pk=None):
        """Hand in the plan of correction."""
        given = self.given(PlanSerializer)
        notice = self._bare()
        lines = [PlanLine(**line) for line in given["items"]]
        replies.submit_plan(
            notice, lines, text=given["text"], leader=given["leader"], by=request.user
        )
        return self._answer(notice)

    @extend_schema(
        request={"multipart/form-data": EvidenceSerializer}, responses=NoticeDetailSerializer
    )
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_REPLY)
    def evidence(self, request, pk=None):
        """Upload a file that proves the correction of an item."""
        given = self.given(EvidenceSerializer)
        item = self._item(given["item_id"])
        replies.add_evidence(item, given["file"], by=request.user)
        return self._answer(item.notice)

    @extend_schema(request=ReportSerializer, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_REPLY)
    def report(self, request, pk=None):
        """Report the correction."""
        given = self.given(ReportSerializer)
        notice = self._bare()
        lines = [DoneLine(**line) for line in given["items"]]
        replies.report_done(
            notice, lines, text=given["text"], leader=given["leader"], by=request.user
        )
        return self._answer(notice)

    @extend_schema(request=JudgeSerializer, responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_ACCEPT)
    def judge(self, request, pk=None):
        """Accept an item or return it."""
        given = self.given(JudgeSerializer)
        item = self._item(given["item_id"])
        accepted = given["outcome"] == ItemState.ACCEPTED
        verb = acceptance.accept_item if accepted else acceptance.return_item
        verb(item, note=given["note"], by=request.user)
        return self._answer(item.notice)

    @extend_schema(request=body_of(ReturnForm), responses=NoticeDetailSerializer)
    @action(
        detail=True, methods=["post"], url_path="return",
        required_permission=Permission.NOTICE_ACCEPT,
    )  # fmt: skip
    def send_back(self, request, pk=None):
        """Back to the unit with what was returned."""
        notice = self._bare()
        days = filled(ReturnForm, request).cleaned_data["days"]
        acceptance.return_notice(notice, days=days, by=request.user)
        return self._answer(notice)

    @extend_schema(request=body_of(ExtensionForm), responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_REPLY)
    def extend(self, request, pk=None):
        """Ask for more time."""
        notice = self._bare()
        values = filled(ExtensionForm, request).cleaned_data
        replies.request_extension(notice, **values, by=request.user)
        return self._answer(notice)

    @extend_schema(request=body_of(EscalateForm), responses=NoticeDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_DRAFT)
    def escalate(self, request, pk=None):
        """Propose the next rung for a notice."""
        notice = self._bare()
        level = Level(NoticeKind(notice.kind).level + 1)
        values = filled(EscalateForm, request).cleaned_data
        escalation.propose_escalation(notice, level, **values, by=request.user)
        return self._answer(notice)

    @extend_schema(responses={(200, DOCX): OpenApiTypes.BINARY})
    @action(detail=True)
    def letter(self, request, pk=None):
        """The letter as a file for the office's printer."""
        return docx_response(letters.notice_letter(self._bare()))


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
    @action(detail=True, methods=["post"], required_permission=Permission.NOTICE_ISSUE)
    def decide(self, request, pk=None):
        """Allow more time or not."""
        given = self.given(DecideSerializer)
        rows = Extension.objects.select_related("notice", "requested_by")
        extension = rows.get(pk=self.get_object().pk)
        replies.decide_extension(
            extension, grant=given["adopt"], note=given["note"], by=request.user
        )
        extension.refresh_from_db()
        return Response(self.get_serializer(extension).data)
