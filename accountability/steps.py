"""Which step may follow which, who takes it and what it needs (docs/states.md).

Verbs, buttons, tests and docs/states.md read these tables and nothing else.
"""

from accountability.enums import (
    InterviewState,
    ItemState,
    Level,
    NoticeState,
    PledgeState,
    ProblemState,
)
from organization.permissions import Permission
from organization.steps import Step

_P = Permission
_N = NoticeState
NOTICE_STEPS: dict[tuple[NoticeState, NoticeState], Step] = {
    (_N.DRAFT, _N.SUBMITTED): Step(_P.NOTICE_DRAFT, "提交核稿", "拟稿人", "至少一个问题"),
    (_N.SUBMITTED, _N.DRAFT): Step(_P.NOTICE_DRAFT, "退回修改", "核稿人", "意见"),
    (_N.SUBMITTED, _N.REVIEWED): Step(
        _P.NOTICE_DRAFT, "核稿通过", "核稿人", "督办函的核稿人不是拟稿人"
    ),
    (_N.REVIEWED, _N.DRAFT): Step(_P.NOTICE_ISSUE, "退回修改", "签发人", "意见"),
    (_N.REVIEWED, _N.SIGNED): Step(_P.NOTICE_ISSUE, "签发", "签发人"),
    (_N.SIGNED, _N.NUMBERED): Step(_P.NOTICE_ISSUE, "编号", "签发人", "按机关代字和年份连续编号"),
    (_N.NUMBERED, _N.SENT): Step(_P.NOTICE_ISSUE, "用印送达", "签发人"),
    (_N.DRAFT, _N.CANCELLED): Step(_P.NOTICE_DRAFT, "作废", "拟稿人", "原因"),
    (_N.SUBMITTED, _N.CANCELLED): Step(_P.NOTICE_DRAFT, "作废", "拟稿人", "原因"),
    (_N.REVIEWED, _N.CANCELLED): Step(_P.NOTICE_ISSUE, "作废", "签发人", "原因"),
    (_N.SIGNED, _N.CANCELLED): Step(_P.NOTICE_ISSUE, "作废", "签发人", "原因"),
    (_N.NUMBERED, _N.CANCELLED): Step(_P.NOTICE_ISSUE, "作废", "签发人", "原因；文号保留不再用"),
    (_N.SENT, _N.CANCELLED): Step(_P.NOTICE_ISSUE, "作废", "签发人", "原因；文号保留不再用"),
    (_N.SENT, _N.RECEIVED): Step(_P.NOTICE_REPLY, "签收", "受文单位", "1个工作日内；须报方案的"),
    (_N.SENT, _N.RECTIFYING): Step(
        _P.NOTICE_REPLY, "签收", "受文单位", "1个工作日内；不须报方案的"
    ),
    (_N.RECEIVED, _N.PLAN_SUBMITTED): Step(
        _P.NOTICE_REPLY, "报送整改方案", "受文单位", "逐项写明原因、措施、责任人、时限"
    ),
    (_N.PLAN_SUBMITTED, _N.RECEIVED): Step(_P.NOTICE_ACCEPT, "退回方案", "督查人员", "意见"),
    (_N.PLAN_SUBMITTED, _N.RECTIFYING): Step(_P.NOTICE_ACCEPT, "同意方案", "督查人员"),
    (_N.RECTIFYING, _N.REPORTED): Step(
        _P.NOTICE_REPLY, "报送整改报告", "受文单位", "每项有完成情况和至少一份佐证"
    ),
    (_N.RETURNED, _N.REPORTED): Step(
        _P.NOTICE_REPLY, "报送整改报告", "受文单位", "退回的每项有退回后上传的佐证"
    ),
    (_N.REPORTED, _N.CHECKING): Step(
        _P.NOTICE_ACCEPT, "开始复核", "验收人", "不是签发人，也不是受文单位的人"
    ),
    (_N.CHECKING, _N.RETURNED): Step(
        _P.NOTICE_ACCEPT, "退回单位", "验收人", "至少一项退回，没有未判定的项"
    ),
    (_N.CHECKING, _N.CLOSED): Step(_P.NOTICE_ACCEPT, "验收销号", "验收人", "全部事项验收合格"),
    (_N.SENT, _N.ESCALATED): Step(_P.NOTICE_ISSUE, "转上一级", "签发人", "已采纳的提级建议"),
    (_N.RECEIVED, _N.ESCALATED): Step(_P.NOTICE_ISSUE, "转上一级", "签发人", "已采纳的提级建议"),
    (_N.RECTIFYING, _N.ESCALATED): Step(_P.NOTICE_ISSUE, "转上一级", "签发人", "已采纳的提级建议"),
    (_N.RETURNED, _N.ESCALATED): Step(_P.NOTICE_ISSUE, "转上一级", "签发人", "已采纳的提级建议"),
}
"""督办通知 and 专项整改督办函 go the same way; a plan is asked where `asks_plan` says so."""

