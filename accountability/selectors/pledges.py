"""Reads of pledges: which units have one, what is promised."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from accountability.enums import PledgeMeasure, PledgeState
from accountability.models import Pledge
from organization.enums import UnitKind
from organization.models import Unit, User
from organization.permissions import Permission

MUST_PLEDGE = [UnitKind.TOWNSHIP, UnitKind.DEPARTMENT]
"""市委市政府与各镇办场园区、市直单位签订减贫目标责任状."""


@dataclass(frozen=True)
class Coverage:
    """How many of the units that must have signed a pledge, and which have not."""

    covered: int
    total: int
    without: list[tuple[Unit, int | None]]
    """The first of these, each with its draft if there is one."""

    @property
    def missing(self) -> list[Unit]:
        """The same units."""
        return [unit for unit, _ in self.without]

    @property
    def lacking(self) -> int:
        return self.total - self.covered


@dataclass(frozen=True)
class TargetRow:
    """One measure of a pledge over its years."""

    code: str
    label: str
    unit_of_measure: str
    values: list[str]


@dataclass(frozen=True)
class TargetTable:
    years: list[int]
    rows: list[TargetRow]


def pledge_coverage(user: User, day: datetime.date, shown: int = 8) -> Coverage:
    """Units within the user's reach that have a pledge in force on `day`."""
    units = _units_of(user, day)
    covered = units.filter(Exists(Pledge.objects.in_force(day).filter(unit=OuterRef("pk"))))
    total, have = units.count(), covered.count()
    missing = list(units.exclude(pk__in=covered.values("pk")).order_by("kind", "code")[:shown])
    drafts = Pledge.objects.filter(unit__in=missing, state=PledgeState.DRAFT)
    drafted = dict(drafts.values_list("unit", "pk"))
    return Coverage(have, total, [(unit, drafted.get(unit.pk)) for unit in missing])


def _units_of(user: User, day: datetime.date) -> QuerySet:
    units = Unit.objects.visible_to(user, Permission.PLEDGE_VIEW)
    return units.as_of(day).filter(kind__in=MUST_PLEDGE)


def target_table(pledge: Pledge) -> TargetTable:
    """The targets as a matrix, in the order of the measures."""
    targets = list(pledge.targets.all())
    years = sorted({target.year for target in targets})
    values = {(target.indicator_code, target.year): target.value for target in targets}
    labels = {t.indicator_code: (t.label, t.unit_of_measure) for t in targets}
    order = [code for code in PledgeMeasure.values if code in labels]
    order += sorted(code for code in labels if code not in PledgeMeasure.values)
    rows = [
        TargetRow(code, *labels[code], [_in_words(values.get((code, year))) for year in years])
        for code in order
    ]
    return TargetTable(years, rows)


def _in_words(value: Decimal | None) -> str:
    """3,200 or 96.5; a dash where nothing is promised."""
    if value is None:
        return "—"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
