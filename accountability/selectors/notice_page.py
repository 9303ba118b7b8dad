"""What the page of a notice shows to one user, and what it lets him do there."""

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch

from accountability.enums import ItemState, NoticeState
from accountability.models import Extension, Notice, NoticeItem, NoticeReply
from accountability.models.notices import NoticeQuerySet
from accountability.selectors.pages import events, stages
from organization.holders import head_of
from organization.models import CadrePost, User
from organization.permissions import Permission
from organization.pieces import Event, File, Stage, clock_words, files_of
from organization.scope import may


@dataclass(frozen=True)
class ItemLine:
    """An item with its evidence."""

    item: NoticeItem
    files: list[File]
    shows_plan: bool
    """The plan is handed in; until then it is the unit's own."""
    may_judge: bool


@dataclass(frozen=True)
class NoticePage:
    """A notice: where it stands, its items, what happened, and what this user may do."""

    notice: Notice
    clock: tuple[str, str]
    stages: list[Stage]
    items: list[ItemLine]
    accepted: int
    """So many of the items are accepted."""
    replies: list[NoticeReply]
    events: list[Event]
    extension: Extension | None
    """The application for more time that waits for an answer."""
    head: CadrePost | None
    """Who heads the unit today."""
    may_edit: bool
    may_extend: bool
    may_decide_extension: bool
    may_escalate: bool


def with_parts(rows: NoticeQuerySet) -> NoticeQuerySet:
    """Notices with the people and items that their page names."""
    people = ["drafted_by", "reviewed_by", "signed_by", "received_by", "closed_by"]
    items = Prefetch("items", NoticeItem.objects.for_list())
    return rows.select_related("unit", "division", "follows", *people).prefetch_related(items)


def notice_page_of(notice: Notice, user: User, day: datetime.date) -> NoticePage:
    """The page of a notice that was read `with_parts`."""
    waiting = notice.extensions.waiting().first()
    items = list(notice.items.all())
    replies = list(notice.replies.select_related("submitted_by", "decided_by"))
    return NoticePage(
        notice=notice,
        clock=clock_words(notice.due_on, day),
        stages=stages(notice, replies, day),
        items=_item_lines(notice, items, user),
        accepted=sum(item.state == ItemState.ACCEPTED for item in items),
        replies=replies,
        events=events(notice, user),
        extension=waiting,
        head=head_of(notice.unit, day),
        may_edit=notice.is_draft and may(user, Permission.NOTICE_DRAFT, notice),
        may_extend=waiting is None
        and notice.is_being_rectified
        and may(user, Permission.NOTICE_REPLY, notice),
        may_decide_extension=waiting is not None and may(user, Permission.NOTICE_ISSUE, notice),
        may_escalate=notice.is_with_unit and may(user, Permission.NOTICE_DRAFT, notice),
    )


def _item_lines(notice: Notice, items: list[NoticeItem], user: User) -> list[ItemLine]:
    files = files_of(items)
    judges = notice.state == NoticeState.CHECKING and may(user, Permission.NOTICE_ACCEPT, notice)
    return [
        ItemLine(
            item,
            files[item.pk],
            shows_plan=not notice.awaits_plan and bool(item.measure),
            may_judge=judges and item.state == ItemState.DONE,
        )
        for item in items
    ]
