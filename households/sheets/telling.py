"""What the trail is told of a household that an import changes."""

from collections.abc import Iterator
from typing import Any

from households.models import Household, Member, MemberYear
from households.sheets.columns import LIVING_FIELDS, YEAR_FIELDS
from households.sheets.known import (
    HOUSEHOLD_COLUMNS,
    INCOME_COLUMNS,
    MEMBER_FIELDS,
    MEMBER_YEAR_COLUMNS,
)
from organization.audit import Protected
from organization.fields import sensitive_names

_PROTECTED = sensitive_names(Household) | sensitive_names(Member) | sensitive_names(MemberYear)


def told(plan: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of one household, changed fields only; members' under their name."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for names, old, new, prefix in _pairs(plan):
        olds = old if old is not None else [None] * len(names)
        for name, was, now in zip(names, olds, new, strict=True):
            if was == now or (was in {None, ""} and now in {None, ""}):
                continue
            shield = Protected if name in _PROTECTED else (lambda value: value)
            if was not in {None, ""}:
                before[prefix + name] = shield(was)
            after[prefix + name] = shield(now or "") if name in _PROTECTED else now
    return before, after


def _pairs(plan: dict[str, Any]) -> Iterator[tuple]:
    if "household" in plan:
        yield HOUSEHOLD_COLUMNS, *plan["household"], ""
    for table, names in (("year", YEAR_FIELDS), ("income", INCOME_COLUMNS),
                         ("living", LIVING_FIELDS)):  # fmt: skip
        if table in plan:
            yield names, plan[table][1], plan[table][2], ""
    for member, old, new in plan.get("members", ()):
        yield MEMBER_FIELDS, old, new, f"{member}."
    for member, _, old, new in plan.get("member_years", ()):
        yield MEMBER_YEAR_COLUMNS, old, new, f"{member}."
    for _, member, _, old, new in plan.get("relations", ()):
        yield ("relation",), [old], [new], f"{member}."
