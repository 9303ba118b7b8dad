"""How the register's state of an account is written down: shared by reading and writing."""

import datetime

from intake.registers.base import State
from organization.days import ONE_DAY

NEVER = "9999-12-31"
EMPTY: State = {"display_name": "", "division": "", "unit": "", "cadre": "", "grants": []}
"""An account without a row; a grant is [key, role, reach, division, unit, first day, first day
without it, note, whom it stands in for]."""


def last_day(ends: str) -> datetime.date:
    """The last day of a grant, as people write it."""
    return datetime.date.fromisoformat(ends) - ONE_DAY
