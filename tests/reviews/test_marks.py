"""What a verb changes makes stale the stored figures that count it, from its day on, no other."""

import datetime
from decimal import Decimal

import pytest

from accountability.services import replies
from assistance.services.actions import report_action
from households.checks import KIND
from households.services import households
from households.services.check_register import recheck
from households.services.entries import HouseholdEntry, PersonEntry
from intake.enums import Level
from intake.models import CheckResult
from intake.services.findings import check_area
from organization.enums import Topic
from organization.models import ChangeMark
from organization.services.units import cadre_leaves, end_unit
from reviews.indicators import all_indicators, depending_on
from reviews.models import IndicatorValue
from reviews.services.values import take_marks
from tests.accountability.conftest import a_rectifying, fresh, make_city
from tests.assistance.factories import ActionTaskFactory
from tests.factories import (
    BASE_DAY,
    CITY,
    GEXIN,
    YANGLINWEI,
    CadreFactory,
    HouseholdFactory,
    HouseholdYearFactory,
    MemberYearFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)
from tests.households.saving import save_people, survey
from villages.services.villages import update_village

pytestmark = pytest.mark.django_db
DAY = datetime.date(2016, 12, 31)


def stale_after(place: str, *days: datetime.date) -> dict[datetime.date, set[str]]:
    """Which figures of a place are stale once the marks are taken, with all stored before."""
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=one.code,
            division_code=place,
            day=day,
            numerator=1,
        )
        for one in all_indicators()
        for day in days
    )
    take_marks()
    stale = IndicatorValue.objects.stale().filter(division_code=place)
    return {day: set(stale.at(day).values_list("indicator", flat=True)) for day in days}


def counting(*topics: Topic) -> set[str]:
    return {one.code for topic in topics for one in depending_on(topic)}


def topics_marked() -> set[str]:
    return set(ChangeMark.objects.values_list("topic", flat=True))


def test_an_actions_progress(day):
    task = ActionTaskFactory()
    report_action(
        task, month=datetime.date(2016, 11, 1), value=Decimal(80), evidence="验收单",
        by=make_user("city_office"),
    )  # fmt: skip

    before = datetime.date(2016, 10, 31)
    assert stale_after(CITY, DAY, before) == {DAY: {"K29"}, before: set()}


def test_a_granted_extension_from_the_day_that_no_longer_counts(day):
    city = make_city()
    notice = a_rectifying(city)
    late = notice.done_due_on + datetime.timedelta(days=7)
    extension = replies.request_extension(notice, new_due_on=late, reason="阴雨", by=city.clerk)
    take_marks()

    replies.decide_extension(extension, grant=True, note="", by=fresh(city.supervisor))

    day_before = notice.done_due_on - datetime.timedelta(days=1)
    stale = stale_after(notice.division_id, notice.done_due_on, day_before)
    assert stale == {notice.done_due_on: counting(Topic.NOTICE), day_before: set()}


def test_a_cadre_who_leaves_wherever_his_households_are(day):
    VillageFactory(code=GEXIN)
    cadre_leaves(CadreFactory(), on=DAY, reason="调离本市", by=make_user("organizer"))

    assert stale_after(GEXIN, DAY) == {DAY: counting(Topic.STAFF)}
    assert "K08" in counting(Topic.STAFF)


def test_a_unit_that_ends(day):
    VillageFactory(code=GEXIN)
    end_unit(UnitFactory(), on=DAY, by=make_user("admin"))

    assert "C3" in stale_after(GEXIN, DAY)[DAY]


def test_the_population_of_a_village_for_its_year(day):
    village = VillageFactory(code=GEXIN)
    clerk = make_user("town_clerk", YANGLINWEI)
    update_village(village, {"direction": "莲藕"}, version=1, by=clerk)
    assert topics_marked() == set()

    update_village(village, {"agricultural_population": 1400}, version=2, by=clerk)

    last_year = datetime.date(2015, 12, 31)
    assert stale_after(GEXIN, DAY, last_year) == {DAY: {"K03"}, last_year: set()}


def test_findings_when_they_open_close_and_change_their_level(day):
    household = HouseholdFactory(at=GEXIN)
    HouseholdYearFactory(household=household)
    recheck(household)
    assert stale_after(GEXIN, DAY) == {DAY: counting(Topic.CHECK)}
    IndicatorValue.objects.all().delete()

    check_area(KIND, YANGLINWEI, DAY)
    assert topics_marked() == set(), "nothing new was found"

    errors = CheckResult.objects.open().filter(level=Level.ERROR)
    errors.update(level=Level.WARNING, first_found_on=BASE_DAY)
    check_area(KIND, YANGLINWEI, DAY)
    assert ChangeMark.objects.get().from_day == BASE_DAY
    ChangeMark.objects.all().delete()

    household.years.all().delete()
    check_area(KIND, YANGLINWEI, DAY)
    assert not CheckResult.objects.open().exists()
    assert list(ChangeMark.objects.values_list("topic", "division_code")) == [("check", GEXIN)]


def test_a_survey_from_the_december_in_which_it_begins_to_speak(day):
    household = HouseholdFactory(at=GEXIN)
    HouseholdYearFactory(household=household, data_year=2016)
    member = household.memberships.get().member
    MemberYearFactory(member=member, household=household, data_year=2016)
    clerk = make_user("town_clerk", YANGLINWEI)

    save_people(household, survey(member, basic_medical=False), by=clerk)

    december, november = datetime.date(2016, 12, 1), datetime.date(2016, 11, 30)
    assert stale_after(GEXIN, december, november) == {
        december: counting(Topic.SURVEY), november: set(),
    }  # fmt: skip


def test_a_new_member_and_a_corrected_birth_date(day):
    household = HouseholdFactory(at=GEXIN)
    clerk = make_user("town_clerk", YANGLINWEI)
    member = household.memberships.get().member
    born = datetime.date(1961, 1, 1)
    joined = datetime.date(2016, 11, 8)

    households.save_household(
        household,
        HouseholdEntry(2016, people=[PersonEntry({"birth_date": born}, {}, member=member)]),
        version=household.version, by=clerk,
    )  # fmt: skip
    marks = ChangeMark.objects.filter(topic=Topic.HOUSEHOLD)
    assert marks.get().from_day == BASE_DAY
    marks.delete()

    newcomer = PersonEntry({"name": "张小"}, {}, relation="10", joined_on=joined)
    save_people(household, newcomer, by=clerk)
    assert marks.get().from_day == joined
