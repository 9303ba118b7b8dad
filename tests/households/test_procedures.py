"""Households on their way through procedures, as clerks, the township and the city take them."""

import datetime

import pytest
from django.urls import reverse

from households.enums import PovertyStatus, Validity
from households.models import Household
from organization.models import Procedure, ProcedureAct
from tests.factories import GEXIN, HouseholdFactory
from tests.households.going import MEETING, POSTED, SURVEY, surveyed_household


def stage():
    return set(Procedure.objects.values_list("stage", "state"))


def statuses(households):
    return [household.statuses.open().get().status for household in households]


def test_a_villages_exits_go_together_and_each_has_its_decision(people):
    households = [surveyed_household() for _ in range(3)]
    people.open("exit", *households, on="2016-10-10")
    people.take(people.clerk, "2016-10-11", **MEETING)
    people.take(people.clerk, "2016-10-12", **SURVEY, is_provided="on")
    people.take(people.clerk, "2016-10-13", papers="file")
    people.take(people.clerk, "2016-10-14", **POSTED)
    assert stage() == {("notice_closed", "running")}
    early = people.take(people.clerk, "2016-10-21", photo_end="file")
    assert "公示至2016-10-21期满，2016-10-22起才能办理" in early.content.decode()
    people.take(people.clerk, "2016-10-22", photo_end="file")
    people.take(people.leader, "2016-10-25")
    people.take(people.office, "2016-11-01", document_no="仙扶组〔2016〕20号")
    assert statuses(households) == ["PRE_EXIT"] * 3
    people.take(people.office, "2016-11-03", document_no="仙扶组〔2016〕21号")
    assert statuses(households) == ["EXITED_WITH_POLICY"] * 3
    span = households[0].statuses.open().get()
    assert (span.starts_on, span.document_no) == (datetime.date(2016, 11, 3), "仙扶组〔2016〕21号")
    assert stage() == {("", "done")}
    assert ProcedureAct.objects.count() == 8
    assert [act.decisions.count() for act in ProcedureAct.objects.all()] == [3] * 8


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda h: h.incomes.update(net_income_per_capita=3000), "低于脱贫收入线3146"),
        (lambda h: h.conditions.update(water_safe=False), "饮水不安全"),
        (lambda h: h.conditions.update(house_grade="C"), "住房为危房"),
        (lambda h: h.member_years.update(basic_medical=False), "未参加基本医疗保险"),
        (
            lambda h: [
                h.member_years.update(student_status="01", education="02"),
                h.memberships.get().member.__class__.objects.update(
                    birth_date=datetime.date(2004, 5, 1)
                ),
            ],
            "义务教育阶段未在校",
        ),
        (lambda h: h.member_years.update(basic_medical=None), "是否参加基本医疗保险没有填写"),
        (lambda h: h.years.update(data_year=2015), "没有2016年采集信息"),
    ],
)
def test_a_household_that_fails_a_test_is_named_and_none_goes_on(people, break_it, sentence):
    good, bad = surveyed_household(), surveyed_household()
    break_it(bad)
    people.open("exit", good, bad, on="2016-10-10")
    people.take(people.clerk, "2016-10-11", **MEETING)
    answer = people.take(people.clerk, "2016-10-12", **SURVEY, is_provided="on")
    assert sentence in answer.content.decode()
    assert stage() == {("surveyed", "running")}


def test_who_does_not_meet_the_standard_stays_poor_with_the_reason(people):
    household = surveyed_household(net_income_per_capita=3000)
    people.open("exit", household, on="2016-10-10")
    people.take(people.clerk, "2016-10-11", **MEETING)
    one = Procedure.objects.get()
    outcome = {f"outcome_{one.pk}": "rejected"}
    bare = people.take(people.clerk, "2016-10-12", **SURVEY, is_provided="on", **outcome)
    assert "不通过的须选择原因" in bare.content.decode()
    people.take(
        people.clerk, "2016-10-12", **SURVEY, is_provided="on", **outcome,
        **{f"reason_{one.pk}": "07"},
    )  # fmt: skip
    span = household.statuses.open().get()
    assert (span.status, span.event, span.not_exit_reason) == ("POOR", "fail_exit", "07")


@pytest.mark.parametrize(
    ("meeting", "sentence"),
    [
        ({"attended": 19, "votes_for": 15}, "应到30人、实到19人，不足66%"),
        ({"votes_for": 10}, "实到21人、同意10人，未超过50%"),
        ({"attended": 31}, "实到人数不能多于应到人数"),
    ],
)
def test_a_meeting_needs_enough_people_and_votes(people, meeting, sentence):
    people.open("exit", surveyed_household(), on="2016-10-10")
    answer = people.take(people.clerk, "2016-10-11", **{**MEETING, **meeting})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ProcedureAct.objects.exists()


