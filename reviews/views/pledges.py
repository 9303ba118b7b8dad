"""What a pledge promised and what was reached, as a panel of the pledge's page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accountability.models import Pledge
from organization.permissions import Permission, require
from organization.working_date import working_date
from reviews.selectors.attainment import target_years


@require(Permission.PLEDGE_VIEW)
@require_safe
def pledge_panel(request, pk):
    """The targets of a pledge, year by year, beside their indicators."""
    visible = Pledge.objects.visible_to(request.user, Permission.PLEDGE_VIEW)
    pledge = get_object_or_404(visible.for_list(), pk=pk)
    years = target_years(request.user, pledge, working_date())
    context = {
        "pledge": pledge,
        "told": [year for year in years if not year.untold],
        "untold": [year for year in years if year.untold],
    }
    return render(request, "reviews/pledge_panel.html", context)
