"""Taking one step of a table: looked up, allowed, won by a conditional UPDATE, recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models

from accountability import policies
from accountability.enums import NOTICES_BEING_RECTIFIED, ExtensionState, NoticeState
from accountability.models import Interview, Notice, Problem
from accountability.steps import NOTICE_STEPS
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.locks import hold
from organization.models import User
from organization.scope import check
from organization.steps import Step
from organization.working_date import working_date

Steps = Mapping[tuple[Any, Any], Step]
Policy = Callable[[Any, Any, User], str]
TOPICS: dict[type[models.Model], Topic] = {
    Problem: Topic.PROBLEM,
    Notice: Topic.NOTICE,
    Interview: Topic.INTERVIEW,
}
"""What the state of these rows is counted in; the others are in no figure."""


def step_notice(
    notice: Notice, to: NoticeState, *, by: User, remark: str = "", **values: Any
) -> None:
    """Take a notice one step further; see `take_step`. More time that was asked for lapses when
    the letter is no longer being rectified."""
    take_step(
        notice, to, steps=NOTICE_STEPS, by=by, policy=policies.refusal, remark=remark,
        moved_on=working_date(), **values,
    )  # fmt: skip
    if to not in NOTICES_BEING_RECTIFIED:
        notice.extensions.waiting().update(
            state=ExtensionState.LAPSED, decided_by=by, decided_on=working_date()
        )


def hold_notice(notice: Notice, *states: NoticeState, otherwise: str) -> None:
    """Keep the notice in one of the states until this transaction ends; who moves it waits.

    Raises:
        RuleError: it is in none of them, or left them since the caller looked; `otherwise` says so.
    """
    if not hold(Notice.objects.filter(pk=notice.pk, state__in=states)):
        raise RuleError(otherwise)


def take_step(
    row: Any,
    to: Any,
    *,
    steps: Steps,
    by: User,
    policy: Policy = lambda row, to, by: "",
    remark: str = "",
    **values: Any,
) -> None:
    """Move `row` from the state the caller saw to `to`, setting `values` with it.

    Raises:
        RuleError: `to` does not follow that state, or the policy refuses.
        PermissionDenied: `by` may not take this step for this row.
        StaleError: the row left that state meanwhile; nothing was written.
    """
    seen = type(to)(row.state)
    step = steps.get((seen, to))
    name = row._meta.verbose_name
    if step is None:
        raise RuleError(f"“{seen.label}”的{name}不能转为“{to.label}”，请刷新后查看可办的步骤")
    check(by, step.permission, row)
    if refusal := policy(row, to, by):
        raise RuleError(refusal)
    move(row, seen, to, by=by, remark=remark, **values)


def move(row: Any, seen: Any, to: Any, *, by: User | None, remark: str = "", **values: Any) -> None:
    """The bare move, for a step whose right was checked before.

    Raises:
        StaleError: the row is no longer in `seen`.
    """
    model = type(row)
    unmoved = model._base_manager.filter(pk=row.pk, state=seen)
    if not unmoved.update(state=to, **values):
        raise StaleError(f"{row._meta.verbose_name}已由他人办理，请刷新后再试")
    noun = row._meta.model_name
    before = {"state": seen, **{field: _in_words(getattr(row, field)) for field in values}}
    after = {"state": to, **{field: _in_words(value) for field, value in values.items()}}
    row.refresh_from_db()
    audit.record(by, f"{noun}.{to}", row, before=before, after=after, remark=remark)
    if topic := TOPICS.get(model):
        audit.mark_change(topic, row.division_code, working_date())


def _in_words(value: Any) -> Any:
    """People and units stand in the trail by name."""
    return str(value) if isinstance(value, models.Model) else value
