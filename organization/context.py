"""What the frame around every page needs."""

import datetime
from functools import cached_property
from typing import Any

from organization import navigation
from organization.models import Division, User
from organization.permissions import Permission
from organization.working_date import is_demo, working_date

PHONE_ENTRIES = 4
"""So many entries stand at the foot of the phone; the rest behind one more."""
_FEW = 4


class Frame:
    """Navigation, person, day and messages, each read when the template asks: a fragment, which
    draws no frame, pays for none."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._user: User = request.user

    @cached_property
    def nav(self) -> list[navigation.ShownEntry]:
        return navigation.entries_for(self._user, self._request.path)

    @property
    def phone_nav(self) -> list[navigation.ShownEntry]:
        return self.nav[:PHONE_ENTRIES]

    @property
    def more_nav(self) -> list[navigation.ShownEntry]:
        """What the phone shows behind 更多."""
        return self.nav[PHONE_ENTRIES:]

    @property
    def more_count(self) -> int:
        return sum(entry.count for entry in self.more_nav)

    @property
    def main_nav(self) -> list[navigation.ShownEntry]:
        return [entry for entry in self.nav if not entry.aside]

    @property
    def aside_nav(self) -> list[navigation.ShownEntry]:
        return [entry for entry in self.nav if entry.aside]

    @property
    def aside_is_open(self) -> bool:
        """Who stands in it, or has little else to do, finds it unfolded."""
        return len(self.main_nav) < _FEW or any(entry.active for entry in self.aside_nav)

    @property
    def user_label(self) -> str:
        return self._user.display_name

    @cached_property
    def unread(self) -> int:
        return self._user.notifications.unread().count()

    @property
    def working_date(self) -> datetime.date:
        return working_date()

    @cached_property
    def is_demo(self) -> bool:
        return is_demo()

    @property
    def may_move_day(self) -> bool:
        return self.is_demo and self._user.may(Permission.DAY_ADVANCE)

    @property
    def may_search(self) -> bool:
        return self._user.may(Permission.HOUSEHOLD_VIEW)

    @property
    def area(self) -> Division | None:
        """The division the page is about, as its view said (`request.area`)."""
        return getattr(self._request, "area", None)

    @cached_property
    def trail(self) -> list[tuple[str, str]]:
        """The way down to the area, as its view said; no address where he may not go."""
        way = getattr(self._request, "trail", ())
        return [(name, url if navigation.may_open(self._user, url) else "") for name, url in way]

    @property
    def below(self) -> tuple:
        """The areas right below, as its view said."""
        return getattr(self._request, "below", ())


def frame(request: Any) -> dict[str, Any]:
    """Context processor: the frame for a signed-in user, nothing for a stranger."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "request_id": getattr(request, "id", ""),
        "frame": Frame(request) if signed_in else None,
    }
