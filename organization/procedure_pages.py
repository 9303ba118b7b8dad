"""What the pages of procedures show: whose turn it is, how far one has come, what happened."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from organization.days import ONE_DAY
from organization.enums import Outcome, ProcedureState
from organization.models import (
    Division,
    Procedure,
    ProcedureAct,
    ProcedureDecision,
    ProcedureObjection,
    User,
)
from organization.models.procedures import ProcedureQuerySet
from organization.permissions import Permission
from organization.pieces import Event, File, Stage, clock_words, files_of
from organization.procedures import Fact, FactKind, ProcedureKind, kinds_for, stages_for
from organization.scope import may
from organization.working_date import working_date


def waiting_for(user: User) -> ProcedureQuerySet:
    """The procedures whose stage this user may take today."""
    day = working_date()
    running = Procedure.objects.running().filter(
        Q(not_before__isnull=True) | Q(not_before__lte=day)
    )
    found = Procedure.objects.none()
    for permission, pairs in stages_for(user.permissions).items():
        stages = reduce(or_, (Q(kind=kind, stage=stage) for kind, stage in pairs))
        found = found | running.visible_to(user, permission).filter(stages)
    return found


@dataclass(frozen=True)
class ProcedureLine:
    """A procedure in a list."""

    procedure: Procedure
    place: str
    stage: str
    clock: tuple[str, str]
    may_take: bool


def lines_of(ones: Iterable[Procedure], user: User, day: datetime.date) -> list[ProcedureLine]:
    """Procedures as rows of a list, with the names of their places."""
    ones = list(ones)
    codes = {one.division_code for one in ones}
    places = Division.objects.filter(code__in=codes).select_related("parent")
    names = {each.code: f"{each.parent.short_name} {each.short_name}" for each in places}
    takeable = set(waiting_for(user).filter(pk__in=[one.pk for one in ones]).values_list("pk"))
    return [
        ProcedureLine(
            one,
            names.get(one.division_code, ""),
            one.current.label if one.current else "",
            clock_of(one, day),
            (one.pk,) in takeable,
        )
        for one in ones
    ]


def clock_of(one: Procedure, day: datetime.date) -> tuple[str, str]:
    """How its time stands, as (words, level of the badge)."""
    if not one.is_running:
        return "", ""
    if one.not_before and day < one.not_before:
        return f"公示至{one.not_before - ONE_DAY:%m-%d}", "neutral"
    return clock_words(one.due_on, day)


@dataclass(frozen=True)
class StagePanel:
    """What the guard of a stage reads, and where it is shown."""

    title: str
    url: str


@dataclass(frozen=True)
class ProcedurePage:
    """One procedure: its way, whose turn it is, what happened, what this user may do."""

    procedure: Procedure
    opening: list[tuple[str, str]]
    stages: list[Stage]
    clock: tuple[str, str]
    waits: str
    events: list[Event]
    files: list[File]
    objections: list[ProcedureObjection]
    notice_url: str
    panel: StagePanel | None
    is_frozen: bool
    may_take: bool
    may_handle: bool
    may_withdraw: bool


def procedure_page(one: Procedure, user: User, day: datetime.date) -> ProcedurePage:
    """The page of a procedure."""
    decisions = list(one.decisions.select_related("act__by"))
    objections = list(one.objections.select_related("recorded_by", "answered_by"))
    may_handle = may(user, one.definition.permission, one)
    return ProcedurePage(
        procedure=one,
        opening=_said(one.definition.opening, one.facts or {}),
        stages=_stages(one, decisions, day),
        clock=clock_of(one, day),
        waits=_waits(one, day),
        events=_events(one, decisions, objections, names_objectors=may_handle),
        files=_files(one, user),
        objections=objections,
        notice_url=notice_url([one]) if may_handle else "",
        panel=panel_of([one]),
        is_frozen=any(each.answered_on is None for each in objections),
        may_take=waiting_for(user).filter(pk=one.pk).exists(),
        may_handle=one.is_running and may_handle,
        may_withdraw=one.is_running and may(user, one.ended_by, one),
    )


def panel_of(ones: Sequence[Procedure]) -> StagePanel | None:
    """What is to be seen of procedures before the stage for which they wait is taken."""
    stage = ones[0].current
    if stage is None or stage.panel is None:
        return None
    title, name = stage.panel
    return StagePanel(title, _address(name, ones))


def notice_url(ones: Sequence[Procedure]) -> str:
    """Where the list of their public notice is printed, while it is put up or hangs out."""
    kind, stage = ones[0].definition, ones[0].stage
    return _address(kind.notice_url, ones) if stage and kind.prints_notice(stage) else ""


def _address(name: str, ones: Sequence[Procedure]) -> str:
    keys = urlencode([("selected", one.pk) for one in ones])
    return f"{reverse(name)}?{keys}"


def _files(one: Procedure, user: User) -> list[File]:
    """The papers of its acts; not of an act over an area that the user does not see whole."""
    acts = ProcedureAct.objects.visible_to(user, Permission.PROCEDURE_VIEW)
    found = files_of(acts.filter(decisions__procedure=one))
    return [file for files in found.values() for file in files]


def _waits(one: Procedure, day: datetime.date) -> str:
    """Whose turn it is until when, in a sentence."""
    stage = one.current
    if stage is None:
        return ""
    if one.not_before and day < one.not_before:
        return (
            f"正在公示，至{one.not_before - ONE_DAY}期满；期满后由{stage.actor}办理“{stage.label}”"
        )
    until = f"，应在{one.due_on}前办结" if one.due_on else ""
    return f"等待{stage.actor}办理“{stage.label}”{until}"


def _stages(one: Procedure, decisions: list[ProcedureDecision], day: datetime.date) -> list[Stage]:
    taken = {
        each.act.stage: each.act.done_on for each in decisions if each.outcome == Outcome.PASSED
    }
    codes = [stage.code for stage in one.definition.stages]
    here = codes.index(one.stage) if one.stage else len(codes)
    is_late = one.due_on is not None and one.due_on < day
    shown = []
    for place, stage in enumerate(one.definition.stages):
        done = stage.code in taken and place < here
        now = place == here
        state = "done" if done else (("late" if is_late else "now") if now else "")
        note = f"{taken[stage.code]:%m-%d}" if done else ""
        if now and one.due_on:
            note = f"{one.due_on:%m-%d}前"
        shown.append(Stage(stage.label, state, note))
    return shown


def _said(asked: Iterable[Fact], kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts in words."""
    said = []
    for fact in asked:
        if fact.name not in kept:
            continue
        value = kept[fact.name]
        if fact.kind == FactKind.CHOICE:
            value = dict(fact.choices).get(value, value)
        said.append((fact.label, "是" if value is True else str(value)))
    return said