_B = ProblemState
PROBLEM_STEPS: dict[tuple[ProblemState, ProblemState], Step] = {
    (_B.OPEN, _B.DRAFTED): Step(_P.NOTICE_DRAFT, "列入整改通知", "拟稿人"),
    (_B.DRAFTED, _B.OPEN): Step(_P.NOTICE_DRAFT, "移出整改通知", "拟稿人"),
    (_B.DRAFTED, _B.NOTICED): Step(_P.NOTICE_ISSUE, "随通知送达", "签发人"),
    (_B.NOTICED, _B.OPEN): Step(_P.NOTICE_ISSUE, "随通知作废或提级退回", "签发人"),
    (_B.NOTICED, _B.CLOSED): Step(
        _P.NOTICE_ACCEPT, "随通知销号", "验收人", "事项验收合格；提级时已合格的随之销号"
    ),
    (_B.OPEN, _B.CLOSED): Step(
        _P.NOTICE_ACCEPT, "当场销号", "督查人员", "说明和至少一份佐证；不是登记人"
    ),
    (_B.OPEN, _B.DISMISSED): Step(_P.NOTICE_ISSUE, "不予立项", "督查人员", "理由"),
}

_I = InterviewState
INTERVIEW_STEPS: dict[tuple[InterviewState, InterviewState], Step] = {
    (_I.PLANNED, _I.NOTIFIED): Step(_P.INTERVIEW_MANAGE, "发出约谈通知", "承办人", "编号"),
    (_I.NOTIFIED, _I.HELD): Step(
        _P.INTERVIEW_MANAGE, "登记约谈纪要", "承办人", "被约谈人表态、整改要求"
    ),
    (_I.HELD, _I.CLOSED): Step(_P.INTERVIEW_MANAGE, "整改到位", "承办人", "说明"),
    (_I.PLANNED, _I.CANCELLED): Step(_P.INTERVIEW_MANAGE, "取消约谈", "承办人", "原因"),
    (_I.NOTIFIED, _I.CANCELLED): Step(
        _P.INTERVIEW_MANAGE, "取消约谈", "承办人", "原因；编号保留不再用"
    ),
}

_G = PledgeState
PLEDGE_STEPS: dict[tuple[PledgeState, PledgeState], Step] = {
    (_G.DRAFT, _G.SIGNED): Step(_P.PLEDGE_MANAGE, "签订", "市扶贫办", "目标、签订人"),
    (_G.DRAFT, _G.CANCELLED): Step(_P.PLEDGE_MANAGE, "作废", "市扶贫办"),
    (_G.SIGNED, _G.ENDED): Step(_P.PLEDGE_MANAGE, "提前终止", "市扶贫办", "原因、批准文号"),
}

_T = ItemState
ITEM_STEPS: dict[tuple[ItemState, ItemState], Step] = {
    (_T.PENDING, _T.DONE): Step(_P.NOTICE_REPLY, "报整改", "受文单位", "完成情况、佐证"),
    (_T.RETURNED, _T.DONE): Step(_P.NOTICE_REPLY, "报补正", "受文单位", "完成情况、新的佐证"),
    (_T.DONE, _T.ACCEPTED): Step(_P.NOTICE_ACCEPT, "验收合格", "验收人", "不是签发人、填报人"),
    (_T.DONE, _T.RETURNED): Step(_P.NOTICE_ACCEPT, "退回", "验收人", "意见"),
}

DECIDES = {
    Level.RECTIFICATION_LETTER: _P.NOTICE_ISSUE,
    Level.INTERVIEW: _P.INTERVIEW_MANAGE,
    Level.SANCTION: _P.SANCTION_MANAGE,
}
"""Who decides on a proposal, by the rung that it proposes."""
