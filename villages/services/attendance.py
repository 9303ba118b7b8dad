"""Days in the village: entered, confirmed by the township, corrected with a trail."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_version
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.services.edits import store
from organization.working_date import working_date
from villages.models import AttendanceMonth, Posting
from villages.services.postings import SHORTEST_REMARK


@dataclass(frozen=True)
class MonthDays:
    """What the attendance register says of one month."""

    counted: Decimal
    nights: int = 0
    leave: Decimal = Decimal(0)
    remark: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """As `AttendanceMonth` keeps them."""
        return {
            "counted_days": self.counted,
            "nights": self.nights,
            "leave_days": self.leave,
            "remark": self.remark.strip(),
        }


@transaction.atomic
def enter_month(
    posting: Posting, month: datetime.date, days: MonthDays, *, by: User
) -> AttendanceMonth:
    """Enter or correct a month and confirm it.

    The days come from the register that the township keeps; entering them is confirming them. A
    month already confirmed is corrected only with a remark that says why.

    Raises:
        PermissionDenied: `by` may not confirm days here.
        RuleError: the month has not begun, lies outside the posting, or the days do not fit it.
    """
    check(by, Permission.ATTENDANCE_CONFIRM, posting)
    month = month.replace(day=1)
    hold_version(posting.village)
    posting.refresh_from_db(fields=["ends_on"])
    _check_days(posting, month, days)
    row = AttendanceMonth.objects.filter(posting=posting, month=month).first()
    row = row or AttendanceMonth(posting=posting, month=month)
    values = days.columns
    before, after = audit.changes(row, values)
    is_correction = row.confirmed_at is not None
    if is_correction and not after:
        return row
    if is_correction and len(str(values["remark"])) < SHORTEST_REMARK:
        raise RuleError(f"{month:%Y年%m月}已核定，更正须写明原因")
    values |= {"confirmed_by": by, "confirmed_at": timezone.now()}
    for name, value in values.items():
        setattr(row, name, value)
    store(row, values)
    verb = "attendance.corrected" if is_correction else "attendance.confirmed"
    audit.record(by, verb, row, before=before if is_correction else {}, after=after)
    audit.mark_change(Topic.ATTENDANCE, posting.village_id, month)
    return row


@transaction.atomic
def confirm_months(months: Iterable[AttendanceMonth], *, by: User) -> int:
    """Confirm months that came in by workbook; returns how many were still open.

    The same few statements for any number of months.

    Raises:
        PermissionDenied: one of them lies outside what `by` may confirm.
    """
    chosen = {row.pk: row for row in months}
    named = AttendanceMonth.objects.filter(pk__in=chosen)
    allowed = named.visible_to(by, Permission.ATTENDANCE_CONFIRM)
    if set(allowed.values_list("pk", flat=True)) != chosen.keys():
        raise PermissionDenied("所选月份中有不在您管辖范围的，请刷新列表后重新选择")
    moment = timezone.now()
    if not named.waiting().update(confirmed_by=by, confirmed_at=moment):
        return 0
    # What this very call confirmed; another's months stand under his name or his moment.
    own = named.filter(confirmed_by=by, confirmed_at=moment).select_related("posting")
    confirmed = list(own)
    audit.record_many(by, map(_confirmation, confirmed), batch=f"attendance:{uuid4().hex[:12]}")
    audit.mark_changes([Topic.ATTENDANCE], ((row.division_code, row.month) for row in confirmed))
    return len(confirmed)


def _confirmation(row: AttendanceMonth) -> audit.Act:
    return audit.Act(
        "attendance.confirmed",
        "villages.attendancemonth",
        str(row.pk),
        row.division_code,
        after={"counted_days": row.counted_days},
    )


def _check_days(posting: Posting, month: datetime.date, days: MonthDays) -> None:
    length = calendar.monthrange(month.year, month.month)[1]
    last = month.replace(day=length)
    if month > working_date():
        raise RuleError(f"{month:%Y年%m月}尚未开始，不能登记")
    if last < posting.starts_on or (posting.ends_on and month >= posting.ends_on):
        raise RuleError(f"{month:%Y年%m月}不在任职期内")
    first_day = max(month, posting.starts_on)
    on_post = (min(last, posting.last_day or last) - first_day).days + 1
    if days.counted + days.leave > on_post:
        raise RuleError(f"计入天数与请假天数合计不能超过当月在任的{on_post}天")
    if days.nights > on_post:
        raise RuleError(f"夜宿天数不能超过当月在任的{on_post}天")
