"""Visits: the list, one visit, the form on the phone, one's own households."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance import pages
from assistance.filters import VisitFilter
from assistance.forms.visits import SolveForm, VisitForm
from assistance.models import Pairing, Visit
from assistance.selectors.coverage import household_label
from assistance.selectors.visits import own_round, pairing_lines
from assistance.services import visits
from assistance.views.overview import household_or_404
from organization.models import User
from organization.pages import page_of, refusals_into, with_refused
from organization.permissions import Permission, require
from organization.scope import may
from organization.services import search_terms
from organization.working_date import working_date


@require(Permission.PAIRING_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_list(request):
    """Visits within reach, the latest first; a name goes by POST."""
    if request.method == "POST":
        term = search_terms.keep(request, request.POST.get("name", ""))
        return redirect(f"{request.path}?q={term}")
    rows = Visit.objects.visible_to(request.user, Permission.PAIRING_VIEW).for_list()
    name = search_terms.recall(request, request.GET.get("q", ""))
    is_named = request.user.may(Permission.HOUSEHOLD_VIEW)
    rows = rows.search(name, is_named=is_named) if name else rows
    shown = VisitFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    context = {
        "tabs": pages.tabs_of(request),
        "filter": shown,
        "page": page,
        "rows": [(visit, household_label(visit.household, is_named)) for visit in page],
        "name": name,
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/visit_list.html{partial}", context)


@require(Permission.PAIRING_VIEW)
@require_safe
def visit_detail(request, pk):
    """One visit, with what was found and whether it is solved."""
    return _visit_page(request, pk)


def _visit_page(request, pk, **refused) -> HttpResponse:
    """The page of a visit, with the form that was refused there as it was sent."""
    visit = _visit_or_404(request, pk, Permission.PAIRING_VIEW)
    may_open = request.user.may(Permission.HOUSEHOLD_VIEW)
    request.trail = pages.way_to(visit.household, may_open)
    context = {
        "visit": visit,
        "label": household_label(visit.household, may_open),
        "may_open": may_open,
        "forms": with_refused(request, _offered(request.user, visit), refused),
    }
    status = 422 if refused else 200
    return render(request, "assistance/visit_detail.html", context, status=status)


def _offered(user: User, visit: Visit) -> dict[str, Form]:
    """A blank form for all that may be entered about a visit, by name."""
    may_solve = visit.has_open_problem and may(user, Permission.VISIT_RECORD, visit.household)
    return {"solve": SolveForm()} if may_solve else {}


@require(Permission.VISIT_RECORD)
@require_http_methods(["GET", "POST"])
def visit_record(request, pk):
    """Record a visit; made for one hand on a phone."""
    household = household_or_404(request, pk, Permission.VISIT_RECORD)
    form = VisitForm(
        request.POST or None,
        by=request.user,
        household=household,
        initial={"visited_on": working_date(), "cadre": request.user.cadre_id},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            key = form.cleaned_data["key"]
            visit = visits.record_visit(
                household, form.visitor, form.facts, by=request.user, key=key
            )
            messages.success(request, f"已登记{visit.visited_on}对{household}的走访")
            if request.GET.get("from") == "mine":
                return redirect("assistance:mine")
            return redirect("households:detail", household.pk)
    request.trail = pages.way_to(household)
    context = {"form": form, "household": household, "here": "登记走访", "submit": "登记走访"}
    return render(request, "assistance/visit_form.html", context)


@require(Permission.VISIT_RECORD)
@require_POST
def visit_solve(request, pk):
    """The problem found is solved."""
    visit = _visit_or_404(request, pk, Permission.VISIT_RECORD)
    form = SolveForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            visits.solve_visit_problem(visit, **form.cleaned_data, by=request.user)
            messages.success(request, "已登记问题解决")
            return redirect("assistance:visit_detail", pk)
    return _visit_page(request, pk, solve=form)


@require(Permission.VISIT_RECORD)
@require_safe
def mine(request):
    """One's own households with what is due, for the phone; and the village one is posted to."""
    day = working_date()
    rows = Pairing.objects.as_of(day).filter(cadre=request.user.cadre_id).for_list()
    lines = pairing_lines(rows, day, request.user.division_id)
    context = {
        "tabs": pages.tabs_of(request),
        "round": own_round(lines, request.user, day),
        "day": day,
    }
    return render(request, "assistance/mine.html", context)


def _visit_or_404(request, pk, permission) -> Visit:
    visible = Visit.objects.visible_to(request.user, permission)
    return get_object_or_404(visible.for_list(), pk=pk)
