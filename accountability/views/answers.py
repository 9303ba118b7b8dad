"""The unit's pages: plan, report, more time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accountability.enums import NoticeState
from accountability.forms.notices import ExtensionForm, ReplyForm, done_forms, plan_forms
from accountability.models import Notice
from accountability.selectors.pages import clock_words, files_of
from accountability.services import replies
from accountability.views.notices import notice_page
from accountability.views.shared import find
from organization.pages import refusals_into, refusals_told
from organization.permissions import Permission, require
from organization.working_date import working_date


def _mine(request, pk) -> Notice:
    rows = Notice.objects.select_related("unit", "division")
    return find(rows, request.user, Permission.NOTICE_REPLY, pk)


@require(Permission.NOTICE_REPLY)
@require_http_methods(["GET", "POST"])
def notice_plan(request, pk):
    """The plan: every item with cause, measure, person and day."""
    notice = _mine(request, pk)
    if notice.state != NoticeState.RECEIVED:
        messages.info(request, "现在不须报送整改方案")
        return redirect("accountability:notice_detail", pk)
    keeps_only = "keep" in request.POST
    form = ReplyForm(None if keeps_only else request.POST or None)
    lines = plan_forms(notice, request.POST or None, keeps_only=keeps_only)
    if keeps_only and all(line.is_valid() for line in lines):
        with refusals_told(request):
            replies.keep_plan(notice, [line.line() for line in lines], by=request.user)
            messages.success(request, "已暂存各项措施，尚未报送")
        return redirect("accountability:notice_plan", pk)
    if request.method == "POST" and all([form.is_valid(), *[line.is_valid() for line in lines]]):
        plan = [line.line() for line in lines]
        with refusals_into(form):
            replies.submit_plan(notice, plan, **form.cleaned_data, by=request.user)
            messages.success(request, "已报送整改方案，等待审核")
            return redirect("accountability:notice_detail", pk)
        notice.refresh_from_db()
    context = {
        "notice": notice, "form": form, "lines": lines,
        "clock": clock_words(notice.due_on, working_date()),
    }  # fmt: skip
    return render(request, "accountability/plan_form.html", context)


@require(Permission.NOTICE_REPLY)
@require_http_methods(["GET", "POST"])
def notice_report(request, pk):
    """The report. What is written and uploaded is kept even when the rest is not ready."""
    notice = _mine(request, pk)
    if not notice.is_being_rectified:
        messages.info(request, "现在不须报送整改报告")
        return redirect("accountability:notice_detail", pk)
    keeps_only = "keep" in request.POST
    lines = done_forms(notice, request.POST or None, request.FILES or None, keeps_only=keeps_only)
    form = ReplyForm(None if keeps_only else request.POST or None)
    if request.method == "POST":
        with refusals_into(form):
            valid = [line for line in lines if line.is_valid()]
            replies.keep_results(notice, [line.kept() for line in valid], by=request.user)
            if keeps_only:
                messages.success(request, "已暂存，尚未报送")
                return redirect("accountability:notice_report", pk)
            if form.is_valid() and len(valid) == len(lines):
                done = [line.line() for line in lines]
                replies.report_done(notice, done, **form.cleaned_data, by=request.user)
                messages.success(request, "已报送整改报告，等待复核")
                return redirect("accountability:notice_detail", pk)
    files = files_of([line.item for line in lines])
    context = {
        "notice": notice, "form": form,
        "lines": [(line, files[line.item.pk]) for line in lines],
        "clock": clock_words(notice.due_on, working_date()),
    }  # fmt: skip
    return render(request, "accountability/report_form.html", context)


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
