"""Where a household stands, in one word."""

from households.enums import PovertyStatus, Validity

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
