"""Move the demonstration city's day forward; the worker does what falls due on the way."""

import datetime
import time

from django.core.management.base import CommandError

from organization.commands import CityCommand
from organization.days import ONE_DAY
from organization.enums import JobState
from organization.working_date import read_working_date
from reviews.services.advance import advance_day


class Command(CityCommand):
    help = "Move the demonstration day forward, by one day or to a date; never back."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=datetime.date.fromisoformat, help="2017-01-15; tomorrow")
        parser.add_argument(
            "--wait", type=int, default=3600, metavar="SECONDS", help="how long to watch the worker"
        )

    def handle(self, *args, **options):
        to = options["to"] or read_working_date() + ONE_DAY
        job = advance_day(to, by=None)
        until = time.monotonic() + options["wait"]
        while not job.is_over and time.monotonic() < until:
            time.sleep(0.2)
            job.refresh_from_db()
        if job.state == JobState.FAILED:
            raise CommandError(job.error)
        if not job.is_over:
            raise CommandError("后台尚未完成，请确认 worker 正在运行；推进会在后台继续")
        self.stdout.write(f"演示日期：{job.result['day']}，生成草稿{job.result['drafts']}份")
