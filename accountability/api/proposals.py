"""Proposals for the next rung, and sanctions."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accountability.api.notices import DecideSerializer
from accountability.filters import ProposalFilter, SanctionFilter
from accountability.forms.consequences import DecisionOfDisciplineForm
from accountability.models import EscalationProposal, Sanction
from accountability.services import escalation, sanctions
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.masking import mask_name
from organization.permissions import Permission


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
        """Adopt a proposal or not; who decides depends on its rung."""
        given = self.given(DecideSerializer)
        rows = EscalationProposal.objects.select_related("unit__division", "notice", "problem")
        proposal = rows.get(pk=self.get_object().pk)
        escalation.decide_escalation(proposal, **given, by=request.user)
        proposal.refresh_from_db()
        return Response(self.get_serializer(proposal).data)


class SanctionSerializer(serializers.ModelSerializer):
    person = serializers.SerializerMethodField(help_text="部分隐去的姓名")
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Sanction
        fields = [
            "id", "person", "post", "unit", "unit_name", "division", "form", "basis", "facts",
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

    @extend_schema(request=body_of(DecisionOfDisciplineForm), responses={201: SanctionSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.SANCTION_MANAGE)
    def record(self, request):
        """Enter what was decided."""
        form = filled(DecisionOfDisciplineForm, request, by=request.user)
        unit = form.cleaned_data["unit"]
        made = sanctions.record_sanction(unit, form.decision(), by=request.user)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)
