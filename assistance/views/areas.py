"""Who takes on which township and village."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assistance import pages
from assistance.filters import VillagePairingFilter
from assistance.forms.pairings import EndPairingForm, TownshipPairingForm, VillagePairingForm
from assistance.models import TownshipPairing, VillagePairing
from assistance.services import areas
from organization.division_codes import city_of
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.scope import covers
from organization.working_date import working_date
from villages.models import Village

MODELS = {"townships": TownshipPairing, "villages": VillagePairing}


@require(Permission.PAIRING_VIEW)
@require_safe
def area_list(request):
    """Leaders with their townships; leaders, departments and enterprises with their villages."""
    rows = VillagePairing.objects.visible_to(request.user, Permission.PAIRING_VIEW).for_list()
    shown = VillagePairingFilter(request.GET, rows.order_by("village", "kind"), request=request)
    townships = TownshipPairing.objects.visible_to(request.user, Permission.PAIRING_VIEW)
    city = request.user.home_code
    context = {
        "tabs": pages.tabs_of(request),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "townships": townships.as_of(working_date()).for_list(),
        "day": working_date(),
        "may_arrange": covers(request.user, Permission.PAIRING_MANAGE, city_of(city)),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/area_list.html{partial}", context)


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def pair_village(request, code):
    """A leader, a department or an enterprise takes on a village."""
    visible = Village.objects.visible_to(request.user, Permission.PAIRING_MANAGE)
    village = get_object_or_404(visible.select_related("division__parent"), pk=code)
    form = VillagePairingForm(request.POST or None, initial={"starts_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            pairing = areas.pair_village(village, **form.values, by=request.user)
            messages.success(request, f"{pairing.party}已包挂{village}")
            return redirect("villages:detail", code)
    request.trail = pages.way_to_village(village)
    context = {"form": form, "here": f"安排{village}的包挂", "submit": "确认包挂"}
    return render(request, "assistance/form.html", context)


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def pair_township(request):
    """A member of the standing committee takes on a township."""
    initial = {"starts_on": working_date(), "division": request.GET.get("division")}
    form = TownshipPairingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            pairing = areas.pair_township(**form.cleaned_data, by=request.user)
            messages.success(request, f"{pairing.cadre}已包挂{pairing.division}")
            return redirect("assistance:area_list")
    context = {"form": form, "here": "安排市委常委包镇", "submit": "确认包挂"}
    return render(request, "assistance/form.html", context)


@require(Permission.PAIRING_MANAGE)
@require_http_methods(["GET", "POST"])
def area_end(request, kind, pk):
    """End a leader's or unit's responsibility."""
    model = MODELS.get(kind)
    if model is None:
        raise Http404
    visible = model.objects.visible_to(request.user, Permission.PAIRING_MANAGE).for_list()
    pairing = get_object_or_404(visible, pk=pk)
    form = EndPairingForm(request.POST or None, initial={"ends_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            areas.end_area_pairing(pairing, **form.cleaned_data, by=request.user)
            messages.success(request, f"已解除：{pairing}")
            return redirect("assistance:area_list")
    title = f"解除包挂：{pairing}"
    context = {"form": form, "here": title, "submit": "确认解除", "since": pairing.starts_on}
    return render(request, "assistance/form.html", context)
