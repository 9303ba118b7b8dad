"""The five rhythms: which meetings were held, what was decided, what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.models import Division
from organization.pages import refusals_into, with_refused
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date
from reviews import pages, policies
from reviews.enums import ActionState
from reviews.forms import ActionForm, CloseActionForm, MeetingForm, forms_of
from reviews.models import ActionItem, Meeting
from reviews.selectors.rhythm import rhythms
from reviews.services import meetings


def _own_area(request):
    return Division.objects.get(pk=policies.home_of(request.user))


def _meeting_or_404(request, pk, permission=Permission.REVIEW_VIEW):
    visible = Meeting.objects.visible_to(request.user, permission)
    return get_object_or_404(visible.select_related("division", "report", "recorded_by"), pk=pk)


@require(Permission.REVIEW_VIEW)
@require_safe
def rhythm(request):
    """一周一次、一月一次、一季度一次、半年一次、一年一次: held or missing."""
    day = working_date()
    area = _own_area(request)
    overdue = ActionItem.objects.visible_to(request.user, Permission.REVIEW_VIEW).overdue(day)
    context = {
        "tabs": pages.tabs_of(request),
        "area": area,
        "rhythms": rhythms(area, day),
        "overdue": overdue.select_related("unit", "meeting").order_by("due_on", "pk")[:20],
        "day": day,
        "may_record": request.user.may(Permission.REVIEW_BUILD),
    }
    return render(request, "reviews/rhythm.html", context)


@require(Permission.REVIEW_VIEW)
@require_safe
def meeting_detail(request, pk):
    """One meeting with its decisions."""
    return _page(request, pk)


def _page(request, pk, **refused) -> HttpResponse:
    """The page of a meeting, with the form that was refused there as it was sent."""
    meeting, day = _meeting_or_404(request, pk), working_date()
    items = meeting.actions.select_related("unit").order_by("due_on", "pk")
    may_record = may(request.user, Permission.REVIEW_BUILD, meeting)
    forms = with_refused(request, forms_of(items, day) if may_record else {}, refused)
    context = {
        "meeting": meeting,
        "items": [(item, item.badge_on(day), forms.get(f"close_{item.pk}")) for item in items],
        "forms": forms,
    }
    status = 422 if refused else 200
    return render(request, "reviews/meeting_detail.html", context, status=status)


@require(Permission.REVIEW_BUILD)
@require_http_methods(["GET", "POST"])
def meeting_create(request):
    """Record that a meeting was held."""
    asked = f"{request.GET.get('kind', '')} {request.GET.get('period', '')}"
    form = MeetingForm(request.POST or None, day=working_date(), initial={"period": asked})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            meeting = meetings.record_meeting(
                form.span, _own_area(request), form.minutes, by=request.user
            )
            messages.success(request, "会议已登记，可逐项登记议定事项")
            return redirect("reviews:meeting_detail", pk=meeting.pk)
    status = 422 if form.errors else 200
    return render(request, "reviews/meeting_form.html", {"form": form}, status=status)


@require(Permission.REVIEW_BUILD)
@require_POST
def action_create(request, pk):
    """Add a decision."""
    meeting = _meeting_or_404(request, pk, Permission.REVIEW_BUILD)
    form = ActionForm(request.POST, day=working_date(), prefix="action")
    if form.is_valid():
        with refusals_into(form):
            meetings.decide(meeting, **form.cleaned_data, by=request.user)
            messages.success(request, "议定事项已登记")
            return redirect("reviews:meeting_detail", pk=pk)
    return _page(request, pk, decide=form)


@require(Permission.REVIEW_BUILD)
@require_POST
def action_close(request, pk):
    """Say what became of a decision."""
    visible = ActionItem.objects.visible_to(request.user, Permission.REVIEW_BUILD)
    item = get_object_or_404(visible.select_related("meeting"), pk=pk)
    form = CloseActionForm(request.POST, prefix="close")
    if form.is_valid():
        values = dict(form.cleaned_data)
        with refusals_into(form):
            meetings.close_action(item, ActionState(values.pop("state")), **values, by=request.user)
            messages.success(request, "已登记办理结果")
            return redirect("reviews:meeting_detail", pk=item.meeting_id)
    return _page(request, item.meeting_id, **{f"close_{pk}": form})
