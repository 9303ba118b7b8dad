"""How many households helpers have, against the cap of their rank. No table of persons."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from assistance.models import Pairing
from assistance.models.pairings import PairingQuerySet
from organization.enums import Rank
from organization.models import Cadre
from organization.parameters import parameter


@dataclass(frozen=True)
class LoadBand:
    """Helpers who have the same number of households."""

    households: int
    helpers: int


@dataclass(frozen=True)
class RankLoad:
    """Helpers of one rank: how many, how many households they have, how many are over the cap."""

    label: str
    cap: int | None
    helpers: int
    households: int
    over_cap: int


@dataclass(frozen=True)
class Load:
    bands: list[LoadBand]
    ranks: list[RankLoad]

    @property
    def helpers(self) -> int:
        return sum(band.helpers for band in self.bands)

    @property
    def over_cap(self) -> int:
        return sum(rank.over_cap for rank in self.ranks)


def caps(day: datetime.date, code: str) -> dict[str, int]:
    """The cap of households by rank, in force for an area."""
    return parameter("pairing_cap", day, code)


def load_of(cadre: Cadre, day: datetime.date) -> int:
    """How many households the cadre has on `day`, wherever they are."""
    return Pairing.objects.as_of(day).filter(cadre=cadre).count()


def loads_of(cadres: "QuerySet[Cadre] | list[int]", day: datetime.date) -> dict[int, int]:
    """Households by cadre, one query; cadres without any are left out."""
    rows = Pairing.objects.as_of(day).filter(cadre__in=cadres).order_by()
    return dict(rows.values_list("cadre").annotate(n=Count("pk")))


def load_distribution(pairings: PairingQuerySet, day: datetime.date, code: str) -> Load:
    """The distribution among helpers of the pairings given (those of an area)."""
    by_rank = caps(day, code)
    rows: Any = pairings.as_of(day).order_by().values_list("cadre", "cadre__rank")
    bands: Counter[int] = Counter()
    helpers: Counter[str] = Counter()
    households: Counter[str] = Counter()
    over: Counter[str] = Counter()
    for _, rank, count in rows.annotate(n=Count("pk")):
        bands[count] += 1
        helpers[rank] += 1
        households[rank] += count
        over[rank] += count > by_rank.get(rank, count)
    return Load(
        [LoadBand(size, bands[size]) for size in sorted(bands)],
        [
            RankLoad(rank.label, by_rank.get(rank), helpers[rank], households[rank], over[rank])
            for rank in Rank
            if helpers[rank]
        ],
    )