def test_a_candidate_is_identified_with_two_notices_and_an_announcement(people):
    household = HouseholdFactory(at=GEXIN, status="")
    household.validities.update(validity=Validity.CANDIDATE)
    people.open("identify", household, on="2016-03-01", round="new")
    people.take(people.clerk, "2016-03-01", application="file")
    people.take(people.clerk, "2016-03-03", **SURVEY)
    people.take(people.office, "2016-03-07", result="clear")
    people.take(people.clerk, "2016-03-08", **MEETING)
    people.take(people.clerk, "2016-03-09", **POSTED)
    people.take(people.clerk, "2016-03-17", photo_end="file")
    people.take(people.leader, "2016-03-18")
    people.take(people.clerk, "2016-03-21", **POSTED)
    people.take(people.clerk, "2016-03-29", photo_end="file")
    people.take(people.office, "2016-03-30", document_no="仙扶组〔2016〕3号")
    assert household.statuses.count() == 0
    people.take(people.office, "2016-04-01", document_no="仙扶组〔2016〕4号")
    assert Household.objects.poor(datetime.date(2016, 4, 1)).get() == household
    assert stage() == {("entered", "running")}


def test_a_registered_household_that_was_never_poor_stays_registered_when_identified(people):
    household = HouseholdFactory(at=GEXIN, status="")
    people.open("identify", household, on="2016-03-01", round="lookback")
    Procedure.objects.update(stage="announced")
    people.take(people.office, "2016-04-01", document_no="仙扶组〔2016〕4号")
    assert statuses([household]) == ["POOR"]
    assert household.validities.count() == 1


def test_a_candidate_who_is_not_found_poor_does_not_stand_in_the_register(people):
    household = HouseholdFactory(at=GEXIN, status="")
    household.validities.update(validity=Validity.CANDIDATE)
    people.open("identify", household, on="2016-03-01", round="new")
    people.take(people.clerk, "2016-03-01", application="file")
    one = Procedure.objects.get()
    people.take(
        people.clerk, "2016-03-03", **SURVEY,
        **{f"outcome_{one.pk}": "rejected", f"note_{one.pk}": "家有轿车"},
    )  # fmt: skip
    span = household.validities.open().get()
    assert (span.validity, span.reason) == (Validity.INVALID, "NOT_IDENTIFIED")


def test_the_kind_of_watch_fits_the_households_history(people):
    household = HouseholdFactory(at=GEXIN, status=PovertyStatus.EXITED_WITH_POLICY)
    facts = {"risk": "01", "channel": "visited"}
    early = people.open("watch", household, on="2016-10-10", watch_kind="UNSTABLE", **facts)
    assert "防止返贫监测自2020-03-20开始" in early.content.decode()
    wrong = people.open("watch", household, on="2021-03-01", watch_kind="MARGINAL", **facts)
    assert "边缘易致贫户须未曾建档立卡" in wrong.content.decode()
    people.open("watch", household, on="2021-03-01", watch_kind="UNSTABLE", **facts)
    assert stage() == {("surveyed", "running")}


def test_the_household_page_offers_what_it_may_begin_and_shows_what_runs(people):
    household = surveyed_household()
    url = reverse("organization:procedure_panel", args=["households.household", household.pk])
    people.go_to("2016-10-10")
    offered = people.clerk.get(url).content.decode()
    assert "发起脱贫退出" in offered
    assert "发起返贫" not in offered
    people.open("exit", household, on="2016-10-10")
    running = people.clerk.get(url).content.decode()
    assert "民主评议" in running
    assert "发起脱贫退出" not in running
    assert "发起清退" not in running


def test_one_act_costs_the_same_for_three_and_for_thirty(people, django_assert_max_num_queries):
    """Statements of the last stage, in which thirty households' statuses change."""
    households = [surveyed_household() for _ in range(30)]
    people.open("exit", *households, on="2016-10-10")
    Procedure.objects.update(stage="announced", stage_since=datetime.date(2016, 11, 1))
    with django_assert_max_num_queries(70):
        people.take(people.office, "2016-11-03", document_no="仙扶组〔2016〕21号")
    assert statuses(households) == ["EXITED_WITH_POLICY"] * 30


def test_a_list_of_twenty_costs_what_a_list_of_one_does(people, client, log_in, queries_of):
    log_in("city_office")
    people.open("remove", HouseholdFactory(at=GEXIN), on="2016-10-10", reason="错评")
    few = len(queries_of("/procedures/"))
    many = [HouseholdFactory(at=GEXIN) for _ in range(20)]
    people.open("remove", *many, on="2016-10-10", reason="错评")
    assert len(queries_of("/procedures/")) == few


def test_nothing_begins_before_the_record_of_the_household(people):
    household = HouseholdFactory(at=GEXIN)
    since = household.validities.get().starts_on
    people.go_to("2016-10-10")
    sent = {"kind": "remove", "selected": household.pk, "on": "2001-01-01", "reason": "错评"}
    answer = people.clerk.post("/procedures/open/", sent)
    assert f"发起日期不能早于其记录状态的起始日期{since}" in answer.content.decode()
    assert not Procedure.objects.exists()
