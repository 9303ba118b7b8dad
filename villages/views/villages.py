"""Villages: the list with its saved views, a village's page, its forms."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date
from villages import pages, selectors
from villages.filters import VillageFilter
from villages.forms import DesignateForm, ExitForm, VillageForm, VillageYearForm, WithdrawForm
from villages.models import KeyVillage, Posting, Village, VillageYear
from villages.services import key_villages, villages


def village_or_404(request, code, permission):
    visible = Village.objects.visible_to(request.user, permission)
    return get_object_or_404(visible.select_related("division__parent"), pk=code)


@require(Permission.VILLAGE_VIEW)
@require_safe
def village_list(request):
    """Villages within reach; key villages in three views, all computed for the working date."""
    day = working_date()
    visible = Village.objects.visible_to(request.user, Permission.VILLAGE_VIEW)
    counts = selectors.key_village_counts(visible, day)
    chosen = request.GET.get("view") or ("key" if counts.designated else "all")
    rows = pages.narrowed(visible.for_list(day), chosen, day)
    shown = VillageFilter(request.GET, rows, request=request)
    tabs = [
        {
            "label": view.label,
            "url": f"?{urlencode({'view': view.slug})}",
            "active": view.slug == chosen,
            "count": view.count,
        }
        for view in pages.views_of(counts)
    ]
    context = {
        "filter": shown, "page": page_of(request, shown.qs), "tabs": tabs, "counts": counts,
        "day": day,
    }  # fmt: skip
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"villages/list.html{partial}", context)


@require(Permission.VILLAGE_VIEW)
@require_safe
def mine(request):
    """The village to which the user is posted; the list while he is posted to none, or several."""
    posted = Posting.objects.as_of(working_date()).filter(cadre=request.user.cadre_id)
    codes = set(posted.values_list("village_id", flat=True))
    visible = Village.objects.visible_to(request.user, Permission.VILLAGE_VIEW)
    own = list(visible.filter(pk__in=codes)[:2])
    return redirect("villages:detail", own[0].pk) if len(own) == 1 else redirect("villages:list")


@require(Permission.VILLAGE_VIEW)
@require_safe
def village_detail(request, code):
    """A village: designation, team, yearly form; the rest comes in panels of the floors above."""
    day = working_date()
    village = village_or_404(request, code, Permission.VILLAGE_VIEW)
    request.trail = pages.trail_of(village)
    designation = KeyVillage.objects.as_of(day).filter(village=village).first()
    year = VillageYear.objects.filter(village=village, data_year__lte=day.year).first()
    former = Posting.objects.filter(village=village, ends_on__lte=day)
    may_edit = may(request.user, Permission.VILLAGE_EDIT, village)
    context = {
        "village": village,
        "here": village.name,
        "day": day,
        "designation": designation,
        "designated_on": designation.starts_on if designation else None,
        "exited_on": designation.exited_on if designation else None,
        "team": selectors.team_of(village, day),
        "former": former.select_related("cadre", "unit")[:20],
        "year": year,
        "year_shown": year.data_year if year else "",
        "may_edit": may_edit,
        "edit_url": reverse("villages:edit", args=[code]) if may_edit else "",
        "may_designate": may(request.user, Permission.KEY_VILLAGE_DESIGNATE, village),
        "may_post": may(request.user, Permission.POSTING_MANAGE, village),
    }
    return render(request, "villages/detail.html", context)


@require(Permission.VILLAGE_EDIT)
@require_http_methods(["GET", "POST"])
def village_edit(request, code):
    """Facts of a village that do not change by the year."""
    village = village_or_404(request, code, Permission.VILLAGE_EDIT)
    form = VillageForm(request.POST or None, instance=village)
    if request.method == "POST" and form.is_valid():
        stored = Village.objects.select_related("division").get(pk=code)
        version = form.cleaned_data["version"]
        with refusals_into(form):
            villages.update_village(stored, form.values, version=version, by=request.user)
            messages.success(request, f"已保存{stored}")
            return redirect("villages:detail", code)
    return village_form(request, village, form, "修改村信息")


@require(Permission.VILLAGE_EDIT)
@require_http_methods(["GET", "POST"])
def village_year(request, code, year):
    """The yearly form of a village; a year not surveyed yet begins with the last one known."""
    village = village_or_404(request, code, Permission.VILLAGE_EDIT)
    known = VillageYear.objects.filter(village=village, data_year__lte=year).first()
    form = VillageYearForm(request.POST or None, instance=known, village=village)
    if request.method == "POST" and form.is_valid():
        stored = Village.objects.select_related("division").get(pk=code)
        version = form.cleaned_data["version"]
        with refusals_into(form):
            villages.save_village_year(stored, year, form.values, version=version, by=request.user)
            messages.success(request, f"已保存{stored}{year}年度信息")
            return redirect("villages:detail", code)
    copied_from = known.data_year if known and known.data_year != year else None
    return village_form(request, village, form, f"{year}年度信息", copied_from=copied_from)


@require(Permission.KEY_VILLAGE_DESIGNATE)
@require_http_methods(["GET", "POST"])
def designate(request, code):
    """Designate a village as key registered poor village."""
    village = village_or_404(request, code, Permission.KEY_VILLAGE_DESIGNATE)
    form = DesignateForm(request.POST or None, initial={"starts_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            key_villages.designate_key_village(village, **form.cleaned_data, by=request.user)
            messages.success(request, f"已认定{village}为重点村")
            return redirect("villages:detail", code)
    return village_form(request, village, form, "认定重点村")


@require(Permission.KEY_VILLAGE_DESIGNATE)
@require_http_methods(["GET", "POST"])
def record_exit(request, pk):
    """Record that a key village left poverty."""
    designation = _designation_or_404(request, pk)
    village = designation.village
    form = ExitForm(request.POST or None, initial={"exited_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            key_villages.record_village_exit(designation, **form.cleaned_data, by=request.user)
            messages.success(request, f"已登记{village}出列")
            return redirect("villages:detail", village.pk)
    return village_form(request, village, form, "登记出列")


@require(Permission.KEY_VILLAGE_DESIGNATE)
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """Withdraw a designation that should not have been made."""
    designation = _designation_or_404(request, pk)
    village = designation.village
    form = WithdrawForm(request.POST or None, initial={"ends_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            key_villages.withdraw_designation(designation, **form.cleaned_data, by=request.user)
            messages.success(request, f"已撤销{village}的重点村认定")
            return redirect("villages:detail", village.pk)
    return village_form(request, village, form, "撤销重点村认定")


def _designation_or_404(request, pk):
    visible = KeyVillage.objects.visible_to(request.user, Permission.KEY_VILLAGE_DESIGNATE)
    return get_object_or_404(visible.select_related("village__division__parent"), pk=pk)


def village_form(request, village, form, title, **more):
    """A form about a village, with the way back to it."""
    request.trail = [*pages.trail_of(village), (village.name, pages.url_of(village))]
    context = {"form": form, "village": village, "title": title, "here": title, **more}
    return render(request, "villages/form.html", context)
