"""What the frame around every page needs."""

from dataclasses import dataclass

from organization import navigation
from organization.permissions import Permission
from organization.working_date import is_demo, working_date

_FEW = 4


@dataclass
class Frame:
    """Navigation, person, day and messages; counters are read when the template asks."""

    nav: list
    user_label: str
    unread: int
    working_date: object
    is_demo: bool
    may_move_day: bool
    may_search: bool
    area: object = None
    trail: tuple = ()
    below: tuple = ()

    @property
    def phone_nav(self) -> list:
        return self.nav[:4]

    @property
    def main_nav(self) -> list:
        return [entry for entry in self.nav if not entry.aside]

    @property
    def aside_nav(self) -> list:
        return [entry for entry in self.nav if entry.aside]

    @property
    def aside_is_open(self) -> bool:
        """Who stands in it, or has little else to do, finds it unfolded."""
        return len(self.main_nav) < _FEW or any(entry.active for entry in self.aside_nav)


def frame(request) -> dict:
    """Context processor: the frame for a signed-in user, nothing for a stranger."""
    user = getattr(request, "user", None)
    base = {"request_id": getattr(request, "id", "")}
    if user is None or not user.is_authenticated:
        return {**base, "frame": None}
    demo = is_demo()
    return {
        **base,
        "frame": Frame(
            nav=navigation.entries_for(user, request.path),
            user_label=user.display_name,
            unread=user.notifications.unread().count(),
            working_date=working_date(),
            is_demo=demo,
            may_move_day=demo and user.may("day.advance"),
            may_search=user.may(Permission.HOUSEHOLD_VIEW),
            area=navigation.area_of(request),
            trail=getattr(request, "trail", ()),
            below=getattr(request, "below", ()),
        ),
    }
