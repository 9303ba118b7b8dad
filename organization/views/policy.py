"""Parameters, the trail, and the list of what a real start needs."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organization import trail
from organization.filters import TrailFilter
from organization.forms import ParameterForm
from organization.models import AuditEntry, Parameter
from organization.pages import CappedPaginator, page_of, refusals_into
from organization.parameters import DEFINITIONS
from organization.permissions import Permission, require
from organization.selectors import parameter_table, setup_steps
from organization.services.policy import set_parameter
from organization.working_date import working_date


@require(Permission.PARAMETER_VIEW)
@require_safe
def parameter_list(request):
    """Every parameter with the value in force for the user's area."""
    groups = parameter_table(working_date(), request.user.home_code)
    return render(request, "organization/parameter_list.html", {"groups": groups})


@require(Permission.PARAMETER_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def parameter_detail(request, key):
    """A parameter's values in time; who may, sets a new one."""
    definition = DEFINITIONS.get(key)
    if definition is None:
        raise Http404
    may_edit = request.user.may(Permission.PARAMETER_EDIT)
    initial = {"starts_on": working_date(), "division": request.user.home_code}
    form = ParameterForm(
        request.POST or None, definition=definition, by=request.user, initial=initial
    )
    if request.method == "POST" and may_edit and form.is_valid():
        values = dict(form.cleaned_data)
        with refusals_into(form):
            division, value = values.pop("division"), values.pop("value")
            set_parameter(key, division, value, **values, by=request.user)
            messages.success(request, f"已设定“{definition.label}”，自{values['starts_on']}起生效")
            return redirect("organization:parameter_detail", key)
    rows = Parameter.objects.filter(key=key).select_related("division")
    context = {"definition": definition, "rows": rows, "form": form if may_edit else None}
    return render(request, "organization/parameter_detail.html", context)


@require(Permission.TRAIL_VIEW)
@require_safe
def trail_list(request):
    """The trail of the user's area."""
    rows = AuditEntry.objects.visible_to(request.user, Permission.TRAIL_VIEW)
    shown = TrailFilter(request.GET, rows.select_related("actor", "on_behalf_of"))
    page = page_of(request, shown.qs, paginator=CappedPaginator)
    context = {"filter": shown, "page": page, "lines": trail.lines(page.object_list, request.user)}
    template = "organization/trail_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.SETUP_VIEW)
@require_safe
def setup(request):
    """启用清单: what a city needs before work begins, and what is still missing."""
    steps = setup_steps(request.user)
    done = sum(step.is_done for step in steps)
    context = {"steps": steps, "progress": f"已完成{done}步，共{len(steps)}步"}
    return render(request, "organization/setup.html", context)
