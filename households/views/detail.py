"""A household's page, as it was on a day, and the pieces that it loads."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from households import pages, selectors
from households.models import Household
from organization import trail
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date
from villages.models import Village

TRAIL_LENGTH = 50


def household_or_404(request, pk, permission=Permission.HOUSEHOLD_VIEW):
    visible = Household.objects.visible_to(request.user, permission)
    return get_object_or_404(visible.select_related("village__division__parent"), pk=pk)


@require(Permission.HOUSEHOLD_VIEW)
@require_safe
def household_detail(request, pk):
    """A household: who they are, their status in time, income, house; today or on a past day."""
    household = household_or_404(request, pk)
    today = working_date()
    day = pages.day_of(request.GET.get("day", ""), today)
    shown = selectors.household_page(
        household, day, shows_health=may(request.user, Permission.HEALTH_VIEW, household)
    )
    request.trail = pages.trail_of(household.village)
    context = {
        "page": shown,
        "household": household,
        "here": str(household),
        "is_past": day != today,
        "today": today,
        "chart": selectors.income_chart(shown.incomes),
        "may_edit": may(request.user, Permission.HOUSEHOLD_EDIT, household),
        "may_reveal": may(request.user, Permission.PERSONAL_REVEAL, household),
    }
    return render(request, "households/detail.html", context)


@require(Permission.HOUSEHOLD_VIEW)
@require_safe
def findings_panel(request, pk):
    """What the checks found on a household."""
    household = household_or_404(request, pk)
    shows_health = may(request.user, Permission.HEALTH_VIEW, household)
    context = {
        "household": household,
        "findings": selectors.findings_of(household, shows_health=shows_health),
        "hidden": 0 if shows_health else selectors.health_findings(household),
        "day": working_date(),
        "may_edit": may(request.user, Permission.HOUSEHOLD_EDIT, household),
    }
    return render(request, "households/findings_panel.html", context)


@require(Permission.HOUSEHOLD_VIEW)
@require_safe
def trail_panel(request, pk):
    """What happened to a household, its people and its yearly rows."""
    household = household_or_404(request, pk)
    entries = selectors.trail_of(household)[:TRAIL_LENGTH]
    lines = trail.lines(entries, request.user)
    return render(request, "organization/trail_panel.html", {"lines": lines})


@require(Permission.HOUSEHOLD_VIEW)
@require_safe
def village_panel(request, code):
    """Households and people of a village by status, for the village's page."""
    villages = Village.objects.visible_to(request.user, Permission.HOUSEHOLD_VIEW)
    village = get_object_or_404(villages.select_related("division__parent"), pk=code)
    count = selectors.village_count(village, working_date())
    context = {"village": village, "count": count}
    return render(request, "households/village_panel.html", context)
