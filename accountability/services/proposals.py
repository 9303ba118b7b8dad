"""Proposing the next rung; deciding stands in `escalation`."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accountability.enums import Level, ProposalReason, ProposalState
from accountability.models import EscalationProposal, Interview, Notice, Problem
from accountability.steps import DECIDES
from organization import audit
from organization.holders import holders_at
from organization.locks import hold
from organization.models import User
from organization.permissions import Permission
from organization.services.notifications import notify
from organization.working_date import working_date

Cause = Notice | Interview | Problem


@dataclass(frozen=True)
class Proposed:
    """What has been proposed about some letters or interviews: `propose`'s own rule, asked for
    many at once."""

    rows: set[tuple[int, int, str, str, datetime.date]]

    def has(
        self, cause: Cause, level: Level, reason: ProposalReason, occasion: datetime.date | None
    ) -> bool:
        """Whether `propose` would find it made before, open or adopted."""
        about = [row[2:] for row in self.rows if row[:2] == (cause.pk, level)]
        return any(
            state != ProposalState.REJECTED or (reason, occasion) == (known, day)
            for state, known, day in about
        )


def proposed_before(kind: str, causes: Iterable[Cause]) -> Proposed:
    """Proposals about `causes` of one kind ("notice", "interview", "problem"); one query."""
    rows = EscalationProposal.objects.filter(**{f"{kind}__in": [cause.pk for cause in causes]})
    return Proposed(set(rows.values_list(kind, "level", "state", "reason", "occasion")))


def propose(
    level: Level,
    reason: ProposalReason,
    explanation: str,
    *,
    cause: Cause,
    occasion: datetime.date,
    by: User | None,
) -> EscalationProposal | None:
    """Leave a proposal for those who decide on that rung.

    None if it was made before for the same occasion, or if one for this rung is open or
    adopted: only after a refusal can a new occasion raise it again. `by` is None for the clock;
    the caller has checked that `by` may propose. Who proposes the same at the same moment waits.
    """
    hold(type(cause)._default_manager.filter(pk=cause.pk))
    about: dict[str, Any] = {"level": level, str(cause._meta.model_name): cause}
    if EscalationProposal.objects.filter(**about).exclude(state=ProposalState.REJECTED).exists():
        return None
    proposal, is_new = EscalationProposal.objects.get_or_create(
        **about,
        reason=reason,
        occasion=occasion,
        defaults={
            "explanation": explanation[:300],
            "unit": cause.unit,
            "division": cause.division,
            "proposed_on": working_date(),
            "proposed_by": by,
        },
    )
    if not is_new:
        return None
    audit.record(by, "proposal.made", proposal, after={"level": level, "reason": reason})
    place, day = proposal.division_id, proposal.proposed_on
    seeing = holders_at(place, Permission.SANCTION_VIEW, day)
    notify(
        [user for user in holders_at(place, DECIDES[level], day) if user in seeing],
        title=f"提级建议：{proposal.unit}，建议{level.label}",
        body=explanation,
        url=reverse("accountability:proposal_list"),
        fingerprint=f"proposal:{proposal.pk}",
    )
    return proposal
