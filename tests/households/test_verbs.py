"""Registering, saving, joining and leaving: every rule of the verbs, and the loser of a race."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from households.enums import (
    LeaveReason,
    Relation,
    Validity,
)
from households.models import Household, Member, Membership, MemberYear
from households.services import households, incomes, numbers, people
from households.services.entries import HouseholdEntry, PersonEntry
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry, ChangeMark
from tests.factories import (
    GEXIN,
    XIANFENG,
    HouseholdFactory,
    MembershipFactory,
    VillageFactory,
    id_number,
)
from tests.households.saving import entry, person, save_people

pytestmark = pytest.mark.django_db
DAY = datetime.date(2016, 11, 8)


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
