"""Every indicator with its definition, numerator, denominator and value."""

import datetime
import json
from typing import Any

from django.core.management.base import CommandError

from organization.commands import CityCommand
from organization.models import Division
from organization.working_date import working_date
from reviews.indicators import Computation, Indicator, Value, all_indicators
from reviews.reports.snapshot import plain
from reviews.selectors.places import city_code
from reviews.selectors.reconciliation import Reconciliation, reconcile


class Command(CityCommand):
    help = "Print every indicator of a day with definition, numerator, denominator and value."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=datetime.date.fromisoformat, help="2016-12-31; today")
        parser.add_argument("--division", help="12-digit code; the city")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args, **options):
        day = options["date"] or working_date()
        code = options["division"] or city_code()
        division = Division.objects.filter(pk=code).first()
        if division is None:
            raise CommandError(f"没有代码为{code}的区划")
        computation = Computation(day, code)
        found = [(one, computation.values(one).get(code)) for one in all_indicators()]
        values = [(one, value) for one, value in found if value is not None]
        tables = reconcile(day, code)
        if options["json"]:
            self.stdout.write(
                json.dumps(_as_json(day, division, values, tables), ensure_ascii=False, indent=1)
            )
        else:
            self._print(day, division, values, tables)

    def _print(self, day, division, values, tables):
        self.stdout.write(f"{division}　数据截至 {day}\n")
        for indicator, value in values:
            parts = f"{plain(value.numerator)}"
            if value.denominator is not None:
                parts += f" / {plain(value.denominator)}"
            said = indicator.said(value)
            self.stdout.write(f"{indicator.code:5} {indicator.name}: {said}（{parts}）")
            self.stdout.write(f"      {indicator.definition}")
        for table in tables:
            self.stdout.write(f"\n{table.title}：{table.base_day} {table.base}")
            for row in table.shown:
                self.stdout.write(f"  {row.label}: +{row.came} −{row.went}")
            check = "相符" if table.is_exact else f"不符，登记为{table.counted}"
            self.stdout.write(f"  {table.day} {table.result}（与登记{check}）")


def _as_json(
    day: datetime.date,
    division: Division,
    values: list[tuple[Indicator, Value]],
    tables: tuple[Reconciliation, ...],
) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "division": {"code": division.code, "name": str(division)},
        "indicators": [_indicator(indicator, value) for indicator, value in values],
        "reconciliation": [_reconciliation(table) for table in tables],
    }


def _indicator(indicator: Indicator, value: Value) -> dict[str, Any]:
    result = value.result
    below = indicator.denominator
    return {
        "code": indicator.code,
        "number": indicator.number,
        "name": indicator.name,
        "unit": indicator.unit,
        "definition": indicator.definition,
        "numerator_label": indicator.numerator.label,
        "numerator": plain(value.numerator),
        "denominator_label": below.label if below else None,
        "denominator": None if value.denominator is None else plain(value.denominator),
        "value": None if result is None else f"{result:.6f}".rstrip("0").rstrip("."),
        "said": indicator.said(value),
    }


def _reconciliation(table: Reconciliation) -> dict[str, Any]:
    return {
        "title": table.title,
        "base_day": table.base_day.isoformat(),
        "base": table.base,
        "rows": [
            {"label": row.label, "came": row.came, "went": row.went, "net": row.net}
            for row in table.rows
        ],
        "result": table.result,
        "counted": table.counted,
        "is_exact": table.is_exact,
    }
