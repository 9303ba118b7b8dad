"""Doors for the worker and the clock; doing a task twice changes nothing."""

from celery import shared_task
from django.utils import timezone

from organization.working_date import fixed_working_date
from reviews.selectors.places import is_loaded
from reviews.services import due, values


@shared_task(acks_late=True, ignore_result=True)
def draft_due_reviews() -> None:
    """Drafts of the periods that are over, from the set hour on."""
    with fixed_working_date() as day:
        if is_loaded() and due.is_time(timezone.localtime(), day):
            due.run_due(day)


@shared_task(acks_late=True, ignore_result=True)
def nightly() -> None:
    """Today's figures, what is missing of the past, what is stale."""
    with fixed_working_date() as day:
        if is_loaded():
            values.nightly(day)


@shared_task(acks_late=True, ignore_result=True)
def refresh_figures() -> None:
    """Figures that changed, the current day first; and the current day, if it has none yet."""
    with fixed_working_date() as day:
        if is_loaded():
            values.keep_fresh(day)
