"""Who holds a permission over a place or for a unit, and who heads it: those who have to hear."""

import datetime

from django.db.models import Q

from organization.division_codes import ancestors
from organization.enums import Duty, Reach
from organization.models import CadrePost, Grant, Unit, User
from organization.permissions import Permission


def holders_at(code: str, permission: Permission, day: datetime.date) -> list[User]:
    """Active users who hold a permission over a place by a grant in force on `day`; one query."""
    return _active(Q(reach=Reach.DIVISION, division_id__in=ancestors(code)), permission, day)


def users_of_unit(unit: Unit, permission: Permission, day: datetime.date) -> list[User]:
    """Who acts for a unit: by a grant for the unit itself or for the place where it is."""
    for_unit = Q(reach=Reach.UNIT, unit=unit)
    for_place = Q(reach=Reach.DIVISION, division_id__in=ancestors(unit.division_id))
    return _active(for_unit | for_place, permission, day)


def head_of(unit: Unit, day: datetime.date) -> CadrePost | None:
    """The head of a unit on a day (主要负责人)."""
    posts = CadrePost.objects.as_of(day).filter(unit=unit, duty=Duty.HEAD)
    return posts.select_related("cadre").first()


def _active(condition: Q, permission: Permission, day: datetime.date) -> list[User]:
    grants = Grant.objects.as_of(day).holding(permission).filter(condition)
    users = User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return list(users.order_by("username"))
