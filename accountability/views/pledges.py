"""Pledges: list, text, signing, what was promised."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability.filters import PledgeFilter
from accountability.forms.pledges import EndForm, PledgeForm, ScanForm, SignForm, forms_of
from accountability.models import Pledge
from accountability.selectors.pledges import pledge_coverage, target_table
from accountability.services import pledges
from accountability.views.shared import find, tabs
from organization.pages import page_of, refusals_into, refusals_told, with_refused
from organization.permissions import Permission, require
from organization.pieces import files_of
from organization.scope import may
from organization.working_date import working_date


@require(Permission.PLEDGE_VIEW)
@require_safe
def pledge_list(request):
    day = working_date()
    rows = Pledge.objects.visible_to(request.user, Permission.PLEDGE_VIEW).for_list()
    shown = PledgeFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    context = {
        "tabs": tabs(request.user, "pledge_list"),
        "filter": shown,
        "page": page,
        "rows": [(pledge, pledge.has_expired(day)) for pledge in page],
        "coverage": pledge_coverage(request.user, day),
    }
    template = "accountability/pledge_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.PLEDGE_VIEW)
@require_safe
def pledge_detail(request, pk):
    """One pledge; what was reached comes as a panel from the indicators."""
    return _page(request, pk)


def _page(request, pk, **refused) -> HttpResponse:
    """The page of a pledge, with the form that was refused there as it was sent."""
    pledge = find(Pledge.objects.for_list(), request.user, Permission.PLEDGE_VIEW, pk)
    manages = may(request.user, Permission.PLEDGE_MANAGE, pledge)
    offered = forms_of(pledge, working_date()) if manages else {}
    context = {
        "pledge": pledge,
        "table": target_table(pledge),
        "files": files_of([pledge])[pledge.pk],
        "forms": with_refused(request, offered, refused),
    }
    status = 422 if refused else 200
    return render(request, "accountability/pledge_detail.html", context, status=status)


@require(Permission.PLEDGE_MANAGE)
@require_http_methods(["GET", "POST"])
def pledge_edit(request, pk=None):
    """Write a pledge, or change it before it is signed."""
    pledge = _mine(request, pk) if pk else None
    initial = (
        {name: getattr(pledge, name) for name in ["unit", "signer", "signer_title", "duties"]}
        if pledge
        else {"unit": request.GET.get("unit")}
    )
    form = PledgeForm(request.POST or None, initial=initial, by=request.user, pledge=pledge)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = _save(form, pledge, request.user)
            messages.success(request, "已保存责任状，可打印后签字盖章")
            return redirect("accountability:pledge_detail", made.pk)
    context, status = {"form": form, "pledge": pledge}, 422 if form.errors else 200
    return render(request, "accountability/pledge_form.html", context, status=status)


def _save(form, pledge, user) -> Pledge:
    values = {name: form.cleaned_data[name] for name in ["signer", "signer_title", "duties"]}
    values["targets"] = form.targets()
    if pledge is None:
        return pledges.draft_pledge(form.cleaned_data["unit"], **values, by=user)
    pledges.edit_pledge(pledge, **values, by=user, seen=form.cleaned_data["seen"])
    return pledge


@require(Permission.PLEDGE_VIEW)
@require_safe
def pledge_text(request, pk):
    """The pledge as it is printed and signed."""
    pledge = find(Pledge.objects.for_list(), request.user, Permission.PLEDGE_VIEW, pk)
    context = {"pledge": pledge, "table": target_table(pledge)}
    return render(request, "accountability/pledge_text.html", context)


@require(Permission.PLEDGE_MANAGE)
@require_POST
def pledge_sign(request, pk):
    """Number it; the term begins."""
    pledge, form = _mine(request, pk), SignForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_into(form):
            pledges.sign_pledge(pledge, **form.cleaned_data, by=request.user)
            messages.success(request, "责任状已签订")
            return redirect("accountability:pledge_detail", pk)
    return _page(request, pk, sign=form)


@require(Permission.PLEDGE_MANAGE)
@require_POST
def pledge_scan(request, pk):
    """Add the signed paper."""
    pledge, form = _mine(request, pk), ScanForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_into(form):
            pledges.attach_scan(pledge, form.cleaned_data["scan"], by=request.user)
            messages.success(request, "已上传扫描件")
            return redirect("accountability:pledge_detail", pk)
    return _page(request, pk, scan=form)


@require(Permission.PLEDGE_MANAGE)
@require_POST
def pledge_end(request, pk):
    """End it before its term, with leave."""
    pledge, form = _mine(request, pk), EndForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            pledges.end_pledge(pledge, **form.cleaned_data, by=request.user)
            messages.success(request, "责任状已提前终止")
            return redirect("accountability:pledge_detail", pk)
    return _page(request, pk, end=form)


@require(Permission.PLEDGE_MANAGE)
@require_POST
def pledge_cancel(request, pk):
    pledge = _mine(request, pk)
    with refusals_told(request):
        pledges.cancel_pledge(pledge, by=request.user)
        messages.success(request, "已作废")
    return redirect("accountability:pledge_list")


def _mine(request, pk) -> Pledge:
    rows = Pledge.objects.select_related("unit", "division")
    return find(rows, request.user, Permission.PLEDGE_MANAGE, pk)
