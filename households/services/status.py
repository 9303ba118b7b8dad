"""The status of households in time: one span ends where the next begins.

Statuses change by procedures only (`households.procedures`), many households by one act; who may
act, and on what evidence, is the procedure's to ask. A fixed number of statements, whatever the
number of households.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from households.enums import (
    Cause,
    Elimination,
    InvalidReason,
    MonitoringKind,
    NotExitReason,
    PovertyEvent,
    PovertyStatus,
    Validity,
)
from households.enums.status import POVERTY_STEPS
from households.models import Household, MonitoringCase, PovertySpan, ValiditySpan
from households.services.check_register import recheck
from organization import audit, locks
from organization.audit import Act
from organization.enums import Topic
from organization.errors import RuleError
from organization.models import User
from organization.working_date import check_not_ahead

WATCHED_SINCE = datetime.date(2020, 3, 20)
"""国开办: 关于建立防止返贫监测和帮扶机制的指导意见; nobody is watched before it."""
LAST_DAY_OF_THE_CAMPAIGN = datetime.date(2020, 12, 31)
"""After it nobody becomes poor any more; risk is handled by monitoring."""


@dataclass(frozen=True)
class StatusChange:
    """A step on the poverty axis and what it rests on."""

    status: PovertyStatus
    on: datetime.date
    document_no: str = ""
    cause: Cause | None = None
    not_exit_reason: NotExitReason | None = None


@dataclass(frozen=True)
class ValidityChange:
    """Into the register, or out of it, and what it rests on."""

    validity: Validity
    on: datetime.date
    document_no: str = ""
    reason: InvalidReason | None = None


@dataclass(frozen=True)
class Watch:
    """As what a household comes under watch; `risk` is a code of 致贫原因."""

    kind: MonitoringKind
    on: datetime.date
    risk: str = ""
    document_no: str = ""


# --- axis 2: poverty -----------------------------------------------------------------------------


@transaction.atomic
def move_poverty(changes: Mapping[Household, StatusChange], *, by: User) -> None:
    """Move households along the poverty axis from a day on.

    Raises:
        RuleError: a step is not in the table, its day lies ahead or is not later than the last
            step's, or what it needs is missing; the household is named. None is moved.
    """
    _hold(changes)
    spans = PovertySpan.objects.open().filter(household__in=changes)
    last = {span.household_id: span for span in spans}
    _check_in_register(changes)
    fresh = []
    for household, change in changes.items():
        with _named(household):
            fresh.append(_poverty_span(household, last.get(household.pk), change))
    _end(last.values(), {household.pk: change.on for household, change in changes.items()})
    PovertySpan.objects.bulk_create(fresh)
    _tell(fresh, last, "household.status_changed", "status", by)


def _poverty_span(
    household: Household, last: PovertySpan | None, change: StatusChange
) -> PovertySpan:
    return PovertySpan(
        household=household,
        status=change.status,
        starts_on=change.on,
        event=step_to(last, change),
        cause=change.cause or "",
        not_exit_reason=change.not_exit_reason or "",
        document_no=change.document_no,
    )


def step_to(last: PovertySpan | None, change: StatusChange) -> PovertyEvent:
    """The event that leads from the last status to the new one.

    Raises:
        RuleError: none does, or what it needs is missing.
    """
    now = PovertyStatus(last.status) if last else None
    event = POVERTY_STEPS.get((now, change.status))
    if event is None:
        was = now.label if now else "未纳入"
        raise RuleError(f"“{was}”的户不能转为“{change.status.label}”")
    _check_day(change.on, last)
    still_poor = change.status in {PovertyStatus.POOR, PovertyStatus.RETURNED}
    if still_poor and change.on > LAST_DAY_OF_THE_CAMPAIGN:
        raise RuleError("2020年以后不再新增贫困户，请按防止返贫监测对象识别")
    if change.status == PovertyStatus.RETURNED and change.cause is None:
        raise RuleError("返贫须填写返贫原因")
    if event == PovertyEvent.FAIL_EXIT and change.not_exit_reason is None:
        raise RuleError("未达脱贫标准须填写未脱贫原因")
    return event


def _check_in_register(households: Iterable[Household]) -> None:
    spans = ValiditySpan.objects.open().filter(household__in=households)
    outside = spans.exclude(validity=Validity.VALID).select_related("household").first()
    if outside:
        label = outside.get_validity_display()
        raise RuleError(f"{outside.household}记录状态为“{label}”，请先列入登记")


# --- axis 1: validity ----------------------------------------------------------------------------


@transaction.atomic
def move_validity(changes: Mapping[Household, ValidityChange], *, by: User) -> None:
    """Take households into the register, or out of it, from a day on.

    Raises:
        RuleError: it is so already, the day lies ahead or is not later than the last change, or
            the reason is missing; the household is named. None is moved.
    """
    _hold(changes)
    spans = ValiditySpan.objects.open().filter(household__in=changes)
    last = {span.household_id: span for span in spans}
    fresh = []
    for household, change in changes.items():
        with _named(household):
            fresh.append(_validity_span(household, last.get(household.pk), change))
    _end(last.values(), {household.pk: change.on for household, change in changes.items()})
    ValiditySpan.objects.bulk_create(fresh)
    _tell(fresh, last, "household.validity_changed", "validity", by)


def _validity_span(
    household: Household, last: ValiditySpan | None, change: ValidityChange
) -> ValiditySpan:
    if last and last.validity == change.validity:
        raise RuleError(f"该户记录状态已是“{change.validity.label}”")
    _check_day(change.on, last)
    if change.validity == Validity.INVALID and change.reason is None:
        raise RuleError("记录转为无效须填写原因")
    return ValiditySpan(
        household=household,
        validity=change.validity,
        starts_on=change.on,
        reason=change.reason or "",
        document_no=change.document_no,
    )


# --- axis 3: watch -------------------------------------------------------------------------------


def kinds_of_watch(*, was_registered: bool) -> list[MonitoringKind]:
    """As what a household may be watched: unstable who was lifted, marginal who never was poor,
    in sudden hardship either."""
    barred = MonitoringKind.MARGINAL if was_registered else MonitoringKind.UNSTABLE
    return [kind for kind in MonitoringKind if kind != barred]


@transaction.atomic
def start_watch(watches: Mapping[Household, Watch], *, by: User) -> None:
    """Put households under watch from a day on.

    Raises:
        RuleError: one is watched already, the kind does not fit its history, or the day lies
            ahead or before the watch was ordered. None is put under watch.
    """
    _hold(watches)
    open_ones = MonitoringCase.objects.open().filter(household__in=watches)
    watched = set(open_ones.values_list("household_id", flat=True))
    spans = PovertySpan.objects.filter(household__in=watches)
    registered = set(spans.values_list("household_id", flat=True))
    for household, watch in watches.items():
        with _named(household):
            if household.pk in watched:
                raise RuleError("已是监测对象，风险尚未消除")
            _check_watch(watch, was_registered=household.pk in registered)
    fresh = [
        MonitoringCase(
            household=household, kind=watch.kind, identified_on=watch.on, risks=watch.risk
        )
        for household, watch in watches.items()
    ]
    MonitoringCase.objects.bulk_create(fresh)
    acts = [
        _act("monitoring.started", case, {"kind": case.kind, "identified_on": case.identified_on})
        for case in fresh
    ]
    _record(acts, fresh, {each.on for each in watches.values()}, by)


def _check_watch(watch: Watch, *, was_registered: bool) -> None:
    check_not_ahead(watch.on, "识别时间")
    if faults := watch_faults(watch.kind, watch.on, was_registered=was_registered):
        raise RuleError("；".join(faults.values()))


def watch_faults(
    kind: MonitoringKind, identified_on: datetime.date, *, was_registered: bool
) -> dict[str, str]:
    """What stands against such a watch, by the field of the case."""
    faults = {}
    if identified_on < WATCHED_SINCE:
        faults["identified_on"] = f"防止返贫监测自{WATCHED_SINCE}开始，识别时间不能在此之前"
    if kind not in kinds_of_watch(was_registered=was_registered):
        must = "未曾建档立卡" if was_registered else "曾为建档立卡户"
        faults["kind"] = f"{kind.label}须{must}"
    return faults


@transaction.atomic
def end_watch(
    households: Iterable[Household], how: Elimination, *, on: datetime.date, by: User
) -> None:
    """Record that the risk of watched households is gone.

    Raises:
        RuleError: one is not watched, or the day is too early or ahead. None is changed.
    """
    households = list(households)
    check_not_ahead(on, "风险消除时间")
    _hold(households)
    cases = {
        case.household_id: case
        for case in MonitoringCase.objects.open()
        .filter(household__in=households)
        .select_related("household")
    }
    for household in households:
        with _named(household):
            case = cases.get(household.pk)
            if case is None:
                raise RuleError("不是监测对象，或风险已消除")
            if on <= case.identified_on:
                raise RuleError(f"风险消除时间须晚于识别时间{case.identified_on}")
            case.eliminated_on, case.elimination = on, how
    MonitoringCase.objects.bulk_update(cases.values(), ["eliminated_on", "elimination"])
    after = {"eliminated_on": on, "elimination": how}
    acts = [_act("monitoring.ended", case, after) for case in cases.values()]
    _record(acts, cases.values(), {on}, by)


# --- shared --------------------------------------------------------------------------------------


def _hold(households: Iterable[Household]) -> None:
    """Hold the households until the end; forms open on them become stale."""
    rows = Household.objects.filter(pk__in=[household.pk for household in households])
    locks.hold(rows)
    rows.update(version=F("version") + 1)


@contextmanager
def _named(household: Household) -> Iterator[None]:
    """A refusal inside names the household."""
    try:
        yield
    except RuleError as error:
        raise type(error)(f"{household}：{error}") from error


def _check_day(on: datetime.date, last: PovertySpan | ValiditySpan | None) -> None:
    check_not_ahead(on, "变更日期")
    if last and on <= last.starts_on:
        raise RuleError(f"变更日期须晚于现状态的起始日期{last.starts_on}")


def _end(spans: Iterable, days: Mapping[int, datetime.date]) -> None:
    """End what held before on the day on which the next begins."""
    spans = list(spans)
    for span in spans:
        span.ends_on = days[span.household_id]
    if spans:
        type(spans[0]).objects.bulk_update(spans, ["ends_on"])


def _tell(fresh: list, last: Mapping, verb: str, name: str, by: User) -> None:
    acts = []
    for span in fresh:
        was = last.get(span.household_id)
        after = {name: getattr(span, name), "starts_on": span.starts_on}
        after |= {"reason": span.reason} if name == "validity" else {}
        after |= {"document_no": span.document_no} if span.document_no else {}
        acts.append(_act(verb, span, after, {name: getattr(was, name)} if was else {}))
    _record(acts, fresh, {span.starts_on for span in fresh}, by)


def _act(verb: str, row: Any, after: dict, before: dict | None = None) -> Act:
    return Act(
        verb, row._meta.label_lower, str(row.pk), row.household.village_id, before or {}, after
    )


def _record(acts: list[Act], rows: Iterable, days: set[datetime.date], by: User) -> None:
    households = [row.household for row in rows]
    audit.record_many(by, acts, batch="")
    marks = [(household.village_id, min(days)) for household in households]
    audit.mark_changes([Topic.STATUS], marks)
    recheck(*households)
