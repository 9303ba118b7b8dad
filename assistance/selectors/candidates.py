"""Whom a user may choose as a helper, and what a unit's cadres could take on."""

import datetime
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from assistance.models import Pairing, VillagePairing
from assistance.selectors.coverage import (
    HouseholdLine,
    household_lines,
    uncovered_households,
)
from assistance.selectors.load import caps, loads_of
from households.models import Household
from organization.division_codes import ancestor
from organization.enums import DivisionLevel
from organization.models import Cadre, Unit, User
from organization.permissions import Permission
from organization.pinyin import named
from villages.models import Posting, Village


def candidate_units(user: User, code: str, day: datetime.date) -> QuerySet[Unit]:
    """Units whose cadres may help in the area `code`: those that `user` sees, those that have
    taken on a village of the township, and those that already help there."""
    township = ancestor(code, DivisionLevel.TOWNSHIP)
    seen = Unit.objects.visible_to(user, Permission.CADRE_VIEW)
    paired = VillagePairing.objects.as_of(day).inside(township).filter(unit=OuterRef("pk"))
    helping = Pairing.objects.as_of(day).inside(township).filter(unit=OuterRef("pk"))
    allowed = Q(pk__in=seen.values("pk")) | Q(Exists(paired)) | Q(Exists(helping))
    return Unit.objects.as_of(day).filter(allowed)


def candidate_cadres(user: User, code: str, day: datetime.date) -> QuerySet[Cadre]:
    """Cadres in service whom `user` may choose as helpers in the area `code`."""
    units = candidate_units(user, code, day)
    return Cadre.objects.in_service().filter(unit__in=units.values("pk"))


def visitors_to(household: Household, by: User, day: datetime.date) -> QuerySet[Cadre]:
    """Who may have visited a household: its helpers, who is posted to its village, the cadres of
    its township, and the user himself with his colleagues."""
    township = ancestor(household.village_id, DivisionLevel.TOWNSHIP)
    helping = Pairing.objects.as_of(day).filter(household=household, cadre=OuterRef("pk"))
    posted = Posting.objects.as_of(day).filter(village=household.village_id, cadre=OuterRef("pk"))
    nearby = Unit.objects.inside(township).values("pk")
    allowed = Exists(helping) | Exists(posted) | Q(unit__in=nearby)
    if by.cadre:
        allowed |= Q(unit=by.cadre.unit_id)
    return Cadre.objects.in_service().filter(allowed).order_by("number")


@dataclass(frozen=True)
class Candidate:
    """A cadre as the search for a helper shows him."""

    cadre: Cadre
    load: int
    cap: int | None

    @property
    def is_full(self) -> bool:
        return self.cap is not None and self.load >= self.cap

    @property
    def said(self) -> str:
        """The load against the cap, in words."""
        if self.cap is None:
            return f"已帮扶{self.load}户"
        state = "已达上限" if self.is_full else f"上限{self.cap}户"
        return f"已帮扶{self.load}户，{state}"


SHOWN_CANDIDATES = 12
UNLIMITED = 10_000


def search_candidates(
    user: User,
    household: Household,
    text: str,
    day: datetime.date,
    *,
    picked: Cadre | None = None,
) -> list[Candidate]:
    """Cadres found by name, initials, number or unit; without a term those of the village's own
    paired units. Who still has room stands first; who is picked already stays in sight."""
    wanted = _matches(text) if text else _of_paired_units(household, day)
    if picked:
        wanted |= Q(pk=picked.pk)
    found = candidate_cadres(user, household.village_id, day).select_related("unit")
    found = found.filter(wanted)
    taken = Pairing.objects.as_of(day).filter(household=household, cadre=OuterRef("pk"))
    by_rank = caps(day, household.village_id)
    free = found.filter(~Exists(taken)).annotate(load=_load(day), cap=_cap(by_rank))
    first = Case(
        When(pk=picked.pk if picked else None, then=0), When(load__lt=F("cap"), then=1), default=2
    )
    ordered = free.order_by(first, "number")[:SHOWN_CANDIDATES]
    return [Candidate(cadre, cadre.load, by_rank.get(cadre.rank)) for cadre in ordered]


def _load(day: datetime.date) -> Coalesce:
    """How many households a cadre has."""
    held = Pairing.objects.as_of(day).filter(cadre=OuterRef("pk")).order_by()
    count = held.values("cadre").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)


def _cap(by_rank: dict[str, int]) -> Case:
    whens = [When(rank=rank, then=Value(cap)) for rank, cap in by_rank.items()]
    return Case(*whens, default=Value(UNLIMITED))


def _matches(text: str) -> Q:
    return (
        named(text)
        | Q(number=text)
        | Q(unit__name__contains=text)
        | Q(unit__short_name__contains=text)
    )


def _of_paired_units(household: Household, day: datetime.date) -> Q:
    paired = VillagePairing.objects.as_of(day).filter(village_id=household.village_id)
    helping = Pairing.objects.as_of(day).filter(household__village_id=household.village_id)
    return Q(unit__in=paired.filter(unit__isnull=False).values("unit")) | Q(
        unit__in=helping.values("unit")
    )


@dataclass(frozen=True)
class Proposal:
    """A household without a helper and the cadre proposed for it; None: nobody has room."""

    line: HouseholdLine
    cadre: Cadre | None

    @property
    def household(self) -> Household:
        return self.line.household


def propose_pairings(unit: Unit, village: Village, day: datetime.date) -> list[Proposal]:
    """Spread a village's households without a helper over a unit's cadres who have room.

    Households go in the order of their place, so that one helper's lie side by side; higher ranks,
    who are to take more, are filled first.
    """
    code = village.division_id
    waiting = uncovered_households(day, code).for_list(day)
    waiting = waiting.order_by("natural_village", "group_no", "household_no")
    room = iter([cadre for cadre, count in room_of(unit, day, code) for _ in range(count)])
    lines = household_lines(waiting, is_named=True)
    return [Proposal(line, next(room, None)) for line in lines]


def room_of(unit: Unit, day: datetime.date, code: str) -> list[tuple[Cadre, int]]:
    """The unit's cadres who may still take households, and how many, the higher ranks first."""
    by_rank = caps(day, code)
    cadres = list(Cadre.objects.in_service().filter(unit=unit).order_by("number"))
    loads = loads_of([cadre.pk for cadre in cadres], day)
    cadres.sort(key=lambda cadre: -by_rank.get(cadre.rank, 0))
    rooms = [(cadre, by_rank.get(cadre.rank, 0) - loads.get(cadre.pk, 0)) for cadre in cadres]
    return [(cadre, room) for cadre, room in rooms if room > 0]
