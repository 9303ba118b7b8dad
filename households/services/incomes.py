"""The computed incomes of the collection form (贫困户信息采集表), to the cent."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

TRANSFERS = (
    "family_planning_grant",
    "dibao_grant",
    "tekun_grant",
    "pension_grant",
    "ecology_grant",
    "other_transfer",
)
PARTS = ("wage_income", "business_income", "property_income", "transfer_income")
_CENT = Decimal("0.01")


def _sum(values: dict[str, Any], names: tuple[str, ...]) -> Decimal | None:
    """The sum of the known ones; None when none is known."""
    known = [values[name] for name in names if values.get(name) is not None]
    return sum(known, Decimal(0)) if known else None


def computed(values: dict[str, Any], size: int) -> dict[str, Any]:
    """The income block with its sums, for a household of `size` people.

    transfer = its six parts; gross = wage + business + property + transfer; net = gross − business
    cost; per head = net ÷ people. Where the parts are blank, a figure typed or imported stays.
    """
    result = dict(values)
    transfer = _sum(result, TRANSFERS)
    if transfer is not None:
        result["transfer_income"] = transfer
    gross = _sum(result, PARTS)
    if gross is None:
        return result
    result["gross_income"] = gross
    result["net_income"] = gross - (result.get("business_cost") or Decimal(0))
    if size:
        per_head = result["net_income"] / size
        result["net_income_per_capita"] = per_head.quantize(_CENT, ROUND_HALF_UP)
    return result
