"""Designation as key registered poor village, exit, withdrawal."""

import datetime
from typing import Any

from django.db import transaction

from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_version
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import check_last_day, check_not_ahead
from villages.models import KeyVillage, Village

BEGAN, EXITED = "认定日期", "出列日期"
"""What form and workbook call the days of a key village."""


@transaction.atomic
def designate_key_village(
    village: Village, *, starts_on: datetime.date, document_no: str, by: User
) -> KeyVillage:
    """Designate a village as key registered poor village from a day on.

    Raises:
        PermissionDenied: `by` may not designate here.
        RuleError: it is designated already in that time, or the day lies ahead.
    """
    check(by, Permission.KEY_VILLAGE_DESIGNATE, village)
    check_not_ahead(starts_on, BEGAN)
    hold_version(village)
    if KeyVillage.objects.filter(village=village).overlapping(starts_on, None).exists():
        raise RuleError(designated_twice(village))
    designation = KeyVillage.objects.create(
        village=village, starts_on=starts_on, document_no=document_no
    )
    _leave_trail(by, "key_village.designated", designation, starts_on)
    return designation


@transaction.atomic
def record_village_exit(
    designation: KeyVillage, *, exited_on: datetime.date, document_no: str, by: User
) -> None:
    """Record that a key village left poverty (出列公告).

    Raises:
        PermissionDenied: `by` may not designate here.
        RuleError: it has left already, or the day lies ahead or outside the designation.
    """
    check(by, Permission.KEY_VILLAGE_DESIGNATE, designation)
    check_not_ahead(exited_on, EXITED)
    village = designation.village
    hold_version(village)
    designation.refresh_from_db()
    if designation.exited_on:
        raise RuleError(exited_already(village, designation.exited_on))
    if exited_on <= designation.starts_on:
        raise RuleError(exit_too_early(designation.starts_on))
    if designation.ends_on and exited_on >= designation.ends_on:
        raise RuleError(f"{village}的重点村认定已于{designation.ends_on}撤销，不能再登记出列")
    before, after = audit.changes(
        designation, {"exited_on": exited_on, "exit_document_no": document_no}
    )
    designation.exited_on, designation.exit_document_no = exited_on, document_no
    designation.save(update_fields=["exited_on", "exit_document_no"])
    _leave_trail(by, "key_village.exited", designation, exited_on, before=before, after=after)


@transaction.atomic
def withdraw_designation(
    designation: KeyVillage, *, ends_on: datetime.date, reason: str, by: User
) -> None:
    """End a designation that should not have been made; exits do not end designations.

    Raises:
        PermissionDenied: `by` may not designate here.
        RuleError: it has ended, or the day does not fit.
    """
    check(by, Permission.KEY_VILLAGE_DESIGNATE, designation)
    hold_version(designation.village)
    designation.refresh_from_db()
    if designation.ends_on:
        raise RuleError("该认定已撤销")
    check_last_day(designation.starts_on, ends_on, began=BEGAN, ended="撤销日期")
    designation.ends_on = ends_on
    designation.save(update_fields=["ends_on"])
    _leave_trail(
        by, "key_village.withdrawn", designation, ends_on, after={"ends_on": ends_on}, remark=reason
    )


def designated_twice(village: Village | str) -> str:
    """Why a key village is not designated again."""
    return f"{village}在此期间已是重点村，不能重复认定"


def exited_already(village: Village | str, day: datetime.date | str) -> str:
    """Why an exit is recorded once only."""
    return f"{village}已于{day}出列，不能重复登记"


def exit_too_early(designated_on: datetime.date | str) -> str:
    """Why an exit needs a later day."""
    return f"{EXITED}须晚于{BEGAN}{designated_on}"


def _leave_trail(
    by: User | None,
    verb: str,
    designation: KeyVillage,
    from_day: datetime.date,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    remark: str = "",
) -> None:
    after = after or {
        "starts_on": designation.starts_on,
        "document_no": designation.document_no,
    }
    audit.record(by, verb, designation, before=before, after=after, remark=remark)
    audit.mark_change(Topic.KEY_VILLAGE, designation.village_id, from_day)
