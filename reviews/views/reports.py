"""Review reports: the list, asking for one, reading it, its way to publication, its files."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.files import file_answer
from organization.pages import page_of, refusals_into, refusals_told, with_refused
from organization.permissions import Permission, require
from organization.working_date import working_date
from reviews import pages, policies
from reviews.enums import ReportState
from reviews.filters import ReportListFilter
from reviews.forms import CommentaryForm, CorrectForm, ReportForm, ReturnForm
from reviews.models import ReviewReport
from reviews.reports import files
from reviews.selectors.comparison import differences
from reviews.services import reports


def _report_or_404(request, pk):
    return get_object_or_404(
        ReviewReport.objects.readable_by(request.user).select_related(
            "division__parent", "created_by", "submitted_by", "published_by"
        ),
        pk=pk,
    )


@require(Permission.REVIEW_VIEW)
@require_safe
def report_list(request):
    """Reports of every kind, the newest period first."""
    rows = ReviewReport.objects.readable_by(request.user).for_list()
    shown = ReportListFilter(request.GET, rows, request=request)
    context = {
        "filter": shown,
        "page": page_of(request, shown.qs),
        "tabs": pages.tabs_of(request),
        "may_build": request.user.may(Permission.REVIEW_BUILD),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"reviews/report_list.html{partial}", context)


_ASKED = {
    ReportState.QUEUED: "正在生成，完成后本页自动更新",
    ReportState.DRAFT: "已有草稿；要按现在的数据重算，请点“重新生成”",
    ReportState.RETURNED: "已被退回；要按现在的数据重算，请点“重新生成”",
    ReportState.SUBMITTED: "已提交审核，审核结束前不能重算",
}
"""How the report stands that somebody asked for."""


@require(Permission.REVIEW_BUILD)
@require_http_methods(["GET", "POST"])
def report_create(request):
    """Ask for the report of a period."""
    form = ReportForm(request.POST or None, day=working_date())
    if request.method == "POST" and form.is_valid():
        area, span = policies.home_of(request.user), form.span
        with refusals_into(form):
            report = reports.request_report(span.kind, span.text, area, by=request.user)
            messages.info(request, f"{report.title}{_ASKED[report.state]}")
            return redirect("reviews:report_detail", pk=report.pk)
    status = 422 if form.errors else 200
    return render(request, "reviews/report_form.html", {"form": form}, status=status)


@require(Permission.REVIEW_VIEW)
@require_safe
def report_detail(request, pk):
    """The report as a page, drawn from its snapshot alone."""
    return _page(request, pk)


def _page(request, pk, **refused) -> HttpResponse:
    """The page of a report, with the form that was refused there as it was sent."""
    report = _report_or_404(request, pk)
    request.area = report.division
    work = pages.work_of(report)
    rights = pages.rights_of(report, request.user, work)
    older = ReviewReport.objects.of(report.span, report.division_id).for_list()
    context = {
        "report": report,
        "rights": rights,
        "steps": pages.steps_of(report),
        "job": work,
        "revisions": older.exclude(pk=report.pk).filter(
            pk__in=ReviewReport.objects.readable_by(request.user)
        ),
        "forms": with_refused(request, _offered(report, rights), refused),
    }
    status = 422 if refused else 200
    return render(request, "reviews/report_detail.html", context, status=status)


def _offered(report: ReviewReport, rights: pages.Rights) -> dict[str, Form]:
    """A blank form for all that may be written to a report, by name."""
    offered: dict[str, Form] = {}
    if rights.comment:
        offered["comment"] = CommentaryForm(initial={"commentary": report.commentary})
    if rights.give_back:
        offered["return"] = ReturnForm(prefix="return")
    if rights.correct:
        offered["correct"] = CorrectForm(prefix="correct")
    return offered


@require(Permission.REVIEW_VIEW)
@require_safe
def report_progress(request, pk):
    """How far the building is; when it is over the page is read anew."""
    report = _report_or_404(request, pk)
    job = pages.work_of(report)
    if job is None or (job.is_over and not job.error):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"report": report, "job": job}
    return render(request, "reviews/report_detail.html#progress", context)


@require(Permission.REVIEW_VIEW)
@require_safe
def report_compare(request, pk):
    """What this revision moved against the one before it."""
    report = _report_or_404(request, pk)
    older = get_object_or_404(
        ReviewReport.objects.of(report.span, report.division_id), revision=report.revision - 1
    )
    if not report.digest:
        raise Http404
    context = {"report": report, "older": older, "differences": differences(older, report)}
    return render(request, "reviews/report_compare.html", context)


@require(Permission.REVIEW_VIEW)
@require_safe
def report_file(request, pk, name):
    """The report as DOCX, XLSX or JSON."""
    report = _report_or_404(request, pk)
    if name not in files.FORMATS or not report.digest:
        raise Http404
    return file_answer(
        files.content(report, name), files.file_name(report, name), files.FORMATS[name]
    )


@require(Permission.REVIEW_BUILD)
@require_POST
def report_comment(request, pk):
    report = _report_or_404(request, pk)
    form = CommentaryForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            reports.comment(report, form.cleaned_data["commentary"], by=request.user)
            messages.success(request, "情况说明与要求已保存")
            return redirect("reviews:report_detail", pk)
    return _page(request, pk, comment=form)


@require(Permission.REVIEW_BUILD)
@require_POST
def report_rebuild(request, pk):
    report = _report_or_404(request, pk)
    with refusals_told(request):
        reports.rebuild(report, by=request.user)
        messages.success(request, "正在按最新数据重新生成草稿")
    return redirect("reviews:report_detail", pk=pk)


@require(Permission.REVIEW_BUILD)
@require_POST
def report_submit(request, pk):
    report = _report_or_404(request, pk)
    with refusals_told(request):
        reports.submit(report, by=request.user)
        messages.success(request, "已提交审核，由另一位有审核权限的人发布")
    return redirect("reviews:report_detail", pk=pk)


@require(Permission.REVIEW_APPROVE)
@require_POST
def report_publish(request, pk):
    report = _report_or_404(request, pk)
    with refusals_told(request):
        reports.publish(report, by=request.user)
        messages.success(request, f"已发布，文号{report.number}")
    return redirect("reviews:report_detail", pk=pk)


@require(Permission.REVIEW_APPROVE)
@require_POST
def report_return(request, pk):
    report = _report_or_404(request, pk)
    form = ReturnForm(request.POST, prefix="return")
    if form.is_valid():
        with refusals_into(form):
            reports.give_back(report, **form.cleaned_data, by=request.user)
            messages.success(request, "已退回编制人")
            return redirect("reviews:report_detail", pk)
    return _page(request, pk, **{"return": form})


@require(Permission.REVIEW_BUILD)
@require_POST
def report_correct(request, pk):
    """Begin the next revision."""
    report = _report_or_404(request, pk)
    form = CorrectForm(request.POST, prefix="correct")
    if form.is_valid():
        with refusals_into(form):
            revision = reports.correct(report, **form.cleaned_data, by=request.user)
            messages.success(request, f"正在生成第{revision.revision}版；原版在新版发布前继续有效")
            return redirect("reviews:report_detail", revision.pk)
    return _page(request, pk, correct=form)
