"""Areas that a page of assistance may be about."""

from django.db.models import QuerySet

from organization.enums import Reach
from organization.models import Division, User
from villages.models import Village


def areas_of(user: User, permission: str) -> list[Division]:
    """The divisions granted for `permission` and those right below them, in order of code."""
    granted = [
        grant.division_id for grant in user.grants_for(permission) if grant.reach == Reach.DIVISION
    ]
    below = Division.objects.current().filter(parent__in=granted)
    roots = Division.objects.filter(code__in=granted)
    return sorted({*roots, *below}, key=lambda division: division.code)


def chosen_area(areas: list[Division], code: str | None) -> Division | None:
    """The area asked for if it is one of them, else the widest."""
    return next((area for area in areas if area.code == code), areas[0] if areas else None)


def villages_for(user: User, permission: str) -> QuerySet[Village]:
    """Villages that the user's grants cover, with their names."""
    villages = Village.objects.visible_to(user, permission)
    return villages.select_related("division").order_by("pk")
