"""From a draft to a delivered letter: drafted, reviewed, signed, numbered, sent, or cancelled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from accountability.enums import NoticeKind, NoticeState, ProblemState
from accountability.models import Notice, NoticeItem, Problem
from accountability.reports.texts import first_goal, first_words, with_terms
from accountability.services.lines import Line, write_item
from accountability.services.moves import hold_notice, step_notice
from accountability.services.numbers import next_official
from accountability.services.rungs import raise_problems
from accountability.steps import PROBLEM_STEPS
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.holders import users_of_unit
from organization.locks import hold_row
from organization.models import Unit, User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.scope import check
from organization.services import edits
from organization.services.notifications import notify
from organization.working_date import add_working_days, working_date

DRAFT_FIELDS = [
    "title", "issuer", "reason", "basis", "demands", "reporting", "consequences", "contact",
    "copy_to", "asks_plan", "sign_days", "plan_days", "done_days",
]  # fmt: skip
"""What the drafter may change."""


@dataclass(frozen=True)
class Goal:
    """What an item is to reach, as a form sends it back."""

    text: str
    seen: str = ""
    """What the form showed of the item."""


def problems_to_draft(keys: Collection[int], *, by: User) -> list[Problem]:
    """The problems that a drafter chose, the oldest first: all of them.

    Raises:
        RuleError: one of them is not there, or not within what `by` may draft for.
    """
    possible = [key for key in keys if key <= models.BigIntegerField.MAX_BIGINT]
    rows = Problem.objects.visible_to(by, Permission.NOTICE_DRAFT).filter(pk__in=possible)
    found = list(rows.select_related("unit__division").order_by("found_on", "pk"))
    missing = sorted(set(keys) - {problem.pk for problem in found})
    if missing:
        told = "、".join(map(str, missing))
        raise RuleError(f"所选问题（{told}）不存在或不在您的办理范围，请去掉后再拟稿")
    return found


@transaction.atomic
def draft_notice(
    kind: NoticeKind, problems: Sequence[Problem], *, by: User, follows: Notice | None = None
) -> Notice:
    """Begin a notice about problems of one unit, with the words and terms of the template.

    Raises:
        RuleError: no problem, problems of several units, or one that stands on a higher rung.
        PermissionDenied: the unit or a problem is outside what `by` may draft for.
        StaleError: a problem went into another notice meanwhile.
    """
    unit = _one_unit(problems)
    check(by, Permission.NOTICE_DRAFT, unit.division_id)
    _check_rung(kind, problems)
    day = working_date()
    notice = Notice.objects.create(
        kind=kind,
        unit=unit,
        division=unit.division,
        follows=follows,
        drafted_on=day,
        drafted_by=by,
        moved_on=day,
        asks_plan=kind == NoticeKind.L2,
        sign_days=parameter("notice_sign_days", day, unit.division_id),
        plan_days=parameter("notice_plan_days", day, unit.division_id),
        done_days=parameter(_DONE_DAYS[kind], day, unit.division_id),
        contact=f"{by.display_name} {unit_phone(by)}".strip(),
        **first_words(kind, unit, problems, day),
    )
    _put_in(notice, problems, by=by)
    audit.record(by, "notice.drafted", notice, after={"kind": kind, "unit": unit})
    return notice


@transaction.atomic
def edit_draft(
    notice: Notice,
    values: dict[str, Any],
    *,
    goals: Mapping[int, Goal] | None = None,
    by: User,
    seen: str = "",
) -> None:
    """Change words, terms and the goals of items while the notice is a draft.

    Raises:
        PermissionDenied: `by` may not draft for the unit.
        StaleError: it is no draft any more, or another changed the same since the form was
            opened (`seen`).
    """
    check(by, Permission.NOTICE_DRAFT, notice)
    hold_row(notice)
    if not notice.is_draft:
        raise StaleError("该通知已不在拟稿状态，不能修改；需要修改的，请退回拟稿")
    words = {name: values[name] for name in DRAFT_FIELDS}
    lines = _goal_lines(notice, goals or {})
    own, *worded = edits.to_write_each([(notice, words, seen), *lines])
    before, after = audit.changes(notice, own)
    for name, value in after.items():
        setattr(notice, name, value)
    edits.store(notice, after)
    for (item, _, _), goal in zip(lines, worded, strict=True):
        write_item(item, goal, "item.worded", by=by)
    if after:
        audit.record(by, "notice.edited", notice, before=before, after=after)


@transaction.atomic
def remove_item(item: NoticeItem, *, by: User) -> None:
    """Take a problem out of a draft; it waits in the ledger again.

    Raises:
        RuleError: the notice is no draft.
    """
    notice = item.notice
    check(by, Permission.NOTICE_DRAFT, notice)
    hold_notice(notice, NoticeState.DRAFT, otherwise=NO_DRAFT)
    move_problems([item.problem_id], ProblemState.DRAFTED, ProblemState.OPEN, by=by)
    audit.record(by, "notice.edited", notice, before={"problem": item.problem.number})
    item.delete()


@transaction.atomic
def submit_notice(notice: Notice, *, by: User) -> None:
    """Hand the draft to the reviewer.

    Raises:
        RuleError: it lists no problem.
    """
    step_notice(notice, NoticeState.SUBMITTED, by=by)


@transaction.atomic
def review_notice(notice: Notice, *, by: User) -> None:
    """The reviewer finds the draft in order; for a letter of the leading group not the drafter.

    Raises:
        RuleError: `by` drafted this letter.
    """
    step_notice(notice, NoticeState.REVIEWED, by=by, reviewed_by=by, reviewed_on=working_date())


@transaction.atomic
def send_back_draft(notice: Notice, *, remark: str, by: User) -> None:
    """The reviewer or signer wants it changed.

    Raises:
        RuleError: nothing is said.
    """
    if not remark.strip():
        raise RuleError("请填写修改意见")
    step_notice(notice, NoticeState.DRAFT, by=by, remark=remark, reviewed_by=None, reviewed_on=None)
    notify(
        [notice.drafted_by],
        title=f"退回修改：{notice.title}",
        body=remark,
        url=reverse("accountability:notice_detail", args=[notice.pk]),
    )


@transaction.atomic
def sign_notice(notice: Notice, *, by: User) -> None:
    """The issuer signs (签发)."""
    step_notice(notice, NoticeState.SIGNED, by=by, signed_by=by, signed_on=working_date())


@transaction.atomic
def number_notice(notice: Notice, *, by: User) -> None:
    """Give the next number of the code and year, and fix the day by which all must be done."""
    day = working_date()
    done_due_on = add_working_days(day, notice.done_days)
    step_notice(
        notice,
        NoticeState.NUMBERED,
        by=by,
        number=next_official(notice.kind, day, notice.division_id),
        issued_on=day,
        done_due_on=done_due_on,
        reporting=with_terms(notice.reporting, notice.plan_days, done_due_on),
    )


@transaction.atomic
def send_notice(notice: Notice, *, by: User) -> None:
    """Sealed and delivered: the unit's clock begins to run, its people are told."""
    day = working_date()
    sign_due_on = add_working_days(day, notice.sign_days)
    plan_due_on = add_working_days(sign_due_on, notice.plan_days) if notice.asks_plan else None
    step_notice(
        notice, NoticeState.SENT, by=by, sent_on=day, sign_due_on=sign_due_on,
        plan_due_on=plan_due_on, due_on=sign_due_on,
    )  # fmt: skip
    ids = list(notice.items.values_list("problem_id", flat=True))
    level = NoticeKind(notice.kind).level
    move_problems(ids, ProblemState.DRAFTED, ProblemState.NOTICED, by=by)
    raise_problems(ids, level, by=by)
    notify(
        users_of_unit(notice.unit, Permission.NOTICE_REPLY, day),
        title=f"请签收：{notice.number} {notice.title}",
        body=f"请于{sign_due_on}前签收，{notice.done_due_on}前完成整改",
        url=reverse("accountability:notice_detail", args=[notice.pk]),
        fingerprint=f"notice:{notice.pk}:sent",
    )


