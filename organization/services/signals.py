"""Problems found by a lower floor, left as rows for the ledger above."""

import datetime

from organization.enums import SignalState
from organization.models import ProblemSignal
from organization.rows import Row
from organization.subjects import kind_of


def signal(
    source: str,
    subject: Row,
    *,
    fingerprint: str,
    title: str,
    found_on: datetime.date,
    severity: int = 1,
    facts: dict | None = None,
) -> ProblemSignal:
    """Leave a problem for the ledger; the same fingerprint is open only once."""
    found, _ = ProblemSignal.objects.get_or_create(
        fingerprint=fingerprint,
        state=SignalState.OPEN,
        defaults={
            "source": source,
            "subject_kind": kind_of(subject),
            "subject_id": str(subject.pk),
            "division_code": subject.division_code,
            "title": title[:120],
            "severity": severity,
            "facts": facts or {},
            "found_on": found_on,
        },
    )
    return found


def clear(fingerprint: str) -> int:
    """The fault is gone: an open signal is cleared."""
    return (
        ProblemSignal.objects.open()
        .filter(fingerprint=fingerprint)
        .update(state=SignalState.CLEARED)
    )
