"""Assistance over the API: the pages' querysets and filters; rows change by named verbs."""

from assistance.api.funds import AllocationViewSet, DisbursementViewSet, FundViewSet
from assistance.api.pairings import CoverageViewSet, PairingViewSet, VillagePairingViewSet
from assistance.api.projects import BenefitViewSet, ProjectViewSet
from assistance.api.visits import VisitViewSet


def register(router) -> None:
    router.register("pairings", PairingViewSet, basename="pairing")
    router.register("village-pairings", VillagePairingViewSet, basename="village-pairing")
    router.register("visits", VisitViewSet, basename="visit")
    router.register("projects", ProjectViewSet, basename="project")
    router.register("funds", FundViewSet, basename="fund")
    router.register("allocations", AllocationViewSet, basename="allocation")
    router.register("disbursements", DisbursementViewSet, basename="disbursement")
    router.register("project-benefits", BenefitViewSet, basename="project-benefit")
    router.register("coverage", CoverageViewSet, basename="coverage")
