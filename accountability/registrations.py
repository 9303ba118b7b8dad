"""What this app tells the registries when the apps start."""

from django.db.models import Q
from django.urls import reverse

from accountability import steps
from accountability.enums import (
    InterviewState,
    ItemState,
    NoticeState,
    PledgeState,
    ProblemState,
)
from accountability.models import Sanction
from accountability.selectors import desk
from organization import navigation, subjects, trail, worklist
from organization import steps as step_tables
from organization.enums import Reach
from organization.models import Grant, User
from organization.navigation import Entry
from organization.permissions import Permission, Role
from organization.scope import declare_reach
from organization.steps import Step, StepTable
from organization.subjects import Subject
from organization.working_date import working_date
from organization.worklist import Waiting


def register_all() -> None:
    for label in UNIT_IS_PARTY:
        declare_reach(f"accountability.{label}", Reach.UNIT, _of_unit)
    for label in PARTS_OF_NOTICES:
        declare_reach(f"accountability.{label}", Reach.UNIT, _of_notice_unit)
    for subject in SUBJECTS:
        subjects.register(subject)
    for table in TABLES:
        step_tables.register(table)
    trail.name_verbs(VERBS)
    navigation.register(ENTRY)
    for role in (Role.SUPERVISOR, Role.DISCIPLINE):
        navigation.register_landing(role, "accountability:desk", 20)
    worklist.register(Permission.NOTICE_VIEW, _waiting)


UNIT_IS_PARTY = ["problem", "notice", "pledge", "interview", "responsibility"]
PARTS_OF_NOTICES = ["noticeitem", "noticereply", "extension"]


def _of_unit(grant: Grant) -> Q:
    return Q(unit=grant.unit_id)


def _of_notice_unit(grant: Grant) -> Q:
    return Q(notice__unit=grant.unit_id)


def _person_of(sanction: Sanction) -> str:
    return sanction.person


_V = Permission
SUBJECTS = [
    Subject("accountability.problem", "问题", _V.PROBLEM_VIEW, "accountability:problem_detail"),
    Subject("accountability.notice", "整改通知", _V.NOTICE_VIEW, "accountability:notice_detail"),
    Subject("accountability.noticeitem", "整改事项", _V.NOTICE_VIEW),
    Subject("accountability.noticereply", "整改答复", _V.NOTICE_VIEW),
    Subject("accountability.pledge", "责任状", _V.PLEDGE_VIEW, "accountability:pledge_detail"),
    Subject("accountability.responsibility", "责任", _V.PLEDGE_VIEW),
    Subject("accountability.interview", "约谈", _V.NOTICE_VIEW, "accountability:interview_detail"),
    Subject("accountability.escalationproposal", "提级建议", _V.SANCTION_VIEW),
    Subject(
        "accountability.sanction",
        "问责",
        _V.SANCTION_VIEW,
        "accountability:sanction_detail",
        reveals={"person": _person_of},
    ),
]

TABLES = [
    StepTable("accountability-1-problem", "问题", ProblemState, steps.PROBLEM_STEPS),
    StepTable("accountability-2-notice", "整改通知", NoticeState, steps.NOTICE_STEPS),
    StepTable("accountability-3-item", "整改事项", ItemState, steps.ITEM_STEPS),
    StepTable("accountability-4-interview", "约谈", InterviewState, steps.INTERVIEW_STEPS),
    StepTable("accountability-5-pledge", "责任状", PledgeState, steps.PLEDGE_STEPS),
]

ENTRY = Entry(
    "问题与整改", "accountability:desk", "notice", Permission.NOTICE_VIEW, 50, desk.waiting_count
)


def _moves(noun: str, table: dict[tuple, Step]) -> dict[str, str]:
    """Every move of a table by the name of its button; the first way into a state names it."""
    return {f"{noun}.{to}": step.label for (_, to), step in reversed(table.items())}


VERBS = {
    **_moves("problem", steps.PROBLEM_STEPS),
    **_moves("notice", steps.NOTICE_STEPS),
    **_moves("item", steps.ITEM_STEPS),
    **_moves("interview", steps.INTERVIEW_STEPS),
    **_moves("pledge", steps.PLEDGE_STEPS),
    "problem.reported": "登记问题",
    "problem.taken": "线索转入台账",
    "problem.raised": "问题提级",
    "problem.noticed": "随通知送达",
    "notice.drafted": "起草",
    "notice.edited": "修改拟稿",
    "notice.overdue": "逾期",
    "item.worded": "修改整改要求",
    "notice.kept": "暂存答复",
    "item.planned": "填写整改方案",
    "item.answered": "填写完成情况",
    "extension.requested": "申请延期",
    "extension.granted": "准予延期",
    "extension.refused": "不准予延期",
    "proposal.made": "提出提级建议",
    "proposal.adopted": "采纳提级建议",
    "proposal.rejected": "不采纳提级建议",
    "interview.planned": "安排约谈",
    "interview.edited": "修改约谈安排",
    "sanction.recorded": "登记问责",
    "pledge.drafted": "拟订责任状",
    "pledge.edited": "修改责任状",
    "responsibility.assigned": "登记责任",
    "responsibility.ended": "终止责任",
}


def _waiting(user: User) -> Waiting | None:
    """One line on 我的工作: what of the notices waits for this user, and how much of it late."""
    day = working_date()
    mine = [view for view in desk.NOTICE_VIEWS if user.may(view.permission)]
    lines = [line for line in desk.lines_of(user, mine, day) if line.count]
    url = lines[0].url if len(lines) == 1 else reverse("accountability:desk")
    return Waiting(
        "问题整改", sum(line.count for line in lines), sum(line.late for line in lines), url
    )
