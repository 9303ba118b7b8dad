"""Checks of households that read the pairings; added to the register of the floor below."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef

from assistance.models import Pairing
from assistance.selectors.coverage import helped_households
from households.enums import PovertyStatus
from households.models import PovertySpan
from intake.checks import Check, Finding
from intake.enums import Level
from organization.days import ONE_DAY
from organization.models.people import serving
from organization.working_date import working_date

GRACE = datetime.timedelta(days=7)
"""So long a household may be without a helper before it is a finding."""


def _without_helper(facts: Iterable) -> Iterator[Finding]:
    """H11: an error for the poor, a warning for who is lifted and keeps the policy."""
    by_id = {one.subject_id: one for one in facts if one.subject_id is not None}
    day = working_date()
    since = day - GRACE
    here_then = helped_households(since).filter(pk__in=by_id).values("pk")
    waiting = helped_households(day).filter(~_helped_since(since, day), pk__in=here_then)
    lifted = PovertySpan.objects.as_of(day).filter(
        household=OuterRef("pk"), status=PovertyStatus.EXITED_WITH_POLICY
    )
    rows = waiting.annotate(is_lifted=Exists(lifted)).values_list("pk", "is_lifted")
    for pk, is_lifted in rows:
        yield Finding(
            by_id[pk],
            f"没有帮扶责任人已超过{GRACE.days}天，请安排结对",
            level=Level.WARNING if is_lifted else None,
        )


def _helped_since(since: datetime.date, day: datetime.date) -> Exists:
    """A helper who had not left was in force on at least one day from `since` to `day`."""
    pairings = Pairing.objects.overlapping(since, day + ONE_DAY)
    return Exists(pairings.filter(serving(since, prefix="cadre"), household=OuterRef("pk")))


H11 = Check("H11", Level.ERROR, "没有帮扶责任人", frozenset(), _without_helper, afterwards=True)
