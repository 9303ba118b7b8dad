"""Taking the list out of the house: noted at once, written by a worker when it is long."""

from django.db import transaction

from organization import audit, crypto, jobs
from organization.models import Job, User

LIST_EXPORT = "households.list_export"
EXPORTED_AT_ONCE = 1000
"""Households that are written while one waits; more go to a worker."""
_TEXT = b"households.export_terms"


def record_export(user: User, count: int) -> None:
    """Leave a trail of an export; it stands on the account that made it."""
    audit.record(user, "household.exported", user, after={"count": count}, remark=f"{count}户")


@transaction.atomic
def request_export(user: User, *, query: dict[str, str], text: str, count: int) -> Job:
    """Have the list that a page shows written by a worker.

    `query` is the address's, with filters, order and columns; `text` was searched for and is kept
    encrypted, for it may be a name or a number.
    """
    record_export(user, count)
    kept = {"query": query, "text": crypto.encrypt(text, _TEXT) if text else ""}
    return jobs.submit(LIST_EXPORT, by=user, arguments=kept)


def searched_text(job: Job) -> str:
    """What the list of a job was searched for."""
    token = job.arguments["text"]
    return crypto.decrypt(token, _TEXT) if token else ""
