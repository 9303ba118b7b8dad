"""The responsibility chain."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability.enums import ResponsibilityKind
from accountability.filters import ResponsibilityFilter
from accountability.forms.pledges import ResponsibilityForm
from accountability.models import Responsibility
from accountability.services import responsibility
from accountability.views.shared import find, tabs
from organization.pages import page_of, refusals_into, refusals_told
from organization.permissions import Permission, require
from organization.working_date import working_date


@require(Permission.PLEDGE_VIEW)
@require_safe
def responsibility_list(request):
    """Who answers today; ended rows stay with their dates."""
    rows = Responsibility.objects.visible_to(request.user, Permission.PLEDGE_VIEW)
    shown = ResponsibilityFilter(request.GET, rows.for_list(), request=request)
    context = {
        "tabs": tabs(request.user, "responsibility_list"),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "manages": request.user.may(Permission.PLEDGE_MANAGE),
        "day": working_date(),
    }
    template = "accountability/responsibility_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.PLEDGE_MANAGE)
@require_http_methods(["GET", "POST"])
def responsibility_assign(request):
    form = ResponsibilityForm(
        request.POST or None, initial={"starts_on": working_date()}, by=request.user
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        place, kind, unit = values.pop("division"), values.pop("kind"), values.pop("unit")
        with refusals_into(form):
            responsibility.assign_responsibility(
                place, ResponsibilityKind(kind), unit, **values, by=request.user
            )
            messages.success(request, f"已登记{place}的责任单位{unit}")
            return redirect("accountability:responsibility_list")
    status = 422 if form.errors else 200
    return render(request, "accountability/responsibility_form.html", {"form": form}, status=status)


@require(Permission.PLEDGE_MANAGE)
@require_POST
def responsibility_end(request, pk):
    """End a responsibility as of today."""
    row = find(Responsibility.objects.all(), request.user, Permission.PLEDGE_MANAGE, pk)
    with refusals_told(request):
        responsibility.end_responsibility(row, on=working_date(), by=request.user)
        messages.success(request, "责任已终止")
    return redirect("accountability:responsibility_list")
