"""Whom a user may choose as a helper, and what a unit's cadres could take on."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from assistance.models import Pairing, VillagePairing
from assistance.selectors.coverage import uncovered_households
from assistance.selectors.load import caps, loads_of
from households.models import Household
from organization.division_codes import ancestor
from organization.enums import DivisionLevel
from organization.models import Cadre, Unit, User
from organization.permissions import Permission
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
    return Cadre.objects.filter(left_on__isnull=True, unit__in=units.values("pk"))


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
    return Cadre.objects.filter(allowed, left_on__isnull=True).order_by("number")


@dataclass(frozen=True)
class Candidate:
    """A cadre as the search for a helper shows him."""

    cadre: Cadre
    load: int
    cap: int | None

    @property
    def is_full(self) -> bool:
        return self.cap is not None and self.load >= self.cap


SHOWN_CANDIDATES = 20


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
    first = Case(When(pk=picked.pk, then=0), default=1) if picked else Value(1)
    ordered = found.filter(~Exists(taken)).order_by(first, "number")
    cadres = list(ordered[: SHOWN_CANDIDATES * 3])
    by_rank, loads = caps(day, household.village_id), loads_of([c.pk for c in cadres], day)
    candidates = [Candidate(c, loads.get(c.pk, 0), by_rank.get(c.rank)) for c in cadres]
    order = sorted(candidates, key=lambda c: (c.cadre != picked, c.is_full))
    return order[:SHOWN_CANDIDATES]


def _matches(text: str) -> Q:
    return (
        Q(name__contains=text)
        | Q(initials__startswith=text.lower())
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

    household: Household
    cadre: Cadre | None


def propose_pairings(unit: Unit, village: Village, day: datetime.date) -> list[Proposal]:
    """Spread a village's households without a helper over a unit's cadres who have room.

    Households go in the order of their place, so that one helper's lie side by side; higher ranks,
    who are to take more, are filled first.
    """
    code = village.division_id
    waiting = uncovered_households(day, code).for_list(day)
    waiting = waiting.order_by("natural_village", "group_no", "household_no")
    room = iter([cadre for cadre, count in room_of(unit, day, code) for _ in range(count)])
    return [Proposal(household, next(room, None)) for household in waiting]


def room_of(unit: Unit, day: datetime.date, code: str) -> list[tuple[Cadre, int]]:
    """The unit's cadres who may still take households, and how many, the higher ranks first."""
    by_rank = caps(day, code)
    cadres = list(Cadre.objects.filter(unit=unit, left_on__isnull=True).order_by("number"))
    loads = loads_of([cadre.pk for cadre in cadres], day)
    cadres.sort(key=lambda cadre: -by_rank.get(cadre.rank, 0))
    rooms = [(cadre, by_rank.get(cadre.rank, 0) - loads.get(cadre.pk, 0)) for cadre in cadres]
    return [(cadre, room) for cadre, room in rooms if room > 0]
