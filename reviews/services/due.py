"""Drafts that the calendar asks for: each period of each rhythm once, when it is over."""

import datetime

from organization.parameters import parameter
from organization.working_date import fixed_working_date, is_demo
from reviews.enums import ReportKind
from reviews.models import ReviewReport
from reviews.review_periods import ReviewPeriod
from reviews.selectors.places import city_code
from reviews.services.reports import request_report

LONGEST_GAP = 60
"""How many missed periods of a rhythm are made up for at once."""


def run_due(day: datetime.date) -> list[ReviewReport]:
    """Ask for the drafts of all periods that are over on `day`; a second run asks for none."""
    city = city_code()
    with fixed_working_date(day):
        return [
            request_report(kind, period.text, city, by=None)
            for kind in ReportKind
            for period in _due_periods(kind, day, city)
        ]


def is_time(now: datetime.datetime, day: datetime.date) -> bool:
    """Whether the hour at which drafts are made has come; the demonstration day has no hours."""
    hour = parameter("draft_due", day, city_code())
    return is_demo() or now.strftime("%H:%M") >= hour


def _due_periods(kind: ReportKind, day: datetime.date, city: str) -> list[ReviewPeriod]:
    """Periods over on `day` without a report, since the last one there is; else the last one."""
    last = ReviewPeriod.holding(kind, day).previous()
    known = ReviewReport.objects.filter(kind=kind, division_id=city, ends_on__lte=last.ends_on)
    newest = known.order_by("-ends_on").values_list("period", flat=True).first()
    if newest is None:
        return [last]
    due: list[ReviewPeriod] = []
    period = ReviewPeriod.parse(kind, newest).following()
    while period.last_day <= last.last_day and len(due) < LONGEST_GAP:
        due.append(period)
        period = period.following()
    return due
