"""One indicator: its definition, its value, where it stands below, the rows behind it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.http import urlencode

from organization.models import Division, User
from organization.parameters import parameter
from organization.permissions import PERMISSION_LABELS
from reviews import policies
from reviews.indicators import Indicator, ParameterPart, Part, all_indicators
from reviews.reports.cells import better_first, difference_said
from reviews.selectors.dashboard import indicator_url, parts_said, trend_chart
from reviews.selectors.figures import Change, baseline_day, figures_on, latest_day
from reviews.selectors.places import divisions_below

SIDES = {"numerator": "分子", "denominator": "分母", "gap": "差额"}
NO_RIGHT = "无权查看明细"
_PAGE_SIZE = 50


@dataclass(frozen=True)
class Side:
    """One side of an indicator as the page offers it."""

    key: str
    kind: str
    label: str
    total: str
    url: str
    refusal: str
    """Why the rows cannot be opened; empty if they can."""


@dataclass(frozen=True)
class Line:
    """A place below, or an indicator of the list."""

    name: str
    url: str
    said: str
    parts: str
    change: str = ""
    note: str = ""


@dataclass(frozen=True)
class IndicatorPage:
    """Everything the page of an indicator shows."""

    indicator: Indicator
    area: Division
    day: datetime.date
    change: Change
    is_hidden: bool
    computed_at: datetime.datetime | None
    since: datetime.date
    difference: str
    sides: list[Side]
    below: list[Line]
    below_refusal: str
    trend: dict[str, Any]
    others: list[tuple[str, str]]


def day_of(asked: datetime.date | None, today: datetime.date) -> datetime.date:
    """The day a page is about: the one asked for, else the newest stored, else today."""
    if asked is not None:
        return min(asked, today)
    return latest_day(today) or today


def indicator_page(
    user: User, indicator: Indicator, area: Division, day: datetime.date, today: datetime.date
) -> IndicatorPage:
    """The page of an indicator for an area on a day."""
    latest = latest_day(today)
    may_go_down = policies.may_see_below(user, area.code)
    below = divisions_below(area.code, day) if may_go_down else []
    below = [division for division in below if indicator.says_of(division.code)]
    places = [area.code, *(division.code for division in below)]
    now = figures_on(day, places, [indicator], latest=latest)
    since = baseline_day(day)
    before = figures_on(since, [area.code], [indicator], latest=latest)
    limit = parameter("small_count", day, area.code)
    value = now.value(indicator, area.code)
    change = Change(
        indicator,
        area.code,
        value,
        before.value(indicator, area.code),
        now.is_stale(indicator, area.code),
    )
    moved = change.difference
    return IndicatorPage(
        indicator=indicator,
        area=area,
        day=day,
        change=change,
        is_hidden=policies.is_hidden(user, indicator, area.code, value, limit),
        computed_at=now.computed_at,
        since=since,
        difference=difference_said(indicator, moved) if moved is not None else "",
        sides=sides(user, indicator, area.code, day, value),
        below=_below(user, indicator, below, now, limit),
        below_refusal="" if may_go_down else NO_RIGHT,
        trend=trend_chart(indicator, area.code, day),
        others=[(one.code, one.name) for one in all_indicators()],
    )


def sides(
    user: User, indicator: Indicator, place: str, day: datetime.date, value: Any
) -> list[Side]:
    """What can be opened behind a number, and why not."""
    totals = {"numerator": value.numerator, "denominator": value.denominator}
    if indicator.gap:
        totals["gap"] = value.denominator - value.numerator
    found = []
    for key, total in totals.items():
        part = indicator.part(key)
        if part is None or total is None:
            continue
        address = reverse("reviews:indicator_rows", args=[indicator.code, key])
        query = urlencode({"area": place, "day": day.isoformat()})
        found.append(
            Side(
                key=key,
                kind=SIDES[key],
                label=part.label,
                total=amount_said(part, total),
                url=f"{address}?{query}",
                refusal=refusal(user, part, place),
            )
        )
    return found


def refusal(user: User, part: Part | ParameterPart, place: str) -> str:
    """Why the rows of a side are not shown to this user; empty if they are."""
    if isinstance(part, ParameterPart):
        return ""
    if policies.may_open_rows(user, part, place):
        return ""
    return f"{NO_RIGHT}（需要本区划的“{PERMISSION_LABELS[part.shape.permission]}”权限）"


def amount_said(part: Part | ParameterPart, total: Any) -> str:
    """A total of a side with its unit."""
    if part.unit == "元":
        return f"{total:,.2f}元"
    return f"{total.normalize():,f}{part.unit}"


def _below(
    user: User, indicator: Indicator, below: Sequence[Division], now: Any, limit: Any
) -> list[Line]:
    lines = []
    values = {division.code: now.value(indicator, division.code) for division in below}
    best = sorted(
        below, key=lambda one: (better_first(indicator, values[one.code].result), one.code)
    )
    for division in best:
        value = now.value(indicator, division.code)
        url = indicator_url(indicator, division.code, day=now.day.isoformat())
        if policies.is_hidden(user, indicator, division.code, value, limit):
            note = policies.HIDDEN.format(limit=limit)
            lines.append(Line(division.short_name, url, "—", "", note=note))
            continue
        note = "待重算" if now.is_stale(indicator, division.code) else ""
        lines.append(
            Line(
                division.short_name,
                url,
                indicator.said(value),
                parts_said(indicator, value),
                note=note,
            )
        )
    return lines


@dataclass(frozen=True)
class RowPage:
    """A page of the rows behind a number; its footer is the number."""

    part: Part
    page: Page
    head: list[tuple[str, bool]]
    lines: list[tuple[str, list[tuple[Any, bool]]]]
    count: int
    footer: str


def row_page(part: Part, area: str, day: datetime.date, number: str | None) -> RowPage:
    """Rows of an area, fifty at a time, with what all of them come to."""
    rows = part.rows_in(day, area)
    page = Paginator(part.shape.prepare(rows, day), _PAGE_SIZE).get_page(number)
    columns = part.shape.columns
    return RowPage(
        part=part,
        page=page,
        head=[(column.label, column.is_number) for column in columns],
        lines=[
            (part.shape.url(row), [(column.read(row), column.is_number) for column in columns])
            for row in page
        ],
        count=page.paginator.count,
        footer=amount_said(part, _footer(part, area, day, page.paginator.count)),
    )


def _footer(part: Part, area: str, day: datetime.date, count: int) -> Decimal:
    return Decimal(count) if part.weight is None else part.total(day, area)


def parameter_lines(part: ParameterPart, area: str, day: datetime.date) -> list[tuple[str, str]]:
    """The values that policy has set for the area and the places in it."""
    values = part.places(day, area)
    names = Division.objects.in_bulk(values)
    return [(str(names[code]), f"{value:,f}{part.unit}") for code, value in sorted(values.items())]


def indicator_lines(user: User, area: Division, day: datetime.date, today: datetime.date) -> Any:
    """Every indicator with its value in an area on a day, and the change since the last month."""
    latest = latest_day(today)
    now = figures_on(day, [area.code], latest=latest)
    before = figures_on(baseline_day(day), [area.code], latest=latest)
    limit = parameter("small_count", day, area.code)
    lines = []
    for indicator in all_indicators():
        if not indicator.says_of(area.code):
            continue
        value = now.value(indicator, area.code)
        url = indicator_url(indicator, area.code, day=day.isoformat())
        if policies.is_hidden(user, indicator, area.code, value, limit):
            note = policies.HIDDEN.format(limit=limit)
            lines.append((indicator, Line(indicator.name, url, "—", "", note=note)))
            continue
        change = Change(indicator, area.code, value, before.value(indicator, area.code))
        moved = change.difference
        lines.append(
            (
                indicator,
                Line(
                    name=indicator.name,
                    url=url,
                    said=indicator.said(value),
                    parts=parts_said(indicator, value),
                    change=difference_said(indicator, moved) if moved is not None else "",
                    note="待重算" if now.is_stale(indicator, area.code) else "",
                ),
            )
        )
    return now, lines
