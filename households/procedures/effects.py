"""What the last stages of procedures write into the register, many households by one act."""

from collections.abc import Sequence
from typing import Any

from households.enums import (
    Cause,
    Elimination,
    InvalidReason,
    MonitoringKind,
    NotExitReason,
    PovertyStatus,
    Validity,
)
from households.models import Household, ValiditySpan
from households.services import status
from households.services.status import StatusChange, ValidityChange, Watch
from organization.models import Procedure, ProcedureAct, User


def households_of(ones: Sequence[Procedure]) -> dict[int, Household]:
    """The households that go through procedures, by the procedure's key."""
    found = Household.objects.in_bulk([int(one.subject_id) for one in ones])
    return {one.pk: found[int(one.subject_id)] for one in ones}


def _document(act: ProcedureAct) -> str:
    return act.facts.get("document_no", "")


def _facts(one: Procedure) -> dict[str, Any]:
    return one.facts or {}


def identify(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """Into the register, and poor (未脱贫) from the announcement on."""
    households = list(households_of(ones).values())
    spans = ValiditySpan.objects.open().filter(household__in=households)
    outside = set(spans.exclude(validity=Validity.VALID).values_list("household_id", flat=True))
    admitted = ValidityChange(Validity.VALID, act.done_on, _document(act))
    status.move_validity({h: admitted for h in households if h.pk in outside}, by=by)
    change = StatusChange(PovertyStatus.POOR, act.done_on, _document(act))
    status.move_poverty(dict.fromkeys(households, change), by=by)


def not_identified(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """A candidate that was not found poor does not stand in the register."""
    households = list(households_of(ones).values())
    spans = ValiditySpan.objects.open().filter(household__in=households)
    candidates = set(
        spans.filter(validity=Validity.CANDIDATE).values_list("household_id", flat=True)
    )
    closed = ValidityChange(
        Validity.INVALID, act.done_on, _document(act), InvalidReason.NOT_IDENTIFIED
    )
    status.move_validity({h: closed for h in households if h.pk in candidates}, by=by)


def return_to_poverty(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """返贫, with the cause that was given."""
    households = households_of(ones)
    changes = {
        households[one.pk]: StatusChange(
            PovertyStatus.RETURNED, act.done_on, _document(act), cause=Cause(_facts(one)["cause"])
        )
        for one in ones
    }
    status.move_poverty(changes, by=by)


def _move_all(ones: Sequence[Procedure], change: StatusChange, by: User) -> None:
    status.move_poverty(dict.fromkeys(households_of(ones).values(), change), by=by)


def list_pre_exit(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    _move_all(ones, StatusChange(PovertyStatus.PRE_EXIT, act.done_on, _document(act)), by)


def exit_poverty(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    change = StatusChange(PovertyStatus.EXITED_WITH_POLICY, act.done_on, _document(act))
    _move_all(ones, change, by)


def end_policy(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    change = StatusChange(PovertyStatus.EXITED_NO_POLICY, act.done_on, _document(act))
    _move_all(ones, change, by)


def fail_exit(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """Whoever does not meet the standard stays poor, with the reason that was decided."""
    households = households_of(ones)
    reasons = dict(act.decisions.values_list("procedure_id", "reason"))
    changes = {
        households[one.pk]: StatusChange(
            PovertyStatus.POOR, act.done_on, not_exit_reason=NotExitReason(reasons[one.pk])
        )
        for one in ones
    }
    status.move_poverty(changes, by=by)


def remove_error(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """清退: registered by mistake."""
    _close(ones, InvalidReason.REMOVED_ERROR, act, by)


def close_natural(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """Nobody is left: 整户自然减少."""
    _close(ones, InvalidReason.NATURAL_CLOSED, act, by)


def close_for_reason(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """Moved away as a whole, or entered twice."""
    households = households_of(ones)
    changes = {
        households[one.pk]: ValidityChange(
            Validity.INVALID, act.done_on, _document(act), InvalidReason(_facts(one)["reason"])
        )
        for one in ones
    }
    status.move_validity(changes, by=by)


def _close(ones: Sequence[Procedure], reason: InvalidReason, act: ProcedureAct, by: User) -> None:
    change = ValidityChange(Validity.INVALID, act.done_on, _document(act), reason)
    status.move_validity(dict.fromkeys(households_of(ones).values(), change), by=by)


def restore(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    change = ValidityChange(Validity.VALID, act.done_on, _document(act))
    status.move_validity(dict.fromkeys(households_of(ones).values(), change), by=by)


def watch(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """纳入监测."""
    households = households_of(ones)
    watches = {}
    for one in ones:
        said = _facts(one)
        kind = MonitoringKind(said["watch_kind"])
        watches[households[one.pk]] = Watch(kind, act.done_on, said["risk"], _document(act))
    status.start_watch(watches, by=by)


def risk_gone(ones: Sequence[Procedure], act: ProcedureAct, by: User) -> None:
    """风险消除, by help or by itself."""
    households = households_of(ones)
    for how in Elimination:
        mine = [households[one.pk] for one in ones if _facts(one)["how"] == how]
        if mine:
            status.end_watch(mine, how, on=act.done_on, by=by)
