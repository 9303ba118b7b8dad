"""Pairings of cadre and household: the list, one pairing, its forms, proposals."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance import pages
from assistance.filters import PairingFilter
from assistance.forms.pairings import (
    ConfirmForm,
    EndPairingForm,
    HandOverForm,
    PairForm,
    ProposalForm,
)
from assistance.models import Pairing, Visit
from assistance.selectors.candidates import propose_pairings, room_of, search_candidates
from assistance.selectors.visits import pairing_lines
from assistance.services import pairings
from assistance.views.overview import household_or_404
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.scope import may
from organization.services import search_terms
from organization.working_date import working_date


@require(Permission.PAIRING_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_list(request):
    """Pairings within reach; a name goes by POST and comes back as a short id."""
    if request.method == "POST":
        term = search_terms.keep(request, request.POST.get("name", ""))
        return redirect(f"{request.path}?q={term}")
    day = working_date()
    rows = Pairing.objects.visible_to(request.user, Permission.PAIRING_VIEW).for_list()
    name = search_terms.recall(request, request.GET.get("q", ""))
    is_named = request.user.may(Permission.HOUSEHOLD_VIEW)
    rows = rows.search(name, is_named=is_named) if name else rows
    shown = PairingFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    context = {
        "tabs": pages.tabs_of(request),
        "filter": shown,
        "page": page,
        "lines": pairing_lines(page.object_list, day, shown.place, is_named=is_named),
        "name": name,
        "day": day,
        "may_manage": request.user.may(Permission.PAIRING_MANAGE),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/pairing_list.html{partial}", context)


@require(Permission.PAIRING_VIEW)
@require_safe
def pairing_detail(request, pk):
    """A pairing: its parties, its period, the visits made in it, its trail."""
    pairing = _pairing_or_404(request, pk, Permission.PAIRING_VIEW)
    day = working_date()
    may_open = request.user.may(Permission.HOUSEHOLD_VIEW)
    request.trail = pages.way_to(pairing.household, may_open)
    visits = Visit.objects.filter(household=pairing.household_id, cadre=pairing.cadre_id)
    context = {
        "pairing": pairing,
        "line": pairing_lines([pairing], day, pairing.division_code, is_named=may_open)[0],
        "visits": visits.select_related("joint_with")[:20],
        "visit_count": visits.count(),
        "day": day,
        "may_manage": may(request.user, Permission.PAIRING_MANAGE, pairing),
        "may_open": may_open,
    }
    return render(request, "assistance/pairing_detail.html", context)


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def pair(request, pk):
    """Pair a cadre with a household."""
    household = household_or_404(request, pk, Permission.PAIRING_MANAGE)
    initial = {"starts_on": working_date()}
    form = PairForm(request.POST or None, by=request.user, household=household, initial=initial)
    if _is_sent(request) and form.is_valid():
        with refusals_into(form):
            pairing = pairings.pair_household(household, **form.values, by=request.user)
            messages.success(
                request, f"{household}已与{pairing.cadre}结对，自{pairing.starts_on}起"
            )
            return redirect("households:detail", household.pk)
    return _pick(request, household, form, "结对帮扶", submit="确认结对")


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def hand_over(request, pk):
    """Pass a household to another helper without a day between."""
    pairing = _pairing_or_404(request, pk, Permission.PAIRING_MANAGE)
    form = HandOverForm(
        request.POST or None,
        by=request.user,
        household=pairing.household,
        initial={"on": working_date()},
    )
    if _is_sent(request) and form.is_valid():
        with refusals_into(form):
            successor = pairings.hand_over(pairing, **form.values, by=request.user)
            messages.success(request, f"已移交：{pairing.cadre} → {successor.cadre}")
            return redirect("assistance:pairing_detail", successor.pk)
    title = f"调整{pairing.household}的帮扶责任人"
    return _pick(request, pairing.household, form, title, submit="确认移交", pairing=pairing)


def _is_sent(request) -> bool:
    """Whether the form was sent to be carried out; 查找 only looks for cadres."""
    return request.method == "POST" and "find" not in request.POST


def _pick(request, household, form, title, **more):
    """A form in which a helper is looked for and picked."""
    if "find" in request.POST:
        form = type(form)(initial=request.POST.dict(), by=request.user, household=household)
    day = working_date()
    request.trail = pages.way_to(household)
    term = request.POST.get("q", "").strip()
    context = {
        "form": form,
        "household": household,
        "here": title,
        "candidates": search_candidates(request.user, household, term, day, picked=form.picked),
        "term": term,
        "picked": form.picked,
        "current": Pairing.objects.as_of(day).filter(household=household).for_list(),
        **more,
    }
    return render(request, "assistance/pick_form.html", context)


@require(Permission.PAIRING_MANAGE)
@require_POST
def candidates(request, pk):
    """What the search for a helper finds while one types; names stay out of the address."""
    household = household_or_404(request, pk, Permission.PAIRING_MANAGE)
    term = request.POST.get("q", "").strip()
    found = search_candidates(request.user, household, term, working_date())
    context = {"candidates": found, "picked": None, "term": term}
    return render(request, "assistance/candidates.html", context)


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def pairing_end(request, pk):
    """End a pairing."""
    pairing = _pairing_or_404(request, pk, Permission.PAIRING_MANAGE)
    form = EndPairingForm(request.POST or None, initial={"ends_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            pairings.end_pairing(pairing, **form.cleaned_data, by=request.user)
            messages.success(request, f"已解除{pairing.household}与{pairing.cadre}的结对")
            return redirect("households:detail", pairing.household_id)
    request.trail = pages.way_to(pairing.household)
    title = f"解除{pairing.household}与{pairing.cadre}的结对"
    context = {"form": form, "here": title, "submit": "确认解除", "since": pairing.starts_on}
    return render(request, "assistance/form.html", context)


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def proposals(request):
    """Spread a village's households over a unit's cadres: proposed, looked over, confirmed."""
    chosen = ProposalForm(request.GET or None, by=request.user)
    context = {"chosen": chosen, "form": None}
    if request.GET and chosen.is_valid():
        village, unit = chosen.cleaned_data["village"], chosen.cleaned_data["unit"]
        day = working_date()
        form = ConfirmForm(
            request.POST or None,
            proposals=propose_pairings(unit, village, day),
            cadres=room_of(unit, day, village.pk),
            initial={"starts_on": day},
        )
        if request.method == "POST" and form.is_valid():
            with refusals_into(form):
                count = pairings.pair_many(village, **form.values, by=request.user)
                messages.success(request, f"{village}新增结对{count}户")
                return redirect("assistance:pairing_list")
        context |= {"form": form, "panel_title": f"{unit} → {village}"}
    return render(request, "assistance/proposals.html", context)


def _pairing_or_404(request, pk, permission) -> Pairing:
    visible = Pairing.objects.visible_to(request.user, permission).for_list()
    return get_object_or_404(visible, pk=pk)
