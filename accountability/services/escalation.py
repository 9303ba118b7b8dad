"""The next rung, decided by a person."""

import datetime

from django.db import transaction

from accountability.enums import (
    NOTICES_WITH_UNIT,
    ItemState,
    Level,
    NoticeKind,
    NoticeState,
    ProblemState,
    ProposalReason,
    ProposalState,
)
from accountability.models import EscalationProposal, Interview, Notice, Problem
from accountability.reports.texts import BASIS
from accountability.services.drafts import draft_notice, move_problems
from accountability.services.interviews import plan_interview
from accountability.services.moves import step_notice
from accountability.services.proposals import Cause, propose
from accountability.services.rungs import raise_problems
from accountability.steps import DECIDES
from organization import audit
from organization.errors import RuleError, StaleError
from organization.holders import head_of
from organization.models import User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import add_working_days, working_date

TALK_AFTER_DAYS = 3
"""Working days until the talk that an adopted proposal arranges; the date can be changed."""


@transaction.atomic
def propose_escalation(
    cause: Cause, level: Level, *, explanation: str, by: User
) -> EscalationProposal:
    """A supervisor proposes the next rung for a letter, an interview or a problem.

    Raises:
        RuleError: nothing is said, not a higher rung, or proposed before.
        PermissionDenied: the unit is outside what `by` supervises.
    """
    check(by, Permission.NOTICE_DRAFT, cause)
    if not explanation.strip():
        raise RuleError("请说明提级的理由")
    if level <= rung_of(cause):
        raise RuleError(f"建议的层级须高于现在的“{rung_of(cause).label}”")
    proposal = propose(
        level, ProposalReason.MANUAL, explanation.strip(),
        cause=cause, occasion=working_date(), by=by,
    )  # fmt: skip
    if proposal is None:
        raise RuleError("已有同样的提级建议")
    return proposal


def rung_of(cause: Cause) -> Level:
    """Where on the ladder something stands."""
    if isinstance(cause, Notice):
        return NoticeKind(cause.kind).level
    if isinstance(cause, Interview):
        return Level.INTERVIEW
    return Level(cause.level - 1 or 1) if cause.is_waiting else Level(cause.level)


@transaction.atomic
def decide_escalation(
    proposal: EscalationProposal, *, adopt: bool, note: str, by: User
) -> Notice | Interview | None:
    """Adopt a proposal or not, with a word why.

    Adopting a letter of the leading group drafts it from what the notice left open; adopting an
    interview arranges it; adopting a sanction hands the case to the discipline inspection, who
    record what they decide. Nothing goes out by this alone.

    Raises:
        RuleError: no note, one's own proposal, or what it is about is settled meanwhile.
        PermissionDenied: this rung is not for `by` to decide.
        StaleError: decided meanwhile.
    """
    check(by, DECIDES[Level(proposal.level)], proposal)
    if not note.strip():
        raise RuleError("请填写决定意见")
    if by == proposal.proposed_by:
        raise RuleError("提出建议的人不能决定本人的建议，请由他人决定")
    state = ProposalState.ADOPTED if adopt else ProposalState.REJECTED
    values = {"state": state, "decided_by": by, "decided_on": working_date(),
              "decision_note": note.strip()}  # fmt: skip
    if not EscalationProposal.objects.open().filter(pk=proposal.pk).update(**values):
        raise StaleError("该建议已由他人决定，请刷新后查看")
    proposal.refresh_from_db()
    result = _adopt(proposal, by) if adopt else None
    audit.record(by, f"proposal.{state}", proposal, after={"state": state}, remark=note)
    return result


def _adopt(proposal: EscalationProposal, by: User) -> Notice | Interview | None:
    if proposal.level == Level.RECTIFICATION_LETTER:
        letter = _letter_for(proposal, by)
        EscalationProposal.objects.filter(pk=proposal.pk).update(resulting_notice=letter)
        return letter
    if proposal.level == Level.INTERVIEW:
        interview = _interview_for(proposal, by)
        EscalationProposal.objects.filter(pk=proposal.pk).update(resulting_interview=interview)
        return interview
    return None


def _letter_for(proposal: EscalationProposal, by: User) -> Notice:
    """A letter of the leading group about what the 督办通知 left open; the rest is closed."""
    former, problem = proposal.notice, proposal.problem
    if former is None:
        return draft_notice(NoticeKind.L2, [problem] if problem else [], by=by)
    if former.state not in NOTICES_WITH_UNIT:
        raise RuleError("该通知已答复或已了结，无须转为督办函；请选择不采纳")
    step_notice(former, NoticeState.ESCALATED, by=by, due_on=None)
    put_right = former.items.filter(state=ItemState.ACCEPTED)
    settled = list(put_right.values_list("problem_id", flat=True))
    ids = list(former.items.exclude(pk__in=put_right).values_list("problem_id", flat=True))
    move_problems(settled, ProblemState.NOTICED, ProblemState.CLOSED, by=by)
    move_problems(ids, ProblemState.NOTICED, ProblemState.OPEN, by=by)
    raise_problems(ids, Level.RECTIFICATION_LETTER, by=by)
    problems = list(Problem.objects.filter(pk__in=ids).select_related("unit__division"))
    return draft_notice(NoticeKind.L2, problems, by=by, follows=former)


def _interview_for(proposal: EscalationProposal, by: User) -> Interview:
    day = working_date()
    head = head_of(proposal.unit, day)
    person = f"{head.cadre.name}（{head.title}）" if head else f"{proposal.unit}主要负责人"
    return plan_interview(
        proposal.unit,
        interviewee=person,
        cadre=head.cadre if head else None,
        interviewer=parameter("letter_heads", day, proposal.division_id)["interview"]["issuer"],
        reason=f"{proposal.explanation}。依据{BASIS}，现予约谈。",
        planned_on=_talk_day(day),
        place="市扶贫攻坚领导小组办公室会议室",
        materials="整改情况书面说明",
        notice=proposal.notice,
        problem=proposal.problem,
        by=by,
    )


def _talk_day(day: datetime.date) -> datetime.date:
    return add_working_days(day, TALK_AFTER_DAYS)
