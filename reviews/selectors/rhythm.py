"""The calendar of the five rhythms: what should have been held and reported, and what was."""

import datetime
from dataclasses import dataclass

from organization.models import Division
from reviews.enums import MeetingKind, ReportKind
from reviews.models import Meeting, ReviewReport
from reviews.review_periods import ReviewPeriod

_BACK = {
    MeetingKind.WEEKLY: 6,
    MeetingKind.MONTHLY: 6,
    MeetingKind.QUARTERLY: 4,
    MeetingKind.HALF_YEAR: 2,
    MeetingKind.ANNUAL: 2,
}
"""How many periods of each rhythm the page looks back."""


@dataclass(frozen=True)
class Beat:
    """One period of a rhythm: its meeting and its report, or that they are missing."""

    period: ReviewPeriod
    meeting: Meeting | None
    report: ReviewReport | None
    is_running: bool


@dataclass(frozen=True)
class Rhythm:
    """One of the five: its name and its latest periods, the newest first."""

    kind: MeetingKind
    beats: list[Beat]

    @property
    def held(self) -> int:
        return sum(beat.meeting is not None for beat in self.beats)

    @property
    def due(self) -> int:
        return sum(not beat.is_running or beat.meeting is not None for beat in self.beats)


def rhythms(division: Division, day: datetime.date) -> list[Rhythm]:
    """All five, in two queries."""
    periods = {kind: _latest(kind, day) for kind in MeetingKind}
    texts = [period.text for found in periods.values() for period in found]
    meetings = {
        (meeting.kind, meeting.period): meeting
        for meeting in Meeting.objects.filter(division=division, period__in=texts)
    }
    reports = {
        (report.kind, report.period): report
        for report in ReviewReport.objects.filter(division=division, period__in=texts)
        .current()
        .for_list()
        .order_by("revision")
    }
    return [
        Rhythm(
            kind,
            [
                Beat(
                    period,
                    meetings.get((kind.value, period.text)),
                    reports.get((kind.value, period.text)),
                    period.last_day >= day,
                )
                for period in found
            ],
        )
        for kind, found in periods.items()
    ]


def _latest(kind: MeetingKind, day: datetime.date) -> list[ReviewPeriod]:
    period = ReviewPeriod.holding(ReportKind(kind.value), day)
    found = []
    for _ in range(_BACK[kind]):
        found.append(period)
        period = period.previous()
    return found
