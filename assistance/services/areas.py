"""Verbs on who takes on a township or a village (包挂重点镇、重点村).

The city arranges its leaders, departments and enterprises: these verbs ask for the right over
the city, not over the place.
"""

import datetime
from typing import TypeVar

from django.db import models, transaction

from assistance.enums import LeaderBody, PairingEnd, VillagePairingKind
from assistance.models import LeaderPost, TownshipPairing, VillagePairing
from assistance.services.terms import check_end, check_start
from organization import audit
from organization.division_codes import city_of
from organization.enums import DivisionLevel, Topic, UnitKind
from organization.errors import RuleError, StaleError
from organization.locks import hold, hold_row
from organization.models import Cadre, Division, Unit, User
from organization.permissions import Permission
from organization.scope import check
from organization.services.units import check_in_service
from villages.models import Village

ENTER_LEADER = "请先在“市领导与重点镇”页登记"
AreaPairing = TypeVar("AreaPairing", TownshipPairing, VillagePairing)

CITY_UNITS = {
    UnitKind.PARTY,
    UnitKind.CONGRESS,
    UnitKind.GOVERNMENT,
    UnitKind.CONSULTATIVE,
    UnitKind.DEPARTMENT,
    UnitKind.PROVINCIAL,
}
"""Kinds of units that count as 市直部门 when they take on a village (provincial ones too)."""


@transaction.atomic
def pair_township(
    division: Division,
    cadre: Cadre,
    *,
    starts_on: datetime.date,
    by: User,
    document_no: str = "",
) -> TownshipPairing:
    """Make a member of the standing committee responsible for a township.

    Raises:
        RuleError: no township, not on the committee that day, or paired already.
        PermissionDenied: `by` does not arrange for the city.
    """
    check(by, Permission.PAIRING_MANAGE, city_of(division.code))
    check_start(starts_on)
    if division.level != DivisionLevel.TOWNSHIP:
        raise RuleError(f"{division}不是镇办场园")
    hold(Division.objects.filter(pk=division.pk))
    _check_on_committee(cadre, starts_on)
    known = TownshipPairing.objects.filter(division=division, cadre=cadre)
    if known.overlapping(starts_on, None).exists():
        raise RuleError(f"{cadre}已包挂{division}")
    pairing = TownshipPairing.objects.create(
        division=division, cadre=cadre, starts_on=starts_on, document_no=document_no, assigned_by=by
    )
    return _started(pairing, by, {"division": division.code, "cadre": cadre.pk})


def _check_on_committee(cadre: Cadre, day: datetime.date) -> None:
    """Whether he is a member of the standing committee that day; his row is held."""
    hold_row(cadre)
    check_in_service(cadre, "不能包挂重点镇")
    posts = LeaderPost.objects.held_on(day).filter(
        cadre=cadre, body=LeaderBody.PARTY, is_standing_committee=True
    )
    if not posts.exists():
        raise RuleError(f"{cadre}在{day}不是市委常委，不能包挂重点镇。{ENTER_LEADER}")


@transaction.atomic
def pair_village(
    village: Village,
    kind: VillagePairingKind,
    *,
    starts_on: datetime.date,
    by: User,
    cadre: Cadre | None = None,
    unit: Unit | None = None,
    document_no: str = "",
) -> VillagePairing:
    """Make a leader, a city department or an enterprise responsible for a village.

    Raises:
        RuleError: the party is missing or of the wrong kind, or has the village already.
        PermissionDenied: `by` does not arrange for the city.
    """
    check(by, Permission.PAIRING_MANAGE, city_of(village.division_id))
    check_start(starts_on)
    hold(Village.objects.filter(pk=village.pk))
    party = _party(kind, cadre, unit, starts_on)
    known = VillagePairing.objects.filter(village=village, kind=kind, **party)
    if known.overlapping(starts_on, None).exists():
        raise RuleError(f"{cadre or unit}已包挂{village}")
    pairing = VillagePairing.objects.create(
        village=village,
        kind=kind,
        starts_on=starts_on,
        document_no=document_no,
        assigned_by=by,
        **party,
    )
    facts = {name: row.pk for name, row in party.items()}
    return _started(pairing, by, {"village": village.pk, "kind": kind, **facts})


def _party(
    kind: VillagePairingKind, cadre: Cadre | None, unit: Unit | None, day: datetime.date
) -> dict[str, models.Model]:
    """The party that fits the kind, as a field of the row."""
    if kind == VillagePairingKind.LEADER:
        return {"cadre": _leader(cadre, day)}
    allowed = CITY_UNITS if kind == VillagePairingKind.UNIT else {UnitKind.ENTERPRISE}
    if unit is None or unit.kind not in allowed:
        raise RuleError(f"“{kind.label}”包村须选择一家{kind.label}")
    if not Unit.objects.as_of(day).filter(pk=unit.pk).exists():
        raise RuleError(f"{unit}在{day}不是在册单位")
    return {"unit": unit}


def _leader(cadre: Cadre | None, day: datetime.date) -> Cadre:
    """The leader of one of the four bodies who takes on a village; his row is held."""
    if cadre is None:
        raise RuleError("“市‘四大家’领导”包村须选择一位市领导")
    hold_row(cadre)
    check_in_service(cadre, "不能包挂重点村")
    if not LeaderPost.objects.held_on(day).filter(cadre=cadre).exists():
        raise RuleError(f"{cadre}在{day}不是市“四大家”领导，不能包挂重点村。{ENTER_LEADER}")
    return cadre


@transaction.atomic
def end_area_pairing(
    pairing: TownshipPairing | VillagePairing,
    *,
    ends_on: datetime.date,
    reason: PairingEnd,
    by: User,
    exception_reason: str = "",
) -> None:
    """End a leader's or unit's responsibility; `ends_on` is the first day without it.

    Raises:
        RuleError: the day does not fit.
        EarlyEndError: before the term and nothing said why.
        StaleError: it was ended meanwhile.
        PermissionDenied: `by` does not arrange for the city.
    """
    check(by, Permission.PAIRING_MANAGE, city_of(pairing.division_code))
    check_end(pairing.starts_on, ends_on, reason, exception_reason, pairing.division_code)
    values = {
        "ends_on": ends_on,
        "end_reason": reason,
        "exception_reason": exception_reason.strip(),
    }
    still_open = type(pairing).objects.open().filter(pk=pairing.pk)
    if not still_open.update(**values):
        raise StaleError("该包挂关系已由他人解除，请刷新后再看")
    audit.record(by, f"{_noun(pairing)}.ended", pairing, after=values)
    audit.mark_change(Topic.PAIRING, pairing.division_code, ends_on)


def _noun(pairing: TownshipPairing | VillagePairing) -> str:
    return "township_pairing" if isinstance(pairing, TownshipPairing) else "village_pairing"


def _started(pairing: AreaPairing, by: User, facts: dict) -> AreaPairing:
    audit.record(
        by, f"{_noun(pairing)}.started", pairing, after={**facts, "starts_on": pairing.starts_on}
    )
    audit.mark_change(Topic.PAIRING, pairing.division_code, pairing.starts_on)
    return pairing
