"""Writing the responsibility chain."""

import datetime

from django.db import IntegrityError, transaction

from accountability.enums import ProblemCategory, ResponsibilityKind
from accountability.models import Responsibility
from organization import audit
from organization.errors import RuleError, StaleError
from organization.models import Cadre, Division, Unit, User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import check_last_day, check_not_ahead


@transaction.atomic
def assign_responsibility(
    division: Division,
    kind: ResponsibilityKind,
    unit: Unit,
    *,
    post: str,
    starts_on: datetime.date,
    by: User,
    cadre: Cadre | None = None,
    category: ProblemCategory | str = "",
    document_no: str = "",
) -> Responsibility:
    """Say who answers for a place from a day on; who did before, does so until that day.

    Raises:
        RuleError: a later answer is registered, or a category on another than a policy kind.
        PermissionDenied: the place is outside what `by` may manage.
    """
    check(by, Permission.PLEDGE_MANAGE, division.code)
    check_not_ahead(starts_on, "起始日期")
    if category and kind != ResponsibilityKind.POLICY:
        raise RuleError("只有政策落实责任可以限定政策类别，请清空类别")
    same = Responsibility.objects.filter(division=division, kind=kind, category=category)
    if same.filter(starts_on__gte=starts_on).exists():
        raise RuleError("该区域此类责任已有同日或更晚起的登记，请选择更晚的起始日期")
    for former in same.as_of(starts_on):
        same.filter(pk=former.pk).update(ends_on=starts_on)
        _record_end(former, starts_on, by)
    try:
        with transaction.atomic():
            row = Responsibility.objects.create(
                division=division, kind=kind, category=category, unit=unit, post=post,
                cadre=cadre, starts_on=starts_on, document_no=document_no,
            )  # fmt: skip
    except IntegrityError:
        raise StaleError("责任登记与他人刚办理的冲突，请刷新后再试") from None
    audit.record(by, "responsibility.assigned", row, after={"unit": unit, "post": post})
    return row


@transaction.atomic
def end_responsibility(row: Responsibility, *, on: datetime.date, by: User) -> None:
    """Nobody of this row answers from `on` on.

    Raises:
        RuleError: before it began, or later than tomorrow.
        StaleError: it has ended already.
        PermissionDenied: the place is outside what `by` may manage.
    """
    check(by, Permission.PLEDGE_MANAGE, row)
    check_last_day(row.starts_on, on, began="起始日期", ended="终止日期")
    if not Responsibility.objects.filter(pk=row.pk, ends_on__isnull=True).update(ends_on=on):
        raise StaleError("该责任已终止，请刷新后查看")
    _record_end(row, on, by)


def _record_end(row: Responsibility, on: datetime.date, by: User) -> None:
    before, after = {"ends_on": row.ends_on}, {"ends_on": on}
    audit.record(by, "responsibility.ended", row, before=before, after=after)
