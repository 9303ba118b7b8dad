"""Long work upon the register, as jobs (`organization.jobs`) run it."""

from dataclasses import dataclass
from typing import Any

from households import pages, reports
from households.filters import HouseholdFilter
from households.services import exporting
from organization.jobs import Progress
from organization.models import Job, User
from organization.permissions import Permission
from organization.working_date import working_date


@dataclass(frozen=True)
class Asker:
    """Who asks the filters, where no request does."""

    user: User


def export_list(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the list of a job with the rights its asker has now."""
    user, query = job.requested_by, job.arguments["query"]
    seen = pages.rows_of(user, exporting.searched_text(job), Permission.HOUSEHOLD_EXPORT)
    rows = HouseholdFilter(query, seen, request=Asker(user)).qs
    day, total = working_date(), rows.count()

    def say(done: int) -> None:
        progress.say("写入表格", done=done, total=total)

    content = reports.list_workbook(
        rows, day, columns=pages.columns_of(query), said=pages.export_line(user, day), say=say
    )
    progress.deliver(pages.export_name(day), content)
    return {"count": total}
