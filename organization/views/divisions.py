"""The division list: local names, mergers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organization.filters import DivisionFilter
from organization.forms import DivisionForm, SuccessionForm
from organization.models import Division
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.services.divisions import rename_locally, succeed_division
from organization.working_date import working_date


@require(Permission.UNIT_VIEW)
@require_safe
def division_list(request):
    """The divisions of the user's area, also those that have been merged away."""
    rows = Division.objects.inside(request.user.home_code).select_related("parent", "successor")
    shown = DivisionFilter(request.GET, rows)
    context = {"filter": shown, "page": page_of(request, shown.qs)}
    template = "organization/division_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.UNIT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def division_edit(request, code):
    """What people call the place."""
    division = get_object_or_404(Division.objects.inside(request.user.home_code), code=code)
    form = DivisionForm(request.POST or None, initial={"name_local": division.name_local})
    if request.method == "POST" and form.is_valid():
        rename_locally(division, form.cleaned_data["name_local"], by=request.user)
        messages.success(request, f"已保存：{division.name}习称“{division}”")
        return redirect("organization:division_list")
    context = {"division": division, "form": form, "succession": SuccessionForm(division=division)}
    return render(request, "organization/division_form.html", context)


@require(Permission.UNIT_EDIT)
@require_http_methods(["POST"])
def division_succeed(request, code):
    """A division is merged into another; its current rows move in one step."""
    division = get_object_or_404(Division.objects.inside(request.user.home_code), code=code)
    form = SuccessionForm(request.POST, division=division, initial={"on": working_date()})
    if form.is_valid():
        successor, on = form.cleaned_data["successor"], form.cleaned_data["on"]
        with refusals_into(form):
            moved = succeed_division(division, successor, on=on, by=request.user)
            messages.success(request, f"{division}自{on}起并入{successor}，移交现行记录{moved}条")
            return redirect("organization:division_list")
    context = {"division": division, "form": DivisionForm(), "succession": form}
    return render(request, "organization/division_form.html", context, status=422)
