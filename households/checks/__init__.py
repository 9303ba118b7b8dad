"""The checks of the household register: one list for form, workbook and the nightly run."""

from households.checks.facts import KIND, HouseholdFacts, MemberFacts
from households.checks.households import HOUSEHOLD_LEVEL_CHECKS
from households.checks.members import MEMBER_CHECKS

HOUSEHOLD_CHECKS = [*MEMBER_CHECKS, *HOUSEHOLD_LEVEL_CHECKS]

TELLS_HEALTH = frozenset(
    check.code for check in HOUSEHOLD_CHECKS if check.needs & {"health", "disability_no"}
)
"""Checks whose findings, by their words or their code alone, tell what ails somebody."""

__all__ = ["HOUSEHOLD_CHECKS", "KIND", "TELLS_HEALTH", "HouseholdFacts", "MemberFacts"]
