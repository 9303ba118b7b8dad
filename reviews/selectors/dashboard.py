"""The state of an area in one look: a sentence, figures, who is late, who is ahead, the trend."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from organization.amounts import money_said, rounded
from organization.enums import DivisionLevel
from organization.models import Division, User
from organization.parameters import parameters
from reviews import policies, tile_map
from reviews.indicators import Indicator, Style, Value, indicator_of, known_indicator
from reviews.reports.cells import better_first, date_said, difference_said
from reviews.selectors.alerts import level_of_alert
from reviews.selectors.figures import (
    Change,
    Figures,
    Trend,
    baseline_day,
    figures_on,
    latest_day,
    read,
    trends,
)
from reviews.selectors.late import Late, late_of

TILES = [
    "K02P", "K05", "K03", "K06", "S95", "K11", "K08", "K09", "K14", "K24", "F02", "N03",
]  # fmt: skip
COMPARED = ["K05", "K03", "K08", "K09", "K11", "K14", "K19", "K20", "K23C", "K24", "K26"]
_SENTENCE = [
    "V95", "V58", "V37", "S95", "K01H", "K01P", "K02P", "K05N", "K05", "K08", "N03",
]  # fmt: skip
_SIZE = "K01H"
SMALL = 30
"""Registered households below which a rate of a place says little."""
_WORST = 3


@dataclass(frozen=True)
class Tile:
    """One figure of the dashboard."""

    label: str
    value: str
    unit: str
    url: str
    level: str = ""
    change: str = ""
    since: str = ""
    note: str = ""


@dataclass(frozen=True)
class MapTile:
    """A township on the schematic map."""

    name: str
    said: str
    url: str
    x: int
    y: int
    shade: str
    is_worst: bool

    @property
    def text_x(self) -> int:
        return self.x + tile_map.WIDTH // 2 - 1

    @property
    def name_y(self) -> int:
        return self.y + 20

    @property
    def value_y(self) -> int:
        return self.y + 38


@dataclass(frozen=True)
class Comparison:
    """The places below, by one indicator: bars, map, and the choice of indicators."""

    indicator: Indicator
    choices: list[tuple[str, str]]
    chart: dict[str, Any]
    tiles: list[MapTile]
    rows: int


@dataclass(frozen=True)
class Dashboard:
    """Everything the page shows."""

    area: Division
    day: datetime.date
    computed_at: datetime.datetime | None
    is_stale: bool
    sentence: str
    tiles: list[Tile]
    late: list[Late]
    comparison: Comparison | None
    trends: list[dict[str, Any]] = field(default_factory=list)


def dashboard(
    user: User,
    area: Division,
    below: list[Division],
    today: datetime.date,
    *,
    ranked_by: str = "",
) -> Dashboard | None:
    """The dashboard of an area and the places `below` it that the user may see; None while no
    figures are stored yet."""
    day = latest_day(today)
    if day is None:
        return None
    choices = _comparable(below)
    compared = next((one for one in choices if one.code == ranked_by), choices[0])
    wanted = _indicators([*TILES, *_SENTENCE, _SIZE, compared.code])
    places = [area.code, *(division.code for division in below)]
    now = figures_on(day, places, wanted, latest=day)
    before = read(baseline_day(day), [area.code], wanted)
    late = late_of(user, area.code, today)
    policy = parameters(["small_count", "indicator_alerts"], day, area.code)
    return Dashboard(
        area=area,
        day=day,
        computed_at=now.computed_at,
        is_stale=bool(now.stale),
        sentence=sentence(area, now, late),
        tiles=_tiles(user, area.code, now, before, policy),
        late=late,
        comparison=_comparison(user, area, below, now, compared, choices, policy)
        if below
        else None,
        trends=trend_charts(_trended(compared), area.code, day),
    )


def _trended(compared: Indicator) -> list[Indicator]:
    return _indicators(["K02P", compared.code if compared.code != "K05" else "K09"])


def _comparable(below: Sequence[Division]) -> list[Indicator]:
    """Indicators by which the places below can be compared."""
    return [one for one in _indicators(COMPARED) if all(one.says_of(place.code) for place in below)]


def _indicators(codes: Sequence[str]) -> list[Indicator]:
    """Each once, in this order."""
    return [found for code in dict.fromkeys(codes) if (found := indicator_of(code)) is not None]


def sentence(area: Division, now: Figures, late: Sequence[Late] = ()) -> str:
    """The state in words; every number of it is computed."""

    def said(code: str) -> str:
        indicator = known_indicator(code)
        return indicator.said(now.value(indicator, area.code))

    parts = []
    if _number(now, "V95", area.code):
        parts.append(
            f"{said('V95')}重点贫困村已出列{said('V58')}、未出列{said('V37')}，"
            f"{said('S95')}第一书记在岗"
        )
    if not _number(now, "K01H", area.code) and not _number(now, "K05N", area.code):
        return "；".join([*parts, "还没有登记建档立卡户"]) + "。"
    parts.append(f"在册建档立卡{said('K01H')}、{said('K01P')}，其中未脱贫{said('K02P')}")
    lifted = f"累计脱贫{said('K05N')}"
    if now.value(known_indicator("K05"), area.code).denominator:
        lifted += f"，占2014年基数的{said('K05')}"
    parts.append(lifted)
    overdue = _number(now, "N03", area.code)
    units = "、".join(dict.fromkeys(line.unit for line in late if line.is_notice))
    if overdue:
        parts.append(f"{said('N03')}整改逾期" + (f"，涉及{units}" if units else ""))
    else:
        parts.append("没有逾期的整改")
    return "；".join(parts) + "。"


def _number(now: Figures, code: str, place: str) -> Decimal:
    return now.value(known_indicator(code), place).numerator


# --- figures -----------------------------------------------------------------------------------


def _tiles(
    user: User, place: str, now: Figures, before: Figures, policy: dict[str, Any]
) -> list[Tile]:
    """Figures with their change since the end of the last month."""
    limit, alerts = policy["small_count"], policy["indicator_alerts"]
    found = []
    for indicator in _indicators(TILES):
        value = now.value(indicator, place)
        if value.result is None or not indicator.says_of(place):
            continue
        known = before.values.get((indicator.code, place))
        change = Change(indicator, place, value, known, now.is_stale(indicator, place))
        alert = level_of_alert(indicator, value.result, alerts.get(indicator.code), now.day)
        found.append(_tile(user, change, before.day, limit, alert))
    return found


def _tile(user: User, change: Change, since: datetime.date, limit: int, alert: str) -> Tile:
    indicator = change.indicator
    url = indicator_url(indicator, change.place)
    if policies.is_hidden(user, indicator, change.place, change.value, limit):
        return Tile(indicator.name, "—", "", url, note=policies.HIDDEN.format(limit=limit))
    value, unit = split_unit(indicator, change.value)
    moved = change.difference
    notes = []
    if change.value.denominator is not None and indicator.style == Style.PERCENT:
        notes.append(parts_said(indicator, change.value))
    if change.is_stale:
        notes.append("待重算")
    return Tile(
        label=indicator.name,
        value=value,
        unit=unit,
        url=url,
        level=alert,
        change=difference_said(indicator, moved) if moved is not None else "",
        since=f"较{since.month}月末",
        note="　".join(notes) if indicator.style != Style.MONEY else "",
    )


def parts_said(indicator: Indicator, value: Value) -> str:
    """54,051 / 81,076; money as headlines say it."""
    sides = [(indicator.numerator, value.numerator), (indicator.denominator, value.denominator)]
    return " / ".join(
        money_said(amount) if part.unit == "元" else f"{rounded(amount, 2).normalize():,f}"
        for part, amount in sides
        if part is not None and amount is not None
    )


def split_unit(indicator: Indicator, value: Value) -> tuple[str, str]:
    """A result as (number, unit), for large type."""
    said = indicator.said(value)
    number = said.rstrip("%亿万" + indicator.unit) if value.result is not None else said
    return number, said[len(number) :]


def indicator_url(indicator: Indicator, place: str, **query: str) -> str:
    """The page of an indicator for a place."""
    address = reverse("reviews:indicator_detail", args=[indicator.code])
    return f"{address}?{urlencode({'area': place, **query})}"


# --- comparison --------------------------------------------------------------------------------


def _comparison(
    user: User,
    area: Division,
    below: list[Division],
    now: Figures,
    indicator: Indicator,
    choices: list[Indicator],
    policy: dict[str, Any],
) -> Comparison:
    limit = policy["small_count"]
    values = {
        division.code: now.value(indicator, division.code)
        for division in below
        if not policies.is_hidden(
            user, indicator, division.code, now.value(indicator, division.code), limit
        )
    }
    names = {division.code: division.short_name for division in below}
    ranked = sorted(values, key=lambda code: (better_first(indicator, values[code].result), code))
    shown = [code for code in ranked if values[code].result is not None]
    sizes = {code: _number(now, _SIZE, code) for code in shown}
    whole = now.value(indicator, area.code)
    return Comparison(
        indicator=indicator,
        choices=[(one.code, one.name) for one in choices],
        chart=_bars(area, indicator, shown, values, names, sizes, whole),
        tiles=_map(indicator, names, values, shown) if area.level == DivisionLevel.CITY else [],
        rows=len(shown),
    )


def _bars(
    area: Any, indicator: Any, shown: Any, values: Any, names: Any, sizes: Any, whole: Value
) -> dict[str, Any]:
    """Sorted bars with the mean of the area; small denominators are marked."""
    kind = "镇办场园" if area.level == DivisionLevel.CITY else "村"
    head = [kind, indicator.name, indicator.numerator.label]
    if indicator.denominator:
        head.append(indicator.denominator.label)
    return {
        "id": "comparison",
        "title": f"{indicator.name}（各{kind}）",
        "unit": "" if indicator.style == Style.PERCENT else indicator.unit,
        "note": f"虚线为{area}平均",
        "spec": {
            "kind": "bars",
            "percent": indicator.style == Style.PERCENT,
            "categories": [names[code] for code in shown],
            "mean": _plotted(indicator, whole),
            "mean_label": area.short_name,
            "links": [indicator_url(indicator, code) for code in shown],
            "small": [sizes[code] < SMALL for code in shown],
            "highlight": list(range(max(len(shown) - _WORST, 0), len(shown)))
            if len(shown) > 2 * _WORST
            else [],
            "series": [
                {
                    "name": indicator.name,
                    "values": [_plotted(indicator, values[code]) for code in shown],
                }
            ],
        },
        "head": head,
        "rows": [
            [names[code], indicator.said(values[code]), *_parts(values[code])] for code in shown
        ],
    }


def _parts(value: Value) -> list[str]:
    parts = [value.numerator] if value.denominator is None else [*value]
    return [f"{part:,.0f}" for part in parts]


def _plotted(indicator: Indicator, value: Value) -> float | None:
    return None if value.result is None else round(float(value.result), 6)


def _map(indicator: Indicator, names: Any, values: Any, shown: list[str]) -> list[MapTile]:
    """Each township's tile, shaded by its quarter of the ranking."""
    places = tile_map.laid_out(list(names))
    order = {code: place for place, code in enumerate(shown)}
    worst = set(shown[-_WORST:]) if len(shown) > 2 * _WORST else set()
    return [
        MapTile(
            name=names[code],
            said=indicator.said(values[code]) if code in values else "—",
            url=indicator_url(indicator, code),
            x=places[code][0] * tile_map.WIDTH,
            y=places[code][1] * tile_map.HEIGHT,
            shade=f"l{4 - order[code] * 4 // len(shown)}" if code in order else "l0",
            is_worst=code in worst,
        )
        for code in sorted(names, key=lambda code: (places[code][1], places[code][0]))
    ]


# --- trend -------------------------------------------------------------------------------------


def trend_charts(
    indicators: Sequence[Indicator], place: str, day: datetime.date
) -> list[dict[str, Any]]:
    """A line over month ends for each, with the same figures as a table."""
    return [_trend_chart(found) for found in trends(indicators, place, day)]


def _trend_chart(found: Trend) -> dict[str, Any]:
    indicator = found.indicator
    return {
        "id": f"trend-{indicator.code}",
        "title": f"{indicator.name}走势",
        "unit": "" if indicator.style == Style.PERCENT else indicator.unit,
        "note": f"各月末，最近为{date_said(found.days[-1]) if found.days else '—'}",
        "spec": {
            "kind": "line",
            "percent": indicator.style == Style.PERCENT,
            "decimals": indicator.decimals if indicator.style != Style.PERCENT else 1,
            "categories": [f"{when:%Y-%m}" for when in found.days],
            "series": [
                {
                    "name": indicator.name,
                    "values": [_plotted(indicator, value) for value in found.values],
                }
            ],
        },
        "head": ["月末", indicator.name],
        "rows": [
            [f"{when}", indicator.said(value)]
            for when, value in zip(found.days, found.values, strict=True)
        ],
    }
