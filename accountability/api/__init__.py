"""Accountability over the API: the lists of the pages, and every verb by name."""

from accountability.api.desk import DeskView
from accountability.api.interviews import InterviewViewSet
from accountability.api.notices import ExtensionViewSet, NoticeViewSet
from accountability.api.pledges import PledgeViewSet, ResponsibilityViewSet
from accountability.api.problems import ProblemViewSet
from accountability.api.proposals import ProposalViewSet, SanctionViewSet

VIEWS = {"desk": DeskView}
"""Endpoints that are no list of rows: address → view."""


def register(router) -> None:
    router.register("problems", ProblemViewSet, "problem")
    router.register("notices", NoticeViewSet, "notice")
    router.register("extensions", ExtensionViewSet, "extension")
    router.register("proposals", ProposalViewSet, "proposal")
    router.register("interviews", InterviewViewSet, "interview")
    router.register("sanctions", SanctionViewSet, "sanction")
    router.register("pledges", PledgeViewSet, "pledge")
    router.register("responsibilities", ResponsibilityViewSet, "responsibility")
