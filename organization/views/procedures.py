"""Procedures: what waits, one procedure, taking a stage for one or many, objections."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization import procedure_pages, procedures, subjects
from organization.filters import ProcedureFilter
from organization.models import Procedure, ProcedureObjection
from organization.pages import keys_of, page_of, refusals_into, refusals_told, with_refused
from organization.permissions import Permission, open_to_all, require
from organization.procedure_forms import (
    AnswerForm,
    ObjectionForm,
    OpeningForm,
    StageForm,
    WithdrawForm,
)
from organization.procedures import ProcedureKind, Stage
from organization.scope import check_sees
from organization.services import objections
from organization.services.procedures import check_may_take, open_procedures, take_stage, withdraw
from organization.working_date import working_date


@require(Permission.PROCEDURE_VIEW)
@require_safe
def procedure_list(request):
    """Procedures within reach; `view=mine` those whose stage this user may take."""
    day = working_date()
    is_mine = request.GET.get("view") == "mine"
    if is_mine:
        rows = procedure_pages.waiting_for(request.user)
    else:
        rows = Procedure.objects.visible_to(request.user, Permission.PROCEDURE_VIEW)
    shown = ProcedureFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    context = {
        "filter": shown,
        "page": page,
        "lines": procedure_pages.lines_of(page, request.user, day),
        "tabs": _tabs(request, is_mine),
    }
    template = "organization/procedure_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


def _tabs(request, is_mine):
    waiting = procedure_pages.waiting_for(request.user).count()
    return [
        {"label": "待我办理", "url": "?view=mine", "active": is_mine, "count": waiting},
        {"label": "全部", "url": request.path, "active": not is_mine, "count": None},
    ]


@require(Permission.PROCEDURE_VIEW)
@require_safe
def procedure_detail(request, pk):
    """One procedure: how far it has come, who must act, what happened."""
    return _procedure_page(request, _find(request, pk))


def _find(request, pk) -> Procedure:
    rows = Procedure.objects.visible_to(request.user, Permission.PROCEDURE_VIEW)
    return get_object_or_404(rows.select_related("opened_by"), pk=pk)


def _procedure_page(request, procedure, **refused):
    page = procedure_pages.procedure_page(procedure, request.user, working_date())
    offered: dict[str, Form] = {}
    if page.may_withdraw:
        offered["withdraw"] = WithdrawForm()
    if page.may_handle:
        offered["objection"] = ObjectionForm()
        waiting = (each for each in page.objections if each.answered_on is None)
        offered |= {f"answer_{each.pk}": AnswerForm() for each in waiting}
    forms = with_refused(request, offered, refused)
    context = {
        "page": page,
        "procedure": procedure,
        "forms": forms,
        "objections": [(each, forms.get(f"answer_{each.pk}")) for each in page.objections],
    }
    status = 422 if refused else 200
    return render(request, "organization/procedure_detail.html", context, status=status)


@require(Permission.PROCEDURE_VIEW)
@require_http_methods(["GET", "POST"])
def stage_take(request):
    """Take the stage that waits, for all that are ticked: one kind, one stage."""
    ones = _selected(request)
    kind, stage = ones[0].definition, ones[0].current
    if any((one.kind, one.stage) != (kind.code, stage.code) for one in ones):
        messages.error(request, "所选的不在同一环节：请按程序和环节筛选后再选")
        return redirect("organization:procedure_list")
    if request.method == "GET" and not _may_begin(request, stage, ones):
        return _after(ones)
    form = StageForm(request.POST or None, request.FILES or None, stage=stage, kind=kind, ones=ones)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            take_stage(kind, stage, [one.pk for one in ones], form.taking, by=request.user)
            messages.success(request, f"已办理“{kind.title}”的“{stage.label}”{len(ones)}件")
            return _after(ones)
    title = f"{kind.title}·{stage.label}"
    back = reverse("organization:procedure_list")
    if len(ones) == 1:
        back = reverse("organization:procedure_detail", args=[ones[0].pk])
    context = {
        "form": form, "kind": kind, "stage": stage, "ones": ones, "title": title, "back": back,
        "panel": procedure_pages.panel_of(ones),
        "notice_url": procedure_pages.notice_url(ones),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "organization/stage_take.html", context, status=status)


def _may_begin(request, stage: Stage, ones: list[Procedure]) -> bool:
    """Whoever may not take the stage is told before he fills anything in."""
    with refusals_told(request):
        check_may_take(stage, ones, by=request.user)
        return True
    return False


def _selected(request) -> list[Procedure]:
    """The running procedures that were ticked and that this user sees.

    Raises:
        Http404: none.
    """
    source = request.POST if request.method == "POST" else request.GET
    keys = keys_of(source.getlist("selected"))
    rows = Procedure.objects.running().visible_to(request.user, Permission.PROCEDURE_VIEW)
    ones = list(rows.filter(pk__in=keys).order_by("pk"))
    if not ones:
        raise Http404
    return ones


def _after(ones: list[Procedure]):
    if len(ones) == 1:
        return redirect("organization:procedure_detail", ones[0].pk)
    return redirect("organization:procedure_list")


@require(Permission.PROCEDURE_HANDLE)
@require_http_methods(["GET", "POST"])
def procedure_open(request):
    """Begin a procedure of a kind for the rows that were ticked."""
    source = request.POST if request.method == "POST" else request.GET
    kind = _kind(source.get("kind", ""))
    rows = _rows(source, request.user, kind)
    form = OpeningForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            facts = {fact.name: form.cleaned_data[fact.name] for fact in kind.opening}
            on = form.cleaned_data["on"]
            ones = open_procedures(kind, rows, facts, on=on, by=request.user)
            messages.success(request, f"已发起“{kind.title}”{len(ones)}件")
            return _after(ones)
    back = reverse("organization:procedure_list")
    if len(rows) == 1:
        back = subjects.get(kind.subject_kind).url(str(rows[0].pk))
    context = {
        "form": form, "kind": kind, "rows": rows, "title": f"发起{kind.title}", "back": back,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "organization/procedure_open.html", context, status=status)


def _kind(code: str) -> ProcedureKind:
    try:
        return procedures.kind_of(code)
    except KeyError as error:
        raise Http404 from error


def _rows(source, user, kind: ProcedureKind) -> list:
    keys = keys_of(source.getlist("selected"))
    model = subjects.get(kind.subject_kind).model
    rows = list(model.objects.visible_to(user, kind.permission).filter(pk__in=keys))
    if not rows:
        raise Http404
    return rows


@require(Permission.PROCEDURE_VIEW)
@require_POST
def procedure_withdraw(request, pk):
    """End a procedure that should not go on."""
    procedure = _find(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            withdraw(procedure, form.cleaned_data["reason"], on=form.cleaned_data["on"],
                     by=request.user)  # fmt: skip
            messages.success(request, f"已撤回“{procedure}”")
            return redirect("organization:procedure_detail", pk)
    return _procedure_page(request, _find(request, pk), withdraw=form)


@require(Permission.PROCEDURE_HANDLE)
@require_POST
def objection_raise(request, pk):
    """Record an objection; the procedure stands still until it is answered."""
    procedure = _find(request, pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            objections.raise_objection(procedure, form.said, by=request.user)
            messages.success(request, "已登记异议，答复前该程序暂停办理")
            return redirect("organization:procedure_detail", pk)
    return _procedure_page(request, procedure, objection=form)


@require(Permission.PROCEDURE_HANDLE)
@require_POST
def objection_answer(request, pk):
    """Answer an objection."""
    seen = Procedure.objects.visible_to(request.user, Permission.PROCEDURE_VIEW)
    objection = get_object_or_404(
        ProcedureObjection.objects.select_related("procedure").filter(procedure__in=seen), pk=pk
    )
    form = AnswerForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            objections.answer_objection(objection, **form.cleaned_data, by=request.user)
            messages.success(request, "已答复异议")
            return redirect("organization:procedure_detail", objection.procedure_id)
    procedure = _find(request, objection.procedure_id)
    return _procedure_page(request, procedure, **{f"answer_{pk}": form})


@open_to_all("shows the procedures of one row to whoever may see the row; checked inside")
@require_safe
def row_panel(request, kind, pk):
    """The procedures of a row, under way and past, and what may be begun."""
    subject = subjects.subject_of(kind)
    row = subject and subject.find(pk)
    if not row:
        raise Http404
    check_sees(request.user, subject.view_permission, row)
    day = working_date()
    context = {
        "row": row,
        "lines": procedure_pages.lines_of(Procedure.objects.of(row), request.user, day),
        "offers": procedure_pages.offers_for(row, request.user, day),
        "may_open": request.user.may(Permission.PROCEDURE_VIEW),
    }
    return render(request, "organization/procedure_panel.html", context)
