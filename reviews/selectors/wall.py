"""The wall view: few figures of the city, no personal data."""

import datetime
from dataclasses import dataclass
from typing import Any

from organization.models import Division
from organization.parameters import parameter
from reviews.indicators import known_indicator
from reviews.reports.cells import better_first, difference_said
from reviews.selectors.alerts import level_of_alert
from reviews.selectors.dashboard import sentence, split_unit
from reviews.selectors.figures import Change, baseline_day, figures_on, latest_day, read
from reviews.selectors.places import city_code, divisions_below

FIGURES = ["K02P", "K05", "K06", "S95", "K08", "K09", "N03"]
RANKED_BY = "K09"
_SENTENCE = ["V95", "V58", "V37", "K01H", "K01P", "K05N"]
_LAST = 5


@dataclass(frozen=True)
class WallFigure:
    label: str
    value: str
    unit: str
    change: str
    level: str


@dataclass(frozen=True)
class Wall:
    """What the wall shows."""

    area: Division
    day: datetime.date
    computed_at: datetime.datetime | None
    sentence: str
    figures: list[WallFigure]
    ranked_by: str
    last: list[tuple[str, str]]


def wall(today: datetime.date) -> Wall | None:
    """The city at a glance; None while no figures are stored."""
    day = latest_day(today)
    if day is None:
        return None
    area = Division.objects.get(pk=city_code())
    wanted = [known_indicator(code) for code in dict.fromkeys([*FIGURES, *_SENTENCE, RANKED_BY])]
    places = divisions_below(area.code, day)
    now = figures_on(day, [area.code, *(place.code for place in places)], wanted, latest=day)
    before = read(baseline_day(day), [area.code], wanted)
    alerts = parameter("indicator_alerts", day, area.code)
    return Wall(
        area=area,
        day=day,
        computed_at=now.computed_at,
        sentence=sentence(area, now),
        figures=[_figure(code, area.code, now, before, alerts) for code in FIGURES],
        ranked_by=known_indicator(RANKED_BY).name,
        last=_last(places, now),
    )


def _figure(code: str, place: str, now: Any, before: Any, alerts: dict[str, Any]) -> WallFigure:
    indicator = known_indicator(code)
    change = Change(indicator, place, now.value(indicator, place), before.values.get((code, place)))
    value, unit = split_unit(indicator, change.value)
    moved = change.difference
    return WallFigure(
        label=indicator.name,
        value=value,
        unit=unit,
        change=difference_said(indicator, moved) if moved is not None else "",
        level=level_of_alert(indicator, change.result, alerts.get(code), now.day),
    )


def _last(places: list[Division], now: Any) -> list[tuple[str, str]]:
    """The places that stand last by the indicator of the wall, the last one first."""
    indicator = known_indicator(RANKED_BY)
    values = {place: now.value(indicator, place.code) for place in places}
    known = [place for place in places if values[place].result is not None]
    known.sort(key=lambda place: better_first(indicator, values[place].result))
    return [(place.short_name, indicator.said(values[place])) for place in reversed(known[-_LAST:])]
