"""From the base of 2014 to the register of a day: rows that account for every person (K01, K02).

A person stands in the register while his membership and his household's validity both hold; he
counts as poor while the household is poor besides. Each such stretch begins for one cause and
ends for one, so base + beginnings − ends is the count of the day: the rows add up exactly.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from households.enums import InvalidReason, JoinReason, LeaveReason, PovertyStatus, Validity
from households.enums.status import EXITED, STILL_POOR
from households.models import Membership, PovertySpan, ValiditySpan

BASE_DAY = datetime.date(2014, 12, 31)
_FAR = datetime.date.max
ENTERED, LIFTED = "新识别纳入", "脱贫退出"
WITHIN, OTHER = "未脱贫各状态之间转换", "其他原因"
_ORDER = [
    ENTERED,
    *(reason.label for reason in JoinReason),
    PovertyStatus.RETURNED.label,
    LIFTED,
    *(reason.label for reason in LeaveReason),
    *(reason.label for reason in InvalidReason),
    WITHIN,
    OTHER,
]


@dataclass(frozen=True)
class Row:
    """One cause: how many came and how many went for it."""

    label: str
    came: int = 0
    went: int = 0

    @property
    def net(self) -> int:
        return self.came - self.went


@dataclass(frozen=True)
class Reconciliation:
    """Base, causes, result; `counted` is what the register itself says of the day."""

    title: str
    base_day: datetime.date
    base: int
    day: datetime.date
    rows: list[Row]
    counted: int

    @property
    def result(self) -> int:
        return self.base + sum(row.net for row in self.rows)

    @property
    def is_exact(self) -> bool:
        return self.result == self.counted

    @property
    def shown(self) -> list[Row]:
        """Without causes that only move people within the count."""
        return [row for row in self.rows if row.net]


class Stretch(NamedTuple):
    """Days [began, ended) over which one person counts, and why they began and ended."""

    began: datetime.date
    ended: datetime.date
    begun_by: str
    ended_by: str


class _Span(NamedTuple):
    """A span of a household with what stood before and after it."""

    starts_on: datetime.date
    ends_on: datetime.date
    value: str
    before: str
    after: str


def reconcile(day: datetime.date, code: str) -> tuple[Reconciliation, Reconciliation]:
    """K01 and K02 of an area, from the base to the end of `day`."""
    registered: list[Any] = []
    poor: list[Any] = []
    validities = _spans(ValiditySpan, "validity", "reason", code)
    statuses = _spans(PovertySpan, "status", "status", code)
    for household, members in _memberships(code):
        stretches = list(_registered(members, validities[household]))
        registered += stretches
        poor += _poor(stretches, statuses[household])
    return (
        _reconciled("在册建档立卡人口", registered, day),
        _reconciled("未脱贫人口", poor, day),
    )


def _reconciled(title: str, stretches: list[Stretch], day: datetime.date) -> Reconciliation:
    came = Counter(one.begun_by for one in stretches if BASE_DAY < one.began <= day)
    went = Counter(one.ended_by for one in stretches if BASE_DAY < one.ended <= day)
    labels = sorted({*came, *went}, key=_ORDER.index)
    return Reconciliation(
        title=title,
        base_day=BASE_DAY,
        base=_count(stretches, BASE_DAY),
        day=day,
        rows=[Row(label, came[label], went[label]) for label in labels],
        counted=_count(stretches, day),
    )


def _count(stretches: Iterable[Stretch], day: datetime.date) -> int:
    return sum(one.began <= day < one.ended for one in stretches)


# --- stretches ---------------------------------------------------------------------------------


def _registered(stays: Iterable["_Stay"], validities: Iterable[_Span]) -> Iterator[Stretch]:
    """Where a membership and the household's validity overlap."""
    valid = [span for span in validities if span.value == Validity.VALID]
    for stay in stays:
        for span in valid:
            began = max(stay.starts_on, span.starts_on)
            ended = min(stay.ends_on, span.ends_on)
            if began < ended:
                yield Stretch(began, ended, _came(stay, span), _went(stay, span))


