"""The unit's pages: plan, report, more time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accountability.forms.notices import (
    DoneLineForm,
    ExtensionForm,
    ReplyForm,
    done_forms,
    plan_forms,
)
from accountability.models import Notice
from accountability.services import replies
from accountability.views.notices import notice_page
from accountability.views.shared import find
from organization.pages import refusals_into
from organization.permissions import Permission, require
from organization.pieces import clock_words, files_of
from organization.working_date import working_date


def _mine(request, pk) -> Notice:
    rows = Notice.objects.select_related("unit", "division")
    return find(rows, request.user, Permission.NOTICE_REPLY, pk)


@require(Permission.NOTICE_REPLY)
@require_http_methods(["GET", "POST"])
def notice_plan(request, pk):
    """The plan: every item with cause, measure, person and day."""
    notice = _mine(request, pk)
    if not notice.awaits_plan and request.method == "GET":
        messages.info(request, "现在不须报送整改方案")
        return redirect("accountability:notice_detail", pk)
    keeps_only = "keep" in request.POST
    lines = plan_forms(notice, request.POST or None, keeps_only=keeps_only)
    form = ReplyForm(request.POST or None, notice=notice, lines=lines, keeps_only=keeps_only)
    if request.method == "POST" and all([form.is_valid(), *[line.is_valid() for line in lines]]):
        plan = [line.line() for line in lines]
        with refusals_into(form):
            if keeps_only:
                replies.keep_plan(notice, plan, cover=form.cover(), by=request.user)
                messages.success(request, "已暂存，尚未报送")
                return redirect("accountability:notice_plan", pk)
            cover = form.cover()
            replies.submit_plan(notice, plan, text=cover.text, leader=cover.leader, by=request.user)
            messages.success(request, "已报送整改方案，等待审核")
            return redirect("accountability:notice_detail", pk)
        notice.refresh_from_db()
    context = {
        "notice": notice, "form": form, "lines": lines,
        "clock": clock_words(notice.due_on, working_date()),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "accountability/plan_form.html", context, status=status)


@require(Permission.NOTICE_REPLY)
@require_http_methods(["GET", "POST"])
def notice_report(request, pk):
    """The report. What is written and uploaded is kept even when the rest is not ready."""
    notice = _mine(request, pk)
    if not notice.is_being_rectified and request.method == "GET":
        messages.info(request, "现在不须报送整改报告")
        return redirect("accountability:notice_detail", pk)
    keeps_only = "keep" in request.POST
    lines = done_forms(notice, request.POST or None, request.FILES or None, keeps_only=keeps_only)
    form = ReplyForm(request.POST or None, notice=notice, lines=lines, keeps_only=keeps_only)
    if request.method == "POST" and _report(request, notice, form):
        return redirect(f"accountability:notice_{'report' if keeps_only else 'detail'}", pk)
    files = files_of([line.item for line in lines])
    context = {
        "notice": notice, "form": form,
        "lines": [(line, files[line.item.pk]) for line in lines],
        "clock": clock_words(notice.due_on, working_date()),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "accountability/report_form.html", context, status=status)


def _report(request, notice: Notice, form: ReplyForm) -> bool:
    """Keep what is written; report it, if that is asked for and all is there."""
    valid = [line for line in form.lines if line.is_valid()]
    is_whole = form.is_valid() and len(valid) == len(form.lines)
    if not _keep(request, notice, form, valid) or not (form.keeps_only or is_whole):
        return False
    if form.keeps_only:
        messages.success(request, "已暂存，尚未报送")
        return True
    with refusals_into(form):
        done = [line.line() for line in valid]
        cover = form.cover()
        replies.report_done(notice, done, text=cover.text, leader=cover.leader, by=request.user)
        messages.success(request, "已报送整改报告，等待复核")
        return True
    return False


def _keep(request, notice: Notice, form: ReplyForm, valid: list[DoneLineForm]) -> bool:
    with refusals_into(form):
        kept = [line.kept() for line in valid]
        replies.keep_results(notice, kept, cover=form.cover(), by=request.user)
        for one in [form, *valid]:
            one.was_kept()
        return True
    return False


@require(Permission.NOTICE_REPLY)
@require_POST
def extension_request(request, pk):
    """Ask for more time."""
    notice = _mine(request, pk)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            replies.request_extension(notice, **form.cleaned_data, by=request.user)
            messages.success(request, "已提交延期申请，等待批准")
            return redirect("accountability:notice_detail", pk)
    return notice_page(request, pk, extension=form)
