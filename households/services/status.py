"""The status of a household in time: one span ends where the next begins."""

import datetime
from dataclasses import dataclass

from django.db import transaction

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
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_version
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
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


@transaction.atomic
def record_poverty_status(household: Household, change: StatusChange, *, by: User) -> PovertySpan:
    """Move a household along the poverty axis from a day on.

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: the step is not in the table, the day lies ahead or is not later than the last
            step's, or what it needs is missing.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    check_not_ahead(change.on, "变更日期")
    hold_version(household)
    _check_in_register(household)
    last = household.statuses.open().first()
    event = _step(last, change)
    if last:
        last.ends_on = change.on
        last.save(update_fields=["ends_on"])
    span = PovertySpan.objects.create(
        household=household,
        status=change.status,
        starts_on=change.on,
        event=event,
        cause=change.cause or "",
        not_exit_reason=change.not_exit_reason or "",
        document_no=change.document_no,
    )
    audit.record(
        by,
        "household.status_changed",
        span,
        before={"status": last.status} if last else {},
        after={"status": change.status, "starts_on": change.on},
        remark=change.document_no,
    )
    audit.mark_change(Topic.STATUS, household.village_id, change.on)
    recheck(household)
    return span


def _check_in_register(household: Household) -> None:
    span = household.validities.open().first()
    if span and span.validity != Validity.VALID:
        raise RuleError(f"{household}记录状态为“{span.get_validity_display()}”，请先列入登记")


def _step(last: PovertySpan | None, change: StatusChange) -> PovertyEvent:
    """The event that leads from the last status to the new one."""
    now = PovertyStatus(last.status) if last else None
    event = POVERTY_STEPS.get((now, change.status))
    if event is None:
        was = now.label if now else "未纳入"
        raise RuleError(f"“{was}”的户不能转为“{change.status.label}”")
    if last and change.on <= last.starts_on:
        raise RuleError(f"变更日期须晚于现状态的起始日期{last.starts_on}")
    still_poor = change.status in {PovertyStatus.POOR, PovertyStatus.RETURNED}
    if still_poor and change.on > LAST_DAY_OF_THE_CAMPAIGN:
        raise RuleError("2020年以后不再新增贫困户，请按防止返贫监测对象识别")
    if change.status == PovertyStatus.RETURNED and change.cause is None:
        raise RuleError("返贫须填写返贫原因")
    if event == PovertyEvent.FAIL_EXIT and change.not_exit_reason is None:
        raise RuleError("未达脱贫标准须填写未脱贫原因")
    return event


@transaction.atomic
def record_validity(
    household: Household,
    validity: Validity,
    *,
    on: datetime.date,
    by: User,
    reason: InvalidReason | None = None,
    document_no: str = "",
) -> ValiditySpan:
    """Take a household into the register, or out of it, from a day on.

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: it is so already, the day lies ahead or is not later than the last change, or
            the reason is missing.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    check_not_ahead(on, "变更日期")
    hold_version(household)
    last = household.validities.open().first()
    if last and last.validity == validity:
        raise RuleError(f"该户记录状态已是“{validity.label}”")
    if last and on <= last.starts_on:
        raise RuleError(f"变更日期须晚于现状态的起始日期{last.starts_on}")
    if validity == Validity.INVALID and reason is None:
        raise RuleError("记录转为无效须填写原因")
    if last:
        last.ends_on = on
        last.save(update_fields=["ends_on"])
    span = ValiditySpan.objects.create(
        household=household,
        validity=validity,
        starts_on=on,
        reason=reason or "",
        document_no=document_no,
    )
    audit.record(
        by,
        "household.validity_changed",
        span,
        before={"validity": last.validity} if last else {},
        after={"validity": validity, "starts_on": on, "reason": reason or ""},
        remark=document_no,
    )
    audit.mark_change(Topic.STATUS, household.village_id, on)
    recheck(household)
    return span


@transaction.atomic
def start_monitoring(
    household: Household,
    kind: MonitoringKind,
    *,
    on: datetime.date,
    by: User,
    risk: str = "",
    document_no: str = "",
) -> MonitoringCase:
    """Put a household under watch from a day on; `risk` is a code of 致贫原因.

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: it is watched already, the kind does not fit its history, or the day lies ahead
            or before the watch was ordered.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    check_not_ahead(on, "识别时间")
    if on < WATCHED_SINCE:
        raise RuleError(f"防止返贫监测自{WATCHED_SINCE}开始，识别时间不能在此之前")
    hold_version(household)
    if household.monitoring.filter(eliminated_on__isnull=True).exists():
        raise RuleError("该户已是监测对象，风险尚未消除")
    was_registered = household.statuses.exists()
    if kind == MonitoringKind.UNSTABLE and not was_registered:
        raise RuleError("脱贫不稳定户须曾为建档立卡户")
    if kind == MonitoringKind.MARGINAL and was_registered:
        raise RuleError("边缘易致贫户须未曾建档立卡")
    case = MonitoringCase.objects.create(
        household=household, kind=kind, identified_on=on, risks=risk
    )
    after = {"kind": kind, "identified_on": on}
    _watched(case, "monitoring.started", after, on, document_no, by)
    return case


@transaction.atomic
def end_monitoring(
    household: Household,
    elimination: Elimination,
    *,
    on: datetime.date,
    by: User,
    document_no: str = "",
) -> None:
    """Record that the risk of a watched household is gone.

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: it is not watched, or the day is too early or ahead.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    check_not_ahead(on, "风险消除时间")
    hold_version(household)
    case = household.monitoring.filter(eliminated_on__isnull=True).first()
    if case is None:
        raise RuleError("该户不是监测对象，或风险已消除")
    if on <= case.identified_on:
        raise RuleError(f"风险消除时间须晚于识别时间{case.identified_on}")
    case.eliminated_on, case.elimination = on, elimination
    case.save(update_fields=["eliminated_on", "elimination"])
    after = {"eliminated_on": on, "elimination": elimination}
    _watched(case, "monitoring.ended", after, on, document_no, by)


def _watched(
    case: MonitoringCase, verb: str, after: dict, on: datetime.date, document_no: str, by: User
) -> None:
    audit.record(by, verb, case, after=after, remark=document_no)
    audit.mark_change(Topic.STATUS, case.household.village_id, on)
    recheck(case.household)