def _came(stay: "_Stay", span: _Span) -> str:
    """Who is there when the household enters the register comes in with it."""
    later = stay.starts_on > span.starts_on
    that_day = stay.starts_on == span.starts_on and stay.join_reason != JoinReason.REGISTERED
    return JoinReason(stay.join_reason).label if later or that_day else ENTERED


def _went(stay: "_Stay", span: _Span) -> str:
    """A person's own reason comes before that of his household; none if it still holds."""
    if stay.leave_reason and stay.ends_on <= span.ends_on:
        return LeaveReason(stay.leave_reason).label
    return InvalidReason(span.after).label if span.after else OTHER


def _poor(stretches: Iterable[Stretch], statuses: Iterable[_Span]) -> Iterator[Stretch]:
    """Where a stretch in the register and a poor status of the household overlap."""
    poor = [span for span in statuses if span.value in STILL_POOR]
    for stretch in stretches:
        for span in poor:
            began, ended = max(stretch.began, span.starts_on), min(stretch.ended, span.ends_on)
            if began < ended:
                yield Stretch(
                    began,
                    ended,
                    stretch.begun_by if began == stretch.began else _became_poor(span),
                    # Who leaves on the very day of the exit has left and is not lifted with it.
                    stretch.ended_by if ended == stretch.ended else _no_longer(span),
                )


def _became_poor(span: _Span) -> str:
    if span.before in STILL_POOR:
        return WITHIN
    return PovertyStatus.RETURNED.label if span.value == PovertyStatus.RETURNED else ENTERED


def _no_longer(span: _Span) -> str:
    return LIFTED if span.after in EXITED else WITHIN


# --- reading -----------------------------------------------------------------------------------


def _spans(model: Any, value: str, after: str, code: str) -> dict[int, list[_Span]]:
    """Spans of every household in their order, each knowing its neighbours."""
    names = ("household_id", "starts_on", "ends_on", value, after)
    rows = model.objects.inside(code).order_by("household_id", "starts_on").values_list(*names)
    by_household = defaultdict(list)
    for household, *span in rows.iterator(chunk_size=10_000):
        by_household[household].append(span)
    return defaultdict(list, {key: _linked(spans) for key, spans in by_household.items()})


def _linked(spans: list[list]) -> list[_Span]:
    linked = []
    for place, (starts_on, ends_on, value, _) in enumerate(spans):
        before = spans[place - 1][2] if place else ""
        after = spans[place + 1][3] if place + 1 < len(spans) else ""
        linked.append(_Span(starts_on, ends_on or _FAR, value, before, after))
    return linked


class _Stay(NamedTuple):
    """One person's time in a household."""

    member: int
    starts_on: datetime.date
    ends_on: datetime.date
    join_reason: str
    leave_reason: str

    def is_continued_by(self, other: "_Stay") -> bool:
        """A changed relation to the head is no coming and no going."""
        same = self.member == other.member and self.ends_on == other.starts_on
        return same and self.leave_reason == LeaveReason.RELATION_CHANGED

    def continued(self, other: "_Stay") -> "_Stay":
        return self._replace(ends_on=other.ends_on, leave_reason=other.leave_reason)


def _memberships(code: str) -> Iterator[tuple[int, list[_Stay]]]:
    """Household by household, its people."""
    rows = Membership.objects.inside(code).order_by("household_id", "member_id", "starts_on")
    names = (
        "household_id", "member_id", "starts_on", "ends_on", "join_reason", "leave_reason",
    )  # fmt: skip
    found = rows.values_list(*names).iterator(chunk_size=10_000)
    for household, group in groupby(found, key=itemgetter(0)):
        stays: list[_Stay] = []
        for _, member, starts_on, ends_on, joined, left in group:
            stay = _Stay(member, starts_on, ends_on or _FAR, joined, left)
            if stays and stays[-1].is_continued_by(stay):
                stays[-1] = stays[-1].continued(stay)
            else:
                stays.append(stay)
        yield household, stays
