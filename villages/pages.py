"""What the village pages have in common: tabs of the list, the way back up."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from villages.models import Village
from villages.selectors import KeyVillageCounts


@dataclass(frozen=True)
class View:
    """A saved view of the village list."""

    slug: str
    label: str
    count: int


def views_of(counts: KeyVillageCounts) -> list[View]:
    """The three views of the key villages, and all villages."""
    return [
        View("key", "全部重点村", counts.designated),
        View("exited", "已出列", counts.exited),
        View("to_go", "未出列", counts.to_go),
        View("all", "全部村", counts.all_villages),
    ]


def narrowed(villages, slug: str, day: datetime.date):
    """The villages of a saved view."""
    if slug == "key":
        return villages.key(day)
    if slug == "exited":
        return villages.exited(day)
    if slug == "to_go":
        return villages.to_go(day)
    return villages


def trail_of(village: Village) -> list[tuple[str, str]]:
    """市 → 镇, each with the list of its villages."""
    township = village.township
    villages = reverse("villages:list")
    return [
        ("全市", f"{villages}?view=all"),
        (str(township), f"{villages}?view=all&township={township.pk}"),
    ]


def url_of(village: Village) -> str:
    return reverse("villages:detail", args=[village.pk])
