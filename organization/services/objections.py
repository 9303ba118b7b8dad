"""Objections to what was posted: recorded, answered; an upheld one sends the procedure back."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from organization import audit, locks
from organization.errors import RuleError, StaleError
from organization.models import Procedure, ProcedureObjection, User
from organization.scope import check
from organization.working_date import check_not_ahead


@dataclass(frozen=True)
class Objection:
    """What somebody objects to; without a name it is anonymous."""

    on: datetime.date
    content: str
    raised_by: str = ""


@transaction.atomic
def raise_objection(procedure: Procedure, said: Objection, *, by: User) -> ProcedureObjection:
    """Record an objection; the procedure stands still until it is answered.

    Raises:
        PermissionDenied: outside what `by` may handle.
        RuleError: nothing said, or the day lies ahead or before the procedure began.
        StaleError: the procedure is over.
    """
    check(by, procedure.definition.permission, procedure)
    if not said.content.strip():
        raise RuleError("请填写异议内容")
    check_not_ahead(said.on, "提出日期")
    locks.hold_row(procedure)
    if not procedure.is_running:
        raise StaleError(f"“{procedure}”{procedure.get_state_display()}，异议请另行登记问题")
    if said.on < procedure.opened_on:
        raise RuleError(f"提出日期不能早于发起日期{procedure.opened_on}")
    objection = ProcedureObjection.objects.create(
        procedure=procedure,
        raised_on=said.on,
        raised_by=said.raised_by.strip(),
        content=said.content.strip(),
        recorded_by=by,
    )
    audit.record(by, "procedure.objected", procedure, after={"raised_on": said.on})
    return objection


@transaction.atomic
def answer_objection(
    objection: ProcedureObjection, answer: str, *, is_upheld: bool, on: datetime.date, by: User
) -> None:
    """Answer an objection after looking into it; upheld, the procedure goes back to be verified
    anew, and what was posted is posted again.

    Raises:
        PermissionDenied: outside what `by` may handle.
        RuleError: no answer, or the day is too early or ahead.
        StaleError: it was answered before.
    """
    procedure = objection.procedure
    check(by, procedure.definition.permission, procedure)
    if not answer.strip():
        raise RuleError("请写明核实情况")
    check_not_ahead(on, "答复日期")
    locks.hold_row(procedure)
    locks.hold_row(objection)
    if objection.answered_on:
        raise StaleError(f"该异议已于{objection.answered_on}答复")
    if on < objection.raised_on:
        raise RuleError(f"答复日期不能早于提出日期{objection.raised_on}")
    objection.answered_on, objection.answered_by = on, by
    objection.answer, objection.is_upheld = answer.strip(), is_upheld
    objection.save(update_fields=["answered_on", "answered_by", "answer", "is_upheld"])
    if is_upheld and procedure.is_running:
        _send_back(procedure, on)
    audit.record(
        by, "procedure.objection_answered", procedure,
        after={"answered_on": on, "is_upheld": is_upheld, "stage": procedure.stage},
    )  # fmt: skip


def _send_back(procedure: Procedure, on: datetime.date) -> None:
    """To the stage from which the kind begins anew; one that was not reached yet stays."""
    kind = procedure.definition
    back = kind.objection_returns_to
    order = [stage.code for stage in kind.stages]
    if not back or order.index(back) >= order.index(procedure.stage):
        return
    procedure.stage, procedure.stage_since = back, on
    procedure.not_before = procedure.due_on = None
    procedure.save(update_fields=["stage", "stage_since", "not_before", "due_on"])
