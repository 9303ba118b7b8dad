"""Showing a masked value in full: with a reason, and never without a trace."""

from django.db import transaction

from organization import audit, subjects
from organization.errors import NotFoundError, RuleError
from organization.models import User
from organization.permissions import Permission
from organization.scope import check, check_sees

SHORTEST_REASON, DIFFERENT_SIGNS = 4, 3
"""1111 is no reason."""


def telling(reason: str) -> str:
    """Why somebody looks at protected values, for the trail.

    Raises:
        RuleError: it says nothing.
    """
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON or len(set(reason)) < DIFFERENT_SIGNS:
        raise RuleError(f"请写明查看事由，不少于{SHORTEST_REASON}个字，例如“核对银行卡信息”")
    return reason


@transaction.atomic
def reveal(kind: str, subject_id: str, field: str, *, reason: str, by: User) -> str:
    """The full value of a protected field of a row.

    Raises:
        RuleError: the reason says nothing.
        PermissionDenied: the row, or revealing, is outside what `by` may do.
        NotFoundError: no such row or field.
    """
    subject = subjects.subject_of(kind)
    if subject is None or field not in subject.reveals:
        raise NotFoundError
    said = telling(reason)
    row = subject.find(subject_id)
    if row is None:
        raise NotFoundError
    check_sees(by, subject.view_permission, row)
    check(by, Permission.PERSONAL_REVEAL, row)
    audit.record(by, "personal.revealed", row, after={"field": field}, remark=said)
    return subject.reveals[field](row)
