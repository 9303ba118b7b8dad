"""Households, their people and status over the API; personal numbers masked."""

from households.api.findings import CheckResultViewSet
from households.api.households import HouseholdViewSet


def register(router) -> None:
    router.register("households", HouseholdViewSet, "household")
    router.register("check-results", CheckResultViewSet, "check-result")
