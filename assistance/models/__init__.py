"""Who helps whom, what was promised, what arrived."""

from assistance.models.actions import ActionPlan, ActionProgress, ActionTask
from assistance.models.funds import Allocation, Disbursement, FundArrival, FundSource
from assistance.models.leadership import LeaderPost, TownshipDesignation, TownshipPairing
from assistance.models.pairings import Pairing, VillagePairing, Visit
from assistance.models.projects import Project, ProjectBenefit, ProjectStep

__all__ = [
    "ActionPlan",
    "ActionProgress",
    "ActionTask",
    "Allocation",
    "Disbursement",
    "FundArrival",
    "FundSource",
    "LeaderPost",
    "Pairing",
    "Project",
    "ProjectBenefit",
    "ProjectStep",
    "TownshipDesignation",
    "TownshipPairing",
    "VillagePairing",
    "Visit",
]
