"""Reads across batches: who may decide on one, and what waits for whom."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from intake.enums import BatchState
from intake.models import ImportBatch
from intake.sheets import codes_readable_by
from organization.division_codes import code_range, level_of
from organization.enums import DivisionLevel, Reach
from organization.models import Grant, User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.working_date import add_working_days, working_date


@dataclass
class Turn:
    """Whose decision a batch waits for.

    `near` are the approvers of the township itself, `wide` those of the city; the city decides
    when the township has nobody, or has let the days of `approval_fallback_days` pass.
    """

    near: list[User] = field(default_factory=list)
    wide: list[User] = field(default_factory=list)
    wide_from: datetime.date | None = None
    """The first day on which the city may decide; None: at once."""

    def deciders(self, day: datetime.date) -> list[User]:
        open_to_wide = self.wide_from is None or day >= self.wide_from
        return [*self.near, *(self.wide if open_to_wide else [])]


def approval_grants(day: datetime.date) -> list[Grant]:
    """Every division grant in force that lets somebody approve; one query."""
    grants = Grant.objects.as_of(day).holding(Permission.IMPORT_APPROVE)
    grants = grants.filter(reach=Reach.DIVISION, user__is_active=True)
    return list(grants.select_related("user").order_by("user__username", "pk"))


def turn_of(batch: ImportBatch, day: datetime.date, grants: Iterable[Grant]) -> Turn:
    """Who may decide on `batch`, and from when; never its uploader."""
    turn = Turn()
    for grant in grants:
        if grant.user_id == batch.created_by_id or not _covers(grant, batch.division_code):
            continue
        is_near = level_of(str(grant.division_id)) in {
            DivisionLevel.TOWNSHIP,
            DivisionLevel.VILLAGE,
        }
        group = turn.near if is_near else turn.wide
        if grant.user not in group:
            group.append(grant.user)
    turn.wide = [user for user in turn.wide if user not in turn.near]
    if turn.near and batch.submitted_on:
        days = parameter("approval_fallback_days", day, batch.division_code)
        last = add_working_days(batch.submitted_on, days)
        turn.wide_from = last + datetime.timedelta(days=1)
    return turn


def _covers(grant: Grant, code: str) -> bool:
    return code_range(str(grant.division_id)).holds(code)


def batches_of(user: User, permission: Permission = Permission.IMPORT_VIEW) -> QuerySet:
    """Batches of the user's area whose rows he may see, and his own."""
    visible = ImportBatch.objects.visible_to(user, permission)
    visible = visible.filter(sheet__in=codes_readable_by(user))
    return (visible | ImportBatch.objects.filter(created_by=user)).for_list()


def batches_to_decide(user: User) -> list[ImportBatch]:
    """Submitted batches that this user may decide on today, oldest first."""
    if not user.may(Permission.IMPORT_APPROVE):
        return []
    waiting = ImportBatch.objects.visible_to(user, Permission.IMPORT_APPROVE).waiting()
    waiting = waiting.exclude(created_by=user).for_list().order_by("submitted_at")[:200]
    batches = list(waiting)
    if not batches:
        return []
    day = working_date()
    grants = approval_grants(day)
    return [batch for batch in batches if user in turn_of(batch, day, grants).deciders(day)]


def waiting_for(user: User) -> int:
    """What waits for this user: batches to decide, and own ones planned but not submitted."""
    own = ImportBatch.objects.filter(created_by=user, state=BatchState.PLANNED).count()
    return own + len(batches_to_decide(user))
