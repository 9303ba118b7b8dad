"""What waits for somebody: each app says what it has, the first page shows it together."""

from collections.abc import Callable
from dataclasses import dataclass

from organization.models import User


@dataclass(frozen=True)
class Waiting:
    """One line of a person's work: how many, how many of them late, where to go."""

    label: str
    count: int
    late: int
    url: str


Source = Callable[[User], Waiting | None]
_sources: list[tuple[str, Source]] = []


def register(permission: str, source: Source) -> None:
    """Say how to find what waits for holders of `permission`; from `registrations`."""
    if (permission, source) not in _sources:
        _sources.append((permission, source))


def waiting_for(user: User) -> list[Waiting]:
    """The user's work, late things first, nothing that is empty."""
    found = [source(user) for permission, source in _sources if user.may(permission)]
    lines = [line for line in found if line and line.count]
    return sorted(lines, key=lambda line: (-line.late, -line.count))
