"""The verbs that move a household along its axes, and the days of all verbs."""

import datetime

import pytest
from django.db import transaction

from households.enums import (
    InvalidReason,
    LeaveReason,
    MonitoringKind,
    NotExitReason,
    PovertyStatus,
    Relation,
    Validity,
)
from households.models import Household, Membership
from households.services import households, numbers, people, status
from households.services.status import StatusChange, ValidityChange, Watch
from organization.errors import RuleError
from organization.working_date import fixed_working_date
from tests.factories import (
    BASE_DAY,
    GEXIN,
    XIANFENG,
    HouseholdFactory,
    MembershipFactory,
)
from tests.households.saving import entry, person, save_people

pytestmark = pytest.mark.django_db
DAY = datetime.date(2016, 11, 8)


def test_a_household_goes_the_way_out_of_poverty_and_back(clerk):
    household = HouseholdFactory(at=GEXIN)
    steps = [
        StatusChange(PovertyStatus.PRE_EXIT, datetime.date(2016, 4, 1)),
        StatusChange(PovertyStatus.EXITED_WITH_POLICY, datetime.date(2016, 12, 20)),
        StatusChange(PovertyStatus.RETURNED, datetime.date(2018, 10, 1), cause="01"),
    ]

    for step in steps:
        with fixed_working_date(step.on):
            status.move_poverty({household: step}, by=clerk)

    spans = list(household.statuses.order_by("starts_on"))
    assert [span.event for span in spans] == ["identify", "list_pre_exit", "exit", "return"]
    assert [span.ends_on for span in spans[:-1]] == [step.on for step in steps]
    assert Household.objects.poor(datetime.date(2018, 10, 1)).exists()
    assert not Household.objects.poor(datetime.date(2018, 9, 30)).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (StatusChange(PovertyStatus.EXITED_WITH_POLICY, DAY), "不能转为"),
        (StatusChange(PovertyStatus.PRE_EXIT, BASE_DAY), "须晚于"),
        (StatusChange(PovertyStatus.POOR, DAY), "不能转为"),
    ],
)
def test_a_step_out_of_order_is_refused(clerk, change, sentence):
    household = HouseholdFactory(at=GEXIN)

    with pytest.raises(RuleError, match=sentence):
        status.move_poverty({household: change}, by=clerk)
    assert household.statuses.count() == 1


def test_a_return_needs_its_cause_and_a_failed_exit_its_reason(clerk):
    lifted = HouseholdFactory(at=GEXIN, status=PovertyStatus.EXITED_WITH_POLICY)
    listed = HouseholdFactory(at=GEXIN, status=PovertyStatus.PRE_EXIT)

    with pytest.raises(RuleError, match="返贫原因"):
        status.move_poverty({lifted: StatusChange(PovertyStatus.RETURNED, DAY)}, by=clerk)
    with pytest.raises(RuleError, match="未脱贫原因"):
        status.move_poverty({listed: StatusChange(PovertyStatus.POOR, DAY)}, by=clerk)
    failed = StatusChange(PovertyStatus.POOR, DAY, not_exit_reason=NotExitReason.UNDER_TREATMENT)
    status.move_poverty({listed: failed}, by=clerk)
    assert listed.statuses.open().get().event == "fail_exit"


def test_nobody_becomes_poor_after_2020(clerk):
    household = HouseholdFactory(at=GEXIN, status=PovertyStatus.EXITED_WITH_POLICY)
    late = StatusChange(PovertyStatus.RETURNED, datetime.date(2021, 1, 1), cause="01")

    with fixed_working_date(late.on), pytest.raises(RuleError, match="2020年以后"):
        status.move_poverty({household: late}, by=clerk)


def test_leaving_the_register_needs_a_reason(clerk):
    household = HouseholdFactory(at=GEXIN)

    with pytest.raises(RuleError, match="须填写原因"):
        status.move_validity({household: ValidityChange(Validity.INVALID, DAY)}, by=clerk)
    removed = ValidityChange(Validity.INVALID, DAY, reason=InvalidReason.REMOVED_ERROR)
    status.move_validity({household: removed}, by=clerk)
    assert not Household.objects.valid(DAY).exists()


