"""The verbs on who takes on a township or a village."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assistance.enums import LeaderBody, PairingEnd, VillagePairingKind
from assistance.errors import EarlyEndError
from assistance.models import TownshipPairing, VillagePairing
from assistance.selectors.coverage import coverage_of
from assistance.services.areas import (
    end_area_pairing,
    pair_township,
    pair_village,
)
from organization.enums import UnitKind
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, Cadre, ChangeMark
from tests.assistance.factories import (
    LeaderPostFactory,
    TownshipDesignationFactory,
    TownshipPairingFactory,
    VillagePairingFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    CadreFactory,
    DivisionFactory,
    KeyVillageFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)

TODAY = datetime.date(2016, 12, 31)
THREE_YEARS_AGO = datetime.date(2013, 12, 31)


@pytest.fixture
def office(day):
    return make_user("city_office")


def test_a_member_of_the_committee_takes_on_a_township(office):
    township = DivisionFactory(code=YANGLINWEI)
    TownshipDesignationFactory(at=YANGLINWEI)
    cadre = LeaderPostFactory().cadre
    assert coverage_of("C1", TODAY, CITY).covered == 0

    pairing = pair_township(township, cadre, starts_on=TODAY, by=office)

    assert coverage_of("C1", TODAY, CITY).rate == 1
    assert AuditEntry.objects.get().verb == "township_pairing.started"
    assert ChangeMark.objects.get().division_code == YANGLINWEI
    with pytest.raises(RuleError, match="已包挂"):
        pair_township(township, cadre, starts_on=TODAY, by=office)
    assert pairing.assigned_by == office


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ({"body": LeaderBody.GOVERNMENT, "is_standing_committee": False}, "不是市委常委"),
        ({"ends_on": TODAY}, "不是市委常委"),
    ],
)
def test_nobody_else_takes_on_a_township(office, post, said):
    cadre = LeaderPostFactory(**post).cadre

    with pytest.raises(RuleError, match=said):
        pair_township(DivisionFactory(code=YANGLINWEI), cadre, starts_on=TODAY, by=office)


def test_who_needs_a_leader_is_told_where_leaders_are_entered(office):
    where = "请先在“市领导与重点镇”页登记"
    village, township = VillageFactory(code=GEXIN), DivisionFactory(code=YANGLINWEI)
    cadre = CadreFactory()

    with pytest.raises(RuleError, match=where):
        pair_township(township, cadre, starts_on=TODAY, by=office)
    with pytest.raises(RuleError, match=where):
        pair_village(village, VillagePairingKind.LEADER, cadre=cadre, starts_on=TODAY, by=office)


def test_a_leader_who_has_left_takes_on_nothing(office):
    cadre = LeaderPostFactory().cadre
    Cadre.objects.filter(pk=cadre.pk).update(left_on=TODAY)
    facts = {"starts_on": datetime.date(2016, 12, 30), "by": office}

    with pytest.raises(RuleError, match="已于2016-12-31离开，不能包挂重点镇"):
        pair_township(DivisionFactory(code=YANGLINWEI), cadre, **facts)
    with pytest.raises(RuleError, match="已于2016-12-31离开，不能包挂重点村"):
        pair_village(VillageFactory(code=GEXIN), VillagePairingKind.LEADER, cadre=cadre, **facts)


def test_a_village_is_no_township(office):
    with pytest.raises(RuleError, match="不是镇办场园"):
        pair_township(
            DivisionFactory(code=GEXIN), LeaderPostFactory().cadre, starts_on=TODAY, by=office
        )


@pytest.mark.parametrize(
    ("kind", "unit_kind", "fits"),
    [
        (VillagePairingKind.UNIT, UnitKind.DEPARTMENT, True),
        (VillagePairingKind.UNIT, UnitKind.PROVINCIAL, True),
        (VillagePairingKind.UNIT, UnitKind.ENTERPRISE, False),
        (VillagePairingKind.UNIT, UnitKind.TOWNSHIP, False),
        (VillagePairingKind.ENTERPRISE, UnitKind.ENTERPRISE, True),
        (VillagePairingKind.ENTERPRISE, UnitKind.DEPARTMENT, False),
        (VillagePairingKind.LEADER, UnitKind.DEPARTMENT, False),
    ],
)
def test_the_party_fits_the_kind(office, kind, unit_kind, fits):
    village, unit = VillageFactory(code=GEXIN), UnitFactory(kind=unit_kind)

    if fits:
        assert pair_village(village, kind, unit=unit, starts_on=TODAY, by=office).party == unit
        return
    with pytest.raises(RuleError):
        pair_village(village, kind, unit=unit, starts_on=TODAY, by=office)


def test_a_unit_that_is_gone_takes_on_nothing(office):
    with pytest.raises(RuleError, match="不是在册单位"):
        pair_village(
            VillageFactory(code=GEXIN),
            VillagePairingKind.UNIT,
            unit=UnitFactory(ends_on=TODAY),
            starts_on=TODAY,
            by=office,
        )


def test_the_same_unit_does_not_take_on_a_village_twice(office):
    known = VillagePairingFactory(at=GEXIN)

    with pytest.raises(RuleError, match="已包挂革新村"):
        pair_village(
            known.village, VillagePairingKind.UNIT, unit=known.unit, starts_on=TODAY, by=office
        )


def test_each_kind_moves_its_own_coverage_and_no_other(office):
    KeyVillageFactory(at=GEXIN)
    village = VillageFactory(code=GEXIN)

    def covered() -> list[int]:
        return [coverage_of(code, TODAY, CITY).covered for code in ("C2", "C3", "C5")]

    assert covered() == [0, 0, 0]
    facts = {"starts_on": TODAY, "by": office}
    leader = LeaderPostFactory(body=LeaderBody.CONGRESS, is_standing_committee=False).cadre
    pair_village(village, VillagePairingKind.LEADER, cadre=leader, **facts)
    assert covered() == [1, 0, 0]
    pair_village(village, VillagePairingKind.UNIT, unit=UnitFactory(), **facts)
    assert covered() == [1, 1, 0]
    firm = UnitFactory(kind=UnitKind.ENTERPRISE)
    pair_village(village, VillagePairingKind.ENTERPRISE, unit=firm, **facts)
    assert covered() == [1, 1, 1]


@pytest.mark.parametrize("factory", [TownshipPairingFactory, VillagePairingFactory])
def test_an_end_needs_its_term_or_a_reason_and_happens_once(office, factory):
    early, served = factory(), factory(starts_on=THREE_YEARS_AGO)
    facts = {"ends_on": TODAY, "reason": PairingEnd.OTHER, "by": office}

    with pytest.raises(EarlyEndError):
        end_area_pairing(early, **facts)
    end_area_pairing(early, **facts, exception_reason="分工调整")
    end_area_pairing(served, **facts)

    early.refresh_from_db()
    assert (early.ends_on, early.exception_reason) == (TODAY, "分工调整")
    with pytest.raises(StaleError):
        end_area_pairing(served, **facts)


def test_a_township_arranges_nothing_of_this(day):
    clerk = make_user("town_clerk", YANGLINWEI)
    facts = {"starts_on": TODAY, "by": clerk}

    with pytest.raises(PermissionDenied):
        pair_village(
            VillageFactory(code=GEXIN), VillagePairingKind.UNIT, unit=UnitFactory(), **facts
        )
    with pytest.raises(PermissionDenied):
        pair_township(DivisionFactory(code=YANGLINWEI), LeaderPostFactory().cadre, **facts)
    assert not VillagePairing.objects.exists()
    assert not TownshipPairing.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "leader"},
        {"kind": "unit", "unit": None},
        {"kind": "unit", "by_leader": True},
    ],
)
def test_the_database_refuses_a_party_of_the_wrong_kind(day, values):
    fields = {**values}
    if fields.pop("by_leader", False):
        fields |= {"cadre": CadreFactory(), "unit": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        VillagePairingFactory(**fields)
