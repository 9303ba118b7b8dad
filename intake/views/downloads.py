"""Files: the template, a sample, the export, the workbook as uploaded, the error workbook."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from intake.enums import Download
from intake.forms import RevealForm
from intake.reports import error_workbook, template_workbook
from intake.services.downloads import take_out
from intake.sheets import Sheet, sheet_of
from intake.views.batches import batch_or_404
from organization.errors import RuleError
from organization.permissions import Permission, require
from organization.working_date import is_demo, working_date

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(content: bytes, name: str, content_type: str = _XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _sheet_or_404(code: str) -> Sheet:
    try:
        return sheet_of(code)
    except RuleError:
        raise Http404 from None


@require(Permission.IMPORT_UPLOAD)
@require_safe
def template(request, sheet):
    """An empty workbook with the header, hints and drop-down lists."""
    found = _sheet_or_404(sheet)
    wanted = request.GET.get("layout", "")
    known = {layout.code for layout in found.layouts}
    layout = found.layout(wanted) if wanted in known else found.template_layout(working_date())
    return _file(template_workbook.build(found, layout), f"{found.label}模板.xlsx")


@require(Permission.IMPORT_UPLOAD)
@require_safe
def sample(request, sheet):
    """A workbook with faults, in the demonstration city only."""
    found = _sheet_or_404(sheet)
    content = found.sample(request.user) if is_demo() else None
    if content is None:
        raise Http404
    return _file(content, f"{found.label}样例（含错误）.xlsx")


@require(Permission.IMPORT_VIEW)
@require_POST
def original(request, pk):
    """The workbook exactly as it was uploaded."""
    batch = batch_or_404(request, pk)
    _take_out(request, batch, Download.ORIGINAL)
    response = FileResponse(batch.file.file.open(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, batch.file_name)
    response["Cache-Control"] = "private, no-store"
    return response


@require(Permission.IMPORT_VIEW)
@require_POST
def errors(request, pk):
    """The uploaded workbook with a comment on each bad cell."""
    batch = batch_or_404(request, pk)
    if not batch.counts.get("problems"):
        return redirect("intake:batch_detail", pk=batch.pk)
    _take_out(request, batch, Download.ERRORS)
    return _file(error_workbook.build(batch), f"导入{batch}错误表.xlsx")


def _take_out(request, batch, what):
    form = RevealForm(request.POST, prefix=what)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    take_out(batch, what, by=request.user, reason=reason)
