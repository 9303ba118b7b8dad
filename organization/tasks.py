"""Doors for the worker. They import verbs, never the reverse; doing one twice changes nothing."""

from celery import shared_task

from organization import jobs, trail_seal
from organization.working_date import fixed_working_date


@shared_task(acks_late=True, ignore_result=True)
def run_job(job_id: int) -> None:
    """Run one piece of long work, once."""
    with fixed_working_date():
        jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep_jobs() -> None:
    """Ring again for work that nobody took up."""
    jobs.sweep()


@shared_task(ignore_result=True)
def drop_old_files() -> None:
    """Delete the files of jobs that are old."""
    jobs.drop_old_files()


@shared_task(ignore_result=True)
def seal_trail() -> None:
    """Seal what the trail has gained."""
    while trail_seal.seal():
        pass
