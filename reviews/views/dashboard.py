"""The state of the city on one page, and on the wall."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from organization.permissions import Permission, require
from organization.working_date import working_date
from reviews.selectors.dashboard import dashboard as look
from reviews.selectors.wall import wall as glance
from reviews.views.areas import area_of


@require(Permission.DASHBOARD_VIEW)
@require_safe
def dashboard(request):
    """One sentence, the figures, what is late, the comparison, the trend."""
    today = working_date()
    area = area_of(request, today, "reviews:dashboard")
    board = look(
        request.user, area, request.places_below, today, ranked_by=request.GET.get("rank", "")
    )
    context = {"board": board, "area": area, "today": today}
    return render(request, "reviews/dashboard.html", context)


@require(Permission.DASHBOARD_VIEW)
@require_safe
def wall(request):
    """Few figures in large type on a dark ground; it reads itself anew."""
    context = {"wall": glance(working_date())}
    partial = "#figures" if request.htmx else ""
    return render(request, f"reviews/wall.html{partial}", context)
