"""Money: orders and what became of them; setting aside, paying, taking back; action plans."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assistance import pages
from assistance.filters import FundFilter
from assistance.forms.projects import (
    AllocationForm,
    ArrivalForm,
    FundForm,
    PaymentForm,
    ReportForm,
    ReturnForm,
    RevokeForm,
)
from assistance.models import ActionTask, Allocation, FundSource
from assistance.selectors.actions import plans_on
from assistance.selectors.money import fund_lines
from assistance.services import actions, funds
from assistance.views.projects import project_or_404
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date


@require(Permission.PROJECT_VIEW)
@require_safe
def fund_list(request):
    """Orders of money by class, each as ordered, arrived, set aside, paid."""
    rows = FundSource.objects.visible_to(request.user, Permission.PROJECT_VIEW)
    shown = FundFilter(request.GET, rows, request=request)
    lines, total = fund_lines(shown.qs)
    context = {
        "tabs": pages.tabs_of(request, pages.MONEY_TABS),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "lines": lines,
        "total": total,
        "day": working_date(),
        "may_edit": request.user.may(Permission.PROJECT_EDIT),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/fund_list.html{partial}", context)


@require(Permission.PROJECT_VIEW)
@require_safe
def fund_detail(request, pk):
    """One order: what arrived, for which projects it is set aside, what was paid."""
    source = _fund_or_404(request, pk, Permission.PROJECT_VIEW)
    allocations = source.allocations.select_related("project__division", "project__unit")
    context = {
        "tabs": pages.tabs_of(request, pages.MONEY_TABS),
        "source": source,
        "arrivals": source.arrivals.all(),
        "page": page_of(request, allocations),
        "may_edit": may(request.user, Permission.PROJECT_EDIT, source),
        "day": working_date(),
    }
    return render(request, "assistance/fund_detail.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def fund_create(request):
    """Enter an order of money."""
    day = working_date()
    initial = {"year": day.year, "ordered_on": day}
    form = FundForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            source = funds.order_fund(form.values, by=request.user)
            messages.success(request, f"已登记“{source}”")
            return redirect("assistance:fund_detail", source.pk)
    context = {"form": form, "here": "登记资金下达", "submit": "保存"}
    return render(request, "assistance/form.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def fund_arrive(request, pk):
    """Money of an order reached the account."""
    source = _fund_or_404(request, pk, Permission.PROJECT_EDIT)
    form = ArrivalForm(request.POST or None, initial={"arrived_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            arrival = funds.arrive_fund(source, **form.cleaned_data, by=request.user)
            messages.success(request, f"已登记到位 {arrival.amount:,.2f} 元")
            return redirect("assistance:fund_detail", pk)
    context = {"form": form, "here": f"登记到位：{source}", "submit": "登记到位"}
    return render(request, "assistance/form.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def allocate(request, pk):
    """Set money aside for a project."""
    project = project_or_404(request, pk, Permission.PROJECT_EDIT)
    form = AllocationForm(
        request.POST or None, by=request.user, initial={"allocated_on": working_date()}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            values = dict(form.cleaned_data)
            funds.allocate_fund(values.pop("source"), project, **values, by=request.user)
            messages.success(request, f"已为“{project}”安排 {values['amount']:,.2f} 元")
            return redirect("assistance:project_detail", pk)
    context = {"form": form, "here": f"安排资金：{project}", "submit": "确认安排"}
    return render(request, "assistance/form.html", context)


ACTS = {
    "pay": (PaymentForm, funds.disburse, "拨付资金", "paid_on"),
    "return": (ReturnForm, funds.return_payment, "登记退回", "paid_on"),
    "revoke": (RevokeForm, funds.revoke_allocation, "收回资金", "on"),
}
"""What can be done to an allocation: the form, the verb, its name, its day."""


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def allocation_act(request, pk, act):
    """Pay out of an allocation, book what came back, or take back what is not paid."""
    visible = Allocation.objects.visible_to(request.user, Permission.PROJECT_EDIT)
    allocation = get_object_or_404(visible.select_related("project", "source"), pk=pk)
    form_class, verb, label, day_field = ACTS[act]
    form = form_class(request.POST or None, initial={day_field: working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            values = dict(form.cleaned_data)
            verb(allocation, values.pop("amount"), **values, by=request.user)
            messages.success(request, f"{label}：{form.cleaned_data['amount']:,.2f} 元")
            return redirect("assistance:project_detail", allocation.project_id)
    context = {
        "form": form,
        "here": f"{label}：{allocation.project}",
        "submit": label,
        "allocation": allocation,
    }
    return render(request, "assistance/form.html", context)


@require(Permission.PROJECT_VIEW)
@require_safe
def action_list(request):
    """The one decision and the nine action plans, with how their tasks stand today."""
    day = working_date()
    tasks = ActionTask.objects.visible_to(request.user, Permission.PROJECT_VIEW)
    context = {
        "tabs": pages.tabs_of(request, pages.MONEY_TABS),
        "plans": plans_on(day, tasks),
        "day": day,
        "may_edit": request.user.may(Permission.PROJECT_EDIT),
    }
    return render(request, "assistance/action_list.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def action_report(request, pk):
    """Report what a task had reached by the end of a month."""
    visible = ActionTask.objects.visible_to(request.user, Permission.PROJECT_EDIT)
    task = get_object_or_404(visible.select_related("plan", "lead_unit"), pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.report_action(task, **form.cleaned_data, by=request.user)
            messages.success(request, f"已填报“{task.content}”")
            return redirect("assistance:action_list")
    context = {"form": form, "here": f"填报进度：{task.content}", "submit": "填报", "task": task}
    return render(request, "assistance/form.html", context)


def _fund_or_404(request, pk, permission) -> FundSource:
    visible = FundSource.objects.visible_to(request.user, permission)
    return get_object_or_404(visible.select_related("division"), pk=pk)
