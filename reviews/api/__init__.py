"""Reviews over the API: the pages' numbers, querysets and filters; rows change by named verbs."""

from reviews.api.indicators import IndicatorViewSet
from reviews.api.meetings import ActionItemViewSet, MeetingViewSet
from reviews.api.reports import ReviewReportViewSet


def register(router) -> None:
    router.register("indicators", IndicatorViewSet, basename="indicator")
    router.register("review-reports", ReviewReportViewSet, basename="review-report")
    router.register("meetings", MeetingViewSet, basename="meeting")
    router.register("action-items", ActionItemViewSet, basename="action-item")
