"""Proposals for the next rung."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accountability.enums import Level, NoticeKind, ProposalState
from accountability.filters import ProposalFilter
from accountability.forms.notices import DecisionForm, EscalateForm
from accountability.models import EscalationProposal, Interview, Notice
from accountability.selectors.desk import proposals_for
from accountability.services import escalation
from accountability.steps import DECIDES
from accountability.views.notices import notice_page
from accountability.views.shared import find, tabs
from organization.pages import page_of, refusals_into, with_refused
from organization.permissions import Permission, require, roles_with


@require(Permission.SANCTION_VIEW)
@require_safe
def proposal_list(request):
    """What was proposed, by whom, what came of it; those to decide have their buttons."""
    rows = EscalationProposal.objects.visible_to(request.user, Permission.SANCTION_VIEW)
    return _page(request, rows)


def _page(request, rows, **refused) -> HttpResponse:
    """Proposals, each that waits for this user with a form; one that was refused as it was sent."""
    rows = rows.for_list().select_related(
        "decided_by", "resulting_notice", "resulting_interview", "proposed_by"
    )
    shown = ProposalFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    mine = proposals_for(request.user).filter(pk__in=[proposal.pk for proposal in page])
    offered = {f"decide_{key}": DecisionForm() for key in mine.values_list("pk", flat=True)}
    forms = with_refused(request, offered, refused)
    context = {
        "tabs": tabs(request.user, "proposal_list"),
        "filter": shown,
        "page": page,
        "rows": [
            (proposal, forms.get(f"decide_{proposal.pk}"), who_decides(proposal))
            for proposal in page
        ],
        "list_url": reverse("accountability:proposal_list"),
    }
    template = "accountability/proposal_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context, status=422 if refused else 200)


def who_decides(proposal: EscalationProposal) -> str:
    """The roles that an open proposal waits for, in words."""
    if proposal.state != ProposalState.OPEN:
        return ""
    seeing = roles_with(Permission.SANCTION_VIEW)
    deciding = roles_with(DECIDES[Level(proposal.level)])
    return "、".join(role.label for role in deciding if role in seeing)


@require(Permission.SANCTION_VIEW)
@require_POST
def proposal_decide(request, pk):
    """Adopt a proposal or not; adopting leads to what it made."""
    rows = EscalationProposal.objects.select_related("unit__division", "notice", "problem")
    proposal = find(rows, request.user, Permission.SANCTION_VIEW, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        adopt, note = form.cleaned_data["adopt"], form.cleaned_data["note"]
        with refusals_into(form):
            made = escalation.decide_escalation(proposal, adopt=adopt, note=note, by=request.user)
            messages.success(request, "已采纳" if adopt else "已记录为不采纳")
            return redirect(*_what_follows(made))
    # Alone on the page: it may stand far down the list.
    return _page(request, EscalationProposal.objects.filter(pk=pk), **{f"decide_{pk}": form})


def _what_follows(made: Notice | Interview | None) -> tuple:
    """Where a decision leads: to what it made, to be completed, else back to the list."""
    if isinstance(made, Notice):
        return "accountability:notice_edit", made.pk
    if made is not None:
        return "accountability:interview_detail", made.pk
    return ("accountability:proposal_list",)


@require(Permission.NOTICE_DRAFT)
@require_POST
def notice_escalate(request, pk):
    """Propose the next rung for a notice."""
    notice = find(
        Notice.objects.select_related("unit", "division"),
        request.user,
        Permission.NOTICE_DRAFT,
        pk,
    )
    form = EscalateForm(request.POST)
    if form.is_valid():
        level = Level(NoticeKind(notice.kind).level + 1)
        with refusals_into(form):
            escalation.propose_escalation(notice, level, **form.cleaned_data, by=request.user)
            messages.success(request, f"已建议{level.label}，等待决定")
            return redirect("accountability:notice_detail", pk)
    return notice_page(request, pk, escalate=form)
