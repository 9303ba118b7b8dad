"""Meetings of the five rhythms (五个一) and what was decided in them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.models import Unit
from organization.permissions import Permission
from organization.working_date import working_date
from reviews.enums import ActionState, MeetingKind
from reviews.filters import ActionItemFilter, MeetingFilter
from reviews.models import ActionItem, Meeting
from reviews.review_periods import ReviewPeriod
from reviews.selectors.readings import area_for
from reviews.services import meetings


class ActionItemSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    is_overdue = serializers.SerializerMethodField()

    class Meta:
        model = ActionItem
        fields = [
            "id", "meeting", "division_code", "matter", "unit", "unit_name", "due_on", "state",
            "state_label", "is_overdue", "closed_on", "outcome",
        ]  # fmt: skip

    def get_is_overdue(self, item) -> bool:
        return item.is_overdue(working_date())


class MeetingSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "kind", "kind_label", "period", "division", "held_on", "place", "chair",
            "invited", "present", "topics", "decisions", "report",
        ]  # fmt: skip


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with what was decided in it."""

    actions = ActionItemSerializer(many=True, read_only=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "actions"]


class RecordSerializer(serializers.Serializer):
    """A meeting that was held."""

    kind = serializers.ChoiceField(MeetingKind.choices)
    period = serializers.CharField(max_length=8)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=80)
    chair = serializers.CharField(max_length=60)
    invited = serializers.IntegerField(min_value=1, max_value=9999)
    present = serializers.IntegerField(min_value=0, max_value=9999)
    topics = serializers.CharField(max_length=2000)
    decisions = serializers.CharField(max_length=2000, default="", allow_blank=True)


class DecisionSerializer(serializers.Serializer):
    matter = serializers.CharField(max_length=200)
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.open())
    due_on = serializers.DateField()


class OutcomeSerializer(serializers.Serializer):
    state = serializers.ChoiceField(
        [(one.value, one.label) for one in (ActionState.DONE, ActionState.CANCELLED)]
    )
    on = serializers.DateField()
    outcome = serializers.CharField(max_length=300)


class MeetingViewSet(viewsets.ReadOnlyModelViewSet):
    """Meetings within the caller's reach."""

    required_permission = Permission.REVIEW_VIEW
    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter

    def get_queryset(self):
        rows = Meeting.objects.visible_to(self.request.user, self.required_permission)
        if self.action != "list":
            rows = rows.select_related("division").prefetch_related("actions__unit")
        return rows.order_by("-held_on", "-pk")

    def get_serializer_class(self):
        if self.action == "retrieve":
            return MeetingDetailSerializer
        return super().get_serializer_class()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=RecordSerializer, responses={201: MeetingSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def record(self, request):
        """Record that the meeting of a period was held in the caller's area."""
        given = RecordSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        period = ReviewPeriod.parse(values.pop("kind"), values.pop("period"))
        area = area_for(request.user, "")
        meeting = meetings.record_meeting(period, area, meetings.Minutes(**values), by=request.user)
        return Response(MeetingSerializer(meeting).data, status.HTTP_201_CREATED)

    @extend_schema(request=DecisionSerializer, responses={201: ActionItemSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def decide(self, request, pk=None):
        """Add a decision: what, who answers, until when."""
        meeting = self.get_object()
        given = DecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        item = meetings.decide(meeting, **given.validated_data, by=request.user)
        return Response(ActionItemSerializer(item).data, status.HTTP_201_CREATED)


class ActionItemViewSet(viewsets.ReadOnlyModelViewSet):
    """Decisions of meetings within the caller's reach, the first due first."""

    required_permission = Permission.REVIEW_VIEW
    queryset = ActionItem.objects.none()
    serializer_class = ActionItemSerializer
    filterset_class = ActionItemFilter

    def get_queryset(self):
        rows = ActionItem.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("unit", "meeting").order_by("due_on", "pk")

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(request=OutcomeSerializer, responses=ActionItemSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.REVIEW_BUILD)
    def close(self, request, pk=None):
        """Say what became of a decision."""
        item = self.get_object()
        given = OutcomeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        state = ActionState(values.pop("state"))
        meetings.close_action(item, state, **values, by=request.user)
        return Response(ActionItemSerializer(item).data)
