"""Verbs on the pairing of a cadre with a household (结对帮扶)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from assistance.enums import PairingEnd
from assistance.errors import OverCapError
from assistance.models import Pairing
from assistance.selectors.load import caps, load_of, loads_of
from assistance.services.terms import check_end, check_start
from households.models import Household
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.locks import hold
from organization.models import Cadre, User
from organization.permissions import Permission
from organization.scope import check
from organization.services.units import check_in_service
from villages.models import Village

NO_HELPER = "不能作为帮扶责任人"


@transaction.atomic
def pair_household(
    household: Household,
    cadre: Cadre,
    *,
    starts_on: datetime.date,
    by: User,
    over_cap_reason: str = "",
) -> Pairing:
    """Make a cadre responsible for a household from a day on.

    Raises:
        RuleError: not in the register that day, a helper who left, paired already, a day ahead.
        OverCapError: the helper has his number of households and no reason was given.
        PermissionDenied: the household is outside what `by` may arrange.
    """
    check(by, Permission.PAIRING_MANAGE, household)
    check_start(starts_on)
    _lock([household.pk])
    _check_registered(household, starts_on)
    cadre = _held([cadre.pk])[cadre.pk]
    _check_cap(cadre, household.village_id, starts_on, over_cap_reason)
    return _open(household, cadre, starts_on, by, over_cap_reason=over_cap_reason)


@transaction.atomic
def end_pairing(
    pairing: Pairing,
    *,
    ends_on: datetime.date,
    reason: PairingEnd,
    by: User,
    exception_reason: str = "",
) -> None:
    """End a pairing; `ends_on` is the first day without it (解除日期).

    Raises:
        RuleError: the day does not fit.
        EarlyEndError: before the term and nothing said why.
        StaleError: it was ended meanwhile.
        PermissionDenied: outside what `by` may arrange.
    """
    check(by, Permission.PAIRING_MANAGE, pairing)
    _lock([pairing.household_id])
    ended = _close(pairing, ends_on, reason, exception_reason)
    audit.record(by, "pairing.ended", pairing, after=ended)
    audit.mark_change(Topic.PAIRING, pairing.division_code, ends_on)


@transaction.atomic
def hand_over(
    pairing: Pairing,
    to: Cadre,
    *,
    on: datetime.date,
    reason: PairingEnd,
    by: User,
    exception_reason: str = "",
    over_cap_reason: str = "",
) -> Pairing:
    """Pass a household from one helper to another without a day between: the old pairing ends
    and the new one starts on the same day.

    Raises:
        RuleError: same person, a helper who left, paired already, or the day does not fit.
        EarlyEndError, OverCapError: a reason is missing.
        StaleError: the old pairing was ended meanwhile.
        PermissionDenied: outside what `by` may arrange.
    """
    check(by, Permission.PAIRING_MANAGE, pairing)
    if to.pk == pairing.cadre_id:
        raise RuleError(f"{to}就是现在的帮扶责任人，请选择另一位干部")
    if reason in {PairingEnd.HOUSEHOLD_CLOSED, PairingEnd.TERM_SERVED}:
        raise RuleError(f"因“{reason.label}”结束的结对不再移交，请办理解除")
    _lock([pairing.household_id])
    _check_registered(pairing.household, on)
    ended = _close(pairing, on, reason, exception_reason)
    to = _held([to.pk])[to.pk]
    _check_cap(to, pairing.division_code, on, over_cap_reason)
    successor = _open(
        pairing.household, to, on, by, over_cap_reason=over_cap_reason, predecessor=pairing
    )
    after = ended | {"successor": successor.pk}
    audit.record(by, "pairing.handed_over", pairing, after=after)
    return successor


@transaction.atomic
def pair_many(
    village: Village,
    choices: list[tuple[int, int]],
    *,
    starts_on: datetime.date,
    by: User,
) -> int:
    """Confirm a proposal: pairs of household and cadre in one village, all or none.

    Raises:
        RuleError: one of them does not fit any more; the sentence names it.
        OverCapError: a cadre would get more than his rank should take.
        PermissionDenied: the village is outside what `by` may arrange.
    """
    check(by, Permission.PAIRING_MANAGE, village.division_id)
    check_start(starts_on)
    household_ids = [household_id for household_id, _ in choices]
    _lock(household_ids)
    rows = Household.objects.filter(pk__in=household_ids, village=village)
    households = rows.valid(starts_on).in_bulk()
    cadre_ids = {cadre_id for _, cadre_id in choices}
    cadres = _held(cadre_ids)
    if len(households) != len(set(household_ids)) or len(cadres) != len(cadre_ids):
        raise RuleError("方案中有的户已不在册或不属于该村，请重新生成方案")
    _check_none_paired(choices, households, cadres, starts_on)
    _check_caps(choices, cadres, village.division_id, starts_on)
    pairs = [(households[household_id], cadres[cadre_id]) for household_id, cadre_id in choices]
    return _open_many(village, pairs, starts_on, by)


def _open_many(
    village: Village, pairs: list[tuple[Household, Cadre]], starts_on: datetime.date, by: User
) -> int:
    """Write the rows of a proposal, with their trail in one batch; households are locked."""
    pairings = Pairing.objects.bulk_create(
        Pairing(
            household=household, cadre=cadre, unit=cadre.unit, starts_on=starts_on, assigned_by=by
        )
        for household, cadre in pairs
    )
    acts = [
        audit.Act(
            "pairing.started",
            "assistance.pairing",
            str(pairing.pk),
            village.division_id,
            after=_facts(pairing),
        )
        for pairing in pairings
    ]
    batch = f"proposal:{village.division_id}:{pairings[0].pk}" if pairings else ""
    audit.record_many(by, acts, batch=batch)
    audit.mark_change(Topic.PAIRING, village.division_id, starts_on)
    return len(pairings)


def _lock(household_ids: list[int]) -> None:
    """Hold the households; a form open on one is not made stale by its helper."""
    hold(Household.objects.filter(pk__in=household_ids))


def _held(cadre_ids: Iterable[int]) -> dict[int, Cadre]:
    """The helpers as they are now, held after the households and in the order of their keys.

    Nobody leaves, and their numbers of households stay as counted, until the new ones are
    written (SQLite holds everything).
    """
    held = Cadre.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    return {cadre.pk: cadre for cadre in held.filter(pk__in=cadre_ids).order_by("pk")}


def _check_registered(household: Household, day: datetime.date) -> None:
    if not Household.objects.valid(day).filter(pk=household.pk).exists():
        raise RuleError(f"{household}在{day}不是有效的建档立卡户，不能结对")


def _check_cap(cadre: Cadre, code: str, day: datetime.date, over_cap_reason: str) -> None:
    cap = caps(day, code).get(cadre.rank)
    load = load_of(cadre, day)
    if cap is not None and load >= cap and not over_cap_reason.strip():
        raise OverCapError(
            f"{cadre}（{cadre.get_rank_display()}）已帮扶{load}户，达到上限{cap}户；"
            "确需增加请填写超出上限的理由"
        )


def _check_caps(
    choices: list[tuple[int, int]], cadres: dict[int, Cadre], code: str, day: datetime.date
) -> None:
    by_rank, loads = caps(day, code), loads_of(list(cadres), day)
    for cadre_id, cadre in cadres.items():
        planned = loads.get(cadre_id, 0) + sum(chosen == cadre_id for _, chosen in choices)
        cap = by_rank.get(cadre.rank)
        if cap is not None and planned > cap:
            raise OverCapError(
                f"{cadre}（{cadre.get_rank_display()}）将帮扶{planned}户，超过上限{cap}户；"
                "批量结对不能超出上限，请改选或逐户办理并填写理由"
            )
        check_in_service(cadre, NO_HELPER)


def _check_none_paired(
    choices: list[tuple[int, int]],
    households: dict[int, Household],
    cadres: dict[int, Cadre],
    starts_on: datetime.date,
) -> None:
    known = Pairing.objects.overlapping(starts_on, None).filter(household__in=households)
    taken = set(known.values_list("household_id", "cadre_id"))
    for household_id, cadre_id in choices:
        if (household_id, cadre_id) in taken:
            raise RuleError(
                f"{households[household_id]}与{cadres[cadre_id]}已结对或在方案中重复，"
                "请重新生成方案"
            )
        taken.add((household_id, cadre_id))


def _open(
    household: Household,
    cadre: Cadre,
    starts_on: datetime.date,
    by: User,
    *,
    over_cap_reason: str,
    predecessor: Pairing | None = None,
) -> Pairing:
    """Write the new row; the household is locked."""
    check_in_service(cadre, NO_HELPER)
    known = Pairing.objects.filter(household=household, cadre=cadre)
    if known.overlapping(starts_on, None).exists():
        raise RuleError(f"{cadre}与{household}在{starts_on}或之后已有结对，请核对日期")
    pairing = Pairing.objects.create(
        household=household,
        cadre=cadre,
        unit=cadre.unit,
        starts_on=starts_on,
        over_cap_reason=over_cap_reason.strip(),
        predecessor=predecessor,
        assigned_by=by,
    )
    audit.record(by, "pairing.started", pairing, after=_facts(pairing))
    audit.mark_change(Topic.PAIRING, pairing.division_code, starts_on)
    return pairing


def _facts(pairing: Pairing) -> dict:
    facts = {
        "household": pairing.household_id,
        "cadre": pairing.cadre_id,
        "unit": pairing.unit_id,
        "starts_on": pairing.starts_on,
    }
    if pairing.over_cap_reason:
        facts["over_cap_reason"] = pairing.over_cap_reason
    return facts


def _close(
    pairing: Pairing, ends_on: datetime.date, reason: PairingEnd, exception_reason: str
) -> dict[str, Any]:
    """End the row and return what was written; the household is locked."""
    check_end(pairing.starts_on, ends_on, reason, exception_reason, pairing.division_code)
    still_open = Pairing.objects.open().filter(pk=pairing.pk)
    values: dict[str, Any] = {
        "ends_on": ends_on,
        "end_reason": reason,
        "exception_reason": exception_reason.strip(),
    }
    if not still_open.update(**values):
        raise StaleError("该结对已由他人解除，请刷新后再看")
    for name, value in values.items():
        setattr(pairing, name, value)
    return values
