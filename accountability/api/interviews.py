"""Interviews of heads of units."""

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accountability.api.letters import docx_response
from accountability.filters import InterviewFilter
from accountability.forms.consequences import InterviewForm, MinutesForm, NoteForm
from accountability.models import Interview
from accountability.reports import letters
from accountability.reports.docx import DOCX
from accountability.services import interviews
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.parameters import parameter
from organization.permissions import Permission
from organization.working_date import working_date


class InterviewSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Interview
        fields = [
            "id", "number", "state", "unit", "unit_name", "division", "interviewee",
            "interviewer", "reason", "materials", "planned_on", "place", "notified_on", "held_on",
            "attendees", "recorder", "statement", "demands", "plan_due_on", "result_due_on",
            "closed_on", "closing_note", "notice", "problem",
        ]  # fmt: skip


class OpenInterviewFilter(InterviewFilter):
    """As the page filters, and its view of those that still need something."""

    open = django_filters.BooleanFilter(label="待办", method="to_do")

    class Meta(InterviewFilter.Meta):
        fields = [*InterviewFilter.Meta.fields, "open"]

    def to_do(self, queryset, name, value):
        return queryset.to_do(working_date()) if value else queryset


class InterviewViewSet(Listed):
    """Interviews; they change by the named steps alone."""

    required_permission = Permission.NOTICE_VIEW
    queryset = Interview.objects.none()
    serializer_class = InterviewSerializer
    filterset_class = OpenInterviewFilter

    def related(self, rows):
        return rows.for_list()

    def _answer(self, interview: Interview, **options) -> Response:
        fresh = Interview.objects.for_list().get(pk=interview.pk)
        return Response(self.get_serializer(fresh).data, **options)

    @extend_schema(request=body_of(InterviewForm), responses={201: InterviewSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.INTERVIEW_MANAGE)
    def arrange(self, request):
        """Arrange an interview; nobody outside learns of it until the unit is notified."""
        values = filled(InterviewForm, request, by=request.user).values
        made = interviews.plan_interview(values.pop("unit"), **values, by=request.user)
        return self._answer(made, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(InterviewForm, partial=True), responses=InterviewSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.INTERVIEW_MANAGE)
    def edit(self, request, pk=None):
        """Change what is arranged; what is left out stays as it is."""
        form = filled(InterviewForm, request, instance=self.get_object(), by=request.user)
        values = {name: value for name, value in form.values.items() if name != "unit"}
        stored = Interview.objects.get(pk=pk)
        seen = form.what_was_seen
        interviews.edit_interview(stored, values, by=request.user, seen=seen)
        return self._answer(stored)

    @extend_schema(request=None, responses=InterviewSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.INTERVIEW_MANAGE)
    def notify(self, request, pk=None):
        """Number the notice of the interview and tell the unit."""
        interview = self.get_object()
        interviews.notify_interview(interview, by=request.user)
        return self._answer(interview)

    @extend_schema(request=body_of(MinutesForm), responses=InterviewSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.INTERVIEW_MANAGE)
    def record(self, request, pk=None):
        """Enter the minutes; the unit's terms run from the talk."""
        interview = self.get_object()
        initial = {"held_on": interview.planned_on, "attendees": interview.interviewee}
        minutes = filled(MinutesForm, request, initial=initial).minutes()
        interviews.record_interview(interview, minutes, by=request.user)
        return self._answer(interview)

    @extend_schema(request=body_of(NoteForm), responses=InterviewSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.INTERVIEW_MANAGE)
    def close(self, request, pk=None):
        """What was demanded is done."""
        interview = self.get_object()
        note = filled(NoteForm, request).cleaned_data["note"]
        interviews.close_interview(interview, note=note, by=request.user)
        return self._answer(interview)

    @extend_schema(request=body_of(NoteForm), responses=InterviewSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.INTERVIEW_MANAGE)
    def cancel(self, request, pk=None):
        """The talk does not take place; the note says why."""
        interview = self.get_object()
        reason = filled(NoteForm, request).cleaned_data["note"]
        interviews.cancel_interview(interview, reason=reason, by=request.user)
        return self._answer(interview)

    @extend_schema(responses={(200, DOCX): OpenApiTypes.BINARY})
    @action(detail=True)
    def letter(self, request, pk=None):
        """The notice of the interview as a file, once it is sent."""
        interview = self.get_object()
        if not interview.notified_on:
            raise exceptions.NotFound("约谈通知尚未发出")
        return docx_response(letters.interview_letter(interview, _issuer(interview)))

    @extend_schema(responses={(200, DOCX): OpenApiTypes.BINARY})
    @action(detail=True)
    def minutes(self, request, pk=None):
        """The minutes as a file, once the talk was held."""
        interview = self.get_object()
        if not interview.held_on:
            raise exceptions.NotFound("约谈纪要尚未登记")
        return docx_response(letters.interview_minutes(interview, _issuer(interview)))


def _issuer(interview: Interview) -> str:
    heads = parameter("letter_heads", working_date(), interview.division_id)
    return heads["interview"]["issuer"]
