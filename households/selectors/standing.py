"""Where a household stands, in one word."""

import datetime
from collections.abc import Sequence

from households.enums import PovertyStatus, Validity
from households.models import Household, ValiditySpan

STATUS_LEVELS = {
    PovertyStatus.POOR: "soon",
    PovertyStatus.PRE_EXIT: "open",
    PovertyStatus.EXITED_WITH_POLICY: "done",
    PovertyStatus.EXITED_NO_POLICY: "done",
    PovertyStatus.RETURNED: "urgent",
}
"""How much each status asks for attention."""


def standing(validity: str | None, status: str | None) -> tuple[str, str]:
    """Where a household stands in one word and its level: the register first, then poverty."""
    if validity == Validity.CANDIDATE:
        return Validity.CANDIDATE.label, "neutral"
    if validity == Validity.INVALID:
        return "已注销", "off"
    if status is None:
        return "未建档立卡", "neutral"
    return PovertyStatus(status).label, STATUS_LEVELS[PovertyStatus(status)]


def on_record_since(rows: Sequence[Household]) -> dict[int, datetime.date]:
    """From which day each household's validity, as it now holds, began."""
    spans = ValiditySpan.objects.open().filter(household__in=rows)
    return dict(spans.values_list("household_id", "starts_on"))
