"""Doors for the clock; both are harmless when run twice."""

from celery import shared_task

from intake import checks
from intake.services.approval import call_overdue
from organization.enums import DivisionLevel
from organization.models import Division
from organization.working_date import fixed_working_date, working_date


@shared_task(ignore_result=True)
def nightly_checks() -> None:
    """Queue every check over the whole city."""
    cities = Division.objects.current().filter(level=DivisionLevel.CITY)
    for code in cities.values_list("code", flat=True):
        for register in checks.all_registers():
            checks.schedule(register.kind, code)


@shared_task(ignore_result=True)
def call_overdue_approvals() -> None:
    """Tell the city office what the townships have left undecided."""
    with fixed_working_date():
        call_overdue(working_date())
