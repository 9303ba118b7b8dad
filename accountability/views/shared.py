"""What the pages of accountability have in common: rows in reach, tabs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from organization.models import User
from organization.permissions import Permission


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    active: bool
    count: int | None = None


SECTIONS = [
    ("工作台", "desk", Permission.NOTICE_VIEW),
    ("问题台账", "problem_list", Permission.PROBLEM_VIEW),
    ("整改通知", "notice_list", Permission.NOTICE_VIEW),
    ("提级建议", "proposal_list", Permission.SANCTION_VIEW),
    ("约谈", "interview_list", Permission.NOTICE_VIEW),
    ("问责", "sanction_list", Permission.SANCTION_VIEW),
    ("责任状", "pledge_list", Permission.PLEDGE_VIEW),
    ("责任链", "responsibility_list", Permission.PLEDGE_VIEW),
]


def tabs(user: User, here: str) -> list[Tab]:
    """The parts of accountability that this user may open."""
    return [
        Tab(label, reverse(f"accountability:{name}"), name == here)
        for label, name, permission in SECTIONS
        if user.may(permission)
    ]


def find(rows: QuerySet, user: User, permission: str, pk: int) -> Any:
    """The row, if the user reaches it with this permission.

    Raises:
        Http404: it is not there, or not for him.
    """
    row = rows.visible_to(user, permission).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
