"""Recording what the discipline inspection decided (问责)."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from accountability.enums import SanctionForm
from accountability.models import Interview, Problem, Sanction
from accountability.sanction_terms import forms_on, term_on
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.models import Unit, User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import check_not_ahead


@dataclass(frozen=True)
class Decision:
    """A decision as the discipline inspection took it."""

    person: str
    post: str
    form: SanctionForm
    facts: str
    decided_on: datetime.date
    decided_by_body: str
    document_no: str = ""
    recovered_amount: Decimal = Decimal(0)
    transferred_on: datetime.date | None = None


@transaction.atomic
def record_sanction(
    unit: Unit,
    decision: Decision,
    *,
    by: User,
    problem: Problem | None = None,
    interview: Interview | None = None,
) -> Sanction:
    """Enter a sanction; the rule cited is the one in force on the day of the decision.

    Raises:
        RuleError: decided in the future, or by a form that was not law on that day.
        PermissionDenied: the unit is outside what `by` records for.
    """
    check(by, Permission.SANCTION_MANAGE, unit.division_id)
    check_not_ahead(decision.decided_on, "决定日期")
    term = term_on(decision.form, decision.decided_on)
    if term is None:
        valid = "、".join(form.label for form in forms_on(decision.decided_on))
        raise RuleError(
            f"{decision.decided_on}还没有或已不再适用“{decision.form.label}”，当日可用：{valid}"
        )
    sanction = Sanction.objects.create(
        unit=unit, division=unit.division, person=decision.person, post=decision.post,
        form=decision.form, basis=term.basis, facts=decision.facts,
        decided_on=decision.decided_on, decided_by_body=decision.decided_by_body,
        document_no=decision.document_no, recovered_amount=decision.recovered_amount,
        transferred_on=decision.transferred_on, problem=problem, interview=interview,
        recorded_by=by,
    )  # fmt: skip
    audit.record(
        by, "sanction.recorded", sanction,
        after={"person": audit.Protected(decision.person), "form": decision.form},
    )  # fmt: skip
    audit.mark_change(Topic.SANCTION, sanction.division_id, decision.decided_on)
    return sanction
