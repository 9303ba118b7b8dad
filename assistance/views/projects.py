"""Projects: the list, one project with its way, its money and who benefits."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assistance import pages
from assistance.filters import ProjectFilter
from assistance.forms.projects import BenefitForm, ProgressForm, ProjectForm, StepForm
from assistance.models import Project
from assistance.selectors.coverage import household_label
from assistance.selectors.money import benefit_lines, project_totals
from assistance.services import projects
from assistance.steps import FROZEN, FUNDABLE, steps_for
from organization.division_codes import city_of
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.scope import may
from organization.working_date import working_date


@require(Permission.PROJECT_VIEW)
@require_safe
def project_list(request):
    """Projects within reach, with the totals of what the filter leaves."""
    rows = Project.objects.visible_to(request.user, Permission.PROJECT_VIEW).for_list()
    shown = ProjectFilter(request.GET, rows, request=request)
    context = {
        "tabs": pages.tabs_of(request, pages.MONEY_TABS),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "sums": project_totals(shown.qs),
        "day": working_date(),
        "may_edit": request.user.may(Permission.PROJECT_EDIT),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/project_list.html{partial}", context)


@require(Permission.PROJECT_VIEW)
@require_safe
def project_detail(request, pk):
    """A project: what, where, who; its steps, its money reconciled, its benefits."""
    project = project_or_404(request, pk, Permission.PROJECT_VIEW)
    is_named = request.user.may(Permission.HOUSEHOLD_VIEW)
    benefits = project.benefits.select_related("household__village__division", "member")
    page = page_of(request, benefits)
    context = {
        "tabs": pages.tabs_of(request, pages.MONEY_TABS),
        "project": project,
        "villages": project.villages.select_related("division"),
        "events": pages.events_of(project),
        "allocations": project.allocations.select_related("source"),
        "payments": pages.payments_of(project),
        "benefit_lines": benefit_lines(project.benefits.all()),
        "page": page,
        "benefits": [(row, household_label(row.household, is_named)) for row in page],
        "next_steps": steps_for(request.user, project),
        "may_edit": may(request.user, Permission.PROJECT_EDIT, project),
        "may_fund": may(request.user, Permission.PROJECT_EDIT, city_of(project.division_id)),
        "is_changeable": project.state not in FROZEN,
        "is_fundable": project.state in FUNDABLE,
        "is_named": is_named,
        "day": working_date(),
    }
    return render(request, "assistance/project_detail.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def project_edit(request, pk=None):
    """Declare a project or correct one."""
    project = Project(plan_year=working_date().year)
    if pk:
        project = project_or_404(request, pk, Permission.PROJECT_EDIT)
    form = ProjectForm(request.POST or None, instance=project, by=request.user)
    if request.method == "POST" and form.is_valid():
        stored = Project.objects.get(pk=pk) if pk else Project()
        with refusals_into(form):
            projects.save_project(stored, form.values, by=request.user, seen=form.what_was_seen)
            messages.success(request, f"已保存项目“{stored}”")
            return redirect("assistance:project_detail", stored.pk)
    here = f"修改{project}" if pk else "申报项目"
    context = {"form": form, "here": here, "submit": "保存"}
    return render(request, "assistance/form.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def project_move(request, pk):
    """Take a project one step further."""
    project = project_or_404(request, pk, Permission.PROJECT_EDIT)
    steps = steps_for(request.user, project)
    form = StepForm(request.POST or None, steps=steps, initial={"on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            projects.move_project(project, **form.cleaned_data, by=request.user)
            messages.success(request, f"“{project}”现为：{project.get_state_display()}")
            return redirect("assistance:project_detail", pk)
    context = {"form": form, "here": f"办理：{project}", "submit": "确认办理"}
    return render(request, "assistance/form.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def project_progress(request, pk):
    """Say how far the work on site has come."""
    project = project_or_404(request, pk, Permission.PROJECT_EDIT)
    form = ProgressForm(request.POST or None, instance=project)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            projects.report_progress(project, **form.report, by=request.user)
            messages.success(request, f"“{project}”形象进度 {project.progress}%")
            return redirect("assistance:project_detail", pk)
    context = {"form": form, "here": f"填报进度：{project}", "submit": "填报"}
    return render(request, "assistance/form.html", context)


@require(Permission.PROJECT_EDIT)
@require_http_methods(["GET", "POST"])
def benefit_add(request, pk):
    """Record what a household got out of a project."""
    project = project_or_404(request, pk, Permission.PROJECT_EDIT)
    form = BenefitForm(
        request.POST or None, by=request.user, initial={"benefited_on": working_date()}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            benefit = projects.add_benefit(project, form.household, form.facts, by=request.user)
            messages.success(request, f"已登记{benefit.household}的受益")
            again = "assistance:benefit_add" if "next" in request.POST else None
            return redirect(again or "assistance:project_detail", pk)
    context = {"form": form, "here": f"登记受益：{project}", "submit": "登记", "may_repeat": True}
    return render(request, "assistance/form.html", context)


def project_or_404(request, pk, permission) -> Project:
    visible = Project.objects.visible_to(request.user, permission).for_list()
    return get_object_or_404(visible, pk=pk)
