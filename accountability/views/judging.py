"""The acceptor's steps: items, return, more time."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accountability.enums import ItemState
from accountability.forms.notices import DecisionForm, JudgeForm, ReturnForm
from accountability.models import Extension, Notice, NoticeItem
from accountability.services import acceptance, replies
from accountability.views.notices import notice_page
from accountability.views.shared import find
from organization.pages import refusals_into
from organization.permissions import Permission, require


@require(Permission.NOTICE_ACCEPT)
@require_POST
def item_judge(request, pk):
    """Accept an item, or return it with a word why."""
    rows = NoticeItem.objects.select_related("notice__signed_by", "done_by")
    item = find(rows, request.user, Permission.NOTICE_ACCEPT, pk)
    form = JudgeForm(request.POST)
    if form.is_valid():
        accepted = form.cleaned_data["outcome"] == ItemState.ACCEPTED
        verb = acceptance.accept_item if accepted else acceptance.return_item
        with refusals_into(form):
            verb(item, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, f"第{item.position}项{'验收合格' if accepted else '已退回'}")
            return redirect("accountability:notice_detail", item.notice_id)
    return notice_page(request, item.notice_id, **{f"judge_{pk}": form})


@require(Permission.NOTICE_ACCEPT)
@require_POST
def notice_return(request, pk):
    """Back to the unit, with a new last day."""
    notice = find(Notice.objects.all(), request.user, Permission.NOTICE_ACCEPT, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            acceptance.return_notice(notice, **form.cleaned_data, by=request.user)
            messages.success(request, "已退回单位补正")
            return redirect("accountability:notice_detail", pk)
    return notice_page(request, pk, **{"return": form})


@require(Permission.NOTICE_ISSUE)
@require_POST
def extension_decide(request, pk):
    """Allow more time or not."""
    rows = Extension.objects.select_related("notice", "requested_by")
    extension = find(rows, request.user, Permission.NOTICE_ISSUE, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        granted, note = form.cleaned_data["adopt"], form.cleaned_data["note"]
        with refusals_into(form):
            replies.decide_extension(extension, grant=granted, note=note, by=request.user)
            messages.success(request, "已决定")
            return redirect("accountability:notice_detail", extension.notice_id)
    return notice_page(request, extension.notice_id, decision=form)
