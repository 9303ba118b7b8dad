"""What several forms offer to choose from."""

from organization.division_codes import code_range
from organization.enums import Reach
from organization.models import Division, User
from villages.models import Village


def places_of(user: User, permission: str):
    """Current places where `user` holds `permission`: by area, or his own villages."""
    places = Division.objects.none()
    for grant in user.grants_for(permission):
        if grant.reach == Reach.DIVISION:
            low, high = code_range(grant.division_id)
            places = places | Division.objects.filter(code__gte=low, code__lte=high)
    own = Village.objects.visible_to(user, permission).values("pk")
    places = places | Division.objects.filter(code__in=own)
    return places.filter(ends_on__isnull=True).order_by("code")
