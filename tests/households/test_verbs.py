"""Registering, saving, joining and leaving: every rule of the verbs, and the loser of a race."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
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
from households.models import Household, Member, Membership, MemberYear
from households.services import households, incomes, numbers, people, status
from households.services.entries import HouseholdEntry, PersonEntry
from households.services.status import StatusChange, ValidityChange, Watch
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, ChangeMark
from organization.working_date import fixed_working_date
from tests.factories import (
    BASE_DAY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    HouseholdFactory,
    MembershipFactory,
    VillageFactory,
    id_number,
    make_user,
)
from tests.households.saving import save_people

pytestmark = pytest.mark.django_db
DAY = datetime.date(2016, 11, 8)


@pytest.fixture
def clerk(day):
    """A poverty clerk of 杨林尾镇."""
    return make_user("town_clerk", YANGLINWEI)


def person(name: str = "张三", *, relation: Relation = Relation.HEAD, **fields) -> PersonEntry:
    values = {"name": name, "id_no": id_number(), "ethnicity": "01", **fields}
    return PersonEntry(person=values, year={"health": "01"}, relation=relation)


def entry(*members: PersonEntry, **blocks) -> HouseholdEntry:
    return HouseholdEntry(data_year=2016, people=list(members), **blocks)


# --- registering ----------------------------------------------------------------------------


def test_registering_makes_a_candidate_with_its_people_and_a_trail(clerk):
    village = VillageFactory(code=GEXIN)
    spouse = person("曾玉梅", relation=Relation.SPOUSE, id_no=id_number(datetime.date(1962, 3, 4)))

    made = households.register_household(
        village,
        entry(person("单建国"), spouse, facts={"group_no": "3组", "phone": "15400001234"}),
        identified_on=DAY,
        by=clerk,
    )

    made.refresh_from_db()
    assert made.household_no == numbers.household_number(GEXIN, 1)
    assert (made.head_name, made.head_initials) == ("单建国", "sjg")
    assert made.validities.get().validity == Validity.CANDIDATE
    assert not Household.objects.valid(DAY).exists()
    zeng = Member.objects.get(name="曾玉梅")
    assert (zeng.initials, zeng.pinyin) == ("zym", "zengyumei")
    assert zeng.birth_date == datetime.date(1962, 3, 4)
    assert MemberYear.objects.filter(household=made, data_year=2016).count() == 2
    entries = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert "household.registered" in entries
    assert ChangeMark.objects.filter(division_code=GEXIN, from_day=DAY).exists()


def test_the_next_household_of_a_village_gets_the_next_number(clerk):
    village = VillageFactory(code=GEXIN)
    first = households.register_household(village, entry(person()), identified_on=DAY, by=clerk)
    second = households.register_household(village, entry(person()), identified_on=DAY, by=clerk)

    assert first.household_no[12:17] == "00001"
    assert second.household_no[12:17] == "00002"
    assert len(second.household_no) == 18


@pytest.mark.parametrize(
    "relations", [(Relation.SPOUSE,), (Relation.HEAD, Relation.HEAD)], ids=["none", "two"]
)
def test_a_household_needs_exactly_one_head(clerk, relations):
    village = VillageFactory(code=GEXIN)

    with pytest.raises(RuleError, match="有且仅有一名户主"):
        households.register_household(
            village,
            entry(*(person(relation=relation) for relation in relations)),
            identified_on=DAY,
            by=clerk,
        )
    assert not Household.objects.exists()


def test_nobody_registers_in_another_township(clerk):
    with pytest.raises(PermissionDenied):
        households.register_household(
            VillageFactory(code=XIANFENG), entry(person()), identified_on=DAY, by=clerk
        )


def test_a_duplicate_inside_the_scope_says_where_outside_only_the_township(clerk):
    here = HouseholdFactory(at=GEXIN)
    there = HouseholdFactory(at=XIANFENG, size__name="尉迟明")
    village = VillageFactory(code=GEXIN)

    for known, sentence in [(here, here.household_no), (there, "已在张沟镇登记")]:
        taken = known.memberships.get().member.id_no
        with pytest.raises(RuleError, match=sentence) as refusal:
            households.register_household(
                village, entry(person(id_no=taken)), identified_on=DAY, by=clerk
            )
    assert there.household_no not in str(refusal.value)
    assert there.head_name not in str(refusal.value)


def test_somebody_who_left_another_household_keeps_his_row(clerk):
    member = HouseholdFactory(at=XIANFENG).memberships.get().member
    Membership.objects.update(ends_on=DAY, leave_reason=LeaveReason.MARRIAGE)

    made = households.register_household(
        VillageFactory(code=GEXIN), entry(person(id_no=member.id_no)), identified_on=DAY, by=clerk
    )

    assert made.memberships.get().member == member
    assert Member.objects.count() == 1


# --- saving ---------------------------------------------------------------------------------


def test_saving_writes_only_what_differs_and_says_so_in_words(clerk):
    household = HouseholdFactory(at=GEXIN)
    member = household.memberships.get().member

    changes = households.save_household(
        household,
        HouseholdEntry(
            data_year=2016,
            facts={"group_no": "5组", "phone": "15400001234"},
            people=[PersonEntry(person={"ethnicity": "03"}, year={"health": "02"}, member=member)],
        ),
        version=household.version,
        by=clerk,
    )

    assert [str(change) for change in changes] == [
        "村民小组 3组 → 5组",
        "联系电话已变更",
        f"{member.name}·民族 汉族 → 回族",
        f"{member.name}·2016年度成员年度信息 空 → 已填报",
    ]
    household.refresh_from_db()
    assert household.version == 2
    assert Household.objects.filter(phone_tail__isnull=False).exists()


def test_the_trail_holds_protected_values_sealed(clerk):
    household = HouseholdFactory(at=GEXIN)

    households.update_household(household, {"phone": "15400001234"}, version=1, by=clerk)

    entry_of_change = AuditEntry.objects.get(verb="household.updated")
    assert "protected" in entry_of_change.after["phone"]
    assert "15400001234" not in str(entry_of_change.after)
    assert entry_of_change.actor == clerk


def test_the_second_saver_is_refused_and_nothing_of_his_is_written(clerk):
    household = HouseholdFactory(at=GEXIN)
    again = Household.objects.get(pk=household.pk)
    households.update_household(household, {"group_no": "5组"}, version=1, by=clerk)

    with pytest.raises(StaleError):
        households.update_household(again, {"group_no": "6组"}, version=1, by=clerk)

    again.refresh_from_db()
    assert (again.group_no, again.version) == ("5组", 2)


def test_nobody_saves_outside_his_scope(clerk):
    household = HouseholdFactory(at=XIANFENG)

    with pytest.raises(PermissionDenied):
        households.update_household(household, {"group_no": "5组"}, version=1, by=clerk)


def test_a_new_name_reads_differently_and_renames_the_household(clerk):
    household = HouseholdFactory(at=GEXIN)
    member = household.memberships.get().member

    save_people(household, PersonEntry({"name": "覃德元"}, {}, member=member), by=clerk)

    household.refresh_from_db()
    assert (household.head_name, household.head_initials) == ("覃德元", "qdy")


def test_an_id_number_of_somebody_else_is_refused(clerk):
    household, other = HouseholdFactory(at=GEXIN), HouseholdFactory(at=XIANFENG)
    member = household.memberships.get().member
    taken = other.memberships.get().member.id_no

    with pytest.raises(RuleError, match="已在张沟镇登记"):
        save_people(household, PersonEntry({"id_no": taken}, {}, member=member), by=clerk)


# --- incomes --------------------------------------------------------------------------------


def test_incomes_are_computed_to_the_cent():
    """A published record of the national system: 17,385 = 6,000 + 1,180 + 6,000 + 4,205."""
    values = {
        "wage_income": Decimal(6000),
        "business_income": Decimal(1180),
        "property_income": Decimal(6000),
        "dibao_grant": Decimal(4000),
        "pension_grant": Decimal(205),
        "business_cost": Decimal(1000),
    }

    result = incomes.computed(values, 4)

    assert result["transfer_income"] == Decimal(4205)
    assert result["gross_income"] == Decimal(17385)
    assert result["net_income"] == Decimal(16385)
    assert result["net_income_per_capita"] == Decimal("4096.25")


def test_half_a_cent_is_rounded_up():
    assert incomes.computed({"wage_income": Decimal("100.01")}, 2)[
        "net_income_per_capita"
    ] == Decimal("50.01")


def test_a_figure_per_head_stays_where_the_parts_are_not_known():
    values = {"wage_income": None, "net_income_per_capita": Decimal(3200)}

    assert incomes.computed(values, 4)["net_income_per_capita"] == Decimal(3200)


# --- people come and go ---------------------------------------------------------------------


def test_a_child_is_born_into_the_household(clerk):
    household = HouseholdFactory(at=GEXIN)
    child = person("张小三", relation=Relation.SON)
    child.joined_on = DAY

    save_people(household, child, by=clerk)

    assert household.memberships.as_of(DAY).count() == 2
    assert household.memberships.as_of(DAY - datetime.timedelta(days=1)).count() == 1


def test_a_second_head_is_refused(clerk):
    household = HouseholdFactory(at=GEXIN)
    other = person("李四")
    other.joined_on = DAY

    with pytest.raises(RuleError, match="已有户主"):
        save_people(household, other, by=clerk)


def test_the_head_cannot_leave_before_there_is_a_new_one(clerk):
    household = HouseholdFactory(at=GEXIN, size=2)
    head = household.memberships.heads().get()

    with pytest.raises(RuleError, match="先办理户主变更"):
        people.member_leaves(head, reason=LeaveReason.DEATH, on=DAY, version=1, by=clerk)


def test_a_new_head_and_everybodys_relation_to_him_begin_on_one_day(clerk):
    household = HouseholdFactory(at=GEXIN, size=1)
    spouse = MembershipFactory(household=household, relation=Relation.SPOUSE)
    head = household.memberships.heads().get()

    people.change_head(
        household,
        {head.pk: Relation.SPOUSE, spouse.pk: Relation.HEAD},
        on=DAY,
        version=1,
        by=clerk,
    )

    before = household.memberships.as_of(DAY - datetime.timedelta(days=1))
    after = household.memberships.as_of(DAY)
    assert before.heads().get().member == head.member
    assert after.heads().get().member == spouse.member
    assert after.count() == 2
    household.refresh_from_db()
    assert household.head_name == spouse.member.name


def test_everybody_needs_a_relation_to_the_new_head(clerk):
    household = HouseholdFactory(at=GEXIN, size=3)
    head = household.memberships.heads().get()

    with pytest.raises(RuleError, match="每名在户成员"):
        people.change_head(household, {head.pk: Relation.HEAD}, on=DAY, version=1, by=clerk)


# --- status ---------------------------------------------------------------------------------


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
