"""What the top floor keeps: stored figures, reports as photographs, meetings and decisions."""

from reviews.models.figures import IndicatorValue
from reviews.models.meetings import ActionItem, Meeting
from reviews.models.reports import ReviewReport

__all__ = ["ActionItem", "IndicatorValue", "Meeting", "ReviewReport"]