@transaction.atomic
def issue_notice(notice: Notice, *, by: User) -> None:
    """All that is left until delivery in one go, each step by its rule.

    A 督办通知 may go so from the draft; a 督办函 from the moment another person reviewed it.

    Raises:
        RuleError: the letter still needs its reviewer, or is delivered already.
        PermissionDenied, StaleError: as for every step.
    """
    way = {
        NoticeState.DRAFT: submit_notice,
        NoticeState.SUBMITTED: review_notice,
        NoticeState.REVIEWED: sign_notice,
        NoticeState.SIGNED: number_notice,
        NoticeState.NUMBERED: send_notice,
    }
    if notice.state not in way:
        raise RuleError(f"“{notice.get_state_display()}”的通知不能签发送达")
    while notice.state in way:
        way[NoticeState(notice.state)](notice, by=by)


@transaction.atomic
def cancel_notice(notice: Notice, *, reason: str, by: User) -> None:
    """Withdraw a notice; a number once given stays taken (作废).

    Raises:
        RuleError: no reason, or the unit has signed for it.
    """
    if not reason.strip():
        raise RuleError("请填写作废原因")
    was = ProblemState.NOTICED if notice.state == NoticeState.SENT else ProblemState.DRAFTED
    ids = list(notice.items.values_list("problem_id", flat=True))
    step_notice(notice, NoticeState.CANCELLED, by=by, cancel_reason=reason.strip(), due_on=None)
    move_problems(ids, was, ProblemState.OPEN, by=by)


