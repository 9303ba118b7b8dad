"""Assistance over the API: the pages' querysets and filters; rows change by named verbs."""

from assistance.api.actions import ActionPlanViewSet, ActionTaskViewSet
from assistance.api.areas import TownshipPairingViewSet, VillagePairingViewSet
from assistance.api.coverage import CoverageViewSet
from assistance.api.funds import AllocationViewSet, DisbursementViewSet, FundViewSet
from assistance.api.leadership import LeaderPostViewSet, TownshipDesignationViewSet
from assistance.api.pairings import PairingViewSet
from assistance.api.projects import BenefitViewSet, ProjectViewSet
from assistance.api.visits import RoundView, VisitViewSet

VIEWS = {"my-round": RoundView}
"""Endpoints that are no list of rows: address → view."""


def register(router) -> None:
    router.register("pairings", PairingViewSet, basename="pairing")
    router.register("village-pairings", VillagePairingViewSet, basename="village-pairing")
    router.register("township-pairings", TownshipPairingViewSet, basename="township-pairing")
    router.register("leader-posts", LeaderPostViewSet, basename="leader-post")
    router.register(
        "township-designations", TownshipDesignationViewSet, basename="township-designation"
    )
    router.register("visits", VisitViewSet, basename="visit")
    router.register("projects", ProjectViewSet, basename="project")
    router.register("funds", FundViewSet, basename="fund")
    router.register("allocations", AllocationViewSet, basename="allocation")
    router.register("disbursements", DisbursementViewSet, basename="disbursement")
    router.register("project-benefits", BenefitViewSet, basename="project-benefit")
    router.register("action-plans", ActionPlanViewSet, basename="action-plan")
    router.register("action-tasks", ActionTaskViewSet, basename="action-task")
    router.register("coverage", CoverageViewSet, basename="coverage")
