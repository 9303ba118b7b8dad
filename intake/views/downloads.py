"""Files: the template, a sample, the export, the workbook as uploaded, the error workbook."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from intake.enums import Download
from intake.forms import RevealForm
from intake.reports import error_workbook, template_workbook
from intake.services import downloads
from intake.sheets import Sheet, sheet_of
from intake.views.batches import batch_or_404, batch_page
from organization.errors import RuleError
from organization.files import XLSX, file_answer
from organization.permissions import Permission, require
from organization.refusals import refused
from organization.working_date import is_demo, working_date


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
    name = template_workbook.file_name(found, layout)
    return file_answer(template_workbook.build(found, layout), name, XLSX)


@require(Permission.IMPORT_UPLOAD)
@require_safe
def sample(request, sheet):
    """A workbook with faults, in the demonstration city only."""
    found = _sheet_or_404(sheet)
    content = found.sample(request.user) if is_demo() else None
    if content is None:
        raise Http404
    return file_answer(content, f"{found.label}样例（含错误）.xlsx", XLSX)


@require(Permission.IMPORT_VIEW)
@require_POST
def original(request, pk):
    """The workbook exactly as it was uploaded."""
    batch = batch_or_404(request, pk)
    if refusal := _take_out(request, batch, Download.ORIGINAL):
        return refusal
    return file_answer(batch.file.file.open(), batch.file_name)


@require(Permission.IMPORT_VIEW)
@require_POST
def errors(request, pk):
    """The uploaded workbook with a comment on each bad cell."""
    batch = batch_or_404(request, pk)
    if not batch.counts.get("problems"):
        return redirect(batch)
    if refusal := _take_out(request, batch, Download.ERRORS):
        return refusal
    if downloads.is_long(batch):
        job = downloads.request_errors(batch, by=request.user)
        return redirect("organization:job", job.pk)
    return file_answer(error_workbook.build(batch), downloads.error_workbook_name(batch), XLSX)


def _take_out(request, batch, what) -> HttpResponse | None:
    """Note who takes the workbook and why; the page, where the reason will not do."""
    form = RevealForm(request.POST, prefix=what)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    with refused(lambda sentence: form.errors or form.add_error(None, sentence)):
        downloads.take_out(batch, what, by=request.user, reason=reason)
        return None
    return batch_page(request, batch.pk, **{what.value: form})
