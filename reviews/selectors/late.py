"""What is late and who answers for it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from organization.enums import Duty
from organization.models import CadrePost, User
from organization.permissions import Permission
from organization.pieces import clock_words
from reviews.indicators import known_indicator
from reviews.models import ActionItem

SHOWN = 8


@dataclass(frozen=True)
class Late:
    """One thing that should be done by now."""

    what: str
    unit: str
    person: str
    due_on: datetime.date
    clock: tuple[str, str]
    """How late it is, and the level of the badge."""
    url: str
    is_notice: bool = False


def late_of(user: User, code: str, day: datetime.date) -> list[Late]:
    """Late notices and decisions of an area that the user may see, the latest first."""
    rows: Any = known_indicator("N03").numerator.rows_in(day, code)
    visible = rows.visible_to(user, Permission.NOTICE_VIEW).select_related("unit")
    notices = list(visible[: SHOWN * 3])
    due = ActionItem.objects.visible_to(user, Permission.REVIEW_VIEW).inside(code).overdue(day)
    items = list(due.select_related("unit", "meeting")[: SHOWN * 3])
    heads = _heads({row.unit_id for row in [*notices, *items]}, day)
    lines = [
        _late(
            f"{notice.number} {notice.title}", notice, notice.due_on or notice.done_due_on, day,
            reverse("accountability:notice_detail", args=[notice.pk]), heads, is_notice=True,
        )
        for notice in notices
    ]  # fmt: skip
    lines += [
        _late(
            item.matter, item, item.due_on, day,
            reverse("reviews:meeting_detail", args=[item.meeting_id]), heads,
        )
        for item in items
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.is_notice, line.due_on))[:SHOWN]


def _late(
    what: Any, row: Any, due_on: Any, day: Any, url: Any, heads: Any, *, is_notice: bool = False
) -> Late:
    return Late(
        what=what,
        unit=str(row.unit),
        person=heads.get(row.unit_id, ""),
        due_on=due_on,
        clock=clock_words(due_on, day) if due_on < day else ("未报方案", "soon"),
        url=url,
        is_notice=is_notice,
    )


def _heads(units: Iterable[int], day: datetime.date) -> dict[int, str]:
    """The head of each unit on the day, with the post."""
    posts = CadrePost.objects.as_of(day).filter(unit__in=units, duty=Duty.HEAD)
    return {
        post.unit_id: f"{post.cadre.name}（{post.title}）" for post in posts.select_related("cadre")
    }
