"""The area and the day that a page is about, from its address."""

import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from organization.enums import DivisionLevel
from organization.models import Division
from reviews import policies
from reviews.selectors.indicator_pages import NO_RIGHT
from reviews.selectors.places import city_code, divisions_below


def area_of(request, day: datetime.date, view_name: str, *args: str) -> Division:
    """The division the page is about; it goes into the frame with the ways up and down.

    Raises:
        Http404: there is no such division.
        PermissionDenied: its figures are not for this user.
    """
    code = request.GET.get("area") or policies.home_of(request.user, city_code())
    area = Division.objects.select_related("parent").filter(pk=code).first()
    if area is None:
        raise Http404
    if not policies.may_see_aggregate(request.user, area.code):
        raise PermissionDenied(f"{NO_RIGHT}：{area}不在您的范围内，请查看所在镇或全市的数据")
    request.area = area
    address = reverse(view_name, args=args)
    request.trail = _way_to(area, address)
    if policies.may_see_below(request.user, area.code):
        request.below = [
            (str(place), _with_area(address, place.code))
            for place in divisions_below(area.code, day)
        ]
    return area


def _way_to(area: Division, address: str) -> list[tuple[str, str]]:
    way = [area]
    while way[0].parent and way[0].level != DivisionLevel.CITY:
        way.insert(0, way[0].parent)
    return [(str(place), _with_area(address, place.code)) for place in way]


def _with_area(address: str, code: str) -> str:
    return f"{address}?{urlencode({'area': code})}"


def asked_day(request, today: datetime.date) -> datetime.date | None:
    """The day in the address, if it is one and not in the future."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day and day <= today else None
