"""A register small enough to be counted by hand, and facts that move it."""

import datetime

from households.enums import InvalidReason, LeaveReason, PovertyEvent, PovertyStatus, Validity
from households.models import Household, Membership, PovertySpan, ValiditySpan
from reviews.services import reports
from tests.factories import GEXIN, XIANFENG, HouseholdFactory


def change_status(household, status, on, event="", **fields):
    """End the open poverty span on a day and begin another."""
    PovertySpan.objects.filter(household=household, ends_on__isnull=True).update(ends_on=on)
    PovertySpan.objects.create(
        household=household, status=status, starts_on=on, event=event, **fields
    )


def lift(household, on, *, listed=datetime.date(2016, 3, 1)):
    change_status(household, PovertyStatus.PRE_EXIT, listed, PovertyEvent.LIST_PRE_EXIT)
    change_status(household, PovertyStatus.EXITED_WITH_POLICY, on, PovertyEvent.EXIT)


def close(household, on, reason=InvalidReason.REMOVED_ERROR):
    ValiditySpan.objects.filter(household=household, ends_on__isnull=True).update(ends_on=on)
    ValiditySpan.objects.create(
        household=household, validity=Validity.INVALID, reason=reason, starts_on=on
    )


def leave(member_of, on, reason=LeaveReason.DEATH):
    """The youngest member of a household leaves."""
    last = Membership.objects.filter(household=member_of, ends_on__isnull=True).last()
    Membership.objects.filter(pk=last.pk).update(ends_on=on, leave_reason=reason)


def five_households() -> dict[str, Household]:
    """Two townships. 革新村: A (3 people, poor), B (4, lifted on 2016-12-10, one died on the
    20th), C (2, lifted in 2015, returned on 2016-11-01). 先锋村: D (5, removed on 2016-10-30),
    E (1, listed for 2016 and not yet lifted)."""
    a, b, c = (HouseholdFactory(at=GEXIN, size=size) for size in (3, 4, 2))
    d, e = (HouseholdFactory(at=XIANFENG, size=size) for size in (5, 1))
    lift(b, datetime.date(2016, 12, 10))
    leave(b, datetime.date(2016, 12, 20))
    lift(c, datetime.date(2015, 12, 10), listed=datetime.date(2015, 3, 1))
    change_status(c, PovertyStatus.RETURNED, datetime.date(2016, 11, 1), "return", cause="01")
    close(d, datetime.date(2016, 10, 30))
    change_status(e, PovertyStatus.PRE_EXIT, datetime.date(2016, 3, 1), "list_pre_exit")
    return {"a": a, "b": b, "c": c, "d": d, "e": e}


def hand_in(report, *, by):
    """What a report asks of the units is written, and it goes to the approver."""
    if not report.commentary:
        reports.comment(report, "请各镇办抓紧补齐短板。", by=by)
    reports.submit(report, by=by)
