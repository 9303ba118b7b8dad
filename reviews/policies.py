"""What of a figure a user may be shown (cells below a small count are kept back).

Aggregates of the city and its townships are for every office role. What lies below, and all
rows, only inside the viewer's scope; small counts of sensitive kinds are not shown outside it.
"""

from decimal import Decimal

from organization.division_codes import level_of, prefix_of
from organization.enums import DivisionLevel, Reach
from organization.models import User
from organization.permissions import Permission
from organization.scope import covers
from reviews.indicators import Indicator, Part, Value
from reviews.selectors.places import city_code

HIDDEN = "不足{limit}，不显示"


def home_of(user: User) -> str:
    """The area whose figures a user sees first: the widest granted to him, else the city."""
    codes = [
        str(grant.division_id)
        for grant in user.grants_for(Permission.DASHBOARD_VIEW)
        if grant.reach == Reach.DIVISION
    ]
    return min(codes, key=lambda code: (len(prefix_of(code)), code), default="") or city_code()


def may_see_aggregate(user: User, place: str) -> bool:
    """Whether figures of a place may be shown."""
    if not user.may(Permission.DASHBOARD_VIEW):
        return False
    is_public = level_of(place) != DivisionLevel.VILLAGE
    return is_public or covers(user, Permission.DASHBOARD_VIEW, place)


def may_see_below(user: User, place: str) -> bool:
    """Whether the figures of the places right below may be shown."""
    is_city = level_of(place) == DivisionLevel.CITY
    return is_city or covers(user, Permission.DASHBOARD_VIEW, place)


def may_open_rows(user: User, part: Part, place: str) -> bool:
    """Whether the rows behind a number may be listed: the whole area lies in the user's scope."""
    return covers(user, part.shape.permission, place)


def is_hidden(user: User, indicator: Indicator, place: str, value: Value, limit: int) -> bool:
    """Whether a figure of a sensitive kind is too small to be shown to this user."""
    if not indicator.sensitive or covers(user, Permission.DASHBOARD_VIEW, place):
        return False
    counts = [value.numerator]
    if value.denominator is not None:
        counts.append(value.denominator - value.numerator)
    return any(Decimal(0) < count < limit for count in counts)
