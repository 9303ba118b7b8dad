"""The area and the day that a page is about, from its address."""

import datetime

from django.urls import reverse
from django.utils.http import urlencode

from organization.enums import DivisionLevel
from organization.models import Division
from reviews import policies
from reviews.forms import DayForm
from reviews.selectors.places import divisions_below
from reviews.selectors.readings import area_for, day_of


def area_of(request, day: datetime.date, view_name: str, *args: str) -> Division:
    """The division the page is about; it goes into the frame with the ways up and down.

    Raises:
        NotFoundError: there is no such division.
        PermissionDenied: its figures are not for this user.
    """
    area = area_for(request.user, request.GET.get("area", ""))
    request.area = area
    address = reverse(view_name, args=args)
    request.trail = _way_to(area, address)
    request.places_below = []
    if policies.may_see_below(request.user, area.code):
        request.places_below = divisions_below(area.code, day)
        request.below = [
            (str(place), _with_area(address, place.code)) for place in request.places_below
        ]
    return area


def _way_to(area: Division, address: str) -> list[tuple[str, str]]:
    way = [area]
    while way[0].parent and way[0].level != DivisionLevel.CITY:
        way.insert(0, way[0].parent)
    return [(str(place), _with_area(address, place.code)) for place in way]


def _with_area(address: str, code: str) -> str:
    return f"{address}?{urlencode({'area': code})}"


def asked_day(request, today: datetime.date) -> tuple[datetime.date, DayForm]:
    """The day the page is about, and the form that asks for one; it says why a day is refused."""
    asked = request.GET.get("day", "")
    form = DayForm({"day": asked} if asked else None, today=today)
    day = day_of(form.cleaned_data["day"] if form.is_valid() else None, today)
    form.initial["day"] = day
    return day, form
