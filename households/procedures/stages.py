"""Stages that several procedures share, with their evidence."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from organization.errors import RuleError
from organization.models import Procedure
from organization.parameters import parameters
from organization.permissions import Permission
from organization.procedures import Effect, Fact, FactKind, Guard, Refusals, Stage

HANDLES, REVIEWS, APPROVES = (
    Permission.PROCEDURE_HANDLE, Permission.PROCEDURE_REVIEW, Permission.PROCEDURE_APPROVE,
)  # fmt: skip
VILLAGE, TOWN, CITY = "村两委和驻村工作队", "镇政府", "市扶贫办"
DOCUMENT = Fact("document_no", "批准或公告文号")
OPINION = Fact("opinion", "审核意见", FactKind.LONG_TEXT, is_required=False)


def papers(label: str, *, is_required: bool = True, name: str = "papers") -> Fact:
    return Fact(name, label, FactKind.FILES, is_required)


def surveyed(label: str = "入户核实", *, guard: Guard | None = None, **options: Any) -> Stage:
    """At the household's home, by at least two people."""
    facts = (
        Fact("surveyors", "入户人员", help_text="至少两人，用顿号隔开"),
        papers("入户核实表和照片"),
        *options.pop("also", ()),
    )
    return Stage(
        "surveyed", label, HANDLES, VILLAGE, facts,
        term="survey_days", may_reject=True, guard=_two_surveyors(guard), **options,
    )  # fmt: skip


def _two_surveyors(then: Guard | None) -> Guard:
    def check(ones: Sequence[Procedure], facts: Mapping[str, Any], day: datetime.date) -> Refusals:
        names = [
            name for name in facts["surveyors"].replace("，", "、").split("、") if name.strip()
        ]
        if len(names) < 2:
            raise RuleError("入户核实须至少两人，请用顿号隔开填写")
        return then(ones, facts, day) if then else {}

    return check


def appraised(code: str = "appraised", **options: Any) -> Stage:
    """民主评议: one meeting, one record of attendance, for all that are put before it."""
    facts = (
        Fact("representatives", "应到人数", FactKind.NUMBER),
        Fact("attended", "实到人数", FactKind.NUMBER),
        Fact("votes_for", "同意人数", FactKind.NUMBER, help_text="各户不同的，填同意最少的一户"),
        papers("会议记录和签到表"),
    )
    return Stage(
        code, "民主评议", HANDLES, VILLAGE, facts, may_reject=True, guard=_has_passed, **options
    )


def _has_passed(
    ones: Sequence[Procedure], facts: Mapping[str, Any], day: datetime.date
) -> Refusals:
    """Enough of those who should came, and enough of those agreed."""
    shares = parameters(["meeting_quorum", "meeting_majority"], day, ones[0].division_code)
    due, came, agreed = facts["representatives"], facts["attended"], facts["votes_for"]
    if came > due or agreed > came:
        raise RuleError("实到人数不能多于应到人数，同意人数不能多于实到人数")
    if came * 100 < due * shares["meeting_quorum"]:
        raise RuleError(f"应到{due}人、实到{came}人，不足{shares['meeting_quorum']}%，评议无效")
    if agreed * 100 <= came * shares["meeting_majority"]:
        raise RuleError(
            f"实到{came}人、同意{agreed}人，未超过{shares['meeting_majority']}%："
            "评议未通过的户，结论请选“不通过”"
        )
    return {}


def posted(code: str = "notice", label: str = "公示", actor: str = VILLAGE) -> tuple[Stage, Stage]:
    """A public notice: put up with a photo, closed with another after its days."""
    return (
        Stage(
            f"{code}_posted", f"张贴{label}", HANDLES, actor,
            (Fact("place", "公示地点"), papers("公示开始照片", name="photo_start")),
        ),
        Stage(
            f"{code}_closed", f"{label}期满", HANDLES, actor,
            (papers("公示期满照片", name="photo_end"),), waits="public_notice_days",
        ),
    )  # fmt: skip


def town_review(returns_to: str, *, effect: Effect | None = None) -> Stage:
    return Stage(
        "town_reviewed", "镇级审核", REVIEWS, TOWN, (OPINION,),
        term="town_review_days", returns_to=returns_to, may_reject=True, needs_another=True,
        effect=effect,
    )  # fmt: skip


def city_approval(returns_to: str, *, effect: Effect | None = None) -> Stage:
    return Stage(
        "city_approved", "市级审批", APPROVES, CITY, (DOCUMENT, OPINION),
        term="city_approval_days", returns_to=returns_to, may_reject=True, needs_another=True,
        effect=effect,
    )  # fmt: skip


def announced(effect: Effect) -> Stage:
    """公告: from this day the household's status is what it was approved to be."""
    return Stage("announced", "公告", APPROVES, CITY, (DOCUMENT,), effect=effect)
