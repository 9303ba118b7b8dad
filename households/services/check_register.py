"""Running the register's checks over what was just saved; the night runs them over everything."""

from households.checks import KIND
from households.checks.load import load_households
from households.models import Household
from intake.services.findings import check_subjects
from organization.working_date import working_date


def recheck(*households: Household) -> tuple[int, int]:
    """Settle the findings of some households; returns (opened, closed)."""
    day = working_date()
    facts = load_households([household.pk for household in households], day)
    return check_subjects(KIND, facts, day)
