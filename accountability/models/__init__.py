"""Who answers, what was promised, what went wrong, and what came of it."""

from accountability.models.consequences import Interview, Sanction
from accountability.models.notice_parts import Extension, NoticeItem, NoticeReply
from accountability.models.notices import Notice
from accountability.models.numbers import NumberSeries
from accountability.models.pledges import Pledge, PledgeTarget
from accountability.models.problems import Problem
from accountability.models.proposals import EscalationProposal
from accountability.models.responsibility import Responsibility

__all__ = [
    "EscalationProposal",
    "Extension",
    "Interview",
    "Notice",
    "NoticeItem",
    "NoticeReply",
    "NumberSeries",
    "Pledge",
    "PledgeTarget",
    "Problem",
    "Responsibility",
    "Sanction",
]
