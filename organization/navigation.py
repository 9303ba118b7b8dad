"""The entries of the frame, by what the user may do; each app registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse

from organization.models import User


@dataclass(frozen=True)
class Entry:
    """An entry of the side bar. `count` says what waits there for this user; `aside` that it
    belongs to running the system and stands folded below the day's work."""

    label: str
    url_name: str
    icon: str
    permission: str | None
    order: int
    count: Callable[[User], int] | None = None
    aside: bool = False


@dataclass(frozen=True)
class ShownEntry:
    label: str
    url: str
    icon: str
    count: int
    active: bool
    aside: bool


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry; called from `AppConfig.ready`."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda known: known.order)


def entries_for(user: User, path: str) -> list[ShownEntry]:
    """What this user finds in the side bar; the longest fitting address is where he is."""
    mine = [entry for entry in _entries if not entry.permission or user.may(entry.permission)]
    urls = [reverse(entry.url_name) for entry in mine]
    fitting = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    here = max(fitting, key=len, default=None)
    shown = []
    for entry, url in zip(mine, urls, strict=True):
        count = entry.count(user) if entry.count else 0
        shown.append(
            ShownEntry(entry.label, url, entry.icon, count, active=url == here, aside=entry.aside)
        )
    return shown


_landings: list[tuple[int, str, str]] = []


def register_landing(role: str, url_name: str, order: int) -> None:
    """Say where holders of a role begin; the lowest order wins. From `registrations`."""
    if (order, role, url_name) not in _landings:
        _landings.append((order, role, url_name))
        _landings.sort()


def landing_of(user: User) -> str | None:
    """The first page of this user's roles; None means the work list."""
    roles = {grant.role for grant in user.grants_in_force}
    return next((url_name for _, role, url_name in _landings if role in roles), None)


def may_open(user: User, url: str) -> bool:
    """Whether somebody's roles let him open an address of ours; which rows he sees there is
    another question."""
    try:
        view = resolve(urlsplit(url).path).func
    except Resolver404:
        return True  # no page of ours is closed there
    permission = getattr(view, "required_permission", None)
    return permission is None or user.may(permission)
