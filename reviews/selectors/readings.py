"""What a user is shown of an indicator: for which area, on which day, which number, if any."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from organization.errors import NotFoundError
from organization.models import Division, User
from organization.parameters import parameter
from reviews import policies
from reviews.indicators import Indicator, Value, all_indicators
from reviews.reports.cells import better_first, difference_said
from reviews.review_periods import FIRST_DAY
from reviews.selectors.figures import Change, Figures, baseline_day, figures_on, latest_day
from reviews.selectors.places import divisions_below

NO_RIGHT = "无权查看明细"
STALE = "待重算"


@dataclass(frozen=True)
class Reading:
    """An indicator of a place as this user may see it, against the end of the last month."""

    place: Division
    change: Change
    hidden: str = ""
    """Why the number is kept from him; empty if it is not."""

    @property
    def indicator(self) -> Indicator:
        return self.change.indicator

    @property
    def value(self) -> Value | None:
        return None if self.hidden else self.change.value

    @property
    def said(self) -> str:
        return self.indicator.said(self.value)

    @property
    def moved(self) -> str:
        """The change in words; empty where there is none to tell."""
        difference = None if self.hidden else self.change.difference
        return "" if difference is None else difference_said(self.indicator, difference)

    @property
    def note(self) -> str:
        return self.hidden or (STALE if self.change.is_stale else "")


# --- of which area and day ---------------------------------------------------------------------


def area_for(user: User, code: str) -> Division:
    """The area named by `code`, or the one the user sees first.

    Raises:
        NotFoundError: there is no such division.
        PermissionDenied: its figures are not for this user.
    """
    code = code or policies.home_of(user)
    area = None
    if re.fullmatch(r"[0-9]{12}", code):
        area = Division.objects.select_related("parent").filter(pk=code).first()
    if area is None:
        raise NotFoundError
    if not policies.may_see_aggregate(user, area.code):
        raise PermissionDenied(f"{NO_RIGHT}：{area}不在您的范围内，请查看所在镇或全市的数据")
    return area


def day_fault(day: datetime.date, today: datetime.date) -> str:
    """Why there are no figures of a day; empty if there are."""
    if day > today:
        return f"数据日期不能晚于{today}，请选择更早的日期"
    if day < FIRST_DAY:
        return f"数据日期不能早于{FIRST_DAY}，建档立卡自该年开始"
    return ""


def day_of(asked: datetime.date | None, today: datetime.date) -> datetime.date:
    """The day a page is about: the one asked for, else the newest stored, else today."""
    return asked or latest_day(today) or today


# --- the numbers -------------------------------------------------------------------------------


def readings(
    user: User, area: Division, day: datetime.date, today: datetime.date
) -> tuple[Figures, list[Reading]]:
    """Every indicator of an area on a day."""
    wanted = [one for one in all_indicators() if one.says_of(area.code)]
    latest = latest_day(today)
    now = figures_on(day, [area.code], wanted, latest=latest)
    before = figures_on(baseline_day(day), [area.code], wanted, latest=latest)
    limit = parameter("small_count", day, area.code)
    return now, [_reading(user, one, area, now, limit, before) for one in wanted]


@dataclass(frozen=True)
class Look:
    """One indicator of an area, and the places right below it, the best first."""

    reading: Reading
    below: list[Reading]
    refusal: str
    """Why the places below are not shown; empty if they are."""
    day: datetime.date
    computed_at: datetime.datetime | None


def look(
    user: User, indicator: Indicator, area: Division, day: datetime.date, today: datetime.date
) -> Look:
    """One indicator of an area on a day."""
    latest = latest_day(today)
    may_go_down = policies.may_see_below(user, area.code)
    below = divisions_below(area.code, day) if may_go_down else []
    below = [place for place in below if indicator.says_of(place.code)]
    places = [area.code, *(place.code for place in below)]
    now = figures_on(day, places, [indicator], latest=latest)
    before = figures_on(baseline_day(day), [area.code], [indicator], latest=latest)
    limit = parameter("small_count", day, area.code)
    return Look(
        reading=_reading(user, indicator, area, now, limit, before),
        below=sorted((_reading(user, indicator, place, now, limit) for place in below), key=_order),
        refusal="" if may_go_down else NO_RIGHT,
        day=day,
        computed_at=now.computed_at,
    )


def _reading(
    user: User,
    indicator: Indicator,
    place: Division,
    now: Figures,
    limit: int,
    before: Figures | None = None,
) -> Reading:
    value = now.value(indicator, place.code)
    earlier = before.value(indicator, place.code) if before else None
    is_hidden = policies.is_hidden(user, indicator, place.code, value, limit)
    return Reading(
        place,
        Change(indicator, place.code, value, earlier, now.is_stale(indicator, place.code)),
        policies.HIDDEN.format(limit=limit) if is_hidden else "",
    )


def _order(reading: Reading) -> tuple[Any, ...]:
    """A number that is kept from the user ranks last: its place must not tell it."""
    result = reading.value.result if reading.value else None
    return (*better_first(reading.indicator, result), reading.place.code)
