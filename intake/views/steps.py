"""Steps of a batch: each collects input, calls one verb, goes back to the batch."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from intake.forms import AnswerForm, NoteForm, ReasonForm
from intake.services import approval, plan
from intake.services import retry as retry_work
from intake.services import undo as undo_work
from intake.views.batches import batch_or_404
from organization.pages import refusals_told
from organization.permissions import Permission, require


def _back(request, batch, verb, done, **arguments):
    """Call the verb and answer with the batch's page, with what happened on top."""
    with refusals_told(request):
        verb(batch, by=request.user, **arguments)
        messages.success(request, done)
    return redirect("intake:batch_detail", pk=batch.pk)


@require(Permission.IMPORT_UPLOAD)
@require_POST
def answer(request, pk):
    """Say which place each doubtful name means."""
    batch = batch_or_404(request, pk, Permission.IMPORT_UPLOAD)
    form = AnswerForm(request.POST, batch=batch)
    answers = form.answers() if form.is_valid() else {}
    return _back(request, batch, plan.answer, "已按您的确认重新核对", answers=answers)


@require(Permission.IMPORT_UPLOAD)
@require_POST
def submit(request, pk):
    batch = batch_or_404(request, pk, Permission.IMPORT_UPLOAD)
    return _back(request, batch, approval.submit, "已提交")


@require(Permission.IMPORT_UPLOAD)
@require_POST
def withdraw(request, pk):
    batch = batch_or_404(request, pk, Permission.IMPORT_UPLOAD)
    return _back(request, batch, approval.withdraw, "已撤回，登记簿没有变化")


@require(Permission.IMPORT_APPROVE)
@require_POST
def approve(request, pk):
    batch = batch_or_404(request, pk, Permission.IMPORT_APPROVE)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    return _back(request, batch, approval.approve, "已审核通过，正在写入", note=note)


@require(Permission.IMPORT_APPROVE)
@require_POST
def refuse(request, pk):
    batch = batch_or_404(request, pk, Permission.IMPORT_APPROVE)
    form = ReasonForm(request.POST, prefix="refuse")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _back(request, batch, approval.refuse, "已退回，上传人会收到通知", reason=reason)


@require(Permission.IMPORT_VIEW)
@require_POST
def undo(request, pk):
    """Take a written batch back; the verb knows who may."""
    batch = batch_or_404(request, pk)
    form = ReasonForm(request.POST, prefix="undo")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _back(request, batch, undo_work.request_undo, "正在撤销", reason=reason)


@require(Permission.IMPORT_VIEW)
@require_POST
def retry(request, pk):
    """Have interrupted work taken up again."""
    batch = batch_or_404(request, pk)
    return _back(request, batch, retry_work.retry, "已重新开始")
