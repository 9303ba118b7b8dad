"""The five coverages: rates, gaps, load; and what a household or village page shows of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from assistance import pages
from assistance.models import Pairing, TownshipPairing, VillagePairing
from assistance.selectors.coverage import (
    COVERAGES,
    coverage,
    coverage_of,
    household_lines,
    households_by_place,
    shaped,
    uncovered_households,
)
from assistance.selectors.load import load_distribution
from assistance.selectors.visits import pairing_lines, visits_of
from households.models import Household
from organization.division_codes import city_of
from organization.enums import DivisionLevel
from organization.pages import page_of
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date
from villages.models import KeyVillage, Village


@require(Permission.PAIRING_VIEW)
@require_safe
def overview(request):
    """Where the five coverages stand in an area; who reaches only his own goes to his list."""
    areas, area = pages.area_of(request, Permission.PAIRING_VIEW)
    if area is None:
        own = request.user.may(Permission.VISIT_RECORD)
        return redirect("assistance:mine" if own else "assistance:pairing_list")
    day = working_date()
    by_place = households_by_place(day, area.code)
    figures = coverage(day, area.code, by_place)
    places = pages.places_with_gaps(by_place)
    below = "镇办场园" if area.level == DivisionLevel.CITY else "村"
    context = {
        "tabs": pages.tabs_of(request),
        "areas": areas,
        "area": area,
        "day": day,
        "figures": [(row, pages.with_area("assistance:gaps", area, row.code)) for row in figures],
        "gaps": [row for row in figures if row.uncovered],
        "places": places,
        "waiting": sum(place.uncovered for place, _, _ in places),
        "places_note": f"分布在{len(places)}个{below}，户数多的在前" if places else "",
        "below": below,
        "load_url": pages.with_area("assistance:load_panel", area),
        "may_manage": request.user.may(Permission.PAIRING_MANAGE),
    }
    return render(request, "assistance/overview.html", context)


@require(Permission.PAIRING_VIEW)
@require_safe
def gaps(request, code):
    """The rows behind one coverage: what is not covered, or what is."""
    _, area = pages.area_of(request, Permission.PAIRING_VIEW)
    if code not in COVERAGES or area is None:
        raise Http404
    day, rule = working_date(), COVERAGES[code]
    is_covered = request.GET.get("view") == "covered"
    targets = rule.covered(day) if is_covered else rule.uncovered(day)
    figure = coverage_of(code, day, area.code)
    may_open = request.user.may(Permission.HOUSEHOLD_VIEW)
    page = page_of(request, shaped(targets.inside(area.code), day).order_by(*rule.order))
    context = {
        "rule": rule,
        "figure": figure,
        "page": page,
        "rows": household_lines(page, is_named=may_open) if rule.of_households else page,
        "area": area,
        "day": day,
        "tabs": [
            _view_tab("未覆盖", code, area, figure.uncovered, is_active=not is_covered),
            _view_tab("已覆盖", code, area, figure.covered, is_active=is_covered, view="covered"),
        ],
        "is_covered": is_covered,
        "may_pair": may(request.user, Permission.PAIRING_MANAGE, area.code),
        "may_arrange": may(request.user, Permission.PAIRING_MANAGE, city_of(area.code)),
        "may_open": may_open,
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/gaps.html{partial}", context)


def _view_tab(label, code, area, count, *, is_active, **query):
    url = pages.with_area("assistance:gaps", area, code, **query)
    return {"label": label, "url": url, "active": is_active, "count": count}


@require(Permission.PAIRING_VIEW)
@require_safe
def load_panel(request):
    """How households are spread over helpers; no names, no ranking of persons."""
    _, area = pages.area_of(request, Permission.PAIRING_VIEW)
    if area is None:
        raise Http404
    day = working_date()
    pairings = Pairing.objects.inside(area.code)
    load = load_distribution(pairings, day, area.code)
    return render(request, "assistance/load_panel.html", {"load": load, "area": area})


@require(Permission.PAIRING_VIEW)
@require_safe
def household_panel(request, pk):
    """Who helps a household and helped it before, and the latest visits."""
    household = household_or_404(request, pk, Permission.PAIRING_VIEW)
    day = working_date()
    rows = list(Pairing.objects.filter(household=household).for_list())
    now = [row for row in rows if row.is_in_force(day)]
    request.trail = pages.way_to(household, request.user.may(Permission.HOUSEHOLD_VIEW))
    context = {
        "household": household,
        "lines": pairing_lines(now, day, household.village_id),
        "former": [row for row in rows if row.ends_on and row.ends_on <= day],
        "visits": visits_of(household),
        "may_pair": may(request.user, Permission.PAIRING_MANAGE, household),
        "may_visit": may(request.user, Permission.VISIT_RECORD, household),
        "is_waiting": not now
        and uncovered_households(day, household.village_id).filter(pk=pk).exists(),
        "day": day,
    }
    return render(request, "assistance/household_panel.html", context)


@require(Permission.PAIRING_VIEW)
@require_safe
def village_panel(request, code):
    """Who has taken on a village, and how its households are helped."""
    visible = Village.objects.visible_to(request.user, Permission.PAIRING_VIEW)
    village = get_object_or_404(visible.select_related("division__parent"), pk=code)
    day = working_date()
    request.trail = pages.way_to_village(village)
    pairings = VillagePairing.objects.filter(village=village).for_list()
    township = TownshipPairing.objects.as_of(day).filter(division=village.division.parent_id)
    context = {
        "village": village,
        "pairings": pairings.as_of(day).order_by("kind", "starts_on"),
        "former": pairings.filter(ends_on__lte=day).order_by("-ends_on")[:20],
        "township_pairings": township.for_list(),
        "figure": coverage_of("C4", day, village.pk),
        "is_key": KeyVillage.objects.as_of(day).filter(village=village).exists(),
        "may_arrange": may(request.user, Permission.PAIRING_MANAGE, city_of(village.pk)),
        "may_pair": may(request.user, Permission.PAIRING_MANAGE, village),
        "day": day,
    }
    return render(request, "assistance/village_panel.html", context)


def household_or_404(request, pk, permission) -> Household:
    visible = Household.objects.visible_to(request.user, permission)
    return get_object_or_404(visible.select_related("village__division__parent"), pk=pk)
