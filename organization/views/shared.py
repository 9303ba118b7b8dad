"""Pieces that pages of every floor put in place by address: trail, progress, files, reveal."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from organization import jobs, subjects, trail
from organization.files import file_answer
from organization.models import AuditEntry, Job
from organization.permissions import Permission, open_to_all, require
from organization.scope import check_sees
from organization.services import attachments
from organization.services.reveal import reveal as reveal_value


@open_to_all("shows the trail of one row to whoever may see the row; checked inside")
@require_safe
def trail_panel(request, kind, pk):
    """What happened to one row, newest first."""
    subject = subjects.subject_of(kind)
    row = subject and subject.find(pk)
    if not row:
        raise Http404
    check_sees(request.user, subject.view_permission, row)
    entries = AuditEntry.objects.filter(subject_kind=kind, subject_id=pk)
    entries = entries.select_related("actor", "on_behalf_of")[:50]
    lines = trail.lines(entries, request.user)
    return render(request, "organization/trail_panel.html", {"lines": lines})


@open_to_all("a job is shown to who asked for it; checked inside")
@require_safe
def job(request, pk):
    """How far a piece of long work is; the page asks until it is over."""
    found = get_object_or_404(Job, pk=pk, requested_by=request.user)
    return render(request, "organization/job.html", {"job": found})


@open_to_all("a job's file is handed to who asked for it; checked inside")
@require_safe
def job_file(request, pk):
    """The file that a piece of long work came to."""
    mine = Job.objects.filter(requested_by=request.user).exclude(file="")
    found = get_object_or_404(mine.select_related("requested_by"), pk=pk)
    jobs.check_file(found)
    return file_answer(found.file.open(), found.file_name)


@open_to_all("a file is opened by the right on its row; checked inside")
@require_safe
def attachment(request, pk):
    """Serve a file from its encrypted place."""
    found = attachments.open_for(request.user, pk)
    response = FileResponse(found.file.open(), content_type=found.content_type)
    inline = found.content_type in {"image/jpeg", "image/png"}
    response["Content-Disposition"] = content_disposition_header(not inline, found.name)
    response["Content-Security-Policy"] = "sandbox"
    return response


@require(Permission.PERSONAL_REVEAL)
@require_POST
def reveal(request):
    """Answer with the full value, bare, for the place where the mask stood."""
    value = reveal_value(
        request.POST.get("subject_kind", ""),
        request.POST.get("subject_id", ""),
        request.POST.get("field", ""),
        reason=request.POST.get("reason", ""),
        by=request.user,
    )
    return HttpResponse(value or "（未填）", content_type="text/plain; charset=utf-8")
