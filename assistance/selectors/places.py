"""Areas that a page of assistance may be about."""

from django.db.models import Q, QuerySet

from organization.division_codes import LENGTH
from organization.enums import Reach
from organization.models import Division, User
from organization.scope import covers
from villages.models import Village


def areas_of(user: User, permission: str, asked: str | None = None) -> list[Division]:
    """The divisions granted for `permission`, those right below them, and the one asked for if
    it lies inside; in order of code."""
    granted = [
        grant.division_id for grant in user.grants_for(permission) if grant.reach == Reach.DIVISION
    ]
    if not granted:
        return []
    wanted = Q(code__in=granted) | Q(parent__in=granted, ends_on__isnull=True)
    if asked and _is_code(asked) and covers(user, permission, asked):
        wanted |= Q(code=asked)
    return list(Division.objects.filter(wanted).order_by("code"))


def _is_code(text: str) -> bool:
    """Whether what stands in an address can be a division code at all."""
    return len(text) == LENGTH and text.isascii() and text.isdigit()


def chosen_area(areas: list[Division], code: str | None) -> Division | None:
    """The area asked for if it is one of them, else the widest."""
    return next((area for area in areas if area.code == code), areas[0] if areas else None)


def villages_for(user: User, permission: str) -> QuerySet[Village]:
    """Villages that the user's grants cover, with their names."""
    villages = Village.objects.visible_to(user, permission)
    return villages.select_related("division").order_by("pk")
