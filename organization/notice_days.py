"""Public notices (公示): from when to when a list hangs out, and when one may go on."""

import datetime

from organization.days import ONE_DAY
from organization.parameters import parameter
from organization.procedures import Stage
from organization.working_date import on_or_after_working_day


def open_from(stage: Stage, on: datetime.date, code: str) -> datetime.date | None:
    """From when a stage that waits for a public notice may be taken; None if it waits for none.

    Posted on day D, D+1 is the first day; it closes at the end of the last, or of the next
    working day.
    """
    if not stage.waits:
        return None
    days = parameter(stage.waits, on, code)
    return on_or_after_working_day(on + days * ONE_DAY) + ONE_DAY
