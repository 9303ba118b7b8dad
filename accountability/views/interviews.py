"""Interviews: arranged, notified, held, closed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability.enums import InterviewState
from accountability.filters import InterviewFilter
from accountability.forms.consequences import InterviewForm, MinutesForm, NoteForm, forms_of
from accountability.models import Interview
from accountability.reports import letters
from accountability.services import interviews
from accountability.steps import INTERVIEW_STEPS
from accountability.views.notices import docx_response
from accountability.views.shared import find, tabs
from organization.pages import page_of, refusals_into, refusals_told, with_refused
from organization.parameters import parameter
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date


@require(Permission.NOTICE_VIEW)
@require_safe
def interview_list(request):
    """Interviews within reach; `view=open` those that still need something."""
    day = working_date()
    rows = Interview.objects.visible_to(request.user, Permission.NOTICE_VIEW).for_list()
    if request.GET.get("view") == "open":
        rows = rows.to_do(day)
    shown = InterviewFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    context = {
        "tabs": tabs(request.user, "interview_list"),
        "filter": shown,
        "page": page,
        "rows": [(interview, interview.is_overdue(day)) for interview in page],
    }
    template = "accountability/interview_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.NOTICE_VIEW)
@require_safe
def interview_detail(request, pk):
    """One interview with what it was about and what became of it."""
    return _page(request, pk)


def _page(request, pk, **refused) -> HttpResponse:
    """The page of an interview, with the form that was refused there as it was sent."""
    rows = Interview.objects.for_list().select_related("problem", "created_by")
    interview = find(rows, request.user, Permission.NOTICE_VIEW, pk)
    steps = [
        to.value
        for (seen, to), step in INTERVIEW_STEPS.items()
        if seen == interview.state and may(request.user, step.permission, interview)
    ]
    context = {
        "interview": interview,
        "steps": steps,
        "forms": with_refused(request, forms_of(steps), refused),
        "is_late": interview.is_overdue(working_date()),
        "may_edit": InterviewState.NOTIFIED in steps,
    }
    status = 422 if refused else 200
    return render(request, "accountability/interview_detail.html", context, status=status)


@require(Permission.INTERVIEW_MANAGE)
@require_http_methods(["GET", "POST"])
def interview_edit(request, pk=None):
    """Arrange an interview, or change what is arranged."""
    found = (
        find(Interview.objects.all(), request.user, Permission.INTERVIEW_MANAGE, pk) if pk else None
    )
    form = InterviewForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = _save(form, pk, request.user)
            messages.success(request, "已保存约谈安排")
            return redirect("accountability:interview_detail", made.pk)
    context, status = {"form": form, "pk": pk}, 422 if form.errors else 200
    return render(request, "accountability/interview_form.html", context, status=status)


def _save(form, pk, user) -> Interview:
    values = form.values
    unit = values.pop("unit")
    if pk is None:
        return interviews.plan_interview(unit, **values, by=user)
    stored = Interview.objects.get(pk=pk)
    interviews.edit_interview(stored, values, by=user, seen=form.what_was_seen)
    return stored


@require(Permission.INTERVIEW_MANAGE)
@require_POST
def interview_notify(request, pk):
    """Number the notice of the interview and tell the unit."""
    interview = _mine(request, pk)
    with refusals_told(request):
        interviews.notify_interview(interview, by=request.user)
        messages.success(request, "已发出约谈通知")
    return redirect("accountability:interview_detail", pk)


@require(Permission.INTERVIEW_MANAGE)
@require_http_methods(["GET", "POST"])
def interview_minutes(request, pk):
    """Enter the minutes."""
    interview = _mine(request, pk)
    initial = {"held_on": interview.planned_on, "attendees": interview.interviewee}
    form = MinutesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        minutes = form.minutes()
        with refusals_into(form):
            interviews.record_interview(interview, minutes, by=request.user)
            messages.success(request, "已登记约谈纪要，整改期限自约谈之日起算")
            return redirect("accountability:interview_detail", pk)
    context, status = {"form": form, "interview": interview}, 422 if form.errors else 200
    return render(request, "accountability/minutes_form.html", context, status=status)


@require(Permission.INTERVIEW_MANAGE)
@require_POST
def interview_close(request, pk):
    """What was demanded is done."""
    interview, form = _mine(request, pk), NoteForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            interviews.close_interview(interview, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, "已办结")
            return redirect("accountability:interview_detail", pk)
    return _page(request, pk, close=form)


@require(Permission.INTERVIEW_MANAGE)
@require_POST
def interview_cancel(request, pk):
    """The talk does not take place."""
    interview, form = _mine(request, pk), NoteForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            interviews.cancel_interview(
                interview, reason=form.cleaned_data["note"], by=request.user
            )
            messages.success(request, "已取消约谈")
            return redirect("accountability:interview_detail", pk)
    return _page(request, pk, cancel=form)


@require(Permission.NOTICE_VIEW)
@require_safe
def interview_docx(request, pk, which):
    """The notice or the minutes as a file."""
    rows = Interview.objects.select_related("unit")
    interview = find(rows, request.user, Permission.NOTICE_VIEW, pk)
    heads = parameter("letter_heads", working_date(), interview.division_id)
    issuer = heads["interview"]["issuer"]
    if which == "notice" and interview.notified_on:
        return docx_response(letters.interview_letter(interview, issuer))
    if which == "minutes" and interview.held_on:
        return docx_response(letters.interview_minutes(interview, issuer))
    raise Http404


def _mine(request, pk) -> Interview:
    return find(
        Interview.objects.select_related("unit"), request.user, Permission.INTERVIEW_MANAGE, pk
    )
