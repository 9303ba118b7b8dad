"""Notices: list, editor, one notice with its steps, the letter."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability.enums import NoticeKind, NoticeState
from accountability.filters import NoticeFilter
from accountability.forms.notices import NoticeForm, StepForm, forms_of
from accountability.models import Notice, NoticeItem
from accountability.reports import letters
from accountability.reports.docx import DOCX, letter_docx
from accountability.selectors import desk
from accountability.selectors.notice_page import notice_page_of, with_parts
from accountability.services import drafts, walk
from accountability.views.shared import Tab, find, tabs
from organization.errors import RuleError
from organization.pages import keys_of, page_of, refusals_into, refusals_told, with_refused
from organization.permissions import Permission, require
from organization.pieces import clock_words
from organization.working_date import working_date


@require(Permission.NOTICE_VIEW)
@require_safe
def notice_list(request):
    """Notices within reach; `view` narrows to what waits for this user."""
    day = working_date()
    view = desk.waiting_view(request.GET.get("view", ""))
    rows = desk.notices_of(request.user, view, day)
    if request.GET.get("view") == "extension":
        rows = rows.asking_for_time()
    shown = NoticeFilter(request.GET, rows.for_list(), request=request)
    page = page_of(request, shown.qs)
    context = {
        "tabs": tabs(request.user, "notice_list"),
        "views": _views(request, day),
        "filter": shown,
        "page": page,
        "rows": [(notice, clock_words(notice.due_on, day)) for notice in page],
    }
    template = "accountability/notice_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


def _views(request, day) -> list[Tab]:
    here = request.GET.get("view", "")
    lines = zip(
        desk.views_of(request.user),
        desk.lines_of(request.user, desk.views_of(request.user), day),
        strict=True,
    )
    return [Tab("全部", request.path, not here)] + [
        Tab(line.label, line.url, here == view.key, line.count) for view, line in lines
    ]


@require(Permission.NOTICE_DRAFT)
@require_POST
def notice_draft(request):
    """Begin a notice about the ticked problems; where that is refused, they are ticked again."""
    keys = keys_of(request.POST.getlist("selected"))
    kind = request.POST.get("kind", "")
    with refusals_told(request):
        if kind not in NoticeKind.values:
            raise RuleError("请选择文种")
        listed = drafts.problems_to_draft(keys, by=request.user)
        notice = drafts.draft_notice(NoticeKind(kind), listed, by=request.user)
        messages.success(request, "已按模板拟稿，请核对内容和期限")
        return redirect("accountability:notice_edit", notice.pk)
    if "alone" in request.POST and keys:
        return redirect("accountability:problem_detail", keys[0])
    asked = request.GET.copy()
    asked.setlist("selected", keys)
    return redirect(f"{reverse('accountability:problem_list')}?{asked.urlencode()}")


@require(Permission.NOTICE_VIEW)
@require_safe
def notice_detail(request, pk):
    """A notice: where it stands, its items with their evidence, what happened, what one may do."""
    return notice_page(request, pk)


def notice_page(request, pk, **refused: Form) -> HttpResponse:
    """The page of a notice, with the form that was refused there as it was sent."""
    notice = find(with_parts(Notice.objects.all()), request.user, Permission.NOTICE_VIEW, pk)
    page = notice_page_of(notice, request.user, working_date())
    choices = walk.choices(notice, request.user)
    forms = with_refused(request, forms_of(page, choices), refused)
    context = {
        "notice": notice,
        "page": page,
        "items": [(line, forms.get(f"judge_{line.item.pk}")) for line in page.items],
        "choices": [(choice, forms.get(choice.dialog)) for choice in choices],
        "may_issue": walk.may_issue_at_once(notice, request.user),
        "forms": forms,
    }
    status = 422 if refused else 200
    return render(request, "accountability/notice_detail.html", context, status=status)


@require(Permission.NOTICE_DRAFT)
@require_http_methods(["GET", "POST"])
def notice_edit(request, pk):
    """Change the words and terms of a draft."""
    notice = find(Notice.objects.select_related("unit"), request.user, Permission.NOTICE_DRAFT, pk)
    if not notice.is_draft:
        messages.info(request, "该通知不在拟稿状态，不能修改；需要修改的，请先退回拟稿")
        return redirect("accountability:notice_detail", pk)
    form = NoticeForm(request.POST or None, instance=notice)
    if request.method == "POST" and form.is_valid():
        stored = Notice.objects.get(pk=pk)
        seen = form.what_was_seen
        with refusals_into(form):
            drafts.edit_draft(stored, form.values, goals=form.goals(), by=request.user, seen=seen)
            messages.success(request, "已保存拟稿")
            return redirect("accountability:notice_detail", pk)
    items = notice.items.for_list()
    context = {"form": form, "notice": notice, "items": items}
    status = 422 if form.errors else 200
    return render(request, "accountability/notice_form.html", context, status=status)


@require(Permission.NOTICE_VIEW)
@require_POST
def notice_step(request, pk):
    """Take one step of the table from the state that the page showed."""
    notice = find(Notice.objects.all(), request.user, Permission.NOTICE_VIEW, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        notice.state, to = form.cleaned_data["seen"], NoticeState(form.cleaned_data["to"])
        remark = form.cleaned_data.get("remark", "")
        with refusals_into(form):
            walk.take(notice, to, by=request.user, remark=remark)
            messages.success(request, _where_it_stands(notice))
            return redirect("accountability:notice_detail", pk)
    return notice_page(request, pk, **{f"step_{form['to'].value()}": form})


def _where_it_stands(notice: Notice) -> str:
    """What a step has led to, and whose turn it is until when."""
    name = f"“{notice.number or notice.title}”现为“{notice.get_state_display()}”"
    return f"{name}，{notice.unit}须在{notice.due_on}前办理" if notice.due_on else name


@require(Permission.NOTICE_ISSUE)
@require_POST
def notice_issue(request, pk):
    """All steps until delivery at once."""
    notice = find(Notice.objects.all(), request.user, Permission.NOTICE_ISSUE, pk)
    with refusals_told(request):
        drafts.issue_notice(notice, by=request.user)
        messages.success(request, _where_it_stands(notice))
    return redirect("accountability:notice_detail", pk)


@require(Permission.NOTICE_DRAFT)
@require_POST
def item_remove(request, pk):
    """Take a problem out of a draft."""
    item = find(
        NoticeItem.objects.select_related("notice", "problem"),
        request.user,
        Permission.NOTICE_DRAFT,
        pk,
    )
    with refusals_told(request):
        drafts.remove_item(item, by=request.user)
        messages.success(request, f"已移出问题{item.problem.number}")
    return redirect("accountability:notice_edit", item.notice_id)


def _letter(request, pk) -> letters.Letter:
    rows = Notice.objects.select_related("unit", "division")
    return letters.notice_letter(find(rows, request.user, Permission.NOTICE_VIEW, pk))


@require(Permission.NOTICE_VIEW)
@require_safe
def notice_letter(request, pk):
    """The letter as it will be printed."""
    context = {"letter": _letter(request, pk), "pk": pk}
    return render(request, "accountability/letter.html", context)


@require(Permission.NOTICE_VIEW)
@require_safe
def notice_docx(request, pk):
    """The letter as a file for the office's printer."""
    return docx_response(_letter(request, pk))


def docx_response(letter: letters.Letter) -> HttpResponse:
    response = HttpResponse(letter_docx(letter), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, letter.file_name)
    return response
