"""Ranking townships fairly: two groups, one index, ties share a rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reviews.enums import Direction
from reviews.reports.photograph import Photograph, Place

RANKED_BY = ["K04", "K08", "K09", "K11", "K14", "K23C", "K24", "K26"]
"""Indicators of the index, all of the same weight."""
HEAVY, OTHERS = "扶贫任务较重镇", "其他镇办场园"
_RED = 3
_SMALL_GROUP = 5


@dataclass(frozen=True)
class Rank:
    """A place in its group: index of 0 to 100, rank with ties (1, 2, 2, 4)."""

    place: Place
    group: str
    score: Decimal
    rank: int
    previous: int | None = None
    """Its rank at the end of the period before."""


def ranks(photo: Photograph) -> list[Rank]:
    """All places by group and rank, with where they stood before."""
    now = _ranked(photo, photo.value)
    before = {rank.place.code: rank.rank for rank in _ranked(photo, photo.earlier)}
    return [
        Rank(one.place, one.group, one.score, one.rank, before.get(one.place.code)) for one in now
    ]


def red_and_black(ranking: Sequence[Rank]) -> tuple[list[Rank], list[Rank]]:
    """The first three of each group, and the last three, or the last one of a small group."""
    red, black = [], []
    for group in (HEAVY, OTHERS):
        members = [rank for rank in ranking if rank.group == group]
        if len(members) < 2:
            continue
        last = 1 if len(members) <= _SMALL_GROUP else _RED
        first = min(_RED, len(members) - last)
        red += members[:first]
        black += members[-last:]
    return red, black


def _ranked(photo: Photograph, read: Any) -> list[Rank]:
    found = []
    for group, is_heavy in ((HEAVY, True), (OTHERS, False)):
        members = [
            place
            for place in photo.places
            if place.is_heavy == is_heavy and not photo.is_small(place.code)
        ]
        scores = _scores(photo, members, read)
        for place in sorted(scores, key=lambda place: (-scores[place], place.code)):
            rank = 1 + sum(score > scores[place] for score in scores.values())
            found.append(Rank(place, group, scores[place], rank))
    return found


def _scores(photo: Photograph, members: Sequence[Place], read: Any) -> dict[Place, Decimal]:
    """Mean of the results, each stretched from the group's worst (0) to its best (100).

    What a place has nothing to measure by is left out of its mean; a place with nothing at all
    is not ranked.
    """
    shares: dict[Place, list[Decimal]] = {place: [] for place in members}
    for code in RANKED_BY:
        indicator = photo.indicator(code)
        results = {place: read(code, place.code).result for place in members}
        known = [result for result in results.values() if result is not None]
        if not known or min(known) == max(known):
            continue
        low, high = min(known), max(known)
        for place, result in results.items():
            if result is not None:
                share = (result - low) / (high - low)
                shares[place].append(1 - share if indicator.direction == Direction.DOWN else share)
    return {
        place: (sum(found, Decimal(0)) / len(found) * 100).quantize(Decimal("0.01"))
        for place, found in shares.items()
        if found
    }
