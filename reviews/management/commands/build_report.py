"""Build a review report now and write it out as JSON, DOCX or XLSX."""

import json
from pathlib import Path

from django.core.management.base import CommandError

from organization.commands import CityCommand
from organization.working_date import fixed_working_date
from reviews.enums import ReportKind, ReportState
from reviews.models import ReviewReport
from reviews.reports import files
from reviews.review_periods import ReviewPeriod
from reviews.selectors.places import city_code
from reviews.services import reports


class Command(CityCommand):
    help = "Build the review of a period: weekly 2016-W48, monthly 2016-11, quarterly 2016-Q4 …"

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=ReportKind.values)
        parser.add_argument("period")
        parser.add_argument("--division", help="12-digit code; the city")
        parser.add_argument("--format", default="", help="json,docx,xlsx")
        parser.add_argument("--out", type=Path, default=Path(), help="folder for the files")

    def handle(self, *args, **options):
        formats = [name for name in options["format"].split(",") if name]
        if unknown := set(formats) - set(files.FORMATS):
            raise CommandError(f"不支持的格式：{'、'.join(sorted(unknown))}")
        with fixed_working_date():
            report = self._built(options)
            options["out"].mkdir(parents=True, exist_ok=True)
            written = [self._write(report, name, options["out"]) for name in formats]
        self.stdout.write(
            json.dumps(
                {
                    "id": report.pk,
                    "title": report.title,
                    "state": report.state,
                    "revision": report.revision,
                    "number": report.number,
                    "digest": report.digest,
                    "files": written,
                },
                ensure_ascii=False,
            )
        )

    def _built(self, options) -> ReviewReport:
        """The report of the period: a published one as it is, a draft built anew."""
        period = ReviewPeriod.parse(options["kind"], options["period"])
        code = options["division"] or city_code()
        known = ReviewReport.objects.of(period, code).current().order_by("-revision").first()
        if known is not None and known.state in {ReportState.PUBLISHED, ReportState.SUBMITTED}:
            return known
        report = reports.request_report(period.kind, period.text, code, by=None)
        if not report.is_queued:
            reports.rebuild(report, by=None)
        reports.build(report.pk)
        report.refresh_from_db()
        return report

    def _write(self, report: ReviewReport, name: str, folder: Path) -> str:
        path = folder / files.file_name(report, name)
        path.write_bytes(files.content(report, name))
        return str(path)
