"""Postings to villages: the list, posting somebody, relieving and replacing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.working_date import working_date
from villages.enums import PostingRole
from villages.filters import PostingFilter
from villages.forms import PostingForm, ReliefForm
from villages.models import Posting
from villages.services import postings
from villages.views.villages import village_form, village_or_404


@require(Permission.VILLAGE_VIEW)
@require_safe
def posting_list(request):
    """Everybody on post today within reach."""
    rows = Posting.objects.visible_to(request.user, Permission.VILLAGE_VIEW)
    rows = rows.as_of(working_date()).for_list().order_by("village_id", "-role", "pk")
    shown = PostingFilter(request.GET, rows, request=request)
    partial = "#results" if request.htmx.target == "results" else ""
    context = {"filter": shown, "page": page_of(request, shown.qs)}
    return render(request, f"villages/posting_list.html{partial}", context)


@require(Permission.POSTING_MANAGE)
@require_http_methods(["GET", "POST"])
def posting_create(request, code):
    """Post a cadre to a village."""
    village = village_or_404(request, code, Permission.POSTING_MANAGE)
    initial = {"starts_on": working_date(), "role": PostingRole.FIRST_SECRETARY}
    form = PostingForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            posting = postings.post_cadre(village, form.draft, by=request.user)
            messages.success(request, f"{posting.cadre}已派驻{village}")
            return redirect("villages:detail", code)
    return village_form(request, village, form, "选派驻村干部")


@require(Permission.POSTING_MANAGE)
@require_http_methods(["GET", "POST"])
def posting_end(request, pk):
    """Relieve somebody, and post his successor where one is named."""
    visible = Posting.objects.visible_to(request.user, Permission.POSTING_MANAGE)
    posting = get_object_or_404(visible.for_list(), pk=pk)
    form = ReliefForm(request.POST or None, by=request.user, initial={"on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            postings.relieve(posting, form.relief, form.successor_draft(posting), by=request.user)
            messages.success(request, f"已办理{posting.cadre}离任")
            return redirect("villages:detail", posting.village_id)
    title = f"{posting.cadre}离任（{posting.get_role_display()}）"
    return village_form(request, posting.village, form, title)
