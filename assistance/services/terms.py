"""Rules that every kind of pairing shares: when it may start, when it may end."""

import datetime

from assistance.enums import PairingEnd
from assistance.errors import EarlyEndError
from organization.days import years_after
from organization.errors import RuleError
from organization.parameters import parameter
from organization.working_date import check_last_day, check_not_ahead


def check_start(starts_on: datetime.date) -> None:
    """A pairing is recorded when it begins, not before.

    Raises:
        RuleError: the day lies ahead.
    """
    check_not_ahead(starts_on, "结对日期")


def check_end(
    starts_on: datetime.date,
    ends_on: datetime.date,
    reason: PairingEnd,
    exception_reason: str,
    division_code: str,
) -> None:
    """“一定三年不变”: an end before the term needs a reason of its own.

    Raises:
        RuleError: the day does not fit.
        EarlyEndError: before the term and nothing said why.
    """
    check_last_day(starts_on, ends_on, began="结对日期", ended="解除日期")
    term_ends_on = _term_end(starts_on, division_code)
    if ends_on >= term_ends_on or reason == PairingEnd.HOUSEHOLD_CLOSED:
        return
    if reason == PairingEnd.TERM_SERVED:
        raise RuleError(f"结对至{term_ends_on}才满期，不能以“{reason.label}”解除")
    if not exception_reason.strip():
        raise EarlyEndError(f"结对未满期（{term_ends_on}满），提前解除须写明理由")


def _term_end(starts_on: datetime.date, division_code: str) -> datetime.date:
    years = parameter("pairing_term_years", starts_on, division_code)
    return years_after(starts_on, years)
