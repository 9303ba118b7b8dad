"""What the database itself holds of the household register, and time at its edges."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from households.enums import LeaveReason, PovertyStatus, Relation, Validity
from households.models import Household, Membership, PovertySpan, ValiditySpan
from tests.factories import (
    BASE_DAY,
    HouseholdFactory,
    HouseholdYearFactory,
    MemberFactory,
    MembershipFactory,
    MemberYearFactory,
    id_number,
)

pytestmark = pytest.mark.django_db
EXIT_DAY = datetime.date(2016, 12, 20)
ONE_DAY = datetime.timedelta(days=1)


def refused(constraint: str):
    """The database refuses, naming the constraint (SQLite names it for CHECKs only)."""
    return pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE constraint failed")


def exit_from_poverty(household: Household) -> None:
    household.statuses.update(ends_on=EXIT_DAY)
    PovertySpan.objects.create(
        household=household, status=PovertyStatus.EXITED_WITH_POLICY, starts_on=EXIT_DAY
    )


def test_a_household_is_poor_until_the_day_it_is_lifted():
    household = HouseholdFactory()
    exit_from_poverty(household)

    assert not Household.objects.poor(BASE_DAY - ONE_DAY).exists()
    assert Household.objects.poor(BASE_DAY).get() == household
    assert Household.objects.poor(EXIT_DAY - ONE_DAY).get() == household
    assert not Household.objects.poor(EXIT_DAY).exists()
    lifted = Household.objects.with_status(EXIT_DAY, PovertyStatus.EXITED_WITH_POLICY)
    assert lifted.get() == household


def test_an_invalid_household_is_not_poor_whatever_its_status_says():
    household = HouseholdFactory()
    household.validities.update(ends_on=EXIT_DAY)
    ValiditySpan.objects.create(
        household=household,
        validity=Validity.INVALID,
        reason="REMOVED_ERROR",
        starts_on=EXIT_DAY,
    )

    assert Household.objects.poor(EXIT_DAY - ONE_DAY).exists()
    assert not Household.objects.poor(EXIT_DAY).exists()
    assert not Household.objects.valid(EXIT_DAY).exists()


def test_a_list_row_carries_status_and_size_of_its_day(django_assert_num_queries):
    household = HouseholdFactory(size=3)
    exit_from_poverty(household)
    Membership.objects.filter(relation=Relation.OTHER).update(
        ends_on=EXIT_DAY, leave_reason=LeaveReason.DEATH
    )

    with django_assert_num_queries(2):
        before = Household.objects.for_list(EXIT_DAY - ONE_DAY).get()
        after = Household.objects.for_list(EXIT_DAY).get()
        assert (before.status_now, before.size_now) == (PovertyStatus.POOR, 3)
        assert (after.status_now, after.size_now) == (PovertyStatus.EXITED_WITH_POLICY, 1)
        assert after.village.division.parent.name == "杨林尾镇"


def test_a_person_belongs_to_one_household_at_a_time():
    membership = MembershipFactory()

    with refused("households_membership_one_open"), transaction.atomic():
        MembershipFactory(member=membership.member)

    membership.ends_on, membership.leave_reason = EXIT_DAY, LeaveReason.MARRIAGE
    membership.save()
    assert MembershipFactory(member=membership.member, starts_on=EXIT_DAY).pk


def test_a_household_has_one_head():
    household = HouseholdFactory()

    with refused("households_membership_one_head"), transaction.atomic():
        MembershipFactory(household=household, relation=Relation.HEAD)


def test_nobody_leaves_a_household_without_a_reason():
    with refused("households_membership_end_has_reason"), transaction.atomic():
        MembershipFactory(ends_on=EXIT_DAY)


@pytest.mark.parametrize("model", [ValiditySpan, PovertySpan])
def test_a_household_has_one_open_span_on_each_axis(model):
    household = HouseholdFactory()
    values = {"validity": "VALID"} if model is ValiditySpan else {"status": "POOR"}

    with refused("one_open"), transaction.atomic():
        model.objects.create(household=household, starts_on=EXIT_DAY, **values)


def test_a_period_ends_after_it_starts():
    household = HouseholdFactory(status="")

    with refused("households_povertyspan_ends_after_start"), transaction.atomic():
        PovertySpan.objects.create(
            household=household, status="POOR", starts_on=BASE_DAY, ends_on=BASE_DAY
        )


def test_an_id_number_is_registered_once_and_no_number_does_not_collide():
    number = id_number()
    MemberFactory(id_no=number)

    with refused("households_member_one_per_id"), transaction.atomic():
        MemberFactory(id_no=number.lower())
    assert MemberFactory(id_no="", sex="1").id_index is None
    assert MemberFactory(id_no="", sex="1").id_index is None


def test_the_id_number_is_not_readable_in_the_database():
    member = MemberFactory()

    raw = type(member).objects.raw("SELECT id, id_no AS stored FROM households_member")[0].stored

    assert member.id_no not in raw
    member.refresh_from_db()
    assert raw != member.id_no
    assert len(member.id_no) == 18


def test_a_year_is_surveyed_once():
    household = HouseholdFactory()
    HouseholdYearFactory(household=household)

    with refused("households_householdyear_one_a_year"), transaction.atomic():
        HouseholdYearFactory(household=household)


def test_nobody_works_thirteen_months():
    with refused("households_memberyear_work_months"), transaction.atomic():
        MemberYearFactory(work_months=13)


def test_age_is_counted_at_the_end_of_the_year():
    member = MemberFactory(birth_date=datetime.date(2000, 2, 29))

    assert member.age_in(2016) == 16
    assert member.age_in(2017) == 17
