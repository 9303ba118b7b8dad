"""When a helper was last there, and how late he is."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from assistance.models import Visit
from assistance.models.pairings import PairingQuerySet
from assistance.selectors.coverage import household_label, uncovered_households
from households.models import Household
from organization.models import User
from organization.parameters import parameter
from villages.models import Posting


@dataclass(frozen=True)
class Delay:
    """How long a household has not been visited by its helper, as a status of the page."""

    days: int
    text: str
    level: str


@dataclass(frozen=True)
class PairingLine:
    """A pairing with its delay, as lists show it."""

    pairing: Any
    delay: Delay
    label: str
    """The household as the reader may know it."""
    day: datetime.date

    @property
    def is_over(self) -> bool:
        return self.pairing.ends_on is not None and self.pairing.ends_on <= self.day

    @property
    def is_helper_gone(self) -> bool:
        return self.pairing.cadre.had_left(self.day)

    @property
    def status(self) -> str:
        """How the pairing stands: over, without its helper, or visited in time or late."""
        if self.is_over:
            return "已解除"
        return "责任人已离开" if self.is_helper_gone else self.delay.text

    @property
    def level(self) -> str:
        if self.is_over:
            return "off"
        return "urgent" if self.is_helper_gone else self.delay.level


def overdue_days(day: datetime.date, code: str) -> list[int]:
    """Days without a visit after which a household is yellow, orange, red."""
    return sorted(parameter("visit_overdue_days", day, code))


def delay_of(
    last_visit_on: datetime.date | None,
    since: datetime.date,
    day: datetime.date,
    limits: list[int],
) -> Delay:
    """The delay on `day`, counted from the last visit or from the beginning of the pairing."""
    days = (day - max(last_visit_on or since, since)).days
    passed = [limit for limit in limits if days > limit]
    if not passed:
        text = "按时走访" if last_visit_on else "新结对"
        return Delay(days, text, "done" if last_visit_on else "neutral")
    level = "urgent" if len(passed) == len(limits) else "soon"
    return Delay(days, f"{days}天未走访", level)


def pairing_lines(
    pairings: Any, day: datetime.date, code: str, *, is_named: bool = True
) -> list[PairingLine]:
    """Lines of `for_list` rows; heads' names are masked unless `is_named`."""
    limits = overdue_days(day, code)
    return [
        PairingLine(
            row,
            delay_of(row.last_visit_on, row.starts_on, day, limits),
            household_label(row.household, is_named),
            day,
        )
        for row in pairings
    ]


def visits_of(household: Household, limit: int = 10) -> QuerySet[Visit]:
    """The latest visits to a household."""
    return household.visits.select_related("cadre__unit", "joint_with")[:limit]


def overdue_pairings(pairings: PairingQuerySet, day: datetime.date, code: str) -> PairingQuerySet:
    """Pairings whose helper is overdue at all: the first limit has passed."""
    first = overdue_days(day, code)[0]
    return pairings.as_of(day).unvisited_since(day - datetime.timedelta(days=first))


@dataclass(frozen=True)
class Round:
    """A helper's own round: his households, the most urgent first, and the village he is in."""

    lines: list[PairingLine]
    visits_this_month: int
    posting: Posting | None
    waiting: int
    """Households of that village without a helper."""

    @property
    def late(self) -> int:
        return sum(line.delay.level in {"urgent", "soon"} for line in self.lines)


def own_round(lines: list[PairingLine], user: User, day: datetime.date) -> Round:
    """What a helper or first secretary has before him on `day`."""
    month = day.replace(day=1)
    visits = Visit.objects.filter(cadre=user.cadre_id).between(month, day)
    posting = None
    if user.cadre_id:
        posting = Posting.objects.as_of(day).filter(cadre=user.cadre_id).for_list().first()
    waiting = uncovered_households(day, posting.village_id).count() if posting else 0
    ordered = sorted(lines, key=lambda line: -line.delay.days)
    return Round(ordered, visits.count(), posting, waiting)
