"""The verbs on visits."""

import datetime
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from assistance.enums import VisitKind
from assistance.models import Visit
from assistance.services.visits import VisitFacts, record_visit, solve_visit_problem
from organization.enums import SignalState
from organization.errors import RuleError
from organization.models import AuditEntry, Cadre, ChangeMark, ProblemSignal
from tests.assistance.factories import PairingFactory, VisitFactory
from tests.factories import YANGLINWEI, ZHANGGOU, CadreFactory, HouseholdFactory, make_user

TODAY = datetime.date(2016, 12, 31)
FACTS = VisitFacts(TODAY, VisitKind.CONDITIONS, "询问过冬准备")


@pytest.fixture
def helper(day):
    """A helper with a login and one household."""
    cadre = CadreFactory()
    PairingFactory(cadre=cadre)
    return make_user("helper", None, cadre=cadre)


def test_a_helper_records_his_visit(helper):
    household = helper.cadre.pairings.get().household

    visit = record_visit(household, helper.cadre, FACTS, by=helper)

    assert (visit.household, visit.cadre, visit.recorded_by) == (household, helper.cadre, helper)
    assert AuditEntry.objects.get(verb="visit.recorded").subject_id == str(visit.pk)
    assert ChangeMark.objects.get(topic="visit").from_day == TODAY
    assert not ProblemSignal.objects.exists()


def test_a_helper_has_no_word_on_other_households(helper):
    with pytest.raises(PermissionDenied):
        record_visit(HouseholdFactory(), helper.cadre, FACTS, by=helper)


def test_a_helper_records_for_nobody_else(helper):
    household = helper.cadre.pairings.get().household

    with pytest.raises(RuleError, match="只能登记本人"):
        record_visit(household, CadreFactory(), FACTS, by=helper)


def test_a_clerk_enters_the_visits_of_his_township_for_others(day):
    clerk = make_user("town_clerk", YANGLINWEI)

    visit = record_visit(HouseholdFactory(), CadreFactory(), FACTS, by=clerk)

    assert visit.recorded_by == clerk
    with pytest.raises(PermissionDenied):
        record_visit(
            HouseholdFactory(), CadreFactory(), FACTS, by=make_user("town_clerk", ZHANGGOU)
        )


def test_a_helper_whose_pairing_ended_has_no_access(helper):
    pairing = helper.cadre.pairings.get()
    pairing.ends_on, pairing.end_reason = TODAY, "transfer"
    pairing.save()

    with pytest.raises(PermissionDenied):
        record_visit(pairing.household, helper.cadre, FACTS, by=helper)


def test_the_same_record_sent_twice_is_one_visit(helper):
    household, key = helper.cadre.pairings.get().household, uuid.uuid4()
    facts = replace(FACTS, problem="屋顶漏雨")

    first = record_visit(household, helper.cadre, facts, by=helper, key=key)
    again = record_visit(household, helper.cadre, facts, by=helper, key=key)

    assert again == first
    assert Visit.objects.count() == ProblemSignal.objects.count() == 1
    assert AuditEntry.objects.filter(verb="visit.recorded").count() == 1


def test_an_open_problem_becomes_a_signal_and_goes_when_it_is_solved(helper):
    household = helper.cadre.pairings.get().household
    facts = replace(FACTS, problem="饮水不达标")
    visit = record_visit(household, helper.cadre, facts, by=helper)

    signal = ProblemSignal.objects.get()
    assert (signal.source, signal.subject_kind, signal.subject_id) == (
        "visit",
        "assistance.visit",
        str(visit.pk),
    )
    assert signal.division_code == household.village_id
    assert "饮水不达标" in signal.title
    assert signal.found_on == TODAY
    assert signal.facts == {
        "户号": household.household_no, "走访人": helper.cadre.name, "走访日期": "2016-12-31",
    }  # fmt: skip

    solve_visit_problem(visit, by=helper, remark="已接通自来水")

    visit.refresh_from_db()
    signal.refresh_from_db()
    assert visit.is_problem_solved
    assert signal.state == SignalState.CLEARED
    with pytest.raises(RuleError, match="没有待解决的问题"):
        solve_visit_problem(visit, by=helper, remark="再报一次")


def test_a_problem_solved_on_the_spot_is_no_signal(helper):
    household = helper.cadre.pairings.get().household

    facts = replace(FACTS, problem="电线老化", is_problem_solved=True)
    record_visit(household, helper.cadre, facts, by=helper)

    assert not ProblemSignal.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"visited_on": TODAY + datetime.timedelta(days=1)}, "不能晚于今天"),
        ({"content": "   "}, "请填写走访内容"),
        ({"is_problem_solved": True}, "须写明发现的问题"),
        ({"next_visit_on": TODAY}, "须晚于本次走访日期"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(helper, wrong, said):
    household = helper.cadre.pairings.get().household

    with pytest.raises(RuleError, match=said):
        record_visit(household, helper.cadre, replace(FACTS, **wrong), by=helper)


def test_nobody_visits_after_he_left_or_with_himself(day):
    clerk = make_user("town_clerk", YANGLINWEI)
    gone = CadreFactory(left_on=datetime.date(2016, 12, 1))
    with pytest.raises(RuleError, match="已于2016-12-01离开"):
        record_visit(HouseholdFactory(), gone, FACTS, by=clerk)

    seen = CadreFactory()
    Cadre.objects.filter(pk=seen.pk).update(left_on=datetime.date(2016, 12, 1))
    with pytest.raises(RuleError, match="已于2016-12-01离开，不能登记其后的走访"):
        record_visit(HouseholdFactory(), seen, FACTS, by=clerk)

    cadre = CadreFactory()
    with pytest.raises(RuleError, match="同行干部"):
        record_visit(HouseholdFactory(), cadre, replace(FACTS, joint_with=cadre), by=clerk)


def test_solving_needs_a_word(helper):
    visit = VisitFactory(
        household=helper.cadre.pairings.get().household, cadre=helper.cadre, problem="漏雨"
    )

    with pytest.raises(RuleError, match="怎样解决"):
        solve_visit_problem(visit, by=helper, remark="  ")


def test_visits_are_seen_by_the_helper_his_unit_and_the_area(helper):
    household = helper.cadre.pairings.get().household
    mine = VisitFactory(household=household, cadre=helper.cadre)
    by_another = VisitFactory(household=household)
    VisitFactory()
    unit_user = make_user("department", None, unit=helper.cadre.unit)

    seen = Visit.objects.visible_to
    assert set(seen(helper, "pairing.view")) == {mine, by_another}
    assert set(seen(unit_user, "pairing.view")) == {mine}
    assert seen(make_user("town_clerk", YANGLINWEI), "pairing.view").count() == 3
    assert seen(make_user("town_clerk", ZHANGGOU), "pairing.view").count() == 0
