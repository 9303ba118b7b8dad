"""What the pages of a notice show, made ready: steps, time line, files."""

import datetime
from collections.abc import Sequence

from django.urls import reverse

from accountability.enums import NoticeState, ReplyKind
from accountability.models import Notice, NoticeReply
from organization.models import User
from organization.permissions import Permission
from organization.pieces import Event, Stage

_S = NoticeState
WAY = [
    ("拟稿", {_S.DRAFT}),
    ("核稿", {_S.SUBMITTED}),
    ("签发送达", {_S.REVIEWED, _S.SIGNED, _S.NUMBERED}),
    ("签收", {_S.SENT}),
    ("整改方案", {_S.RECEIVED, _S.PLAN_SUBMITTED}),
    ("整改", {_S.RECTIFYING, _S.RETURNED}),
    ("复核", {_S.REPORTED, _S.CHECKING}),
    ("销号", {_S.CLOSED}),
]
"""The stages as the page draws them, with the states in which a notice stands there."""


def stages(notice: Notice, replies: Sequence[NoticeReply], day: datetime.date) -> list[Stage]:
    """Where the notice is on its way; `replies` are what the unit handed in."""
    way = [(label, states) for label, states in WAY if notice.asks_plan or label != "整改方案"]
    here = next((n for n, (_, states) in enumerate(way) if notice.state in states), None)
    if here is None:
        passed = _stage_notes(notice, replies)  # it left the way: 作废、转上一级
        return [Stage(label, "done" if label in passed else "", "") for label, _ in way]
    notes = _stage_notes(notice, replies)
    is_late = notice.is_overdue(day)
    is_over = notice.state == _S.CLOSED
    shown = []
    for n, (label, _) in enumerate(way):
        state = "done" if n < here or is_over else ""
        if n == here and not is_over:
            state = "late" if is_late else "now"
        shown.append(Stage(label, state, notes.get(label, "")))
    return shown


def _stage_notes(notice: Notice, replies: Sequence[NoticeReply]) -> dict[str, str]:
    """The day on which a stage was done; of one that is not, the day by which it should be."""
    days = {
        "拟稿": notice.drafted_on,
        "核稿": notice.reviewed_on,
        "签发送达": notice.sent_on,
        "签收": notice.received_on,
        "销号": notice.closed_on,
    }
    for reply in replies:
        if reply.kind == ReplyKind.PLAN:
            days["整改方案"] = reply.submitted_on
        else:
            days["整改"], days["复核"] = reply.submitted_on, reply.decided_on
    if notice.state == _S.RETURNED:
        days["整改"] = None
    notes = {label: day.strftime("%m-%d") for label, day in days.items() if day}
    due = {"签收": notice.sign_due_on, "整改方案": notice.plan_due_on, "整改": notice.done_due_on}
    for label, day in due.items():
        if day and label not in notes:
            notes[label] = f"{day:%m-%d}前"
    return notes


def events(notice: Notice, user: User) -> list[Event]:
    """What happened to a notice, newest first; proposals only for who may see consequences."""
    proposals = _proposal_events(notice) if user.may(Permission.SANCTION_VIEW) else []
    happened = [
        *_own_events(notice),
        *_reply_events(notice),
        *_extension_events(notice),
        *_interview_events(notice),
        *proposals,
    ]
    happened.sort(key=lambda pair: pair[0], reverse=True)
    return [event for _, event in happened]


_Dated = tuple[tuple[datetime.date, int, int], Event]


def _at(day: datetime.date, rank: int, title: str, turn: int = 0, **rest: str) -> _Dated:
    """An event of a day; within the day by its `rank` on the way, and by its turn."""
    return (day, rank, turn), Event(at=f"{day:%Y-%m-%d}", title=title, **rest)


def _own_events(notice: Notice) -> list[_Dated]:
    steps = [
        (notice.drafted_on, 0, "拟稿", notice.drafted_by),
        (notice.reviewed_on, 1, "核稿", notice.reviewed_by),
        (notice.signed_on, 2, "签发", notice.signed_by),
        (notice.sent_on, 3, f"编号{notice.number}，送达", notice.signed_by),
        (notice.received_on, 4, "签收", notice.received_by),
        (notice.overdue_on, 14, "逾期", None),
        (notice.closed_on, 30, "验收销号", notice.closed_by),
    ]
    return [
        _at(day, rank, title, by=str(who or ""), level="urgent" if title == "逾期" else "")
        for day, rank, title, who in steps
        if day
    ]


def _reply_events(notice: Notice) -> list[_Dated]:
    shown = []
    for reply in notice.replies.select_related("submitted_by", "decided_by"):
        kind, rank = reply.get_kind_display(), 10 if reply.kind == ReplyKind.PLAN else 20
        shown.append(
            _at(
                reply.submitted_on, rank, f"报送{kind}", 2 * reply.pk,
                by=str(reply.submitted_by),
            )
        )  # fmt: skip
        if reply.decided_on:
            title = f"{kind}{reply.get_outcome_display()}"
            shown.append(
                _at(
                    reply.decided_on, rank, title, 2 * reply.pk + 1,
                    by=str(reply.decided_by), text=reply.note,
                )
            )  # fmt: skip
    return shown


def _extension_events(notice: Notice) -> list[_Dated]:
    shown = []
    for extension in notice.extensions.select_related("requested_by", "decided_by"):
        asked = f"申请延期至{extension.new_due_on}"
        shown.append(
            _at(
                extension.requested_on, 12, asked,
                by=str(extension.requested_by), text=extension.reason,
            )
        )  # fmt: skip
        if extension.decided_on:
            shown.append(
                _at(
                    extension.decided_on, 13, extension.get_state_display(),
                    by=str(extension.decided_by), text=extension.note,
                )
            )  # fmt: skip
    return shown


def _proposal_events(notice: Notice) -> list[_Dated]:
    return [
        _at(
            proposal.proposed_on, 22, f"提级建议：{proposal.get_level_display()}",
            text=proposal.explanation, level="urgent",
        )
        for proposal in notice.proposals.all()
    ]  # fmt: skip


def _interview_events(notice: Notice) -> list[_Dated]:
    return [
        _at(
            interview.notified_on, 23, f"约谈（{interview.get_state_display()}）",
            url=reverse("accountability:interview_detail", args=[interview.pk]),
        )
        for interview in notice.interviews.all()
        if interview.notified_on
    ]  # fmt: skip
