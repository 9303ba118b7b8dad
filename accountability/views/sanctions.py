"""Sanctions: only for those who may see them, names masked."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accountability.filters import SanctionFilter
from accountability.forms.consequences import DecisionOfDisciplineForm
from accountability.models import Sanction
from accountability.services import sanctions
from accountability.views.shared import find, tabs
from organization.masking import mask_name
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require


@require(Permission.SANCTION_VIEW)
@require_safe
def sanction_list(request):
    rows = Sanction.objects.visible_to(request.user, Permission.SANCTION_VIEW).for_list()
    shown = SanctionFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    context = {
        "tabs": tabs(request.user, "sanction_list"),
        "filter": shown,
        "page": page,
        "rows": [(sanction, mask_name(sanction.person)) for sanction in page],
    }
    template = "accountability/sanction_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.SANCTION_VIEW)
@require_safe
def sanction_detail(request, pk):
    """One decision; the full name takes a reason and leaves a trace."""
    rows = Sanction.objects.for_list().select_related("interview", "recorded_by")
    sanction = find(rows, request.user, Permission.SANCTION_VIEW, pk)
    context = {"sanction": sanction, "masked": mask_name(sanction.person)}
    return render(request, "accountability/sanction_detail.html", context)


@require(Permission.SANCTION_MANAGE)
@require_http_methods(["GET", "POST"])
def sanction_record(request):
    """Enter what was decided."""
    form = DecisionOfDisciplineForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        with refusals_into(form):
            made = sanctions.record_sanction(unit, form.decision(), by=request.user)
            messages.success(request, f"已登记问责，依据{made.basis}")
            return redirect("accountability:sanction_detail", made.pk)
    status = 422 if form.errors else 200
    return render(request, "accountability/sanction_form.html", {"form": form}, status=status)
