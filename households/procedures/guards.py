"""For whom a procedure is, and which tests a household must pass on its way."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from households.enums import Elimination, MonitoringKind, PovertyStatus, Validity
from households.exit_tests import failed_tests
from households.models import Household, Membership, MonitoringCase, PovertySpan, ValiditySpan
from households.services.status import (
    LAST_DAY_OF_THE_CAMPAIGN,
    WATCHED_SINCE,
    kinds_of_watch,
)
from organization.models import Procedure
from organization.procedures import Refusals

Start = Callable[[Sequence[Household], Mapping[str, Any], datetime.date], Refusals]


def _statuses(rows: Sequence[Household]) -> dict[int, str]:
    spans = PovertySpan.objects.open().filter(household__in=rows)
    return dict(spans.values_list("household_id", "status"))


def _validities(rows: Sequence[Household]) -> dict[int, str]:
    spans = ValiditySpan.objects.open().filter(household__in=rows)
    return dict(spans.values_list("household_id", "validity"))


def _with_status(*wanted: PovertyStatus) -> Start:
    """Only households in the register whose poverty status is one of these."""

    def check(rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date) -> Refusals:
        now, validities = _statuses(rows), _validities(rows)
        words = "、".join(f"“{status.label}”" for status in wanted)
        refusals = {row.pk: f"只适用于{words}的户" for row in rows if now.get(row.pk) not in wanted}
        for row in rows:
            if validities.get(row.pk) != Validity.VALID:
                refusals[row.pk] = "不在登记中"
        return refusals

    return check


can_be_listed = _with_status(PovertyStatus.POOR, PovertyStatus.RETURNED)
can_exit = _with_status(PovertyStatus.PRE_EXIT)
policy_can_end = _with_status(PovertyStatus.EXITED_WITH_POLICY)
_is_lifted = _with_status(PovertyStatus.EXITED_WITH_POLICY, PovertyStatus.EXITED_NO_POLICY)


def can_be_identified(
    rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date
) -> Refusals:
    """A candidate, or a registered household that was never on the poverty axis; to 2020."""
    if day > LAST_DAY_OF_THE_CAMPAIGN:
        return dict.fromkeys([row.pk for row in rows], "2020年以后请按防止返贫监测对象识别")
    known = PovertySpan.objects.filter(household__in=rows)
    once = set(known.values_list("household_id", flat=True))
    refusals = {row.pk: "已识别过，再次致贫请办理返贫" for row in rows if row.pk in once}
    invalid = {key for key, one in _validities(rows).items() if one == Validity.INVALID}
    return refusals | {row.pk: "记录已失效，请先恢复登记" for row in rows if row.pk in invalid}


def can_return(rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date) -> Refusals:
    if day > LAST_DAY_OF_THE_CAMPAIGN:
        return dict.fromkeys([row.pk for row in rows], "2020年以后请按防止返贫监测对象识别")
    return _is_lifted(rows, facts, day)


def is_registered(
    rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date
) -> Refusals:
    valid = _validities(rows)
    return {row.pk: "不在登记中" for row in rows if valid.get(row.pk) != Validity.VALID}


def was_registered(
    rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date
) -> Refusals:
    valid = _validities(rows)
    return {row.pk: "记录仍有效" for row in rows if valid.get(row.pk) != Validity.INVALID}


def is_empty(rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date) -> Refusals:
    """Everybody has left: by death, marriage, move."""
    present = Membership.objects.open().filter(household__in=rows)
    lived_in = set(present.values_list("household_id", flat=True))
    refusals = {row.pk: "户内还有成员，请先登记成员减少" for row in rows if row.pk in lived_in}
    return refusals | is_registered(rows, facts, day)


def can_be_watched(
    rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date
) -> Refusals:
    if day < WATCHED_SINCE:
        return dict.fromkeys([row.pk for row in rows], f"防止返贫监测自{WATCHED_SINCE}开始")
    open_ones = MonitoringCase.objects.open().filter(household__in=rows)
    watched = set(open_ones.values_list("household_id", flat=True))
    once = set(
        PovertySpan.objects.filter(household__in=rows).values_list("household_id", flat=True)
    )
    refusals = {row.pk: "已是监测对象，风险尚未消除" for row in rows if row.pk in watched}
    if "watch_kind" in facts:
        kind = MonitoringKind(facts["watch_kind"])
        for row in rows:
            if kind not in kinds_of_watch(was_registered=row.pk in once):
                must = "未曾建档立卡" if row.pk in once else "曾为建档立卡户"
                refusals[row.pk] = f"{kind.label}须{must}"
    return refusals


def is_watched(rows: Sequence[Household], facts: Mapping[str, Any], day: datetime.date) -> Refusals:
    open_ones = MonitoringCase.objects.open().filter(household__in=rows)
    watched = set(open_ones.values_list("household_id", flat=True))
    return {row.pk: "不是监测对象，或风险已消除" for row in rows if row.pk not in watched}


def passes_exit_tests(
    ones: Sequence[Procedure], facts: Mapping[str, Any], day: datetime.date
) -> Refusals:
    """两不愁三保障 and income, by what the register holds of the year."""
    failed = failed_tests([int(one.subject_id) for one in ones], day)
    return {
        one.pk: "；".join(failed[int(one.subject_id)])
        for one in ones
        if int(one.subject_id) in failed
    }


def is_stable(ones: Sequence[Procedure], facts: Mapping[str, Any], day: datetime.date) -> Refusals:
    """No elimination in the month of identification or the one after it, unless by itself."""
    helped = [one for one in ones if (one.facts or {}).get("how") == Elimination.HELPED]
    cases = MonitoringCase.objects.open().filter(
        household_id__in=[int(one.subject_id) for one in helped]
    )
    since = dict(cases.values_list("household_id", "identified_on"))
    refusals = {}
    for one in helped:
        began = since.get(int(one.subject_id))
        if began and (day.year * 12 + day.month) - (began.year * 12 + began.month) < 2:
            refusals[one.pk] = "识别当月和次月不能消除风险（自然消除的除外）"
    return refusals
