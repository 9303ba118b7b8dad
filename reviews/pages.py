"""What the review pages have in common: tabs, levels, which buttons a report shows."""

from dataclasses import dataclass

from django.urls import reverse

from organization import jobs
from organization.models import Job, User
from organization.permissions import Permission
from organization.scope import may
from reviews.enums import REPORT_STEPS, ReportState
from reviews.models import ReviewReport

TABS = [
    ("督查报告", "reviews:report_list", Permission.REVIEW_VIEW),
    ("五个一", "reviews:rhythm", Permission.REVIEW_VIEW),
    ("指标", "reviews:indicator_list", Permission.DASHBOARD_VIEW),
]


def tabs_of(request) -> list[dict]:
    """The parts of this room that the user may enter."""
    here = request.resolver_match.view_name
    return [
        {"label": label, "url": reverse(name), "active": name == here, "count": None}
        for label, name, permission in TABS
        if request.user.may(permission)
    ]


@dataclass(frozen=True)
class Rights:
    """Which buttons a report shows to this user."""

    comment: bool = False
    rebuild: bool = False
    submit: bool = False
    approve: bool = False
    give_back: bool = False
    correct: bool = False


def rights_of(report: ReviewReport, user: User, work: Job | None = None) -> Rights:
    """By the table of steps, the user's scope and the four-eyes rule; `work` builds the report,
    and where it failed it may be asked for again."""
    state = ReportState(report.state)

    def step(to: ReportState) -> bool:
        found = REPORT_STEPS.get((state, to))
        return found is not None and may(user, found.permission, report)

    is_draft = state in {ReportState.DRAFT, ReportState.RETURNED}
    builds = may(user, Permission.REVIEW_BUILD, report)
    return Rights(
        comment=is_draft and builds,
        rebuild=step(ReportState.QUEUED) or (builds and work is not None and bool(work.error)),
        submit=step(ReportState.SUBMITTED),
        approve=step(ReportState.PUBLISHED) and report.submitted_by_id != user.pk,
        give_back=step(ReportState.RETURNED),
        correct=state == ReportState.PUBLISHED and builds,
    )


def work_of(report: ReviewReport) -> Job | None:
    """The job that is building the report."""
    return jobs.latest_job(report) if report.state == ReportState.QUEUED else None


def steps_of(report: ReviewReport) -> list[dict]:
    """The way of the report for the head of the page."""
    order = [
        (ReportState.QUEUED, "生成", report.built_at),
        (ReportState.DRAFT, "编制", report.submitted_at),
        (ReportState.SUBMITTED, "审核", report.published_at),
        (ReportState.PUBLISHED, "发布", report.published_at),
    ]
    place = {
        ReportState.QUEUED: 0,
        ReportState.DRAFT: 1,
        ReportState.RETURNED: 1,
        ReportState.SUBMITTED: 2,
    }.get(ReportState(report.state), 4)
    steps = []
    for position, (_, label, _at) in enumerate(order):
        state = "done" if position < place else "now" if position == place else ""
        if position == 1 and report.state == ReportState.RETURNED:
            state = "late"
        steps.append({"label": label, "state": state, "note": ""})
    return steps
