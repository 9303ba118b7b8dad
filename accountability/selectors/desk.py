"""What waits for somebody: lines of the desk, each a filter of a list, and their counts."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from accountability.enums import (
    Level,
    NoticeKind,
    NoticeState,
)
from accountability.models import EscalationProposal, Extension, Interview, Notice, Problem
from accountability.models.notices import NoticeQuerySet
from accountability.models.proposals import EscalationProposalQuerySet
from accountability.steps import DECIDES
from organization.models import User
from organization.permissions import Permission
from organization.working_date import working_date

_S = NoticeState
Narrow = Callable[[NoticeQuerySet, User, datetime.date], NoticeQuerySet]


@dataclass(frozen=True)
class Waiting:
    """A view of the notices that waits for holders of a permission; its key is a saved view."""

    key: str
    label: str
    permission: Permission
    narrow: Narrow
    level: str = "open"


def _mine_returned(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    """Own drafts that came back from the reviewer or signer."""
    return rows.filter(state=_S.DRAFT, drafted_by=user)


def _to_review(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    return rows.filter(state=_S.SUBMITTED).exclude(kind=NoticeKind.L2, drafted_by=user)


def _to_issue(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    return rows.filter(state__in=[_S.REVIEWED, _S.SIGNED, _S.NUMBERED])


def _to_judge(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    """Plans for everybody who accepts; reports only for who did not sign the letter."""
    reports = Q(state__in=[_S.REPORTED, _S.CHECKING]) & ~Q(signed_by=user)
    return rows.filter(Q(state=_S.PLAN_SUBMITTED) | reports).exclude(unit_id=user.unit_id or 0)


def _overdue(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    return rows.overdue(day)


def _to_sign_for(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    return rows.filter(state=_S.SENT)


def _to_plan(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    return rows.filter(state=_S.RECEIVED)


def _to_rectify(rows: NoticeQuerySet, user: User, day: datetime.date) -> NoticeQuerySet:
    return rows.filter(state__in=[_S.RECTIFYING, _S.RETURNED])


NOTICE_VIEWS = [
    Waiting("drafts", "我的拟稿", Permission.NOTICE_DRAFT, _mine_returned),
    Waiting("review", "待核稿", Permission.NOTICE_DRAFT, _to_review),
    Waiting("issue", "待签发送达", Permission.NOTICE_ISSUE, _to_issue),
    Waiting("judge", "待审核验收", Permission.NOTICE_ACCEPT, _to_judge),
    Waiting("sign", "待签收", Permission.NOTICE_REPLY, _to_sign_for, "soon"),
    Waiting("plan", "待报方案", Permission.NOTICE_REPLY, _to_plan, "soon"),
    Waiting("rectify", "整改中", Permission.NOTICE_REPLY, _to_rectify, "soon"),
]
OVERDUE = Waiting("overdue", "单位逾期未办", Permission.NOTICE_VIEW, _overdue, "urgent")


def waiting_view(key: str) -> Waiting | None:
    return next((view for view in [*NOTICE_VIEWS, OVERDUE] if view.key == key), None)


def views_of(user: User) -> list[Waiting]:
    """The saved views that mean something to this user."""
    return [view for view in [*NOTICE_VIEWS, OVERDUE] if user.may(view.permission)]


def notices_of(user: User, view: Waiting | None, day: datetime.date) -> NoticeQuerySet:
    """Notices the user sees; with a view those that wait for him."""
    permission = view.permission if view else Permission.NOTICE_VIEW
    rows = Notice.objects.visible_to(user, permission)
    return view.narrow(rows, user, day) if view else rows


@dataclass(frozen=True)
class Line:
    """One line of the desk."""

    label: str
    count: int
    late: int
    url: str
    level: str


def desk(user: User, day: datetime.date) -> list[Line]:
    """Everything of accountability that waits for this user, empty lines too."""
    return lines_of(user, views_of(user), day) + _other_lines(user, day)


def lines_of(user: User, views: list[Waiting], day: datetime.date) -> list[Line]:
    return [_notice_line(user, view, day) for view in views]


def _notice_line(user: User, view: Waiting, day: datetime.date) -> Line:
    rows = notices_of(user, view, day)
    url = reverse("accountability:notice_list") + f"?view={view.key}"
    count = rows.count()
    late = rows.overdue(day).count() if count else 0
    return Line(view.label, count, late, url, view.level)


def _other_lines(user: User, day: datetime.date) -> list[Line]:
    lines = []
    if user.may(Permission.NOTICE_ISSUE):
        extensions = Extension.objects.visible_to(user, Permission.NOTICE_ISSUE)
        lines.append(
            _line("待批延期", extensions.waiting().count(), 0, "notice_list", "?view=extension")
        )
    if user.may(Permission.NOTICE_DRAFT):
        problems = Problem.objects.visible_to(user, Permission.NOTICE_DRAFT)
        found = problems.waiting().count()
        lines.append(_line("未交办的问题", found, 0, "problem_list", "?state=open"))
    if decides(user):
        lines.append(_line("提级建议待决定", proposals_for(user).count(), 0, "proposal_list"))
    if user.may(Permission.INTERVIEW_MANAGE):
        rows = Interview.objects.visible_to(user, Permission.INTERVIEW_MANAGE)
        count, late = rows.to_do(day).count(), rows.overdue(day).count()
        lines.append(_line("约谈待办", count, late, "interview_list", "?view=open"))
    return lines


def _line(label: str, count: int, late: int, url_name: str, query: str = "") -> Line:
    level = "urgent" if late else "open"
    return Line(label, count, late, reverse(f"accountability:{url_name}") + query, level)


def decides(user: User) -> list[Level]:
    """The rungs on whose proposals this user decides; whoever does must be let see them."""
    if not user.may(Permission.SANCTION_VIEW):
        return []
    return [level for level, permission in DECIDES.items() if user.may(permission)]


def proposals_for(user: User) -> EscalationProposalQuerySet:
    """Open proposals that this user may decide."""
    rows = EscalationProposal.objects.none()
    for level in decides(user):
        mine = EscalationProposal.objects.visible_to(user, DECIDES[level]).filter(level=level)
        rows = rows | mine
    return rows.filter(pk__in=EscalationProposal.objects.open())


def waiting_count(user: User) -> int:
    """The counter in the frame: what this user has to do today."""
    day = working_date()
    todo = Q(pk__in=[])
    for view in NOTICE_VIEWS:
        if view.key != "drafts" and user.may(view.permission):
            todo |= Q(pk__in=notices_of(user, view, day).values("pk"))
    count = Notice.objects.filter(todo).count()
    if decides(user):
        count += proposals_for(user).count()
    return count
