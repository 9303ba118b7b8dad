"""Opening procedures, taking their stages for one or many at once, withdrawing them."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from organization import audit, locks, subjects
from organization.audit import Act
from organization.bulk import insert_rows
from organization.days import ONE_DAY
from organization.division_codes import ancestors
from organization.enums import Outcome, ProcedureState
from organization.errors import RuleError, StaleError
from organization.holders import holders_at
from organization.models import (
    Procedure,
    ProcedureAct,
    ProcedureDecision,
    ProcedureObjection,
    User,
)
from organization.notice_days import open_from
from organization.parameters import parameter
from organization.permissions import PERMISSION_LABELS, Permission
from organization.procedures import ProcedureKind, Refusals, Stage, kind_of
from organization.services.attachments import attach, files_with_rows
from organization.services.notifications import notify
from organization.services.procedure_facts import check_files, read_facts
from organization.working_date import add_working_days, check_not_ahead

SAID = 5
"""So many of many refusals are told."""
Term = tuple[datetime.date | None, datetime.date | None]
Terms = Callable[[Stage, datetime.date, str], Term]
MOST = 500
"""So many go through one act; a village has fewer."""


@dataclass(frozen=True)
class Verdict:
    """What is decided of one procedure, and why."""

    outcome: Outcome = Outcome.PASSED
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Taking:
    """How a stage is taken: the day, what is put on record, the papers, what of whom."""

    on: datetime.date
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadedFile]] = field(default_factory=dict)
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    """Of whom something else than 通过 is decided."""


# --- opening -------------------------------------------------------------------------------------


@transaction.atomic
def open_procedures(
    kind: ProcedureKind, rows: Sequence[Any], facts: Mapping[str, Any], *,
    on: datetime.date, by: User,
) -> list[Procedure]:  # fmt: skip
    """Open a procedure for each of the rows; all of them or none.

    Raises:
        PermissionDenied: a row lies outside what `by` may handle.
        RuleError: the day lies ahead, a fact is missing, or a row is not one for it.
    """
    check_not_ahead(on, "发起日期")
    _check_reach(by, kind.permission, rows)
    kept = read_facts(kind.opening, facts)
    names = {row.pk: str(row) for row in rows}
    _refuse(kind.may_start(rows, kept, on) | _not_yet_there(kind, rows, on), names)
    _refuse(_already_running(kind, rows), names)
    first, due_on = kind.stages[0], cache(_due_on)
    opened = [
        Procedure(
            kind=kind.code, track=kind.track, subject_kind=kind.subject_kind,
            subject_id=str(row.pk), division_code=row.division_code, title=str(row)[:80],
            stage=first.code, facts=kept or None, opened_on=on, opened_by=by, stage_since=on,
            due_on=due_on(first, on, row.division_code),
        )
        for row in rows
    ]  # fmt: skip
    Procedure.objects.bulk_create(opened)
    acts = [_told("procedure.opened", one, {"kind": one.kind, "opened_on": on}) for one in opened]
    audit.record_many(by, acts, batch="")
    return opened


def _check_reach(by: User, permission: Permission, rows: Sequence[Any]) -> None:
    if not 0 < len(rows) <= MOST:
        raise RuleError(f"请选择1至{MOST}个办理对象")
    keys = {row.pk for row in rows}
    seen = type(rows[0])._default_manager.visible_to(by, permission).filter(pk__in=keys)
    if seen.count() != len(keys):
        label = PERMISSION_LABELS[permission]
        raise PermissionDenied(f"所选对象中有您无权“{label}”的，请联系管理员确认授权")


def _not_yet_there(kind: ProcedureKind, rows: Sequence[Any], on: datetime.date) -> Refusals:
    """Nothing begins before the record of the row, as it now holds, began."""
    since = subjects.get(kind.subject_kind).since
    return {
        key: f"发起日期不能早于其记录状态的起始日期{began}"
        for key, began in (since(rows) if since else {}).items()
        if began > on
    }


def _already_running(kind: ProcedureKind, rows: Sequence[Any]) -> Refusals:
    running = Procedure.objects.running().filter(
        track=kind.track, subject_kind=kind.subject_kind, subject_id__in=[str(r.pk) for r in rows]
    )
    return {
        int(key): f"“{kind_of(other).title}”正在办理，请先办结或撤回"
        for key, other in running.values_list("subject_id", "kind")
    }


def _refuse(refusals: Refusals, names: Mapping[int, str]) -> None:
    """Tell why not, of the first few; nothing is done for any of them."""
    if not refusals:
        return
    told = [f"{names[key]}：{why}" for key, why in list(refusals.items())[:SAID]]
    more = f"；另有{len(refusals) - SAID}户" if len(refusals) > SAID else ""
    raise RuleError("；".join(told) + more)


# --- taking a stage ------------------------------------------------------------------------------


@files_with_rows()
def take_stage(
    kind: ProcedureKind, stage: Stage, keys: Iterable[int], taking: Taking, *, by: User
) -> ProcedureAct:
    """Take the stage that waits, for one or many procedures by one act.

    Raises:
        PermissionDenied: one of them lies outside what `by` may do, or he had a hand in it.
        RuleError: the day is too early or ahead, a notice still runs, an objection waits, a fact
            or a paper is missing, or a test is not passed.
        StaleError: one of them waits no longer for this stage.
    """
    waiting = _held(kind, stage, set(keys))
    check_may_take(stage, waiting, by=by)
    _check_days(waiting, taking.on)
    kept = read_facts(stage.facts, taking.facts)
    check_files(stage.facts, taking.files)
    if taking.verdicts.keys() - {one.pk for one in waiting}:
        raise RuleError("有的结论所指的办理件不在所选之中，请核对")
    verdicts = {one.pk: taking.verdicts.get(one.pk, Verdict()) for one in waiting}
    _check_verdicts(kind, stage, verdicts)
    passed = _with(waiting, verdicts, Outcome.PASSED)
    if stage.guard:
        _refuse(stage.guard(passed, kept, taking.on), _names(waiting))
    act = ProcedureAct.objects.create(
        kind=kind.code, stage=stage.code, division_code=_area_of(waiting), done_on=taking.on,
        facts=kept, by=by,
    )  # fmt: skip
    for purpose, uploads in taking.files.items():
        for upload in uploads:
            attach(upload, to=act, purpose=purpose, by=by)
    _decide(act, verdicts, by)
    _move(kind, stage, waiting, verdicts, taking.on)
    if stage.effect and passed:
        stage.effect(passed, act, by)
    rejected = _with(waiting, verdicts, Outcome.REJECTED)
    if kind.on_reject and rejected:
        kind.on_reject(rejected, act, by)
    _tell_next(kind, act, passed)
    return act


def check_may_take(stage: Stage, waiting: Sequence[Procedure], *, by: User) -> None:
    """Refuse whoever may not take a stage, before he fills in what it asks.

    Raises:
        PermissionDenied: one of them lies outside what `by` may do, or he had a hand in it.
        RuleError: an objection waits.
    """
    _check_reach(by, stage.permission, waiting)
    _check_person(stage, waiting, by)
    _refuse(_frozen(waiting), _names(waiting))


def _held(kind: ProcedureKind, stage: Stage, keys: set[int]) -> list[Procedure]:
    """The procedures, held until the end; all of them must still wait for the stage."""
    rows = Procedure.objects.filter(pk__in=keys).order_by("pk")
    locks.hold(rows)
    waiting = list(rows.filter(kind=kind.code, stage=stage.code, state=ProcedureState.RUNNING))
    if len(waiting) != len(keys):
        raise StaleError(f"所选的有{len(keys) - len(waiting)}件已不在“{stage.label}”环节，请刷新")
    return waiting


def _check_person(stage: Stage, waiting: Sequence[Procedure], by: User) -> None:
    """Who proposed or verified does not judge; one's own earlier judgement on the same floor
    (部门比对, then 市级审批) is no bar."""
    if not stage.needs_another:
        return
    own = {s.code for s in waiting[0].definition.stages if s.permission == stage.permission}
    keys = [one.pk for one in waiting]
    hands = ProcedureDecision.objects.filter(procedure__in=keys, act__by=by)
    hands = hands.exclude(act__stage__in=own)
    if any(one.opened_by_id == by.pk for one in waiting) or hands.exists():
        raise PermissionDenied(f"“{stage.label}”须由没有经办过前面环节的人办理")


def _check_days(waiting: Sequence[Procedure], on: datetime.date) -> None:
    check_not_ahead(on, "办理日期")
    latest = max(one.stage_since for one in waiting)
    if on < latest:
        raise RuleError(f"办理日期不能早于上一环节的日期{latest}")
    opens = max((one.not_before for one in waiting if one.not_before), default=None)
    if opens and on < opens:
        raise RuleError(f"公示至{opens - ONE_DAY}期满，{opens}起才能办理")


def _frozen(waiting: Sequence[Procedure]) -> Refusals:
    objections = ProcedureObjection.objects.open().filter(procedure__in=waiting)
    counted = Counter(objections.values_list("procedure_id", flat=True))
    return {key: f"有{count}件异议没有答复" for key, count in counted.items()}


def _check_verdicts(kind: ProcedureKind, stage: Stage, verdicts: Mapping[int, Verdict]) -> None:
    for verdict in verdicts.values():
        if verdict.outcome == Outcome.RETURNED and not stage.returns_to:
            raise RuleError(f"“{stage.label}”不能退回")
        if verdict.outcome == Outcome.REJECTED and not stage.may_reject:
            raise RuleError(f"“{stage.label}”不能作不通过处理")
        if verdict.outcome == Outcome.PASSED:
            continue
        if kind.reasons and verdict.outcome == Outcome.REJECTED:
            if verdict.reason not in dict(kind.reasons):
                raise RuleError("不通过的须选择原因")
        elif not verdict.note.strip():
            raise RuleError("退回或不通过的须写明原因")


def _with(
    waiting: Sequence[Procedure], verdicts: Mapping[int, Verdict], outcome: Outcome
) -> list[Procedure]:
    return [one for one in waiting if verdicts[one.pk].outcome == outcome]


def _decide(act: ProcedureAct, verdicts: Mapping[int, Verdict], by: User) -> None:
    insert_rows(
        ProcedureDecision,
        ["act_id", "procedure_id", "outcome", "reason", "note"],
        [(act.pk, key, str(one.outcome), one.reason, one.note) for key, one in verdicts.items()],
    )
    codes = dict(Procedure.objects.filter(pk__in=verdicts).values_list("pk", "division_code"))
    acts = [
        Act(
            "procedure.taken", "organization.procedure", str(key), codes[key],
            after={"stage": act.stage, "outcome": str(one.outcome), "done_on": act.done_on},
        )
        for key, one in verdicts.items()
    ]  # fmt: skip
    audit.record_many(by, acts, batch=f"procedure-{act.pk}")


def _move(
    kind: ProcedureKind, stage: Stage, waiting: Sequence[Procedure],
    verdicts: Mapping[int, Verdict], on: datetime.date,
) -> None:  # fmt: skip
    """Put each where its verdict leads; the terms of the next stage count from `on`."""
    terms = cache(_terms)
    for one in waiting:
        match verdicts[one.pk].outcome:
            case Outcome.PASSED:
                _wait_for(one, kind.after(stage.code), on, terms)
            case Outcome.RETURNED:
                _wait_for(one, kind.by_code[stage.returns_to], on, terms)
            case Outcome.REJECTED:
                _end(one, on, ProcedureState.REJECTED)
    Procedure.objects.bulk_update(
        waiting, ["stage", "stage_since", "not_before", "due_on", "state", "closed_on"]
    )


def _wait_for(one: Procedure, stage: Stage | None, on: datetime.date, terms: Terms) -> None:
    """Let it wait for a stage; after the last it is done."""
    if stage is None:
        _end(one, on, ProcedureState.DONE)
    else:
        one.stage, one.stage_since = stage.code, on
        one.not_before, one.due_on = terms(stage, on, one.division_code)


def _end(one: Procedure, on: datetime.date, state: ProcedureState) -> None:
    one.stage, one.stage_since, one.not_before, one.due_on = "", on, None, None
    one.state, one.closed_on = state, on


def _terms(stage: Stage, on: datetime.date, code: str) -> Term:
    """From when a stage may be taken and until when it should be, counted from `on`."""
    opens = open_from(stage, on, code)
    return opens, _due_on(stage, opens or on, code)


def _due_on(stage: Stage, on: datetime.date, code: str) -> datetime.date | None:
    return add_working_days(on, parameter(stage.term, on, code)) if stage.term else None


def _area_of(waiting: Sequence[Procedure]) -> str:
    """The smallest area that holds them all."""
    chains = [ancestors(one.division_code) for one in waiting]
    return next(code for code in chains[0] if all(code in chain for chain in chains))


def _names(waiting: Sequence[Procedure]) -> dict[int, str]:
    return {one.pk: one.title for one in waiting}


def _told(verb: str, one: Procedure, after: dict[str, Any]) -> Act:
    return Act(verb, "organization.procedure", str(one.pk), one.division_code, after=after)


def _tell_next(kind: ProcedureKind, act: ProcedureAct, passed: Sequence[Procedure]) -> None:
    """A note to those whose turn it is now, unless the same people go on."""
    stage = kind.after(act.stage)
    if stage is None or not passed or stage.waits:
        return
    if stage.permission == act.current.permission:
        return
    notify(
        holders_at(act.division_code, stage.permission, act.done_on),
        title=f"待办：{kind.title}“{stage.label}”{len(passed)}件",
        url=f"{reverse('organization:procedure_list')}?kind={kind.code}&stage={stage.code}",
        fingerprint=f"procedure-act-{act.pk}",
    )


# --- withdrawing ---------------------------------------------------------------------------------


@transaction.atomic
def withdraw(procedure: Procedure, reason: str, *, on: datetime.date, by: User) -> None:
    """End a procedure that should not go on; what was done stays on record.

    What the township has reviewed or the city approved is ended by them.

    Raises:
        PermissionDenied: outside what `by` may end.
        RuleError: no reason, or the day is too early or ahead.
        StaleError: it is over.
    """
    locks.hold_row(procedure)
    _check_reach(by, procedure.ended_by, [procedure])
    if not reason.strip():
        raise RuleError("请写明撤回原因")
    check_not_ahead(on, "撤回日期")
    if not procedure.is_running:
        raise StaleError(f"“{procedure}”{procedure.get_state_display()}，不能撤回")
    if on < procedure.stage_since:
        raise RuleError(f"撤回日期不能早于上一环节的日期{procedure.stage_since}")
    _end(procedure, on, ProcedureState.WITHDRAWN)
    procedure.save(
        update_fields=["stage", "stage_since", "not_before", "due_on", "state", "closed_on"]
    )
    audit.record(
        by, "procedure.withdrawn", procedure, after={"closed_on": on}, remark=reason.strip()
    )