def _events(
    one: Procedure, decisions: list[ProcedureDecision], objections: list[ProcedureObjection], *,
    names_objectors: bool,
) -> list[Event]:  # fmt: skip
    """What happened, newest first; who objected by name is told to those who must answer."""
    dated = [(one.opened_on, 0, Event(str(one.opened_on), "发起", str(one.opened_by)))]
    dated += [(each.act.done_on, each.pk, _decided(one, each)) for each in decisions]
    for each in objections:
        dated.append((each.raised_on, 0, _objected(each, is_named=names_objectors)))
        if each.answered_on:
            dated.append((each.answered_on, 0, _answered(each)))
    if one.state == ProcedureState.WITHDRAWN and one.closed_on:
        dated.append((one.closed_on, 2**60, Event(str(one.closed_on), "撤回")))
    return [event for _, _, event in sorted(dated, key=lambda line: line[:2], reverse=True)]


def _decided(one: Procedure, decision: ProcedureDecision) -> Event:
    act = decision.act
    facts = "；".join(f"{label}：{text}" for label, text in _said(act.current.facts, act.facts))
    reason = dict(one.definition.reasons).get(decision.reason, "")
    text = "；".join(part for part in (reason, decision.note, facts) if part)
    is_passed = decision.outcome == Outcome.PASSED
    title = act.current.label + ("" if is_passed else f"：{decision.get_outcome_display()}")
    return Event(str(act.done_on), title, str(act.by), text, "" if is_passed else "urgent")


def _objected(each: ProcedureObjection, *, is_named: bool) -> Event:
    who = "实名" if each.raised_by else "匿名"
    who += f"：{each.raised_by}" if each.raised_by and is_named else ""
    return Event(
        str(each.raised_on), f"提出异议（{who}）", str(each.recorded_by), each.content, "urgent"
    )


def _answered(each: ProcedureObjection) -> Event:
    title = "异议成立，退回重新核实" if each.is_upheld else "异议不成立"
    return Event(str(each.answered_on), title, str(each.answered_by), each.answer)


@dataclass(frozen=True)
class Offer:
    """A procedure that may be begun for a row."""

    kind: ProcedureKind
    url: str


def offers_for(row: Any, user: User, day: datetime.date) -> list[Offer]:
    """What this user may begin for a row today."""
    running = set(Procedure.objects.running().of(row).values_list("track", flat=True))
    return [
        Offer(kind, f"{reverse('organization:procedure_open')}?kind={kind.code}&selected={row.pk}")
        for kind in kinds_for(row._meta.label_lower)
        if kind.track not in running
        and may(user, kind.permission, row)
        and not kind.may_start([row], {}, day)
    ]
