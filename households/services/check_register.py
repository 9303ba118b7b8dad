"""Running the register's checks over what was just saved; the night runs them over everything."""

from households.checks import KIND
from households.checks.load import load_households
from households.models import Household
from intake.services.findings import check_subjects, hold_townships
from organization.working_date import working_date


def recheck(*households: Household) -> tuple[int, int]:
    """Settle the findings of some households, inside the verb that changed them; returns
    (opened, closed)."""
    hold_townships(household.village_id for household in households)
    day = working_date()
    facts = load_households([household.pk for household in households], day)
    return check_subjects(KIND, facts, day)
