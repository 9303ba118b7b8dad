"""Procedures over the API: what waits, one with its history, and the verbs of its stages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from organization import procedures, subjects
from organization.api_base import Key
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.api_parsers import ObjectParser, ReadableJSON
from organization.enums import Outcome
from organization.errors import NotFoundError, RuleError
from organization.filters import ProcedureFilter
from organization.models import Procedure, ProcedureDecision
from organization.permissions import Permission
from organization.procedure_forms import AnswerForm, ObjectionForm, WithdrawForm
from organization.procedures import FactKind
from organization.services import objections
from organization.services.procedures import (
    MOST,
    Taking,
    Verdict,
    open_procedures,
    take_stage,
    withdraw,
)


class ProcedureSerializer(serializers.ModelSerializer):
    """A procedure: where it stands, until when it should be taken."""

    kind_label = serializers.CharField(source="definition.title", read_only=True)
    stage_label = serializers.SerializerMethodField()

    class Meta:
        model = Procedure
        fields = [
            "id", "kind", "kind_label", "subject_kind", "subject_id", "division_code", "title",
            "state", "stage", "stage_label", "opened_on", "stage_since", "not_before", "due_on",
            "closed_on",
        ]  # fmt: skip

    def get_stage_label(self, procedure: Procedure) -> str:
        return procedure.current.label if procedure.current else ""


class ProcedureDecisionSerializer(serializers.ModelSerializer):
    """What an act decided, with the record of the act."""

    act = serializers.IntegerField(source="act_id", read_only=True)
    stage = serializers.CharField(source="act.stage", read_only=True)
    done_on = serializers.DateField(source="act.done_on", read_only=True)
    facts = serializers.DictField(source="act.facts", read_only=True)

    class Meta:
        model = ProcedureDecision
        fields = ["act", "stage", "done_on", "facts", "outcome", "reason", "note"]


class ObjectionSerializer(serializers.Serializer):
    """An objection; who raised it by name is told on the page only."""

    id = serializers.IntegerField(read_only=True)
    raised_on = serializers.DateField(read_only=True)
    content = serializers.CharField(read_only=True)
    answered_on = serializers.DateField(read_only=True, allow_null=True)
    answer = serializers.CharField(read_only=True)
    is_upheld = serializers.BooleanField(read_only=True, allow_null=True)


class ProcedureDetailSerializer(ProcedureSerializer):
    decisions = ProcedureDecisionSerializer(many=True, read_only=True)
    objections = ObjectionSerializer(many=True, read_only=True)

    class Meta(ProcedureSerializer.Meta):
        fields = [*ProcedureSerializer.Meta.fields, "decisions", "objections"]


class OpenSerializer(serializers.Serializer):
    """Begin a procedure of a kind for rows; `facts` is what the kind asks to be said."""

    kind = serializers.ChoiceField(choices=[])
    selected = serializers.ListField(child=Key(), min_length=1, max_length=MOST)
    on = serializers.DateField()
    facts = serializers.DictField(
        child=serializers.CharField(max_length=300, allow_blank=True), default=dict
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = procedures.kind_choices()


class VerdictSerializer(serializers.Serializer):
    procedure = Key()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(max_length=20, default="", allow_blank=True)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class TakeSerializer(serializers.Serializer):
    """Take the stage that waits, for all that are named: one kind, one stage.

    Papers are sent as multipart/form-data under the names of their facts; `facts` and `verdicts`
    are then JSON texts. Of whom nothing is said, 通过 is decided.
    """

    selected = serializers.ListField(child=Key(), min_length=1, max_length=MOST)
    on = serializers.DateField()
    facts = ReadableJSON(default=dict)
    verdicts = ReadableJSON(default=list)

    def validate_facts(self, value):
        return _as(dict, value, "facts")

    def validate_verdicts(self, value):
        asked = VerdictSerializer(data=_as(list, value, "verdicts"), many=True)
        asked.is_valid(raise_exception=True)
        if len({one["procedure"] for one in asked.validated_data}) < len(asked.validated_data):
            raise serializers.ValidationError("同一办理件有两个结论")
        return {
            one["procedure"]: Verdict(Outcome(one["outcome"]), one["reason"], one["note"])
            for one in asked.validated_data
        }


def _as(kind: type, value, name: str):
    if not isinstance(value, kind):
        raise serializers.ValidationError(f"{name}的结构不对")
    return value


class ProcedureViewSet(Listed):
    """Procedures; `open` begins them, `take` takes the stage that waits, `withdraw` ends one."""

    required_permission = Permission.PROCEDURE_VIEW
    queryset = Procedure.objects.none()
    serializer_class = ProcedureSerializer
    filterset_class = ProcedureFilter
    parser_classes = [ObjectParser, MultiPartParser]

    def get_serializer_class(self):
        return ProcedureSerializer if self.action == "list" else ProcedureDetailSerializer

    def related(self, rows):
        if self.action == "list":
            return rows
        return rows.prefetch_related("decisions__act", "objections")

    @extend_schema(request=OpenSerializer, responses={201: ProcedureSerializer(many=True)})
    @action(
        detail=False, methods=["post"], url_path="open",
        required_permission=Permission.PROCEDURE_HANDLE,
    )  # fmt: skip
    def begin(self, request):
        """Begin a procedure for one or many rows; for all of them or none."""
        given = self.given(OpenSerializer)
        kind = procedures.kind_of(given["kind"])
        model = subjects.get(kind.subject_kind).model
        seen = model.objects.visible_to(request.user, kind.permission)
        rows = list(seen.filter(pk__in=given["selected"]))
        if len(rows) != len(set(given["selected"])):
            raise NotFoundError
        ones = open_procedures(kind, rows, given["facts"], on=given["on"], by=request.user)
        return Response(ProcedureSerializer(ones, many=True).data, status.HTTP_201_CREATED)

    @extend_schema(request=TakeSerializer, responses=ProcedureSerializer(many=True))
    @action(detail=False, methods=["post"])
    def take(self, request):
        """Take the stage that waits, for all that are named, by one act."""
        given = self.given(TakeSerializer)
        rows = Procedure.objects.running().visible_to(request.user, self.required_permission)
        ones = list(rows.filter(pk__in=given["selected"]).order_by("pk"))
        if len(ones) != len(set(given["selected"])):
            raise NotFoundError
        if len({(one.kind, one.stage) for one in ones}) != 1:
            raise RuleError("所选的不在同一程序的同一环节")
        kind, stage = ones[0].definition, ones[0].current
        papers = [fact.name for fact in stage.facts if fact.kind == FactKind.FILES]
        files = {name: request.FILES.getlist(name) for name in papers}
        taking = Taking(given["on"], given["facts"], files, given["verdicts"])
        take_stage(kind, stage, [one.pk for one in ones], taking, by=request.user)
        taken = Procedure.objects.filter(pk__in=[one.pk for one in ones]).order_by("pk")
        return Response(ProcedureSerializer(taken, many=True).data)

    @extend_schema(request=body_of(WithdrawForm), responses=ProcedureDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        """End a procedure that should not go on."""
        procedure = self.get_object()
        given = filled(WithdrawForm, request).cleaned_data
        withdraw(procedure, given["reason"], on=given["on"], by=request.user)
        return Response(self.get_serializer(procedure).data)

    @extend_schema(request=body_of(ObjectionForm), responses={201: ObjectionSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.PROCEDURE_HANDLE)
    def objection(self, request, pk=None):
        """Record an objection; the procedure stands still until it is answered."""
        said = filled(ObjectionForm, request).said
        raised = objections.raise_objection(self.get_object(), said, by=request.user)
        return Response(ObjectionSerializer(raised).data, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(AnswerForm), responses=ObjectionSerializer)
    @action(
        detail=True, methods=["post"], url_path=r"objections/(?P<objection>\d+)/answer",
        required_permission=Permission.PROCEDURE_HANDLE,
    )  # fmt: skip
    def answer(self, request, pk=None, objection=None):
        """Answer an objection of the procedure."""
        found = self.get_object().objections.filter(pk=int(objection or 0)).first()
        if found is None:
            raise NotFoundError
        objections.answer_objection(
            found, **filled(AnswerForm, request).cleaned_data, by=request.user
        )
        return Response(ObjectionSerializer(found).data)
