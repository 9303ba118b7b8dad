"""The five coverages: each moves by the row that changed and by nothing else."""

import datetime
import itertools
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistance.enums import LeaderBody, PairingEnd, TownshipDesignationKind
from assistance.models import Pairing
from assistance.selectors.coverage import (
    COVERAGES,
    coverage,
    coverage_of,
    uncovered_households,
)
from assistance.selectors.load import load_distribution
from assistance.services.pairings import end_pairing, hand_over, pair_household
from households.enums import InvalidReason, PovertyStatus, Validity
from households.models import ValiditySpan
from organization.enums import Rank
from organization.errors import RuleError
from tests.assistance.factories import (
    LeaderPostFactory,
    PairingFactory,
    TownshipDesignationFactory,
    TownshipPairingFactory,
    VillagePairingFactory,
)
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    HouseholdFactory,
    KeyVillageFactory,
    make_user,
)

TODAY = datetime.date(2016, 12, 31)
EVE = TODAY - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (PovertyStatus.POOR, True),
        (PovertyStatus.RETURNED, True),
        (PovertyStatus.PRE_EXIT, True),
        (PovertyStatus.EXITED_WITH_POLICY, True),
        (PovertyStatus.EXITED_NO_POLICY, False),
        ("", False),
    ],
)
def test_which_households_must_have_a_helper(day, status, counts):
    HouseholdFactory(status=status)

    assert coverage_of("C4", TODAY, CITY).total == int(counts)


def test_an_invalid_household_needs_no_helper(day):
    household = HouseholdFactory()
    ValiditySpan.objects.filter(household=household).update(ends_on=TODAY)
    ValiditySpan.objects.create(
        household=household,
        validity=Validity.INVALID,
        reason=InvalidReason.MOVED_OUT,
        starts_on=TODAY,
    )

    assert coverage_of("C4", EVE, CITY).total == 1
    assert coverage_of("C4", TODAY, CITY).total == 0


def test_the_first_pairing_moves_the_rate_by_one_household_a_second_by_none(day):
    clerk = make_user("town_clerk", YANGLINWEI)
    households = [HouseholdFactory() for _ in range(4)]
    PairingFactory(household=households[0])

    def state():
        found = coverage_of("C4", TODAY, YANGLINWEI)
        return found.rate, set(uncovered_households(TODAY, YANGLINWEI))

    assert state() == (Decimal("0.25"), set(households[1:]))
    first = pair_household(households[1], CadreFactory(), starts_on=TODAY, by=clerk)
    assert state() == (Decimal("0.5"), set(households[2:]))
    pair_household(households[1], CadreFactory(), starts_on=TODAY, by=clerk)
    assert state() == (Decimal("0.5"), set(households[2:]))

    Pairing.objects.filter(household=households[1]).exclude(pk=first.pk).update(
        ends_on=TODAY + datetime.timedelta(days=1), end_reason="other"
    )
    assert state() == (Decimal("0.5"), set(households[2:])), "the last day still counts"
    Pairing.objects.filter(pk=first.pk).update(
        starts_on=datetime.date(2013, 1, 1), ends_on=TODAY, end_reason="other"
    )
    assert state() == (Decimal("0.5"), set(households[2:])), "one of two is left"
    Pairing.objects.exclude(pk=first.pk).filter(household=households[1]).update(
        starts_on=EVE, ends_on=TODAY
    )
    assert state() == (Decimal("0.25"), set(households[1:]))


def test_ending_the_last_pairing_brings_the_household_back_to_the_list(day):
    clerk = make_user("town_clerk", YANGLINWEI)
    pairing = PairingFactory(starts_on=datetime.date(2013, 1, 1))
    assert coverage_of("C4", TODAY, CITY).uncovered == 0

    end_pairing(pairing, ends_on=TODAY, reason=PairingEnd.OTHER, by=clerk)

    assert list(uncovered_households(TODAY, CITY)) == [pairing.household]
    assert list(uncovered_households(EVE, CITY)) == []


def test_a_helper_who_left_covers_nobody_from_that_day_on(day):
    pairing = PairingFactory(cadre__left_on=TODAY)

    assert list(uncovered_households(EVE, CITY)) == []
    assert list(uncovered_households(TODAY, CITY)) == [pairing.household]


def test_an_area_counts_its_own_rows(day):
    PairingFactory(household=HouseholdFactory(at=GEXIN))
    HouseholdFactory(at=XIANFENG)

    assert coverage_of("C4", TODAY, YANGLINWEI).rate == 1
    assert coverage_of("C4", TODAY, ZHANGGOU).rate == 0
    assert coverage_of("C4", TODAY, CITY).rate == Decimal("0.5")
    assert coverage_of("C4", TODAY, GEXIN).total == 1


@pytest.mark.usefixtures("day")
def test_a_leader_who_has_left_covers_nothing_though_his_post_was_never_ended():
    TownshipDesignationFactory(at=YANGLINWEI)
    leader = LeaderPostFactory().cadre
    TownshipPairingFactory(at=YANGLINWEI, cadre=leader)
    assert coverage_of("C1", TODAY, CITY).covered == 1

    leader.left_on = TODAY
    leader.save()

    assert coverage_of("C1", TODAY, CITY).covered == 0
    assert coverage_of("C1", TODAY - datetime.timedelta(days=1), CITY).covered == 1


