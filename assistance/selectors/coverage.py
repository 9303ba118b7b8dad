"""The five full coverages (五个全覆盖) as rates of a day, and the rows behind them.

A coverage is a set of targets and the condition that covers one of them. Both are querysets of a
day, so the rate, the list of gaps and an indicator above read the very same rows.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from assistance.enums import LeaderBody, TownshipDesignationKind, VillagePairingKind
from assistance.models import (
    LeaderPost,
    Pairing,
    TownshipDesignation,
    TownshipPairing,
    VillagePairing,
)
from assistance.models.leadership import TownshipPairingQuerySet
from households.enums import PovertyStatus
from households.models import Household
from households.models.households import HouseholdQuerySet
from organization.division_codes import ancestor, level_of
from organization.enums import DivisionLevel
from organization.masking import mask_name
from organization.models import Unit
from villages.models import KeyVillage

HELPED = (
    PovertyStatus.POOR,
    PovertyStatus.RETURNED,
    PovertyStatus.PRE_EXIT,
    PovertyStatus.EXITED_WITH_POLICY,
)
"""Poverty statuses that call for a helper (C4): lifted households keep theirs with the policy."""


@dataclass(frozen=True)
class Coverage:
    """How far one coverage has come in an area."""

    code: str
    label: str
    unit: str
    covered: int
    total: int

    @property
    def uncovered(self) -> int:
        return self.total - self.covered

    @property
    def rate(self) -> Decimal | None:
        """None where there is nothing to cover."""
        return Decimal(self.covered) / self.total if self.total else None

    @property
    def level(self) -> str:
        """A gap wants attention; full coverage is as it should be."""
        return "soon" if self.uncovered else ""

    @property
    def note(self) -> str:
        return f"{self.covered:,} / {self.total:,} {self.unit}"


@dataclass(frozen=True)
class CoverageRule:
    """What has to be covered on a day, and by what."""

    code: str
    label: str
    unit: str
    place: str
    """The lookup from a target to its division code."""
    targets: Callable[[datetime.date], Any]
    cover: Callable[[datetime.date], Exists]

    @property
    def order(self) -> list[str]:
        """Targets in the order of places."""
        return [self.place, "pk"]

    @property
    def of_households(self) -> bool:
        return self.targets is helped_households

    @property
    def of_townships(self) -> bool:
        return self.targets is key_townships

    def covered(self, day: datetime.date) -> Any:
        return self.targets(day).filter(self.cover(day))

    def uncovered(self, day: datetime.date) -> Any:
        return self.targets(day).filter(~self.cover(day))


def key_townships(day: datetime.date) -> QuerySet:
    return TownshipDesignation.objects.as_of(day).filter(kind=TownshipDesignationKind.KEY)


def key_villages(day: datetime.date) -> QuerySet:
    """Designations in force, exited villages included: helpers stay after the exit."""
    return KeyVillage.objects.as_of(day)


def helped_households(day: datetime.date) -> HouseholdQuerySet:
    """Households that must have a helper on `day` (C4's denominator)."""
    return Household.objects.valid(day).with_status(day, *HELPED)


def committee_pairings(day: datetime.date) -> TownshipPairingQuerySet:
    """Townships that a member of the standing committee, still in that post, has on `day`."""
    posts = LeaderPost.objects.held_on(day).filter(
        cadre=OuterRef("cadre"), body=LeaderBody.PARTY, is_standing_committee=True
    )
    return TownshipPairing.objects.as_of(day).filter(Exists(posts))


def _by_committee(day: datetime.date) -> Exists:
    return Exists(committee_pairings(day).filter(division=OuterRef("division")))


def _by_leader(day: datetime.date) -> Exists:
    """A leader of one of the four bodies, still in post, has the village."""
    posts = LeaderPost.objects.held_on(day).filter(cadre=OuterRef("cadre"))
    pairings = VillagePairing.objects.as_of(day).filter(
        village=OuterRef("village"), kind=VillagePairingKind.LEADER
    )
    return Exists(pairings.filter(Exists(posts)))


def _by_unit(kind: VillagePairingKind) -> Callable[[datetime.date], Exists]:
    """A unit of this kind that still exists has the village."""

    def cover(day: datetime.date) -> Exists:
        standing = Unit.objects.as_of(day).filter(pk=OuterRef("unit"))
        pairings = VillagePairing.objects.as_of(day).filter(village=OuterRef("village"), kind=kind)
        return Exists(pairings.filter(Exists(standing)))

    return cover


def _by_helper(day: datetime.date) -> Exists:
    return Exists(Pairing.objects.with_active_helper(day).filter(household=OuterRef("pk")))


COVERAGES = {
    rule.code: rule
    for rule in [
        CoverageRule(
            "C1", "市委常委包挂重点镇", "个镇", "division_id", key_townships, _by_committee
        ),
        CoverageRule(
            "C2", "市“四大家”领导包挂重点村", "个村", "village_id", key_villages, _by_leader
        ),
        CoverageRule(
            "C3",
            "市直部门包挂重点村",
            "个村",
            "village_id",
            key_villages,
            _by_unit(VillagePairingKind.UNIT),
        ),
        CoverageRule("C4", "干部职工帮扶贫困户", "户", "village_id", helped_households, _by_helper),
        CoverageRule(
            "C5",
            "规上企业包挂重点村",
            "个村",
            "village_id",
            key_villages,
            _by_unit(VillagePairingKind.ENTERPRISE),
        ),
    ]
}


@dataclass(frozen=True)
class PlaceCoverage:
    """C4 of one place below the area shown."""

    code: str
    covered: int
    total: int

    @property
    def uncovered(self) -> int:
        return self.total - self.covered

    @property
    def rate(self) -> Decimal:
        return Decimal(self.covered) / self.total


def coverage_of(rule_code: str, day: datetime.date, code: str) -> Coverage:
    """One coverage in an area."""
    rule = COVERAGES[rule_code]
    total = rule.targets(day).inside(code).count()
    covered = rule.covered(day).inside(code).count()
    return Coverage(rule.code, rule.label, rule.unit, covered, total)


def coverage(
    day: datetime.date, code: str, households: Sequence[PlaceCoverage] | None = None
) -> list[Coverage]:
    """The five coverages in an area, as of a day; what three of them share is counted once.

    Who has `households_by_place` of the area already gives it, and nothing is counted twice.
    """
    kinds = {rule.targets for rule in COVERAGES.values()}
    known = {} if households is None else {helped_households: sum(p.total for p in households)}
    totals = {
        targets: known[targets] if targets in known else targets(day).inside(code).count()
        for targets in kinds
    }
    found = []
    for rule in COVERAGES.values():
        if rule.of_households and households is not None:
            covered = sum(place.covered for place in households)
        else:
            covered = rule.covered(day).inside(code).count()
        found.append(Coverage(rule.code, rule.label, rule.unit, covered, totals[rule.targets]))
    return found


def uncovered_households(day: datetime.date, code: str) -> HouseholdQuerySet:
    """Households of an area that must have a helper and have none on `day`."""
    return COVERAGES["C4"].uncovered(day).inside(code)


def shaped(targets: Any, day: datetime.date) -> QuerySet:
    """Targets as a list shows them, names of places loaded."""
    if targets.model is Household:
        return targets.for_list(day)
    if targets.model is KeyVillage:
        return targets.select_related("village__division__parent")
    return targets.select_related("division")


@dataclass(frozen=True)
class HouseholdLine:
    """A household of `for_list`, as lists of assistance show it."""

    household: Household
    label: str
    status: str


def household_lines(households: Iterable[Any], *, is_named: bool) -> list[HouseholdLine]:
    """Lines with name (masked unless `is_named`) and poverty status in words."""
    return [
        HouseholdLine(
            household,
            household_label(household, is_named),
            PovertyStatus(household.status_now).label,
        )
        for household in households
    ]


def household_label(household: Household, is_named: bool) -> str:
    """The household by its head; the name is masked for who may not open household files."""
    return str(household) if is_named else f"{mask_name(household.head_name)}户"


def households_by_place(day: datetime.date, code: str) -> list[PlaceCoverage]:
    """C4 of the places right below an area (townships of the city, villages of a township), the
    ones with most households without a helper first. Two queries, whatever the area."""
    below = DivisionLevel.VILLAGE
    if level_of(code) == DivisionLevel.CITY:
        below = DivisionLevel.TOWNSHIP
    totals = _by_place(helped_households(day).inside(code), below)
    covered = _by_place(COVERAGES["C4"].covered(day).inside(code), below)
    places = [PlaceCoverage(place, covered[place], totals[place]) for place in totals]
    return sorted(places, key=lambda place: (-place.uncovered, place.code))


def _by_place(households: QuerySet, level: DivisionLevel) -> Counter[str]:
    places: Counter[str] = Counter()
    rows = households.order_by().values_list("village_id").annotate(n=Count("pk"))
    for village_id, count in rows:
        places[ancestor(village_id, level)] += count
    return places