@pytest.mark.parametrize(
    ("poverty", "kind", "is_refused"),
    [
        ("", MonitoringKind.UNSTABLE, True),
        ("", MonitoringKind.MARGINAL, False),
        ("EXITED_WITH_POLICY", MonitoringKind.MARGINAL, True),
        ("EXITED_WITH_POLICY", MonitoringKind.UNSTABLE, False),
        ("", MonitoringKind.SUDDEN, False),
    ],
)
def test_the_kind_of_watch_fits_the_households_history(clerk, poverty, kind, is_refused):
    household = HouseholdFactory(at=GEXIN, status=poverty)

    on = datetime.date(2021, 3, 1)
    with fixed_working_date(on):
        if is_refused:
            with pytest.raises(RuleError, match="须"):
                status.start_watch({household: Watch(kind, on)}, by=clerk)
        else:
            status.start_watch({household: Watch(kind, on)}, by=clerk)
            assert Household.objects.monitored(on).get() == household


def test_the_next_number_follows_the_villages_own_and_no_household_that_came_over():
    HouseholdFactory(at=GEXIN, household_no=numbers.household_number(GEXIN, 7))
    came_over = numbers.household_number(XIANFENG, 90)
    HouseholdFactory(at=GEXIN, household_no=came_over)

    with transaction.atomic():
        serials = numbers.last_serials([GEXIN, XIANFENG, GEXIN])

    assert serials == {GEXIN: 7, XIANFENG: 90}


# --- days -----------------------------------------------------------------------------------

TOMORROW = datetime.date(2017, 1, 1)
REMOVED = InvalidReason.REMOVED_ERROR


def _leave(household, clerk):
    membership = household.memberships.get()
    people.member_leaves(membership, reason=LeaveReason.DEATH, on=TOMORROW, version=1, by=clerk)


def _change_head(household, clerk):
    other = MembershipFactory(household=household, relation=Relation.SPOUSE)
    head = household.memberships.heads().get()
    relations = {head.pk: Relation.SPOUSE, other.pk: Relation.HEAD}
    people.change_head(household, relations, on=TOMORROW, version=1, by=clerk)


def _add(household, clerk):
    child = person("张小三", relation=Relation.SON)
    child.joined_on = TOMORROW
    save_people(household, child, by=clerk)


VERBS_WITH_A_DAY = {
    "register": lambda household, clerk: households.register_household(
        household.village, entry(person()), identified_on=TOMORROW, by=clerk
    ),
    "add": _add,
    "leave": _leave,
    "head": _change_head,
    "status": lambda household, clerk: status.move_poverty(
        {household: StatusChange(PovertyStatus.PRE_EXIT, TOMORROW)}, by=clerk
    ),
    "validity": lambda household, clerk: status.move_validity(
        {household: ValidityChange(Validity.INVALID, TOMORROW, reason=REMOVED)}, by=clerk
    ),
    "monitoring": lambda household, clerk: status.start_watch(
        {household: Watch(MonitoringKind.SUDDEN, TOMORROW)}, by=clerk
    ),
}


@pytest.mark.parametrize("verb", VERBS_WITH_A_DAY.values(), ids=VERBS_WITH_A_DAY)
def test_nothing_is_recorded_before_it_happens(clerk, verb):
    with pytest.raises(RuleError, match=r"不能晚于今天（2016-12-31）"):
        verb(HouseholdFactory(at=GEXIN), clerk)


def test_somebody_who_comes_back_does_not_count_twice_on_any_day(clerk):
    member = HouseholdFactory(at=XIANFENG).memberships.get().member
    Membership.objects.update(ends_on=DAY, leave_reason=LeaveReason.MARRIAGE)
    household = HouseholdFactory(at=GEXIN)
    back = person(id_no=member.id_no, relation=Relation.SPOUSE)
    back.joined_on = DAY - datetime.timedelta(days=1)

    with pytest.raises(RuleError, match=r"登记至2016-11-07，增加日期不能早于2016-11-08"):
        save_people(household, back, by=clerk)
    back.joined_on = DAY
    save_people(household, back, by=clerk)

    assert Membership.objects.as_of(DAY).filter(member=member).count() == 1
