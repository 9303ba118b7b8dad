"""What of the reviews waits for somebody."""

import datetime

from django.urls import reverse

from organization.models import User
from organization.permissions import Permission
from organization.working_date import working_date
from reviews.enums import ReportState
from reviews.models import ReviewReport

LATE_AFTER = datetime.timedelta(days=7)
"""A draft that is still one so long after its period is late."""


def to_approve(user: User) -> tuple[int, str]:
    """Submitted reports that this user may publish."""
    rows = ReviewReport.objects.visible_to(user, Permission.REVIEW_APPROVE)
    waiting = rows.filter(state=ReportState.SUBMITTED).exclude(submitted_by=user)
    return waiting.count(), f"{reverse('reviews:report_list')}?state={ReportState.SUBMITTED}"


def to_finish(user: User) -> tuple[int, int, str]:
    """Drafts and returned reports that this user may submit, and how many of them are late."""
    rows = ReviewReport.objects.visible_to(user, Permission.REVIEW_BUILD)
    drafts = rows.filter(state__in=[ReportState.DRAFT, ReportState.RETURNED])
    late = drafts.filter(ends_on__lt=working_date() - LATE_AFTER)
    return drafts.count(), late.count(), reverse("reviews:report_list")
