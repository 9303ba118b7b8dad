"""What the supervisor does with an answer: the plan, each item, the whole letter."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accountability import policies
from accountability.enums import (
    ItemState,
    NoticeState,
    ProblemState,
    ReplyKind,
    ReplyOutcome,
)
from accountability.models import Notice, NoticeItem, NoticeReply
from accountability.services.drafts import move_problems
from accountability.services.moves import step_notice
from accountability.steps import ITEM_STEPS
from organization import audit
from organization.errors import RuleError, StaleError
from organization.holders import users_of_unit
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.services.notifications import notify
from organization.working_date import add_working_days, working_date

PLAN_AGAIN_DAYS = 2
"""Working days that a returned plan gets at least, when its own term is nearly or quite over."""


@transaction.atomic
def accept_plan(notice: Notice, *, by: User, note: str = "") -> None:
    """The plan will do; from now the last day of the letter is the clock."""
    step_notice(notice, NoticeState.RECTIFYING, by=by, due_on=notice.done_due_on)
    _decide_reply(notice, ReplyKind.PLAN, ReplyOutcome.ACCEPTED, note=note, by=by)
    _tell_unit(notice, "整改方案已同意，请按期整改")


@transaction.atomic
def return_plan(notice: Notice, *, note: str, by: User) -> None:
    """The plan will not do; it comes again within its term, or at least two working days.

    Raises:
        RuleError: nothing is said.
    """
    if not note.strip():
        raise RuleError("请填写退回方案的意见")
    soonest = add_working_days(working_date(), PLAN_AGAIN_DAYS)
    due_on = max(notice.plan_due_on or soonest, soonest)
    step_notice(notice, NoticeState.RECEIVED, by=by, plan_due_on=due_on, due_on=due_on, remark=note)
    _decide_reply(notice, ReplyKind.PLAN, ReplyOutcome.RETURNED, note=note, by=by)
    _tell_unit(notice, f"整改方案被退回：{note}")


@transaction.atomic
def start_check(notice: Notice, *, by: User) -> None:
    """Somebody other than the signer goes and looks."""
    step_notice(notice, NoticeState.CHECKING, by=by)


@transaction.atomic
def accept_item(item: NoticeItem, *, by: User, note: str = "") -> None:
    """This problem is put right.

    Raises:
        RuleError: the letter is not being checked, or `by` may not be its acceptor.
        StaleError: the item was judged meanwhile.
    """
    _judge(item, ItemState.ACCEPTED, note=note, by=by)


@transaction.atomic
def return_item(item: NoticeItem, *, note: str, by: User) -> None:
    """This problem is not put right; the unit is told what is missing.

    Raises:
        RuleError: nothing is said, the letter is not being checked, or `by` may not judge it.
        StaleError: the item was judged meanwhile.
    """
    if not note.strip():
        raise RuleError("请填写退回意见，说明还缺什么")
    _judge(item, ItemState.RETURNED, note=note, by=by)


@transaction.atomic
def return_notice(notice: Notice, *, days: int, by: User) -> None:
    """Back to the unit with the items that were returned, and a new last day.

    Raises:
        RuleError: nothing was returned, or something is not judged yet.
    """
    if not 1 <= days <= notice.done_days:
        raise RuleError(f"再整改期限须在1至{notice.done_days}个工作日之间")
    due_on = add_working_days(working_date(), days)
    step_notice(notice, NoticeState.RETURNED, by=by, done_due_on=due_on, due_on=due_on)
    _decide_reply(notice, ReplyKind.REPORT, ReplyOutcome.RETURNED, note="", by=by)
    _tell_unit(notice, f"整改未通过验收，请于{due_on}前补正")


@transaction.atomic
def close_notice(notice: Notice, *, by: User) -> None:
    """Every item is accepted: the letter and its problems are closed (验收销号).

    Raises:
        RuleError: an item is not accepted, or `by` may not be the acceptor.
    """
    step_notice(notice, NoticeState.CLOSED, by=by, closed_on=working_date(), closed_by=by)
    problems = list(notice.items.values_list("problem_id", flat=True))
    move_problems(problems, ProblemState.NOTICED, ProblemState.CLOSED, by=by)
    _decide_reply(notice, ReplyKind.REPORT, ReplyOutcome.ACCEPTED, note="", by=by)
    _tell_unit(notice, "整改已验收销号")


def _judge(item: NoticeItem, to: ItemState, *, note: str, by: User) -> None:
    notice = item.notice
    check(by, ITEM_STEPS[ItemState.DONE, to].permission, notice)
    if refusal := policies.judging_refusal(item, by):
        raise RuleError(refusal)
    unjudged = NoticeItem.objects.filter(pk=item.pk, state=ItemState.DONE)
    if not unjudged.filter(notice__state=NoticeState.CHECKING).exists() or not unjudged.update(
        state=to,
        check_note=note.strip(),
        checked_by=by,
        checked_on=working_date(),
        checked_at=timezone.now(),
        times_returned=item.times_returned + (to == ItemState.RETURNED),
    ):
        raise StaleError("该事项已由他人判定，请刷新后查看")
    item.refresh_from_db()
    audit.record(
        by, f"item.{to}", notice, before={"item": item.position}, after={"item": item.position},
        remark=note,
    )  # fmt: skip


def _decide_reply(
    notice: Notice, kind: ReplyKind, outcome: ReplyOutcome, *, note: str, by: User
) -> None:
    pending = NoticeReply.objects.filter(notice=notice, kind=kind, outcome=ReplyOutcome.PENDING)
    pending.update(outcome=outcome, note=note, decided_by=by, decided_on=working_date())


def _tell_unit(notice: Notice, what: str) -> None:
    notify(
        users_of_unit(notice.unit, Permission.NOTICE_REPLY, working_date()),
        title=f"{notice.number}：{what}",
        url=reverse("accountability:notice_detail", args=[notice.pk]),
    )
