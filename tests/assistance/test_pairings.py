"""The verbs on pairings of cadre and household."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from assistance.enums import PairingEnd
from assistance.errors import EarlyEndError, OverCapError
from assistance.models import Pairing
from assistance.selectors.candidates import propose_pairings
from assistance.services.pairings import end_pairing, hand_over, pair_household, pair_many
from households.enums import InvalidReason, Validity
from households.models import ValiditySpan
from organization.enums import Rank
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, Cadre, ChangeMark
from organization.working_date import fixed_working_date
from tests.assistance.factories import PairingFactory
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    HouseholdFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)
from tests.threads import DONE, at_once

TODAY = datetime.date(2016, 12, 31)


@pytest.fixture
def clerk(day):
    return make_user("town_clerk", YANGLINWEI)


def test_pairing_writes_row_trail_and_change_mark(clerk):
    household, cadre = HouseholdFactory(), CadreFactory()

    pairing = pair_household(household, cadre, starts_on=TODAY, by=clerk)

    assert (pairing.unit, pairing.assigned_by) == (cadre.unit, clerk)
    entry = AuditEntry.objects.get(verb="pairing.started")
    assert (entry.subject_id, entry.division_code) == (str(pairing.pk), GEXIN)
    assert entry.after["cadre"] == cadre.pk
    mark = ChangeMark.objects.get(topic="pairing")
    assert (mark.division_code, mark.from_day) == (GEXIN, TODAY)


def test_a_household_outside_the_scope_is_refused(day):
    with pytest.raises(PermissionDenied):
        pair_household(
            HouseholdFactory(),
            CadreFactory(),
            starts_on=TODAY,
            by=make_user("town_clerk", ZHANGGOU),
        )


@pytest.mark.parametrize("role", ["town_leader", "supervisor", "city_leader", "village_clerk"])
def test_a_role_without_the_right_is_refused(day, role):
    with pytest.raises(PermissionDenied):
        pair_household(
            HouseholdFactory(), CadreFactory(), starts_on=TODAY, by=make_user(role, YANGLINWEI)
        )


def test_a_pairing_does_not_start_tomorrow(clerk):
    with pytest.raises(RuleError, match="不能晚于今天"):
        pair_household(
            HouseholdFactory(),
            CadreFactory(),
            starts_on=TODAY + datetime.timedelta(days=1),
            by=clerk,
        )


def test_a_cadre_who_leaves_while_the_form_is_open_is_no_helper(clerk):
    seen = CadreFactory()
    Cadre.objects.filter(pk=seen.pk).update(left_on=TODAY)

    with pytest.raises(RuleError, match="离开"):
        pair_household(HouseholdFactory(), seen, starts_on=TODAY, by=clerk)


def test_a_cadre_who_left_is_no_helper(clerk):
    gone = CadreFactory(left_on=datetime.date(2016, 6, 1))

    with pytest.raises(RuleError, match="已于2016-06-01离开"):
        pair_household(HouseholdFactory(), gone, starts_on=TODAY, by=clerk)


def test_a_household_not_in_the_register_that_day_is_refused(clerk):
    household = HouseholdFactory()
    with pytest.raises(RuleError, match="不是有效的建档立卡户"):
        pair_household(household, CadreFactory(), starts_on=datetime.date(2014, 1, 1), by=clerk)
    ValiditySpan.objects.filter(household=household).update(ends_on=TODAY)
    ValiditySpan.objects.create(
        household=household,
        validity=Validity.INVALID,
        reason=InvalidReason.MOVED_OUT,
        starts_on=TODAY,
    )

    with pytest.raises(RuleError, match="不是有效的建档立卡户"):
        pair_household(household, CadreFactory(), starts_on=TODAY, by=clerk)


def test_the_same_pair_twice_is_refused(clerk):
    known = PairingFactory()

    with pytest.raises(RuleError, match="已有结对"):
        pair_household(
            known.household, known.cadre, starts_on=TODAY, by=clerk, over_cap_reason="重复"
        )


def test_a_second_helper_is_allowed(clerk):
    known = PairingFactory()

    pair_household(known.household, CadreFactory(), starts_on=TODAY, by=clerk)

    assert known.household.pairings.as_of(TODAY).count() == 2


@pytest.mark.parametrize(
    ("rank", "cap"),
    [(Rank.STAFF, 1), (Rank.SECTION_DEPUTY, 2), (Rank.SECTION_HEAD, 3), (Rank.DIVISION_DEPUTY, 4)],
)
def test_the_cap_of_the_rank_is_a_bar_that_a_reason_lifts(clerk, rank, cap):
    cadre = CadreFactory(rank=rank)
    for _ in range(cap):
        pair_household(HouseholdFactory(), cadre, starts_on=TODAY, by=clerk)
    one_more = HouseholdFactory()

    with pytest.raises(OverCapError, match=f"已帮扶{cap}户，达到上限{cap}户"):
        pair_household(one_more, cadre, starts_on=TODAY, by=clerk)
    pairing = pair_household(
        one_more, cadre, starts_on=TODAY, by=clerk, over_cap_reason="同组相邻，便于走访"
    )

    assert pairing.over_cap_reason == "同组相邻，便于走访"


def test_ended_pairings_do_not_count_towards_the_cap(clerk):
    cadre = CadreFactory()
    PairingFactory(cadre=cadre, ends_on=TODAY, end_reason=PairingEnd.TRANSFER)

    pairing = pair_household(HouseholdFactory(), cadre, starts_on=TODAY, by=clerk)

    assert pairing.over_cap_reason == ""
    assert Pairing.objects.as_of(TODAY).get(cadre=cadre) == pairing


# --- end ---------------------------------------------------------------------------------------


def test_ending_keeps_the_row_with_day_and_reason(clerk):
    pairing = PairingFactory(starts_on=datetime.date(2013, 12, 1))

    end_pairing(pairing, ends_on=TODAY, reason=PairingEnd.RETIREMENT, by=clerk)

    pairing.refresh_from_db()
    assert (pairing.ends_on, pairing.end_reason) == (TODAY, "retirement")
    assert Pairing.objects.as_of(TODAY - datetime.timedelta(days=1)).exists()
    assert not Pairing.objects.as_of(TODAY).exists()


def test_before_three_years_an_end_needs_an_exception_reason(clerk):
    pairing = PairingFactory(starts_on=datetime.date(2014, 1, 1))

    with pytest.raises(EarlyEndError, match="2017-01-01满"):
        end_pairing(pairing, ends_on=TODAY, reason=PairingEnd.TRANSFER, by=clerk)
    end_pairing(
        pairing,
        ends_on=TODAY,
        reason=PairingEnd.TRANSFER,
        by=clerk,
        exception_reason="调往外市，经市扶贫办同意",
    )

    pairing.refresh_from_db()
    assert pairing.exception_reason == "调往外市，经市扶贫办同意"


def test_the_very_day_of_three_years_needs_none(clerk):
    pairing = PairingFactory(starts_on=datetime.date(2013, 12, 31))

    end_pairing(pairing, ends_on=TODAY, reason=PairingEnd.OTHER, by=clerk)

    pairing.refresh_from_db()
    assert (pairing.ends_on, pairing.exception_reason) == (TODAY, "")


def test_a_closed_household_ends_its_pairing_without_exception(clerk):
    pairing = PairingFactory()

    end_pairing(pairing, ends_on=TODAY, reason=PairingEnd.HOUSEHOLD_CLOSED, by=clerk)

    pairing.refresh_from_db()
    assert (pairing.ends_on, pairing.end_reason) == (TODAY, PairingEnd.HOUSEHOLD_CLOSED)


def test_term_served_is_refused_before_the_term(clerk):
    with pytest.raises(RuleError, match="才满期"):
        end_pairing(
            PairingFactory(),
            ends_on=TODAY,
            reason=PairingEnd.TERM_SERVED,
            by=clerk,
            exception_reason="提前",
        )


def test_a_term_that_starts_on_29_february_is_over_on_1_march(day):
    pairing = PairingFactory(starts_on=datetime.date(2012, 2, 29))
    with fixed_working_date(datetime.date(2015, 3, 1)):
        clerk = make_user("town_clerk", YANGLINWEI)
        with pytest.raises(EarlyEndError, match="2015-03-01满"):
            end_pairing(
                pairing, ends_on=datetime.date(2015, 2, 28), reason=PairingEnd.OTHER, by=clerk
            )
        end_pairing(pairing, ends_on=datetime.date(2015, 3, 1), reason=PairingEnd.OTHER, by=clerk)


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [
        (datetime.date(2015, 3, 1), "须晚于结对日期"),
        (datetime.date(2017, 1, 2), "最晚为明日"),
    ],
)
def test_the_end_lies_after_the_start_and_not_ahead(clerk, ends_on, said):
    with pytest.raises(RuleError, match=said):
        end_pairing(
            PairingFactory(),
            ends_on=ends_on,
            reason=PairingEnd.OTHER,
            by=clerk,
            exception_reason="理由",
        )


def test_the_loser_of_a_race_is_told(clerk):
    pairing = PairingFactory(starts_on=datetime.date(2013, 1, 1))
    seen_by_another = Pairing.objects.get(pk=pairing.pk)
    end_pairing(pairing, ends_on=TODAY, reason=PairingEnd.OTHER, by=clerk)

    with pytest.raises(StaleError, match="已由他人解除"):
        end_pairing(seen_by_another, ends_on=TODAY, reason=PairingEnd.HEALTH, by=clerk)


# --- hand over ---------------------------------------------------------------------------------


def test_a_handover_leaves_no_day_between(clerk):
    old, new_helper = PairingFactory(starts_on=datetime.date(2013, 6, 1)), CadreFactory()
    on = datetime.date(2016, 12, 15)

    new = hand_over(old, new_helper, on=on, reason=PairingEnd.TRANSFER, by=clerk)

    old.refresh_from_db()
    assert old.ends_on == new.starts_on == on
    assert (new.predecessor, new.household, new.cadre) == (old, old.household, new_helper)
    eve = on - datetime.timedelta(days=1)
    assert [p.cadre for p in old.household.pairings.as_of(eve)] == [old.cadre]
    assert [p.cadre for p in old.household.pairings.as_of(on)] == [new_helper]
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {
        "pairing.started",
        "pairing.handed_over",
    }


def test_a_refused_handover_changes_nothing(clerk):
    old = PairingFactory(starts_on=datetime.date(2013, 6, 1))
    full = PairingFactory().cadre

    with pytest.raises(OverCapError):
        hand_over(old, full, on=TODAY, reason=PairingEnd.TRANSFER, by=clerk)

    old.refresh_from_db()
    assert old.ends_on is None
    assert old.household.pairings.count() == 1


def test_nobody_hands_over_to_himself(clerk):
    old = PairingFactory(starts_on=datetime.date(2013, 6, 1))

    with pytest.raises(RuleError, match="就是现在的帮扶责任人"):
        hand_over(old, old.cadre, on=TODAY, reason=PairingEnd.OTHER, by=clerk)


@pytest.mark.parametrize("reason", [PairingEnd.HOUSEHOLD_CLOSED, PairingEnd.TERM_SERVED])
def test_what_is_over_is_not_handed_over(clerk, reason):
    old = PairingFactory(starts_on=datetime.date(2013, 6, 1))

    with pytest.raises(RuleError, match="不再移交"):
        hand_over(old, CadreFactory(), on=TODAY, reason=reason, by=clerk)


# --- proposals ---------------------------------------------------------------------------------


def test_a_proposal_fills_higher_ranks_first_and_keeps_neighbours_together(day):
    village, unit = VillageFactory(code=GEXIN), UnitFactory()
    staff = CadreFactory(unit=unit, number="G1", rank=Rank.STAFF)
    deputy = CadreFactory(unit=unit, number="G2", rank=Rank.SECTION_DEPUTY)
    CadreFactory(unit=unit, number="G3", left_on=TODAY)
    far = HouseholdFactory(group_no="9组")
    near, next_door = HouseholdFactory(group_no="1组"), HouseholdFactory(group_no="1组")
    last = HouseholdFactory(group_no="9组")
    PairingFactory()  # has a helper, is not proposed

    proposals = propose_pairings(unit, village, TODAY)

    assert [(p.household, p.cadre) for p in proposals] == [
        (near, deputy),
        (next_door, deputy),
        (far, staff),
        (last, None),
    ]


def test_confirming_a_proposal_pairs_them_all_in_a_constant_number_of_statements(
    clerk, django_assert_max_num_queries
):
    village, unit = VillageFactory(code=GEXIN), UnitFactory()
    choices = [(HouseholdFactory().pk, CadreFactory(unit=unit).pk) for _ in range(20)]

    with django_assert_max_num_queries(16):
        count = pair_many(village, choices, starts_on=TODAY, by=clerk)

    assert count == Pairing.objects.as_of(TODAY).count() == 20
    assert AuditEntry.objects.filter(verb="pairing.started").count() == 20
    assert ChangeMark.objects.filter(topic="pairing").count() == 1


def test_a_proposal_that_no_longer_fits_pairs_nobody(clerk):
    village, unit = VillageFactory(code=GEXIN), UnitFactory()
    known = PairingFactory(cadre__unit=unit, cadre__rank=Rank.SECTION_HEAD)
    fresh = HouseholdFactory()
    choices = [(fresh.pk, CadreFactory(unit=unit).pk), (known.household_id, known.cadre_id)]

    with pytest.raises(RuleError, match="已结对"):
        pair_many(village, choices, starts_on=TODAY, by=clerk)

    assert Pairing.objects.count() == 1


def test_a_proposal_never_goes_over_the_cap(clerk):
    village, cadre = VillageFactory(code=GEXIN), CadreFactory(rank=Rank.STAFF)
    choices = [(HouseholdFactory().pk, cadre.pk), (HouseholdFactory().pk, cadre.pk)]

    with pytest.raises(OverCapError, match="将帮扶2户，超过上限1户"):
        pair_many(village, choices, starts_on=TODAY, by=clerk)


def test_a_household_of_another_village_is_not_smuggled_in(clerk):
    elsewhere = HouseholdFactory(at=XIANFENG)

    with pytest.raises(RuleError, match="不属于该村"):
        pair_many(
            VillageFactory(code=GEXIN),
            [(elsewhere.pk, CadreFactory().pk)],
            starts_on=TODAY,
            by=clerk,
        )


# --- what the database holds -------------------------------------------------------------------


def test_the_database_refuses_a_second_open_row_of_a_pair(day):
    known = PairingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PairingFactory(household=known.household, cadre=known.cadre)


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": TODAY, "end_reason": ""},
        {"ends_on": None, "end_reason": "other"},
        {"ends_on": datetime.date(2015, 3, 1), "end_reason": "other"},
    ],
)
def test_the_database_refuses_half_an_end(day, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        PairingFactory(**values)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer")
def test_two_clerks_pair_the_same_two_once():
    with fixed_working_date(TODAY):
        clerk = make_user("town_clerk", YANGLINWEI)
        household, cadre = HouseholdFactory(), CadreFactory(rank=Rank.SECTION_HEAD)
    outcomes = at_once(
        TODAY, *[lambda: pair_household(household, cadre, starts_on=TODAY, by=clerk)] * 2
    )

    assert outcomes == ["RuleError", DONE]
    assert Pairing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer")
def test_of_two_clerks_who_want_the_same_helper_the_second_is_asked_why():
    with fixed_working_date(TODAY):
        clerk = make_user("town_clerk", YANGLINWEI)
        first, second, cadre = HouseholdFactory(), HouseholdFactory(), CadreFactory()  # cap: 1

    outcomes = at_once(
        TODAY,
        lambda: pair_household(first, cadre, starts_on=TODAY, by=clerk),
        lambda: pair_household(second, cadre, starts_on=TODAY, by=clerk),
    )

    assert outcomes == ["OverCapError", DONE]