def move_problems(ids: Sequence[int], seen: ProblemState, to: ProblemState, *, by: User) -> None:
    """Take the problems of a notice along with it; the right was checked on the notice.

    Raises:
        RuleError: the table of problems knows no such step.
        StaleError: one of them is elsewhere by now.
    """
    if (seen, to) not in PROBLEM_STEPS:
        raise RuleError(f"“{seen.label}”的问题不能转为“{to.label}”，请刷新后查看可办的步骤")
    settled = {"closed_on": working_date()} if to == ProblemState.CLOSED else {}
    problems = Problem.objects.filter(pk__in=ids)
    acts = [
        audit.Act(f"problem.{to}", "accountability.problem", str(pk), code,
                  {"state": seen}, {"state": to})
        for pk, code in problems.values_list("pk", "division_id")
    ]  # fmt: skip
    if problems.filter(state=seen).update(state=to, **settled) != len(ids):
        raise StaleError("有问题已由他人办理（列入其他通知或已销号），请刷新问题台账后再试")
    audit.record_many(by, acts, batch="")
    day = working_date()
    audit.mark_changes([Topic.PROBLEM], ((act.division_code, day) for act in acts))


def unit_phone(user: User) -> str:
    return user.unit.phone if user.unit else ""


NO_DRAFT = "该通知已不在拟稿状态，不能增减问题；需要修改的，请退回拟稿"
_DONE_DAYS = {NoticeKind.L1: "notice_l1_done_days", NoticeKind.L2: "notice_done_days"}


def _goal_lines(notice: Notice, goals: Mapping[int, Goal]) -> list[Line]:
    items = notice.items.filter(pk__in=goals).select_related("notice")
    return [(item, {"goal": goals[item.pk].text}, goals[item.pk].seen) for item in items]


def _one_unit(problems: Sequence[Problem]) -> Unit:
    if not problems:
        raise RuleError("请至少选择一个问题")
    units = {problem.unit for problem in problems}
    if len(units) > 1:
        raise RuleError("一份通知只能发给一个单位，所选问题分属多个责任单位，请分别起草")
    return units.pop()


def _check_rung(kind: NoticeKind, problems: Sequence[Problem]) -> None:
    too_high = [p.number for p in problems if p.needs_letter and kind == NoticeKind.L1]
    if too_high:
        numbers = "、".join(too_high)
        raise RuleError(f"问题{numbers}属严重或反弹问题，须下达专项整改督办函，不能用督办通知")


def _put_in(notice: Notice, problems: Sequence[Problem], *, by: User) -> None:
    last = notice.items.aggregate(last=models.Max("position"))["last"] or 0
    move_problems([p.pk for p in problems], ProblemState.OPEN, ProblemState.DRAFTED, by=by)
    NoticeItem.objects.bulk_create(
        NoticeItem(
            notice=notice,
            problem=problem,
            position=position,
            goal=first_goal(problem),
        )
        for position, problem in enumerate(problems, start=last + 1)
    )
