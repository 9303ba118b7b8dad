"""The register's count of one village."""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from households.enums import PovertyStatus
from households.enums.status import EXITED, STILL_POOR
from households.models import (
    Household,
    Membership,
    PovertySpan,
)
from villages.models import Village


@dataclass(frozen=True)
class StatusLine:
    """Households and people of one status."""

    status: PovertyStatus
    households: int
    people: int


@dataclass(frozen=True)
class VillageCount:
    """The register's count of a village on a day."""

    lines: list[StatusLine]
    day: datetime.date
    agricultural_population: int | None

    def _sum(self, statuses: tuple) -> tuple[int, int]:
        chosen = [line for line in self.lines if line.status in statuses]
        return sum(line.households for line in chosen), sum(line.people for line in chosen)

    @property
    def total(self) -> tuple[int, int]:
        return self._sum(tuple(PovertyStatus))

    @property
    def poor(self) -> tuple[int, int]:
        return self._sum(STILL_POOR)

    @property
    def exited(self) -> tuple[int, int]:
        return self._sum(EXITED)

    head = ("脱贫状态", "户", "人")

    @property
    def rows(self) -> list[list]:
        """The table of the panel: what is there, and the sum."""
        rows = [
            [line.status.label, f"{line.households:,}", f"{line.people:,}"]
            for line in self.lines
            if line.households
        ]
        return [*rows, ["合计", *(f"{number:,}" for number in self.total)]]

    @property
    def poor_note(self) -> str:
        return f"{self.poor[0]:,}户"

    @property
    def exited_note(self) -> str:
        return f"{self.exited[0]:,}户"

    @property
    def poverty_rate(self) -> Decimal | None:
        """Poor people ÷ agricultural population (贫困发生率)."""
        if not self.agricultural_population:
            return None
        return Decimal(self.poor[1]) / self.agricultural_population


def village_count(village: Village, day: datetime.date) -> VillageCount:
    """Households and people of a village by status on `day`."""
    status = PovertySpan.objects.as_of(day).filter(household=OuterRef("pk")).values("status")[:1]
    valid = Household.objects.valid(day).filter(village=village)
    by_household = dict(valid.annotate(now=Subquery(status)).values_list("pk", "now"))
    people = Counter(
        Membership.objects.as_of(day)
        .filter(household__village=village)
        .values_list("household_id", flat=True)
    )
    lines = []
    for each in PovertyStatus:
        here = [pk for pk, now in by_household.items() if now == each]
        lines.append(StatusLine(each, len(here), sum(people[pk] for pk in here)))
    return VillageCount(lines, day, village.agricultural_population)
