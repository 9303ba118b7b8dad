"""The words a notice begins with; the drafter edits them before review."""

import datetime
from collections.abc import Sequence

from accountability.enums import NoticeKind, Severity
from accountability.models import Problem
from organization.models import Unit
from organization.parameters import parameter

BASIS = "《关于进一步夯实精准扶贫精准脱贫责任的通知》"
COPIES = {
    NoticeKind.L1: "",
    NoticeKind.L2: "市委办公室、市政府办公室、市纪委、市委组织部",
}
CONSEQUENCES = {
    NoticeKind.L1: "逾期未办结的，将下达专项整改督办函。",
    NoticeKind.L2: "逾期未整改到位的，将约谈主要负责人；情节严重的，移送纪检监察机关依纪依规问责。",
}


def first_words(
    kind: NoticeKind, unit: Unit, problems: Sequence[Problem], day: datetime.date
) -> dict[str, str]:
    """Title, reason, demands and the rest for a new draft."""
    return {
        "title": _title(kind, unit),
        "issuer": parameter("letter_heads", day, unit.division_id)[kind.value]["issuer"],
        "reason": _reason(problems),
        "basis": BASIS,
        "demands": _DEMANDS[kind],
        "reporting": _REPORTING[kind],
        "consequences": CONSEQUENCES[kind],
        "copy_to": COPIES[kind],
    }


def first_goal(problem: Problem) -> str:
    """What is asked for one problem, before the drafter says it better."""
    how = "立即整改" if problem.severity == Severity.GRAVE else "限期整改"
    return f"{how}“{problem.title}”，举一反三排查同类问题"[:200]


def _title(kind: NoticeKind, unit: Unit) -> str:
    if kind == NoticeKind.L1:
        return f"关于督办{unit}脱贫攻坚有关问题的通知"
    return f"关于对{unit}脱贫攻坚工作开展专项整改的督办函"


def _reason(problems: Sequence[Problem]) -> str:
    days = sorted(problem.found_on for problem in problems)
    since, until = days[0], days[-1]
    when = f"{since.year}年{since.month}月{since.day}日"
    if since != until:
        when += f"至{until.year}年{until.month}月{until.day}日"
    return f"经查，{when}发现你单位在脱贫攻坚工作中存在{len(problems)}个问题，现予督办。"


_DEMANDS = {
    NoticeKind.L1: "请对照问题清单逐项整改，明确责任领导、责任人和完成时限，整改情况附佐证材料。",
    NoticeKind.L2: (
        "请你单位主要负责人亲自部署，对照整改清单逐项制定措施，明确整改目标、责任领导、责任人和"
        "完成时限，举一反三，建立长效机制。"
    ),
}
_REPORTING = {
    NoticeKind.L1: "请于【整改截止日期】前将整改报告及佐证材料通过精准扶贫管理系统报送。",
    NoticeKind.L2: (
        "请自签收之日起【报方案天数】个工作日内报送整改方案，于【整改截止日期】前报送整改报告及佐证材料。"
    ),
}
"""What stands in 【】 is filled in when the letter is numbered."""

PLAN_DAYS, DONE_DUE = "【报方案天数】", "【整改截止日期】"


def with_terms(text: str, plan_days: int, done_due_on: datetime.date) -> str:
    """The words of a numbered letter, with the days and the date put in."""
    day = f"{done_due_on.year}年{done_due_on.month}月{done_due_on.day}日"
    return text.replace(PLAN_DAYS, str(plan_days)).replace(DONE_DUE, day)
