"""What the state of a notice and the person allow, apart from permissions.

Each policy answers with a sentence when the step must not be taken, else with nothing. Verbs
raise it, buttons show it.
"""

from collections.abc import Callable

from accountability.enums import ItemState, NoticeKind, NoticeState
from accountability.models import Notice, NoticeItem
from organization.models import User

Policy = Callable[[Notice, User], str]
_S = NoticeState


def refusal(notice: Notice, to: NoticeState, by: User) -> str:
    """Why `by` must not take this step of the notice now; empty: nothing is in the way."""
    policies = POLICIES.get((_S(notice.state), to), [])
    return next((sentence for policy in policies if (sentence := policy(notice, by))), "")


def applies(notice: Notice, to: NoticeState) -> bool:
    """Whether a step of the table is a choice for this notice at all."""
    if notice.state == _S.SENT and to in (_S.RECEIVED, _S.RECTIFYING):
        return notice.asks_plan == (to == _S.RECEIVED)
    return to != _S.ESCALATED


def judging_refusal(item: NoticeItem, by: User) -> str:
    """Why `by` must not judge this item now."""
    if item.notice.state != _S.CHECKING:
        return "请先开始复核，再逐项验收或退回"
    if by == item.done_by:
        return "整改填报人不能验收本人填报的事项"
    return not_the_signer(item.notice, by) or not_the_unit(item.notice, by)


def lists_a_problem(notice: Notice, by: User) -> str:
    return "" if notice.items.all() else "通知中还没有问题，请先列入至少一个问题"


def reviewed_by_another(notice: Notice, by: User) -> str:
    """A letter of the leading group goes through two hands."""
    if notice.kind == NoticeKind.L2 and by == notice.drafted_by:
        return "督办函不能由拟稿人本人核稿，请由另一人核稿"
    return ""


def not_the_signer(notice: Notice, by: User) -> str:
    """Who issued a letter does not judge the answer."""
    if by == notice.signed_by:
        return "签发人不能验收自己签发的通知，请由另一名督查人员验收"
    return ""


def not_the_unit(notice: Notice, by: User) -> str:
    """A unit cannot close its own, nor can who signed or answered for it under another grant."""
    if by.unit_id == notice.unit_id:
        return "受文单位不能审核、验收本单位的整改"
    answered = by == notice.received_by or notice.replies.filter(submitted_by=by).exists()
    return "代受文单位签收、报送过的人不能审核、验收" if answered else ""


def all_are_judged(notice: Notice, by: User) -> str:
    states = {item.state for item in notice.items.all()}
    if ItemState.DONE in states:
        return "还有事项没有验收或退回，请先逐项判定"
    return "" if ItemState.RETURNED in states else "没有退回的事项，请直接验收销号"


def all_are_accepted(notice: Notice, by: User) -> str:
    left = [item.position for item in notice.items.all() if item.state != ItemState.ACCEPTED]
    listed = "、".join(map(str, left))
    return f"第{listed}项尚未验收合格，全部合格才能销号" if left else ""


def signs_as_its_kind_asks(notice: Notice, by: User) -> str:
    return "这份通知不须报整改方案" if not notice.asks_plan else ""


def signs_without_plan(notice: Notice, by: User) -> str:
    return "这份通知须先报整改方案" if notice.asks_plan else ""


POLICIES: dict[tuple[NoticeState, NoticeState], list[Policy]] = {
    (_S.DRAFT, _S.SUBMITTED): [lists_a_problem],
    (_S.SUBMITTED, _S.REVIEWED): [reviewed_by_another],
    (_S.SENT, _S.RECEIVED): [signs_as_its_kind_asks],
    (_S.SENT, _S.RECTIFYING): [signs_without_plan],
    (_S.PLAN_SUBMITTED, _S.RECTIFYING): [not_the_unit],
    (_S.PLAN_SUBMITTED, _S.RECEIVED): [not_the_unit],
    (_S.REPORTED, _S.CHECKING): [not_the_signer, not_the_unit],
    (_S.CHECKING, _S.RETURNED): [not_the_signer, not_the_unit, all_are_judged],
    (_S.CHECKING, _S.CLOSED): [not_the_signer, not_the_unit, all_are_accepted],
}
