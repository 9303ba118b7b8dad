"""Every number with its definition and its rows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organization.errors import RuleError
from organization.permissions import Permission, require
from organization.working_date import working_date
from reviews import pages
from reviews.indicators import ParameterPart, indicator_of
from reviews.selectors import indicator_pages
from reviews.selectors.readings import look, readings
from reviews.views.areas import area_of, asked_day


def _indicator_or_404(code):
    indicator = indicator_of(code)
    if indicator is None:
        raise Http404
    return indicator


@require(Permission.DASHBOARD_VIEW)
@require_safe
def indicator_list(request):
    """The dictionary with the values of an area on a day."""
    today = working_date()
    day, form = asked_day(request, today)
    area = area_of(request, day, "reviews:indicator_list")
    figures, found = readings(request.user, area, day, today)
    context = {
        "tabs": pages.tabs_of(request),
        "area": area,
        "day": day,
        "day_form": form,
        "figures": figures,
        "lines": indicator_pages.indicator_lines(found, day),
    }
    return render(request, "reviews/indicator_list.html", context)


@require(Permission.DASHBOARD_VIEW)
@require_safe
def indicator_detail(request, code):
    """One indicator: definition, value, places below, trend, and what stands behind it."""
    indicator = _indicator_or_404(code)
    today = working_date()
    day, form = asked_day(request, today)
    area = area_of(request, day, "reviews:indicator_detail", code)
    page = indicator_pages.indicator_page(
        request.user, look(request.user, indicator, area, day, today)
    )
    context = {
        "indicator": indicator,
        "page": page,
        "reading": page.look.reading,
        "day_form": form,
    }
    return render(request, "reviews/indicator_detail.html", context)


@require(Permission.DASHBOARD_VIEW)
@require_safe
def indicator_rows(request, code, side):
    """The very rows that a number counts; only for who may see all of them."""
    indicator = _indicator_or_404(code)
    part = indicator.part(side)
    if part is None:
        raise Http404
    day, form = asked_day(request, working_date())
    if form.errors:
        raise RuleError(form.errors["day"][0])
    area = area_of(request, day, "reviews:indicator_rows", code, side)
    refusal = indicator_pages.refusal(request.user, part, area.code)
    if refusal:
        raise PermissionDenied(refusal)
    context = {"indicator": indicator, "area": area, "day": day, "side": side, "part": part}
    if isinstance(part, ParameterPart):
        context["lines"] = indicator_pages.parameter_values(part, area.code, day)
        return render(request, "reviews/indicator_parameters.html", context)
    context["rows"] = indicator_pages.row_page(part, area.code, day, request.GET.get("page"))
    context["stored"] = indicator_pages.stored_otherwise(
        request.user, indicator, side, area, day, context["rows"]
    )
    return render(request, "reviews/indicator_rows.html", context)
