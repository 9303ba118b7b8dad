"""Units and cadres: entered, corrected, ended; posts in time."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from organization import audit
from organization.division_codes import ancestor
from organization.enums import DivisionLevel, Duty, Topic
from organization.errors import RuleError
from organization.locks import hold_row
from organization.models import Cadre, CadrePost, Unit, User
from organization.permissions import Permission
from organization.pinyin import initials
from organization.scope import check
from organization.services import edits
from organization.working_date import check_last_day, check_not_ahead

BIRTH_YEARS = range(1920, 2016)
"""Years in which somebody in service can have been born; form and workbook ask it."""
POST_ENDS_AFTER_START = "离任日期须晚于任职日期"


@transaction.atomic
def save_unit(unit: Unit, values: dict[str, Any], *, by: User, seen: str = "") -> Unit:
    """Enter a new unit or correct a known one; writes what changed to the trail.

    Raises:
        PermissionDenied: the area (old or new) is not administered by `by`.
        ValidationError: a value breaks a rule of the table.
        StaleError: another changed the same since the form was opened (`seen`).
    """
    is_new = unit.pk is None
    if not is_new:
        hold_row(unit)
        check(by, Permission.UNIT_EDIT, unit)
        values = edits.to_write(unit, values, seen)
    before, after = edits.write(unit, values)
    check(by, Permission.UNIT_EDIT, unit.division_id)
    if after:
        audit.record(
            by, "unit.created" if is_new else "unit.updated", unit, before=before, after=after
        )
    return unit


@transaction.atomic
def end_unit(unit: Unit, *, on: datetime.date, by: User) -> None:
    """A unit is dissolved; `on` is the first day without it.

    Raises:
        RuleError: people still belong to it, it has ended, or the day does not fit.
    """
    check(by, Permission.UNIT_EDIT, unit)
    if unit.cadres.in_service().exists():
        raise RuleError(f"{unit}还有在册干部，请先办理调动或离开")
    check_last_day(unit.starts_on, on, began="设立日期", ended="撤销日期")
    if not Unit.objects.filter(pk=unit.pk, ends_on__isnull=True).update(ends_on=on):
        raise RuleError("该单位已撤销")
    audit.record(by, "unit.ended", unit, after={"ends_on": on})
    _mark_staff(unit.division_id, on)


@transaction.atomic
def save_cadre(cadre: Cadre, values: dict[str, Any], *, by: User, seen: str = "") -> Cadre:
    """Enter a new cadre or correct a known one; the phone stands in the trail encrypted.

    Raises:
        PermissionDenied: the unit (old or new) is not administered by `by`.
        ValidationError: a value breaks a rule of the table.
        StaleError: another changed the same since the form was opened (`seen`).
    """
    is_new = cadre.pk is None
    if not is_new:
        hold_row(cadre)
        check(by, Permission.CADRE_EDIT, cadre)
        values = edits.to_write(cadre, values, seen)
    if "name" in values:
        values = {**values, "initials": initials(values["name"])}
    before, after = edits.write(cadre, values)
    check(by, Permission.CADRE_EDIT, cadre.unit.division_id)
    for side in (before, after):
        if "phone" in side:
            side["phone"] = audit.Protected(side["phone"])
    if after:
        verb = "cadre.created" if is_new else "cadre.updated"
        audit.record(by, verb, cadre, before=before, after=after)
    return cadre


@transaction.atomic
def cadre_leaves(cadre: Cadre, *, on: datetime.date, reason: str, by: User) -> None:
    """A cadre leaves public service or the city; his open posts end the same day.

    Raises:
        RuleError: no reason, a day ahead, he has left already, or a post begins on that day or
            later.
    """
    check(by, Permission.CADRE_EDIT, cadre)
    check_not_ahead(on, "离开日期")
    if not reason.strip():
        raise RuleError("请填写离开原因")
    if not Cadre.objects.in_service().filter(pk=cadre.pk).update(left_on=on):
        raise RuleError("该干部已办理离开")
    posts = cadre.posts.open()
    later = posts.filter(starts_on__gte=on).first()
    if later:
        raise RuleError(f"{cadre}自{later.starts_on}起任{later}，离开日期须在其后，请核对")
    posts.update(ends_on=on)
    audit.record(by, "cadre.left", cadre, after={"left_on": on}, remark=reason)
    _mark_staff(cadre.division_code, on)


def _mark_staff(code: str, on: datetime.date) -> None:
    """Whom a cadre helps and what a unit has taken on may lie anywhere in the city."""
    audit.mark_change(Topic.STAFF, ancestor(code, DivisionLevel.CITY), on)


def check_in_service(cadre: Cadre, so: str, *, on: datetime.date | None = None) -> None:
    """Whoever has left takes on nothing more; `so` says what cannot be done: 不能再任职.

    The caller holds the cadre's row, so that nobody leaves meanwhile. What happened on a day that
    may be past, `on`, only asks whether he had left by then.

    Raises:
        RuleError: he has left.
    """
    if cadre.left_on if on is None else cadre.had_left(on):
        raise RuleError(f"{cadre}已于{cadre.left_on}离开，{so}")


@transaction.atomic
def start_post(
    cadre: Cadre,
    unit: Unit,
    *,
    title: str,
    duty: Duty,
    starts_on: datetime.date,
    by: User,
    document_no: str = "",
) -> CadrePost:
    """Give a cadre a post in a unit.

    Raises:
        RuleError: the unit has a head already, the cadre this very post or none any more, or the
            day lies ahead.
    """
    check(by, Permission.CADRE_EDIT, unit.division_id)
    check_not_ahead(starts_on, "任职日期")
    hold_row(cadre)
    check_in_service(cadre, "不能再任职")
    _check_post_is_free(cadre, unit, title, duty, starts_on)
    try:
        with transaction.atomic():
            post = CadrePost.objects.create(
                cadre=cadre, unit=unit, title=title, duty=duty, starts_on=starts_on,
                document_no=document_no,
            )  # fmt: skip
    except IntegrityError:
        raise RuleError("任职与他人刚办理的记录冲突，请刷新后再试") from None
    audit.record(by, "post.started", cadre, after={"unit": unit.pk, "title": title})
    return post


def _check_post_is_free(
    cadre: Cadre, unit: Unit, title: str, duty: Duty, starts_on: datetime.date
) -> None:
    posts = CadrePost.objects.overlapping(starts_on, None).filter(unit=unit)
    if duty == Duty.HEAD and posts.filter(duty=Duty.HEAD).exists():
        raise RuleError(second_head(unit))
    if posts.filter(cadre=cadre, title=title).exists():
        raise RuleError(same_post(cadre, unit, title))


def second_head(unit: Unit | str) -> str:
    """Why a unit that has a head gets no second one."""
    return f"{unit}已有在任的主要负责人，请先办理其离任"


def same_post(cadre: Cadre | str, unit: Unit | str, title: str) -> str:
    """Why a post held is not given again."""
    return f"{cadre}已任{unit}{title}"


@transaction.atomic
def end_post(post: CadrePost, *, on: datetime.date, by: User) -> None:
    """A cadre leaves a post; `on` is the first day without it (离任日期).

    Raises:
        RuleError: ended already, or the day does not fit.
    """
    check(by, Permission.CADRE_EDIT, post.unit.division_id)
    check_last_day(post.starts_on, on, began="任职日期", ended="离任日期")
    if not CadrePost.objects.filter(pk=post.pk).filter(Q(ends_on__isnull=True)).update(ends_on=on):
        raise RuleError("该任职已结束")
    audit.record(by, "post.ended", post.cadre, after={"unit": post.unit_id, "ends_on": on})
