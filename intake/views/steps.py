"""Steps of a batch: each collects input, calls one verb, goes back to the batch."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from intake.forms import AnswerForm, NoteForm, ReasonForm
from intake.services import approval, plan
from intake.services import retry as retry_work
from intake.services import undo as undo_work
from intake.views.batches import batch_or_404, batch_page
from organization.pages import refusals_into, refusals_told
from organization.permissions import Permission, require


def _back(request, batch, verb, done):
    """Call the verb and answer with the batch's page, with what happened on top."""
    with refusals_told(request):
        verb(batch, by=request.user)
        messages.success(request, done)
    return redirect(batch)


def _with(request, batch, name, form, verb, done):
    """As `_back`, with what the form says; a form that was refused comes back on the page."""
    if form.is_valid():
        with refusals_into(form):
            verb(batch, by=request.user, **form.cleaned_data)
            messages.success(request, done)
            return redirect(batch)
    return batch_page(request, batch.pk, **{name: form})


@require(Permission.IMPORT_UPLOAD)
@require_POST
def answer(request, pk):
    """Say which place each doubtful name means."""
    batch = batch_or_404(request, pk, Permission.IMPORT_UPLOAD)
    form = AnswerForm(request.POST, batch=batch)
    return _with(request, batch, "answer", form, plan.answer, "已按您的确认重新核对")


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
    return _with(request, batch, "approve", form, approval.approve, "已审核通过，正在写入")


@require(Permission.IMPORT_APPROVE)
@require_POST
def refuse(request, pk):
    batch = batch_or_404(request, pk, Permission.IMPORT_APPROVE)
    form = ReasonForm(request.POST, prefix="refuse")
    return _with(request, batch, "refuse", form, approval.refuse, "已退回，上传人会收到通知")


@require(Permission.IMPORT_VIEW)
@require_POST
def undo(request, pk):
    """Take a written batch back; the verb knows who may."""
    batch = batch_or_404(request, pk)
    form = ReasonForm(request.POST, prefix="undo")
    return _with(request, batch, "undo", form, undo_work.request_undo, "正在撤销")


@require(Permission.IMPORT_VIEW)
@require_POST
def retry(request, pk):
    """Have interrupted work taken up again."""
    batch = batch_or_404(request, pk)
    return _back(request, batch, retry_work.retry, "已重新开始")
