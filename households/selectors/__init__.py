"""Reads of the household register across models, for pages and API."""

from households.selectors.exits import ExitLine, exit_lines
from households.selectors.lists import (
    ListRow,
    list_rows,
    people_in,
    registered_elsewhere,
    with_findings,
    without_findings,
)
from households.selectors.notice import Notice, NoticeRow, notice_for
from households.selectors.one import (
    HouseholdPage,
    findings_of,
    health_findings,
    household_page,
    income_chart,
    trail_of,
)
from households.selectors.village import VillageCount, village_count

__all__ = [
    "ExitLine",
    "HouseholdPage",
    "ListRow",
    "Notice",
    "NoticeRow",
    "VillageCount",
    "exit_lines",
    "findings_of",
    "health_findings",
    "household_page",
    "income_chart",
    "list_rows",
    "notice_for",
    "people_in",
    "registered_elsewhere",
    "trail_of",
    "village_count",
    "with_findings",
    "without_findings",
]
