"""The ledger: list, entry, one problem, the panel of a village."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability.enums import ProblemState
from accountability.filters import ProblemFilter
from accountability.forms.problems import ProblemForm, ReasonForm, SettleForm, forms_of
from accountability.models import Problem
from accountability.selectors import ledger
from accountability.services import problems
from accountability.views.shared import Tab, find, tabs
from organization.pages import keys_of, page_of, refusals_into, with_refused
from organization.permissions import Permission, require
from organization.pieces import files_of
from organization.working_date import working_date
from villages.models import Village


@require(Permission.PROBLEM_VIEW)
@require_safe
def problem_list(request):
    """The ledger within the user's reach; rows still open can be ticked for a notice."""
    rows = Problem.objects.visible_to(request.user, Permission.PROBLEM_VIEW).for_list()
    shown = ProblemFilter(request.GET, rows, request=request)
    context = {
        "tabs": tabs(request.user, "problem_list"),
        "views": _views(request),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "may_draft": request.user.may(Permission.NOTICE_DRAFT),
        "ticked": keys_of(request.GET.getlist("selected")),
    }
    template = "accountability/problem_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


def _views(request) -> list[Tab]:
    """Saved views: links that set the filter."""
    here = request.GET.get("state", "")
    rows = Problem.objects.visible_to(request.user, Permission.PROBLEM_VIEW)
    counts = ledger.counts_by_state(rows)
    shown = [Tab("全部", request.path, not here, sum(counts.values()))]
    return shown + [
        Tab(state.label, f"{request.path}?state={state}", here == state, counts.get(state, 0))
        for state in ProblemState
    ]


@require(Permission.PROBLEM_REPORT)
@require_http_methods(["GET", "POST"])
def problem_report(request):
    """Enter a problem; from another page's link with place and object filled in."""
    initial = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    initial.setdefault("found_on", working_date())
    form = ProblemForm(
        request.POST or None, request.FILES or None, initial=initial, by=request.user
    )
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        with refusals_into(form):
            made = problems.report_problem(form.found(), unit=unit, by=request.user)
            messages.success(request, f"已登记问题{made.number}，责任单位{made.unit}")
            if request.user.may(Permission.PROBLEM_VIEW):
                return redirect("accountability:problem_detail", made.pk)
            return redirect("organization:home")
    context = {"form": form, "similar": _similar(request, form)}
    status = 422 if form.errors else 200
    return render(request, "accountability/problem_form.html", context, status=status)


PREFILLED = ["division", "subject_kind", "subject_id", "category", "source", "title"]


def _similar(request, form) -> list[Problem]:
    """Open problems of the same place, so that nothing is entered twice."""
    code = request.POST.get("division") or form.initial.get("division")
    rows = Problem.objects.visible_to(request.user, Permission.PROBLEM_REPORT)
    return list(rows.open().filter(division_id=code).for_list()[:5]) if code else []


@require(Permission.PROBLEM_VIEW)
@require_safe
def problem_detail(request, pk):
    """One problem: facts, who answers, where it stands, what it repeats."""
    return _page(request, pk)


def _page(request, pk, **refused) -> HttpResponse:
    """The page of a problem, with the form that was refused there as it was sent."""
    rows = Problem.objects.for_list().select_related("repeated_of", "reported_by")
    problem = find(rows, request.user, Permission.PROBLEM_VIEW, pk)
    choices = ledger.choices(problem, request.user)
    context = {
        "problem": problem,
        "files": files_of([problem])[problem.pk],
        "notices": ledger.notices_of(problem, request.user),
        "similar": ledger.similar(problem, request.user)[:6],
        "repetitions": problem.repetitions.all(),
        "subject": ledger.subject_link(problem, request.user),
        "may_draft": ProblemState.DRAFTED in choices,
        "forms": with_refused(request, forms_of(choices), refused),
    }
    status = 422 if refused else 200
    return render(request, "accountability/problem_detail.html", context, status=status)


@require(Permission.NOTICE_ACCEPT)
@require_POST
def problem_settle(request, pk):
    """Close a problem that was put right on the spot."""
    problem = find(Problem.objects.all(), request.user, Permission.NOTICE_ACCEPT, pk)
    form = SettleForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_into(form):
            problems.settle_on_the_spot(problem, by=request.user, **form.cleaned_data)
            messages.success(request, f"问题{problem.number}已销号")
            return redirect("accountability:problem_detail", pk)
    return _page(request, pk, settle=form)


@require(Permission.NOTICE_ISSUE)
@require_POST
def problem_dismiss(request, pk):
    """Say why it is no problem."""
    problem = find(Problem.objects.all(), request.user, Permission.NOTICE_ISSUE, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            problems.dismiss_problem(problem, **form.cleaned_data, by=request.user)
            messages.success(request, f"问题{problem.number}不予立项")
            return redirect("accountability:problem_detail", pk)
    return _page(request, pk, dismiss=form)


@require(Permission.VILLAGE_VIEW)
@require_safe
def village_panel(request, code):
    """The problems of a village and who answers for it, for the village's page."""
    villages = Village.objects.visible_to(request.user, Permission.VILLAGE_VIEW)
    village = get_object_or_404(villages.select_related("division"), pk=code)
    summary = ledger.village_summary(village, request.user, working_date())
    context = {"division": village.division, **summary}
    return render(request, "accountability/village_panel.html", context)
