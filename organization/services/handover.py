"""Somebody leaves: what he held passes to another, his account closes."""

import datetime
from typing import Any

from django.db import models, transaction

from organization import audit
from organization.days import ONE_DAY
from organization.enums import Reach
from organization.errors import RuleError
from organization.locks import hold_row
from organization.models import Grant, User
from organization.permissions import Permission, Role
from organization.scope import check
from organization.services.users import GrantTerms, disable_user, end_grant, give_grant
from organization.working_date import check_not_ahead, working_date


@transaction.atomic
def hand_over(leaver: User, *, to: User, on: datetime.date, by: User, reason: str) -> int:
    """Pass the division and unit grants of `leaver` to another, and close his account.

    Both happen for one day, today or past, so that nobody is left with an open account and no
    grants. Grants that begin later pass as well; one by which he stood in for somebody goes on
    doing so. Grants by own link (pairings, postings) do not pass: those are handed over where
    they are made. Returns how many grants passed.

    Raises:
        RuleError: same person, receiver disabled, or a day ahead.
        PermissionDenied: either account lies outside what `by` administers.
    """
    check(by, Permission.USER_MANAGE, leaver)
    check(by, Permission.USER_MANAGE, to)
    check_not_ahead(on, "交接日期")
    hold_row(to)
    if leaver == to or not to.is_active:
        raise RuleError("接手人须是另一个在用账号")
    passed = 0
    for grant in leaver.grants.overlapping(on, None).select_related("division", "unit"):
        passed += _pass(grant, to, on, by)
        _close(grant, on, by, reason)
    disable_user(leaver, reason=reason, by=by)
    return passed


def _pass(grant: Grant, to: User, on: datetime.date, by: User) -> bool:
    """Give the receiver what he does not hold already; False: nothing was left to give."""
    if grant.reach not in {Reach.DIVISION, Reach.UNIT} or grant.stands_in_for == to:
        return False
    starts_on = max(on, grant.starts_on)
    held = to.grants.filter(
        role=grant.role, reach=grant.reach, division=grant.division, unit=grant.unit
    ).overlapping(starts_on, grant.ends_on)
    if held.open().exists():
        return False
    starts_on = held.aggregate(last=models.Max("ends_on"))["last"] or starts_on
    if grant.ends_on and starts_on >= grant.ends_on:
        return False
    terms = GrantTerms(
        Role(grant.role), Reach(grant.reach), starts_on, grant.ends_on, grant.division, grant.unit,
        grant.stands_in_for, note=f"接替{grant.user.display_name}",
    )  # fmt: skip
    give_grant(to, terms, by=by)
    return True


def _close(grant: Grant, on: datetime.date, by: User, reason: str) -> None:
    """End a grant; one that has not begun is taken back, for there is nothing of it to keep."""
    if grant.starts_on <= working_date():
        end_grant(grant, on=max(on, grant.starts_on + ONE_DAY), by=by, note=reason)
        return
    before: dict[str, Any] = {
        name: getattr(grant, name)
        for name in ("user", "role", "reach", "division", "unit", "starts_on", "ends_on")
    }
    audit.record(by, "grant.withdrawn", grant, before=before, remark=reason)
    grant.delete()
