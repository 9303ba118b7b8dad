"""What the unit does: signs for a letter, plans, proves, asks for more time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accountability import policies
from accountability.enums import (
    NOTICES_BEING_RECTIFIED,
    ExtensionState,
    ItemState,
    NoticeState,
    ReplyKind,
)
from accountability.models import Extension, Notice, NoticeItem, NoticeReply
from accountability.services.lines import write_item, write_lines
from accountability.services.moves import hold_notice, step_notice
from accountability.steps import ITEM_STEPS
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.holders import holders_at
from organization.locks import hold, hold_row
from organization.models import Attachment, User
from organization.permissions import Permission
from organization.scope import check
from organization.services import edits
from organization.services.attachments import attach, files_with_rows
from organization.services.notifications import notify
from organization.working_date import add_working_days, working_date

EVIDENCE = "evidence"
NOT_OF_THIS_NOTICE = "有一项不属于这份通知，请刷新后再填"
LAPSED = "该延期申请已失效：单位已报送整改，或通知已转办；退回后仍需延期的，由单位另行申请"
NOT_EXTENDABLE = "只有整改期间可以申请延期"
OUTSTANDING = [seen for seen, to in ITEM_STEPS if to == ItemState.DONE]


@dataclass(frozen=True)
class PlanLine:
    """What the unit plans for one item (问题—原因—措施—责任—时限)."""

    item_id: int
    cause: str
    measure: str
    responsible: str
    planned_on: datetime.date | None
    leader: str = ""
    seen: str = ""
    """What the form showed of the item."""


@dataclass(frozen=True)
class DoneLine:
    """What the unit did about one item, with its evidence."""

    item_id: int
    result: str
    uploads: list[UploadedFile] = field(default_factory=list)
    seen: str = ""
    """What the form showed of the item."""


@dataclass(frozen=True)
class Cover:
    """What stands above the lines of a plan or report that is not handed in yet."""

    text: str
    leader: str
    seen: str = ""
    """What the form showed of the notice."""


@transaction.atomic
def sign_for(notice: Notice, *, by: User) -> None:
    """The unit confirms that it has the letter; its time for the plan runs from here.

    Who signs late does not gain time: the plan's term runs from the last day for signing.
    """
    day = working_date()
    values: dict[str, Any] = {"received_on": day, "received_by": by}
    if not notice.asks_plan:
        step_notice(notice, NoticeState.RECTIFYING, by=by, due_on=notice.done_due_on, **values)
        return
    start = min(day, notice.sign_due_on or day)
    due_on = add_working_days(start, notice.plan_days)
    values.update(plan_due_on=due_on, due_on=due_on)
    step_notice(notice, NoticeState.RECEIVED, by=by, **values)


@transaction.atomic
def submit_plan(
    notice: Notice, lines: Sequence[PlanLine], *, text: str, leader: str, by: User
) -> NoticeReply:
    """Hand in the plan: every item with cause, measure, person and day.

    Raises:
        RuleError: an item is missing or half filled, or planned after the letter's last day.
        StaleError: another of the unit planned otherwise meanwhile, or as for every step.
        PermissionDenied: as for every step.
    """
    hold(Notice.objects.filter(pk=notice.pk))
    items = _items_by_id(notice, lines)
    missing = [item.position for pk, item in items.items() if pk not in {x.item_id for x in lines}]
    if missing:
        raise RuleError(f"第{_listed(missing)}项还没有整改措施，请逐项填写")
    # The step comes first: only a letter that awaits its plan has the terms that are checked.
    step_notice(notice, NoticeState.PLAN_SUBMITTED, by=by, due_on=None)
    _write_plan(items, lines, by=by)
    for item in items.values():
        _check_plan(notice, item)
    return _reply(notice, ReplyKind.PLAN, text=text, leader=leader, by=by)


@transaction.atomic
def keep_plan(
    notice: Notice, lines: Sequence[PlanLine], *, by: User, cover: Cover | None = None
) -> None:
    """Keep what is planned so far, without handing it in yet.

    Raises:
        RuleError: the letter does not wait for a plan.
        StaleError: another of the unit planned otherwise meanwhile.
        PermissionDenied: `by` does not answer for the unit.
    """
    check(by, Permission.NOTICE_REPLY, notice)
    hold_notice(notice, NoticeState.RECEIVED, otherwise="现在不须报送整改方案")
    _write_plan(_items_by_id(notice, lines), lines, by=by)
    _write_cover(notice, cover, by=by)


@files_with_rows()
def add_evidence(item: NoticeItem, upload: UploadedFile, *, by: User) -> Attachment:
    """Keep a file that proves the correction of an item, while the unit is rectifying.

    Raises:
        RuleError: the letter is not with the unit for correction, or the file is not allowed.
        PermissionDenied: `by` does not answer for the unit.
    """
    check(by, Permission.NOTICE_REPLY, item.notice)
    hold_notice(item.notice, *NOTICES_BEING_RECTIFIED, otherwise="只有整改期间可以上传佐证")
    return attach(upload, to=item, purpose=EVIDENCE, by=by)


@files_with_rows()
def report_done(
    notice: Notice, lines: Sequence[DoneLine], *, text: str, leader: str, by: User
) -> NoticeReply:
    """Report the correction: every open item with its result and at least one file.

    An item that was returned needs a file that came after its return.

    Raises:
        RuleError: an item without result or evidence; the message names them all.
        StaleError: another of the unit wrote otherwise meanwhile, or as for every step.
        PermissionDenied: as for every step.
    """
    check(by, Permission.NOTICE_REPLY, notice)
    hold(Notice.objects.filter(pk=notice.pk))
    items = _items_by_id(notice, lines)
    for line in lines:
        for upload in line.uploads:
            add_evidence(items[line.item_id], upload, by=by)
    results = {line.item_id: line.result.strip() for line in lines}
    outstanding = [item for item in items.values() if item.state in OUTSTANDING]
    _check_whole(outstanding, results)
    step_notice(notice, NoticeState.REPORTED, by=by, due_on=None)
    _write_results(items, lines, by=by)
    notice.items.filter(pk__in=[item.pk for item in outstanding]).update(
        state=ItemState.DONE, done_by=by, checked_by=None, checked_on=None
    )
    return _reply(notice, ReplyKind.REPORT, text=text, leader=leader, by=by)


@files_with_rows()
def keep_results(
    notice: Notice, lines: Sequence[DoneLine], *, by: User, cover: Cover | None = None
) -> None:
    """Keep what is written and uploaded so far, without reporting yet.

    Raises:
        RuleError: the letter is not with the unit for correction, or a file is not allowed.
        StaleError: another of the unit wrote otherwise meanwhile.
        PermissionDenied: `by` does not answer for the unit.
    """
    check(by, Permission.NOTICE_REPLY, notice)
    hold_notice(notice, *NOTICES_BEING_RECTIFIED, otherwise="只有整改期间可以填写完成情况")
    items = _items_by_id(notice, lines)
    for line in lines:
        for upload in line.uploads:
            add_evidence(items[line.item_id], upload, by=by)
    _write_results(items, [line for line in lines if line.result.strip()], by=by)
    _write_cover(notice, cover, by=by)


def _write_cover(notice: Notice, cover: Cover | None, *, by: User) -> None:
    if cover is None:
        return
    notice.refresh_from_db(fields=["reply_text", "reply_leader"])
    values = {"reply_text": cover.text, "reply_leader": cover.leader}
    write_item(notice, edits.to_write(notice, values, cover.seen), "notice.kept", by=by)


@transaction.atomic
def request_extension(
    notice: Notice, *, new_due_on: datetime.date, reason: str, by: User
) -> Extension:
    """Ask for more time, once, before the day is past.

    Raises:
        RuleError: no reason, too late, not later than now, or asked before.
        PermissionDenied: `by` does not answer for the unit.
    """
    check(by, Permission.NOTICE_REPLY, notice)
    hold_row(notice)
    day, old_due_on = working_date(), notice.done_due_on
    if not notice.is_being_rectified or old_due_on is None:
        raise RuleError(NOT_EXTENDABLE)
    if day > old_due_on:
        raise RuleError(f"整改期限{old_due_on}已过，不能再申请延期")
    if new_due_on <= old_due_on:
        raise RuleError(f"申请延至的日期须晚于现期限{old_due_on}")
    if not reason.strip():
        raise RuleError("请填写延期理由")
    try:
        with transaction.atomic():
            extension = Extension.objects.create(
                notice=notice, reason=reason.strip(), old_due_on=old_due_on,
                new_due_on=new_due_on, requested_by=by, requested_on=day,
            )  # fmt: skip
    except IntegrityError:
        raise RuleError("每份通知只能延期一次，已有延期申请") from None
    audit.record(by, "extension.requested", notice, after={"new_due_on": new_due_on})
    _tell_supervisors(notice, f"申请延期至{new_due_on}", f"extension:{extension.pk}")
    return extension


@transaction.atomic
def decide_extension(extension: Extension, *, grant: bool, note: str, by: User) -> None:
    """Allow more time or not; only who may issue letters.

    Raises:
        RuleError: refused without a word, or one's own unit's, or one's own, application.
        StaleError: decided meanwhile, or the unit has reported and the application lapsed.
    """
    notice = extension.notice
    check(by, Permission.NOTICE_ISSUE, notice)
    if sentence := policies.not_the_unit(notice, by):
        raise RuleError(sentence)
    if by == extension.requested_by:
        raise RuleError("申请人不能批准本人申请的延期，请由他人决定")
    if not grant and not note.strip():
        raise RuleError("不准予延期的，请填写意见")
    hold_row(notice)
    state = ExtensionState.GRANTED if grant else ExtensionState.REFUSED
    waiting = Extension.objects.filter(pk=extension.pk, state=ExtensionState.REQUESTED)
    if not waiting.update(state=state, decided_by=by, decided_on=working_date(), note=note.strip()):
        extension.refresh_from_db()
        lapsed = extension.state == ExtensionState.LAPSED
        raise StaleError(LAPSED if lapsed else "该延期申请已由他人办理，请刷新后查看")
    if grant:
        _lengthen(notice, extension)
    audit.record(
        by, f"extension.{state}", notice,
        before={"done_due_on": extension.old_due_on},
        after={"done_due_on": extension.new_due_on} if grant else {}, remark=note,
    )  # fmt: skip
    if grant:
        audit.mark_change(Topic.NOTICE, notice.division_id, extension.old_due_on)
    notify(
        [extension.requested_by],
        title=f"{state.label}：{notice.number}",
        body=note,
        url=reverse("accountability:notice_detail", args=[notice.pk]),
        fingerprint=f"extension:{extension.pk}:{state}",
    )


def _lengthen(notice: Notice, extension: Extension) -> None:
    old, new = extension.old_due_on, extension.new_due_on
    running = Notice.objects.filter(pk=notice.pk, state__in=NOTICES_BEING_RECTIFIED)
    if not running.filter(done_due_on=old).update(done_due_on=new, due_on=new):
        raise StaleError(LAPSED)


def _items_by_id(notice: Notice, lines: Sequence[PlanLine | DoneLine]) -> dict[int, NoticeItem]:
    items = {item.pk: item for item in notice.items.select_related("notice")}
    if any(line.item_id not in items for line in lines):
        raise RuleError(NOT_OF_THIS_NOTICE)
    return items


def _write_plan(items: dict[int, NoticeItem], lines: Sequence[PlanLine], *, by: User) -> None:
    planned = [
        (
            items[line.item_id],
            {
                "cause": line.cause, "measure": line.measure, "responsible": line.responsible,
                "planned_on": line.planned_on, "leader": line.leader or items[line.item_id].leader,
            },
            line.seen,
        )
        for line in lines
    ]  # fmt: skip
    write_lines(planned, "item.planned", by=by)


def _write_results(items: dict[int, NoticeItem], lines: Sequence[DoneLine], *, by: User) -> None:
    """The results of items that are still to be reported."""
    answered = [
        (items[line.item_id], {"result": line.result.strip()}, line.seen)
        for line in lines
        if items[line.item_id].state in OUTSTANDING
    ]
    write_lines(answered, "item.answered", by=by)


def _check_plan(notice: Notice, item: NoticeItem) -> None:
    if not (item.cause.strip() and item.measure.strip() and item.responsible.strip()):
        raise RuleError(f"第{item.position}项的原因、措施、责任人须填写完整")
    if item.planned_on is None:
        raise RuleError(f"第{item.position}项还没有完成时限")
    if notice.done_due_on and item.planned_on > notice.done_due_on:
        raise RuleError(f"第{item.position}项的完成日期不能晚于整改期限{notice.done_due_on}")


def _check_whole(items: list[NoticeItem], results: dict[int, str]) -> None:
    silent = [item.position for item in items if not results.get(item.pk)]
    if silent:
        raise RuleError(f"第{_listed(silent)}项还没有填写完成情况")
    proven = items_with_evidence(items)
    bare = [item.position for item in items if item.pk not in proven]
    if bare:
        raise RuleError(f"第{_listed(bare)}项还没有佐证，请每项至少上传一份（退回的须上传新的）")


def items_with_evidence(items: list[NoticeItem]) -> set[int]:
    """Items that have a file newer than their last return."""
    files = Attachment.objects.filter(
        subject_kind="accountability.noticeitem",
        subject_id__in=[str(item.pk) for item in items],
        removed_at__isnull=True,
    )
    newest: dict[int, datetime.datetime] = {}
    for subject_id, at in files.values_list("subject_id", "uploaded_at"):
        newest[int(subject_id)] = max(at, newest.get(int(subject_id), at))
    return {
        item.pk
        for item in items
        if item.pk in newest and (item.checked_at is None or newest[item.pk] > item.checked_at)
    }


def _reply(notice: Notice, kind: ReplyKind, *, text: str, leader: str, by: User) -> NoticeReply:
    if not leader.strip():
        raise RuleError("请填写签字的单位领导")
    due_on = notice.plan_due_on if kind == ReplyKind.PLAN else notice.done_due_on
    reply = NoticeReply.objects.create(
        notice=notice, kind=kind, text=text.strip(), leader=leader.strip(), submitted_by=by,
        submitted_on=working_date(), due_on=due_on,
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(reply_text="", reply_leader="")
    _tell_supervisors(notice, f"已报送{kind.label}，请审核", f"reply:{reply.pk}")
    return reply


def _tell_supervisors(notice: Notice, what: str, fingerprint: str) -> None:
    notify(
        holders_at(notice.division_id, Permission.NOTICE_ACCEPT, working_date()),
        title=f"{notice.unit}{what}：{notice.number}",
        url=reverse("accountability:notice_detail", args=[notice.pk]),
        fingerprint=fingerprint,
    )


def _listed(positions: list[int]) -> str:
    return "、".join(str(position) for position in sorted(positions))
