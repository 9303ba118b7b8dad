"""Proposals for the next rung."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accountability.enums import Level, NoticeKind
from accountability.filters import ProposalFilter
from accountability.forms.notices import DecisionForm, EscalateForm
from accountability.models import EscalationProposal, Notice
from accountability.selectors.desk import proposals_for
from accountability.services import escalation
from accountability.views.shared import find, tabs
from organization.pages import page_of, refusals_told
from organization.permissions import Permission, require


@require(Permission.SANCTION_VIEW)
@require_safe
def proposal_list(request):
    """What was proposed, by whom, what came of it; those to decide have their buttons."""
    rows = EscalationProposal.objects.visible_to(request.user, Permission.SANCTION_VIEW)
    rows = rows.for_list().select_related(
        "decided_by", "resulting_notice", "resulting_interview", "proposed_by"
    )
    shown = ProposalFilter(request.GET, rows, request=request)
    context = {
        "tabs": tabs(request.user, "proposal_list"),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "mine": set(proposals_for(request.user).values_list("pk", flat=True)),
        "form": DecisionForm(),
    }
    template = "accountability/proposal_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.SANCTION_VIEW)
@require_POST
def proposal_decide(request, pk):
    """Adopt a proposal or not; adopting leads to what it made."""
    rows = EscalationProposal.objects.select_related("unit__division", "notice", "problem")
    proposal = find(rows, request.user, Permission.SANCTION_VIEW, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择同意或不同意，并填写意见")
        return redirect("accountability:proposal_list")
    adopt, note = form.cleaned_data["adopt"], form.cleaned_data["note"]
    made = None
    with refusals_told(request):
        made = escalation.decide_escalation(proposal, adopt=adopt, note=note, by=request.user)
        messages.success(request, "已采纳" if adopt else "已记录为不采纳")
    if isinstance(made, Notice):
        return redirect("accountability:notice_edit", made.pk)
    if made is not None:
        return redirect("accountability:interview_detail", made.pk)
    return redirect("accountability:proposal_list")


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
    if not form.is_valid():
        messages.error(request, "请填写提级理由")
    else:
        level = Level(NoticeKind(notice.kind).level + 1)
        with refusals_told(request):
            escalation.propose_escalation(notice, level, **form.cleaned_data, by=request.user)
            messages.success(request, f"已建议{level.label}，等待决定")
    return redirect("accountability:notice_detail", pk)
