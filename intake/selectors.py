"""Reads across batches: who may decide on one, and what waits for whom."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from intake.enums import BatchState
from intake.models import ImportBatch
from intake.models.batches import ImportBatchQuerySet
from intake.sheets import codes_readable_by
from organization.days import ONE_DAY
from organization.division_codes import code_range, level_of, prefix_of
from organization.enums import DivisionLevel, Reach
from organization.models import Grant, User
from organization.parameters import ParameterValues, parameters_by_division
from organization.permissions import Permission
from organization.working_date import add_working_days, working_date, working_days_back

_NEAR = (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE)


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


@dataclass(frozen=True)
class Turns:
    """What decides whose turn it is on a day, read once for any number of batches."""

    day: datetime.date
    grants: list[Grant]
    fallback_days: ParameterValues

    def of(self, batch: ImportBatch) -> Turn:
        """Who may decide on `batch`, and from when; never its uploader."""
        turn = Turn()
        for grant in self.grants:
            if grant.user_id == batch.created_by_id or not _covers(grant, batch.division_code):
                continue
            group = turn.near if _is_near(grant) else turn.wide
            if grant.user not in group:
                group.append(grant.user)
        turn.wide = [user for user in turn.wide if user not in turn.near]
        if turn.near and batch.submitted_on:
            days = self.fallback_days.near(batch.division_code)
            turn.wide_from = add_working_days(batch.submitted_on, days) + ONE_DAY
        return turn


def turns_on(day: datetime.date) -> Turns:
    """Every division grant in force that lets somebody approve, and the days of the townships."""
    grants = _approving(day).select_related("user").order_by("user__username", "pk")
    return Turns(day, list(grants), parameters_by_division("approval_fallback_days", day))


def _approving(day: datetime.date) -> QuerySet[Grant]:
    grants = Grant.objects.as_of(day).holding(Permission.IMPORT_APPROVE)
    return grants.filter(reach=Reach.DIVISION, user__is_active=True)


def _is_near(grant: Grant) -> bool:
    return level_of(str(grant.division_id)) in _NEAR


def _covers(grant: Grant, code: str) -> bool:
    return code_range(str(grant.division_id)).holds(code)


def batches_of(user: User, permission: Permission = Permission.IMPORT_VIEW) -> QuerySet:
    """Batches of the user's area whose rows he may see, and his own."""
    visible = ImportBatch.objects.visible_to(user, permission)
    visible = visible.filter(sheet__in=codes_readable_by(user))
    return (visible | ImportBatch.objects.filter(created_by=user)).for_list()


def batches_to_decide(user: User) -> ImportBatchQuerySet:
    """Submitted batches that this user may decide on today, oldest first.

    The rule of `Turns` as the database reads it, so that a list is paged and counted there.
    """
    held = [g for g in user.grants_for(Permission.IMPORT_APPROVE) if g.reach == Reach.DIVISION]
    near = _inside([str(grant.division_id) for grant in held if _is_near(grant)])
    wide = _inside([str(grant.division_id) for grant in held if not _is_near(grant)])
    own_turn = near
    if wide:
        day = working_date()
        left_too_long = Q(submitted_on__lte=_last_day_over(day))
        own_turn |= wide & (~Exists(_near_approvers(day)) | left_too_long)
    if not own_turn:
        return ImportBatch.objects.none()
    waiting = ImportBatch.objects.waiting().exclude(created_by=user)
    return waiting.filter(own_turn).for_list().order_by("submitted_at", "pk")


def _inside(codes: Iterable[str]) -> Q:
    areas = Q()
    for area in map(code_range, codes):
        areas |= Q(division_code__range=area)
    return areas


def _near_approvers(day: datetime.date) -> QuerySet[Grant]:
    """Grants of a township or village over the batch of the outer query, its uploader's not."""
    code = OuterRef("division_code")
    over_it = Q(division_id=code) | Q(division__children=code)
    nobody = Value(0)  # an operator at the command line uploads without a user
    grants = _approving(day).filter(over_it, division__level__in=_NEAR)
    return grants.exclude(user_id=Coalesce(OuterRef("created_by_id"), nobody))


def _last_day_over(day: datetime.date) -> Case:
    """The last day of submission whose days are over on `day`, by the value of the nearest area."""
    values = parameters_by_division("approval_fallback_days", day)
    nearest_first = sorted(values, key=lambda code: len(prefix_of(code)), reverse=True)
    return Case(
        *(
            When(
                division_code__range=code_range(code),
                then=Value(working_days_back(day, values[code])),
            )
            for code in nearest_first
        ),
        default=Value(working_days_back(day, values.default)),
        output_field=DateField(),
    )


def waiting_for(user: User) -> int:
    """What waits for this user: batches to decide, and own ones planned but not submitted."""
    own = ImportBatch.objects.filter(created_by=user, state=BatchState.PLANNED).count()
    return own + batches_to_decide(user).count()
