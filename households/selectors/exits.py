"""Households before their exit: which tests they pass."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from households.checks.facts import KIND
from households.exit_tests import results_of
from households.models import Household
from organization.models import Procedure, User
from organization.permissions import Permission


@dataclass(frozen=True)
class ExitLine:
    """A household with the answer of each test, in the order of `EXIT_TESTS`."""

    household: Household
    answers: list[str | None]
    """What is amiss, None where the test is passed; empty where the year was not surveyed."""


def exit_lines(user: User, keys: Collection[int], day: datetime.date) -> list[ExitLine]:
    """The households of procedures that `user` sees, by number, with how they pass on `day`."""
    ones = Procedure.objects.visible_to(user, Permission.PROCEDURE_VIEW)
    subjects = ones.filter(subject_kind=KIND, pk__in=set(keys)).values_list("subject_id", flat=True)
    seen = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    households = list(seen.filter(pk__in=map(int, subjects)).order_by("household_no"))
    results = results_of([each.pk for each in households], day)
    return [ExitLine(each, list(results.get(each.pk, {}).values())) for each in households]
