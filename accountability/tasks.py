"""Doors for the worker; doing a task twice changes nothing."""

import datetime

from celery import shared_task

from accountability.services.due import run_due
from organization.working_date import read_working_date


@shared_task(acks_late=True, ignore_result=True)
def sweep_due(day: str | None = None) -> None:
    """Reminders, overdue marks, proposals and signals of a day; of the working date if none."""
    run_due(datetime.date.fromisoformat(day) if day else read_working_date())
