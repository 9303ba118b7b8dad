"""Raising problems to a higher rung of the ladder."""

from collections.abc import Sequence

from accountability.enums import Level
from accountability.models import Problem
from organization import audit
from organization.models import User


def raise_problems(ids: Sequence[int], level: Level, *, by: User) -> None:
    """Put problems that stand lower on the rung `level`; the right was checked on what did it."""
    lower = Problem.objects.filter(pk__in=ids, level__lt=level)
    acts = [
        audit.Act(
            "problem.raised", "accountability.problem", str(pk), code,
            before={"level": was}, after={"level": level},
        )
        for pk, code, was in lower.values_list("pk", "division_id", "level")
    ]  # fmt: skip
    lower.update(level=level)
    audit.record_many(by, acts, batch="")