def test_townships_are_covered_by_members_of_the_standing_committee_alone(day):
    TownshipDesignationFactory(at=YANGLINWEI)
    TownshipDesignationFactory(at=ZHANGGOU, kind=TownshipDesignationKind.HEAVY)
    mayor = LeaderPostFactory(body=LeaderBody.GOVERNMENT, is_standing_committee=False).cadre
    TownshipPairingFactory(at=YANGLINWEI, cadre=mayor)
    assert (coverage_of("C1", TODAY, CITY).covered, coverage_of("C1", TODAY, CITY).total) == (0, 1)

    post = LeaderPostFactory(cadre=mayor)
    assert coverage_of("C1", TODAY, CITY).covered == 1

    post.ends_on = TODAY
    post.save()
    assert coverage_of("C1", TODAY, CITY).covered == 0
    assert coverage_of("C1", EVE, CITY).covered == 1


def test_key_villages_are_covered_by_leaders_units_and_enterprises_each_on_its_own(day):
    KeyVillageFactory(at=GEXIN, exited=True)
    KeyVillageFactory(at=XIANFENG)
    leader = LeaderPostFactory(body=LeaderBody.CONGRESS, is_standing_committee=False).cadre
    VillagePairingFactory(at=GEXIN, by_leader=True, cadre=leader)
    VillagePairingFactory(at=XIANFENG, by_leader=True)  # no leader of the four bodies
    VillagePairingFactory(at=GEXIN)
    VillagePairingFactory(at=XIANFENG, unit__ends_on=TODAY)  # dissolved
    VillagePairingFactory(at=XIANFENG, by_enterprise=True)

    figures = {row.code: (row.covered, row.total) for row in coverage(TODAY, CITY)}

    assert figures == {"C1": (0, 0), "C2": (1, 2), "C3": (1, 2), "C4": (0, 0), "C5": (1, 2)}
    gaps = [row.village_id for row in COVERAGES["C3"].uncovered(TODAY)]
    assert gaps == [XIANFENG]
    assert coverage_of("C3", EVE, CITY).covered == 2


def test_nothing_to_cover_has_no_rate(day):
    assert [row.rate for row in coverage(TODAY, CITY)] == [None] * 5


def test_the_coverages_take_eight_statements_however_many_rows(day, django_assert_num_queries):
    for _ in range(3):
        PairingFactory()

    with django_assert_num_queries(8):
        coverage(TODAY, CITY)


def test_the_load_is_told_by_size_and_by_rank_against_the_cap(day):
    busy = CadreFactory(rank=Rank.STAFF)
    PairingFactory(cadre=busy)
    PairingFactory(cadre=busy)
    PairingFactory(cadre__rank=Rank.SECTION_HEAD)
    PairingFactory(ends_on=TODAY, end_reason="other")

    load = load_distribution(Pairing.objects.inside(CITY), TODAY, CITY)

    assert [(band.households, band.helpers) for band in load.bands] == [(1, 1), (2, 1)]
    assert [(r.label, r.cap, r.helpers, r.households, r.over_cap) for r in load.ranks] == [
        ("正科级", 3, 1, 1, 0),
        ("科员及以下", 1, 1, 2, 1),
    ]
    assert (load.helpers, load.over_cap) == (2, 1)


# --- whatever happens, in whatever order --------------------------------------------------------

DAYS = st.integers(min_value=0, max_value=40).map(
    lambda days: TODAY - datetime.timedelta(days=days)
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pair", "end", "hand_over"]),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 2),
        DAYS,
    ),
    min_size=3,
    max_size=12,
)


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_pairs_never_overlap_and_the_rate_counts_what_is_in_force(day, acts):
    with transaction.atomic():  # taken back after each example
        clerk = make_user("town_clerk", YANGLINWEI)
        households = [HouseholdFactory() for _ in range(2)]
        cadres = [CadreFactory(rank=Rank.BUREAU) for _ in range(3)]

        for verb, household, cadre, other, on in acts:
            _try(verb, households[household], cadres[cadre], cadres[other], on, clerk)

        _assert_no_overlap()
        for offset in (0, 7, 20, 40):
            on = TODAY - datetime.timedelta(days=offset)
            helped = {
                p.household_id
                for p in Pairing.objects.all()
                if p.starts_on <= on and (p.ends_on is None or on < p.ends_on)
            }
            found = coverage_of("C4", on, CITY)
            assert (found.covered, found.total) == (len(helped), 2)
        transaction.set_rollback(True)


def _try(verb, household, cadre, other, on, clerk):
    try:
        if verb == "pair":
            pair_household(household, cadre, starts_on=on, by=clerk)
            return
        pairing = Pairing.objects.open().filter(household=household, cadre=cadre).first()
        if pairing is None:
            return
        reason = {"reason": PairingEnd.TRANSFER, "by": clerk, "exception_reason": "调动"}
        if verb == "end":
            end_pairing(pairing, ends_on=on, **reason)
        else:
            hand_over(pairing, other, on=on, **reason)
    except RuleError:
        pass


def _assert_no_overlap():
    pairs: dict = {}
    for row in Pairing.objects.order_by("starts_on", "pk"):
        pairs.setdefault((row.household_id, row.cadre_id), []).append(row)
        if row.predecessor:
            assert row.predecessor.ends_on == row.starts_on
    for rows in pairs.values():
        for earlier, later in itertools.pairwise(rows):
            assert earlier.ends_on is not None
            assert earlier.ends_on <= later.starts_on
