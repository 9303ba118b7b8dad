"""What a pledge promised beside what was reached, told by the indicators themselves."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accountability.enums import PledgeState
from accountability.models import Pledge, PledgeTarget
from organization.enums import UnitKind
from organization.models import User
from organization.parameters import parameter
from reviews import policies
from reviews.enums import Attainment, Direction
from reviews.indicators import Indicator, Style, Value, indicator_of
from reviews.reports.cells import DASH, LEVEL, difference_said
from reviews.selectors.dashboard import indicator_url
from reviews.selectors.figures import Figures, figures_on, latest_day

ANSWER_FOR_A_PLACE = frozenset({
    UnitKind.PARTY, UnitKind.CONGRESS, UnitKind.GOVERNMENT, UnitKind.CONSULTATIVE,
    UnitKind.TOWNSHIP, UnitKind.VILLAGE,
})  # fmt: skip
"""Whose targets the figures of their place tell; a department is not blamed for all of it."""


@dataclass(frozen=True)
class TargetLine:
    """One target: promised, reached, how far apart, and what that comes to."""

    label: str
    promised: str
    attainment: Attainment
    actual: str = DASH
    gap: str = DASH
    url: str = ""
    """The indicator's definition and rows; empty where there are none for this user."""
    note: str = ""


@dataclass(frozen=True)
class YearOfTargets:
    """The targets of a year and the day their figures are of."""

    year: int
    day: datetime.date
    lines: list[TargetLine]
    untold: Attainment | None = None
    """Why there are no figures: the year has not begun, or the pledge was ended before."""


def target_years(user: User, pledge: Pledge, today: datetime.date) -> list[YearOfTargets]:
    """The targets of a pledge by year, each beside its indicator for the pledge's division.

    The day is the last of the year or, while that runs, today.
    """
    by_year: dict[int, list[PledgeTarget]] = {}
    for target in pledge.targets.all():
        by_year.setdefault(target.year, []).append(target)
    return [_year(user, pledge, year, targets, today) for year, targets in sorted(by_year.items())]


def _year(
    user: User, pledge: Pledge, year: int, targets: Sequence[PledgeTarget], today: datetime.date
) -> YearOfTargets:
    place, day = pledge.division_id, min(today, datetime.date(year, 12, 31))
    if untold := _untold(pledge, year, today):
        return YearOfTargets(year, day, [], untold)
    known = {
        indicator.code: indicator
        for target in targets
        if (indicator := indicator_of(target.indicator_code)) and indicator.says_of(place)
    }
    figures = figures_on(day, [place], known.values(), latest=latest_day(today))
    limit = parameter("small_count", day, place)
    lines = []
    for target in targets:
        indicator = known.get(target.indicator_code)
        if indicator is None:
            lines.append(TargetLine(target.label, _promised(target), Attainment.UNKNOWN))
        elif policies.is_hidden(user, indicator, place, figures.value(indicator, place), limit):
            note = policies.HIDDEN.format(limit=limit)
            lines.append(TargetLine(target.label, _promised(target), Attainment.UNKNOWN, note=note))
        else:
            lines.append(_line(user, target, indicator, place, figures, is_over=day < today))
    return YearOfTargets(year, day, lines)


def _untold(pledge: Pledge, year: int, today: datetime.date) -> Attainment | None:
    """Why no figure can tell how the targets of a year stand."""
    last_day = pledge.last_day if pledge.state == PledgeState.ENDED else None
    if last_day and last_day < datetime.date(year, 12, 31):
        return Attainment.ENDED
    return Attainment.NOT_BEGUN if today < datetime.date(year, 1, 1) else None


def _line(
    user: User,
    target: PledgeTarget,
    indicator: Indicator,
    place: str,
    figures: Figures,
    *,
    is_over: bool,
) -> TargetLine:
    value = figures.value(indicator, place)
    apart = _apart(target, indicator, value)
    may_open = policies.may_see_aggregate(user, place)
    is_own = target.pledge.unit.kind in ANSWER_FOR_A_PLACE
    judged = _judged(indicator, apart, is_over=is_over)
    return TargetLine(
        label=target.label,
        promised=_promised(target),
        attainment=judged if is_own else Attainment.WHOLE_PLACE,
        actual=indicator.said(value),
        gap=_gap_said(indicator, apart) if is_own else DASH,
        url=indicator_url(indicator, place, day=figures.day.isoformat()) if may_open else "",
        note="待重算" if figures.is_stale(indicator, place) else "",
    )


def _apart(target: PledgeTarget, indicator: Indicator, value: Value) -> Decimal | None:
    """Reached less promised, in the indicator's own measure; rates are promised in percent."""
    if value.result is None:
        return None
    is_percent = indicator.style == Style.PERCENT
    return value.result - (target.value / 100 if is_percent else target.value)


def _judged(indicator: Indicator, apart: Decimal | None, *, is_over: bool) -> Attainment:
    """By the exact value: 99.999% is not all of them, whatever two decimals show."""
    if apart is None:
        return Attainment.UNKNOWN
    if apart <= 0 if indicator.direction == Direction.DOWN else apart >= 0:
        return Attainment.KEPT if is_over else Attainment.ON_COURSE
    return Attainment.MISSED if is_over else Attainment.BEHIND


def _gap_said(indicator: Indicator, apart: Decimal | None) -> str:
    """The difference in words; one too small to show is not called none."""
    if apart is None:
        return DASH
    said = difference_said(indicator, apart)
    if not apart or said != LEVEL:
        return said
    return f"不足0.01{'个百分点' if indicator.style == Style.PERCENT else indicator.unit}"


def _promised(target: PledgeTarget) -> str:
    return f"{target.value.normalize():,f}{target.unit_of_measure}"
