"""What the shared pieces of pages take: steps of a way, lines of what happened, files."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils import timezone

from organization.models import Attachment
from organization.working_date import working_days_between


def working_days_late(due_on: datetime.date, day: datetime.date) -> int:
    """By how many working days a day is past; late by a weekend counts as one."""
    return max(working_days_between(due_on, day), 1)


def clock_words(due_on: datetime.date | None, day: datetime.date) -> tuple[str, str]:
    """How the clock stands, as (words, level of the badge)."""
    if due_on is None:
        return "", ""
    if due_on < day:
        return f"逾期{working_days_late(due_on, day)}个工作日", "urgent"
    left = working_days_between(day, due_on)
    if left == 0:
        return "今天到期", "urgent"
    return f"还有{left}个工作日", "soon" if left <= 3 else "open"


@dataclass(frozen=True)
class Stage:
    """A step of `components/steps.html`; state: done, now, late or empty."""

    label: str
    state: str
    note: str


@dataclass(frozen=True)
class Event:
    """A line of `components/timeline.html`."""

    at: str
    title: str
    by: str = ""
    text: str = ""
    level: str = ""
    url: str = ""


@dataclass(frozen=True)
class File:
    """A file as `components/attachment_list.html` shows it."""

    name: str
    url: str
    size: int
    by: str
    at: str
    is_image: bool
    purpose: str = ""


def files_of(rows: Iterable[models.Model]) -> dict[int, list[File]]:
    """Files of rows of one kind, by row."""
    rows = list(rows)
    if not rows:
        return {}
    kind = rows[0]._meta.label_lower
    found = Attachment.objects.filter(
        subject_kind=kind,
        subject_id__in=[str(row.pk) for row in rows],
        removed_at__isnull=True,
    ).select_related("uploaded_by")
    files: dict[int, list[File]] = {row.pk: [] for row in rows}
    for attachment in found:
        files[int(attachment.subject_id)].append(_file(attachment))
    return files


def _file(attachment: Attachment) -> File:
    return File(
        name=attachment.name,
        url=reverse("organization:attachment", args=[attachment.pk]),
        size=attachment.size,
        by=str(attachment.uploaded_by),
        at=f"{timezone.localtime(attachment.uploaded_at):%Y-%m-%d}",
        is_image=attachment.content_type.startswith("image/"),
        purpose=attachment.purpose,
    )
