"""One door for the steps of a notice that need no more than a remark; page and API use it."""

from collections.abc import Callable
from dataclasses import dataclass

from accountability import policies
from accountability.enums import NoticeKind, NoticeState
from accountability.models import Notice
from accountability.services import acceptance, drafts, replies
from accountability.steps import NOTICE_STEPS
from organization.errors import RuleError
from organization.models import User
from organization.permissions import Permission
from organization.scope import may

Verb = Callable[..., None]
_S = NoticeState

PLAIN: dict[tuple[NoticeState, NoticeState], Verb] = {
    (_S.DRAFT, _S.SUBMITTED): drafts.submit_notice,
    (_S.SUBMITTED, _S.REVIEWED): drafts.review_notice,
    (_S.REVIEWED, _S.SIGNED): drafts.sign_notice,
    (_S.SIGNED, _S.NUMBERED): drafts.number_notice,
    (_S.NUMBERED, _S.SENT): drafts.send_notice,
    (_S.SENT, _S.RECEIVED): replies.sign_for,
    (_S.SENT, _S.RECTIFYING): replies.sign_for,
    (_S.PLAN_SUBMITTED, _S.RECTIFYING): acceptance.accept_plan,
    (_S.REPORTED, _S.CHECKING): acceptance.start_check,
    (_S.CHECKING, _S.CLOSED): acceptance.close_notice,
}
"""Steps that are a button and nothing else."""

WITH_REMARK: dict[tuple[NoticeState, NoticeState], tuple[Verb, str]] = {
    (_S.SUBMITTED, _S.DRAFT): (drafts.send_back_draft, "remark"),
    (_S.REVIEWED, _S.DRAFT): (drafts.send_back_draft, "remark"),
    (_S.PLAN_SUBMITTED, _S.RECEIVED): (acceptance.return_plan, "note"),
    **{
        (seen, _S.CANCELLED): (drafts.cancel_notice, "reason")
        for seen in [_S.DRAFT, _S.SUBMITTED, _S.REVIEWED, _S.SIGNED, _S.NUMBERED, _S.SENT]
    },
}
"""Steps that ask why."""

WITH_FORM: dict[tuple[NoticeState, NoticeState], str] = {
    (_S.RECEIVED, _S.PLAN_SUBMITTED): "accountability:notice_plan",
    (_S.RECTIFYING, _S.REPORTED): "accountability:notice_report",
    (_S.RETURNED, _S.REPORTED): "accountability:notice_report",
    (_S.CHECKING, _S.RETURNED): "accountability:notice_return",
}
"""Steps with a page of their own."""


QUESTIONS: dict[tuple[NoticeState, NoticeState], str] = {
    (_S.NUMBERED, _S.SENT): "送达后受文单位的期限开始计算，文号不再收回。",
    (
        _S.SENT,
        _S.RECEIVED,
    ): "签收即确认收到本通知，报送整改方案的期限从今日起算，签收不能撤回。",
    (_S.SENT, _S.RECTIFYING): "签收即确认收到本通知，须在整改期限内完成整改，签收不能撤回。",
    (_S.CHECKING, _S.RETURNED): "退回的事项由单位补正后重新报送。",
    (_S.CHECKING, _S.CLOSED): "销号后本通知和所列问题全部了结，不能再退回单位。",
}
"""What is said before a step that nobody can take back."""


def take(notice: Notice, to: NoticeState, *, by: User, remark: str = "") -> None:
    """Take the step from the state the caller saw.

    Raises:
        RuleError: there is no such step, or it needs its own form.
        PermissionDenied, StaleError: as the verb says.
    """
    pair = (NoticeState(notice.state), to)
    if pair in PLAIN:
        PLAIN[pair](notice, by=by)
    elif pair in WITH_REMARK:
        verb, name = WITH_REMARK[pair]
        verb(notice, by=by, **{name: remark})
    else:
        raise RuleError(f"“{pair[0].label}”的通知不能直接转为“{to.label}”，请刷新后查看可办的步骤")


@dataclass(frozen=True)
class Choice:
    """A step that the user may take now, as a button; `refusal` says what is in the way."""

    to: NoticeState
    label: str
    kind: str
    """`plain`, `remark` (asks why) or `form` (a page of its own)."""
    url_name: str
    refusal: str
    question: str = ""
    """What is said before a step that cannot be taken back."""

    @property
    def asks_why(self) -> bool:
        return self.kind == "remark"

    @property
    def page(self) -> str:
        """The page where one takes it, by the name of its address; empty: here."""
        return self.url_name if self.kind == "form" and not self.dialog else ""

    @property
    def dialog(self) -> str:
        """The name of the form that is asked before it is taken; empty: nothing is asked."""
        if self.to == NoticeState.RETURNED:
            return "return"
        return f"step_{self.to}" if self.asks_why or self.question else ""

    @property
    def tone(self) -> str:
        """How its button looks: `primary` the way forward, `danger` out, else back."""
        if self.to == NoticeState.CANCELLED:
            return "danger"
        return "" if self.asks_why or self.to == NoticeState.RETURNED else "primary"


def choices(notice: Notice, user: User) -> list[Choice]:
    """The buttons of a notice for this user, read from the table."""
    seen = NoticeState(notice.state)
    steps = {to: step for (state, to), step in NOTICE_STEPS.items() if state == seen}
    allowed = {
        permission
        for permission in {step.permission for step in steps.values()}
        if may(user, permission, notice)
    }
    return [
        Choice(
            to, step.label, *_how(seen, to), policies.refusal(notice, to, user),
            QUESTIONS.get((seen, to), ""),
        )
        for to, step in steps.items()
        if step.permission in allowed and policies.applies(notice, to)
    ]  # fmt: skip


def may_issue_at_once(notice: Notice, user: User) -> bool:
    """Whether all steps until delivery can be taken in one go by this user."""
    ready = {NoticeState.REVIEWED, NoticeState.SIGNED, NoticeState.NUMBERED}
    if notice.kind == NoticeKind.L1:
        ready |= {NoticeState.DRAFT, NoticeState.SUBMITTED}
    return notice.state in ready and may(user, Permission.NOTICE_ISSUE, notice)


def _how(seen: NoticeState, to: NoticeState) -> tuple[str, str]:
    if (seen, to) in WITH_FORM:
        return "form", WITH_FORM[seen, to]
    return ("remark" if (seen, to) in WITH_REMARK else "plain"), "accountability:notice_step"
