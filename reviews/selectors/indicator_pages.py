"""The page of an indicator: its definition, its value, and the rows behind it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from organization.amounts import rounded
from organization.models import Division, User
from organization.permissions import PERMISSION_LABELS
from organization.working_date import working_date
from reviews import policies
from reviews.indicators import Indicator, ParameterPart, Part
from reviews.selectors.dashboard import indicator_url, parts_said, trend_charts
from reviews.selectors.readings import NO_RIGHT, Look, Reading, look

SIDES = {"numerator": "分子", "denominator": "分母", "gap": "差额"}
_CENTS = 2
_PAGE_SIZE = 50


@dataclass(frozen=True)
class Side:
    """One side of an indicator as the page offers it."""

    key: str
    kind: str
    """Empty where the indicator is one number."""
    label: str
    total: str
    url: str
    refusal: str
    """Why the rows cannot be opened; empty if they can."""

    @property
    def note(self) -> str:
        return "，".join(filter(None, [self.kind, "点击查看明细"]))


@dataclass(frozen=True)
class Line:
    """A place below, or an indicator of the list."""

    name: str
    url: str
    said: str
    parts: str
    change: str
    note: str


@dataclass(frozen=True)
class IndicatorPage:
    """What the page of an indicator shows besides its definition."""

    look: Look
    sides: list[Side]
    below: list[Line]
    trend: list[dict[str, Any]]


def indicator_page(user: User, look: Look) -> IndicatorPage:
    """The page; where the number is kept from the user, nothing beside it gives it away."""
    found = look.reading
    trend = [] if found.hidden else trend_charts([found.indicator], found.place.code, look.day)
    return IndicatorPage(
        look=look,
        sides=sides(user, found, look.day),
        below=[_line(one, look.day, one.place.short_name) for one in look.below],
        trend=trend,
    )


def indicator_lines(found: list[Reading], day: datetime.date) -> list[tuple[Indicator, Line]]:
    """Every indicator as the dictionary's page lists it."""
    return [(one.indicator, _line(one, day, one.indicator.name)) for one in found]


def _line(one: Reading, day: datetime.date, name: str) -> Line:
    return Line(
        name=name,
        url=indicator_url(one.indicator, one.place.code, day=day.isoformat()),
        said=one.said,
        parts=parts_said(one.indicator, one.value) if one.value else "",
        change=one.moved,
        note=one.note,
    )


# --- what stands behind a number ---------------------------------------------------------------


def sides(user: User, found: Reading, day: datetime.date) -> list[Side]:
    """What can be opened behind a number, and why not."""
    indicator, place = found.indicator, found.place.code
    shown = []
    found_totals = totals(found)
    for key, total in found_totals.items():
        part = indicator.part(key)
        if part is None:
            continue
        address = reverse("reviews:indicator_rows", args=[indicator.code, key])
        query = urlencode({"area": place, "day": day.isoformat()})
        shown.append(
            Side(
                key=key,
                kind=SIDES[key] if len(found_totals) > 1 else "",
                label=part.label,
                total=amount_said(part, total),
                url=f"{address}?{query}",
                refusal=refusal(user, part, place),
            )
        )
    return shown


def totals(found: Reading) -> dict[str, Decimal]:
    """What the rows of each side come to; nothing where the number is kept from the user."""
    value = found.value
    if value is None:
        return {}
    if value.denominator is None:
        return {"numerator": value.numerator}
    known = {"numerator": value.numerator, "denominator": value.denominator}
    if found.indicator.gap:
        known["gap"] = value.denominator - value.numerator
    return known


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
    return f"{rounded(total, 2).normalize():,f}{part.unit}"


def rows_of(part: Part, area: str, day: datetime.date) -> QuerySet:
    """The rows of a side in an area, with what its columns read."""
    return part.shape.prepare(part.rows_in(day, area), day)


def footer_of(part: Part, area: str, day: datetime.date, count: int) -> Decimal:
    """What all of the rows come to: the number itself."""
    return Decimal(count) if part.weight is None else part.total(day, area)


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
    page = Paginator(rows_of(part, area, day), _PAGE_SIZE).get_page(number)
    count = page.paginator.count
    columns = part.shape.columns
    return RowPage(
        part=part,
        page=page,
        head=[(column.label, column.is_number) for column in columns],
        lines=[
            (
                part.shape.url(row),
                [(cell_said(column.read(row)), column.is_number) for column in columns],
            )
            for row in page
        ],
        count=count,
        footer=amount_said(part, footer_of(part, area, day, count)),
    )


def cell_said(value: Any) -> Any:
    """A value of a row in words: money to the cent, other amounts as short as they are."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        is_money = value.as_tuple().exponent == -_CENTS
        return f"{value:,.2f}" if is_money else f"{rounded(value, 2).normalize():,f}"
    return value


def stored_otherwise(
    user: User, indicator: Indicator, side: str, area: Division, day: datetime.date, rows: RowPage
) -> str:
    """The stored number of a side when it is older than its rows; empty while they agree."""
    found = look(user, indicator, area, day, working_date()).reading
    total = totals(found).get(side)
    said = "" if total is None else amount_said(rows.part, total)
    return "" if said == rows.footer else said


def parameter_values(
    part: ParameterPart, area: str, day: datetime.date
) -> list[tuple[Division, Decimal]]:
    """The values that policy has set for the area and the places in it."""
    values = part.places(day, area)
    names = Division.objects.in_bulk(values)
    return [(names[code], value) for code, value in sorted(values.items())]
