"""The places that reviews speak of."""

import datetime

from django.db.models import Min

from households.models import ValiditySpan
from organization.division_codes import level_of
from organization.enums import DivisionLevel
from organization.models import Division


def city_code() -> str:
    """The widest division of the installation: ours is one city."""
    found = Division.objects.filter(level=DivisionLevel.CITY).order_by("code").first()
    if found is None:
        raise Division.DoesNotExist("no city is loaded")
    return found.code


def is_loaded() -> bool:
    """Whether there is a city to speak of."""
    return Division.objects.filter(level=DivisionLevel.CITY).exists()


def first_registered_day() -> datetime.date | None:
    """The first day on which a household stood in the register."""
    return ValiditySpan.objects.aggregate(first=Min("starts_on"))["first"]


def divisions_below(code: str, day: datetime.date) -> list[Division]:
    """The next lower places of an area: townships of the city, villages of a township."""
    lower = {
        DivisionLevel.CITY: DivisionLevel.TOWNSHIP,
        DivisionLevel.TOWNSHIP: DivisionLevel.VILLAGE,
    }.get(level_of(code))
    if lower is None:
        return []
    places = Division.objects.inside(code).as_of(day).filter(level=lower)
    return list(places.exclude(code=code).order_by("code"))
