"""Villages, designations, postings and attendance over the API."""

from villages.api.attendance import AttendanceStandView, AttendanceViewSet
from villages.api.postings import PostingViewSet
from villages.api.villages import KeyVillageViewSet, VillageViewSet

VIEWS = {"attendance-stand": AttendanceStandView}
"""Endpoints that are no list of rows: address → view."""


def register(router) -> None:
    router.register("villages", VillageViewSet, "village")
    router.register("key-villages", KeyVillageViewSet, "key_village")
    router.register("postings", PostingViewSet, "posting")
    router.register("attendance-months", AttendanceViewSet, "attendance_month")
