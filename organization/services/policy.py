"""Setting parameters, and changing the division list."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from organization import audit
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.locks import hold_row
from organization.models import Division, Parameter, User
from organization.parameters import DEFINITIONS
from organization.permissions import Permission
from organization.scope import check


def newest_value(key: str) -> int:
    """The last value that anybody set for a parameter, of whatever area; 0: none."""
    return Parameter.objects.filter(key=key).aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def set_parameter(
    key: str,
    division: Division,
    value: Any,
    *,
    starts_on: datetime.date,
    document_no: str,
    by: User,
    provenance: str = "",
    seen: int | None = None,
) -> Parameter:
    """Set a policy number from a day on; the value before ends that day.

    `seen` is the newest value that the page showed (`newest_value`); None: nobody looked.

    Raises:
        RuleError: unknown key, no document, a value of another shape, or one of that or a later
            day exists.
        PermissionDenied: the area is outside what `by` may set.
        StaleError: another set a value since.
    """
    check(by, Permission.PARAMETER_EDIT, division.code)
    if key not in DEFINITIONS:
        raise RuleError(f"没有名为“{key}”的参数")
    if not document_no.strip():
        raise RuleError("请填写依据文号，参数必须有据可查")
    value = DEFINITIONS[key].shape(value)
    hold_row(division)  # of two at once the second waits here and sees the first
    rows = Parameter.objects.filter(key=key, division=division)
    fresh = rows.filter(pk__gt=seen).first() if seen is not None else None
    if fresh:
        raise StaleError(
            f"刚刚有人设定了自{fresh.starts_on}起的取值“{fresh.value}”，请核对后再设定"
        )
    if rows.filter(Q(starts_on__gte=starts_on)).exists():
        raise RuleError("已有同日或更晚生效的取值，请选择更晚的生效日期")
    old = rows.as_of(starts_on).first()
    if old:
        Parameter.objects.filter(pk=old.pk).update(ends_on=starts_on)
    row = Parameter.objects.create(
        key=key, division=division, value=value, starts_on=starts_on,
        document_no=document_no.strip(), provenance=provenance,
    )  # fmt: skip
    audit.record(
        by, "parameter.set", row,
        before={"value": old.value if old else DEFINITIONS[key].default}, after={"value": value},
    )  # fmt: skip
    audit.mark_change(Topic.PARAMETER, division.code, starts_on)
    return row
