"""The townships that the city has designated, with the leaders who have taken them on."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistance.enums import TownshipDesignationKind
from assistance.models import TownshipDesignation
from assistance.selectors.coverage import committee_pairings
from organization.models import Cadre


@dataclass(frozen=True)
class DesignationLine:
    """A designation as its panel shows it."""

    designation: TownshipDesignation
    leaders: list[Cadre]
    """Members of the standing committee who have the township today."""

    @property
    def is_waiting(self) -> bool:
        """A key township calls for a member of the standing committee (C1)."""
        return self.designation.kind == TownshipDesignationKind.KEY and not self.leaders


def designation_lines(
    designations: Iterable[TownshipDesignation], day: datetime.date
) -> list[DesignationLine]:
    """Designations with the leaders of their townships; one query more, however many rows."""
    rows = list(designations)
    leaders: dict[str, list[Cadre]] = defaultdict(list)
    pairings = committee_pairings(day).filter(division__in=[row.division_id for row in rows])
    for pairing in pairings.select_related("cadre").order_by("starts_on", "pk"):
        leaders[pairing.division_id].append(pairing.cadre)
    return [DesignationLine(row, leaders[row.division_id]) for row in rows]
