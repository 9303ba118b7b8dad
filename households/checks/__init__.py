"""The checks of the household register: one list for form, workbook and the nightly run."""

from households.checks.facts import KIND, HouseholdFacts, MemberFacts
from households.checks.households import HOUSEHOLD_LEVEL_CHECKS
from households.checks.members import MEMBER_CHECKS

HOUSEHOLD_CHECKS = [*MEMBER_CHECKS, *HOUSEHOLD_LEVEL_CHECKS]

__all__ = ["HOUSEHOLD_CHECKS", "KIND", "HouseholdFacts", "MemberFacts"]
