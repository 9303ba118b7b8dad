"""Which rows a user sees and may write: the OR of the reaches of his grants.

A grant reaches a division (a range of codes on one indexed column, no join), a unit (rows to
which the unit is a party), one's own (rows linked to the user's cadre by a pairing or posting
in force) or a case (rows named). A model says where its division code stands; the other reaches
are declared with `declare_reach` by the app that knows the link. None declared, none given.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from organization.division_codes import code_range
from organization.enums import Reach
from organization.permissions import PERMISSION_LABELS, Permission
from organization.rows import Row

if TYPE_CHECKING:
    from organization.models import Grant, User

Link = Callable[["Grant"], Q]
_links: dict[tuple[str, str], list[Link]] = {}


def declare_reach(model_label: str, reach: Reach, link: Link) -> None:
    """Say how rows of `model_label` ("households.household") are reached by `reach`.

    `link` takes the grant and returns a condition; to-many links use `Exists`. Called from
    `AppConfig.ready` of the app that owns the link; several links of one reach are OR-ed.
    """
    known = _links.setdefault((model_label.lower(), reach), [])
    if link not in known:
        known.append(link)


class ScopedQuerySet(models.QuerySet):
    """Rows that lie in a division; a subclass says in which column the code stands."""

    division_field: ClassVar[str]

    def visible_to(self, user: "User", permission: str) -> Self:
        """Rows within the reaches in which `user` holds `permission` today; no grant, no rows."""
        grants = user.grants_for(permission) if user.is_authenticated else []
        inside = Q()
        for grant in grants:
            inside |= self._within(grant)
        return self.filter(inside) if inside else self.none()

    def inside(self, code: str) -> Self:
        """Rows of one area."""
        low, high = code_range(code)
        return self.filter(
            **{f"{self.division_field}__gte": low, f"{self.division_field}__lte": high}
        )

    def _within(self, grant: "Grant") -> Q:
        label = self.model._meta.label_lower
        if grant.reach == Reach.DIVISION:
            low, high = code_range(str(grant.division_id))
            return Q(**{f"{self.division_field}__gte": low, f"{self.division_field}__lte": high})
        if grant.reach == Reach.CASE:
            named = grant.subject_kind == label
            return Q(pk=grant.subject_id) if named else Q(pk__in=[])
        condition = Q()
        for link in _links.get((label, grant.reach), []):
            condition |= link(grant)
        return condition or Q(pk__in=[])


def granted_ranges(user: "User", permission: str) -> list:
    """The code ranges that the user's division grants cover for `permission`."""
    return [
        code_range(str(grant.division_id))
        for grant in user.grants_for(permission)
        if grant.reach == Reach.DIVISION
    ]


def covers(user: "User", permission: str, code: str) -> bool:
    """Whether a division grant of the user covers the division `code`."""
    return any(area.holds(code) for area in granted_ranges(user, permission))


def may(user: "User", permission: str, subject: str | Row) -> bool:
    """Whether `user` holds `permission` for a division code or for a row."""
    if not user.is_authenticated or not user.may(permission):
        return False
    if isinstance(subject, str):
        return covers(user, permission, subject)
    if covers(user, permission, subject.division_code):
        return True
    manager: Any = subject._meta.default_manager
    return manager.visible_to(user, permission).filter(pk=subject.pk).exists()


def check_sees(user: "User", permission: str, row: Row) -> None:
    """Refuse unless the stored row itself is among those that `user` may see.

    Stricter than `check` by area: a table may hide some rows of an area (a notice that is not
    delivered yet), and what hangs on such a row (trail, files) is hidden with it.

    Raises:
        PermissionDenied: with a sentence for the page.
    """
    rows: Any = row._meta.default_manager.all()
    if isinstance(rows, ScopedQuerySet):
        if not rows.visible_to(user, permission).filter(pk=row.pk).exists():
            raise PermissionDenied("您无权查看该事项")
        return
    check(user, permission, row)


def check(user: "User", permission: str, subject: str | Row) -> None:
    """Refuse unless `user` holds `permission` for the division or row.

    Where he holds it only by standing in for somebody, the user remembers it for the trail.

    Raises:
        PermissionDenied: with a sentence for the page.
    """
    if not may(user, permission, subject):
        label = PERMISSION_LABELS[Permission(permission)]
        raise PermissionDenied(f"您在此范围内没有“{label}”的权限，请联系管理员确认授权")
    user.acts_for_id = _stands_in_for(user, permission, subject) or user.acts_for_id


def _stands_in_for(user: "User", permission: str, subject: str | Row) -> int | None:
    """For whom a user acts who has no right of his own to what he was just allowed."""
    stand_ins = [grant for grant in user.grants_for(permission) if grant.stands_in_for_id]
    if not stand_ins:
        return None
    own = [grant for grant in user.grants_in_force if not grant.stands_in_for_id]
    if may(user.holding_only(own), permission, subject):
        return None
    needed = (g for g in stand_ins if may(user.holding_only([*own, g]), permission, subject))
    return next(needed, stand_ins[0]).stands_in_for_id
