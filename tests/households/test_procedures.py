"""Households on their way through procedures, as clerks, the township and the city take them."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from households.enums import PovertyStatus, Validity
from households.models import Household
from organization.models import DemoClock, Procedure, ProcedureAct
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    ZHANGGOU,
    DivisionFactory,
    HouseholdFactory,
    HouseholdYearFactory,
    IncomeYearFactory,
    LivingConditionYearFactory,
    MemberYearFactory,
    PostingFactory,
    VillageFactory,
    make_user,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"photo" * 20
SURVEY = {"surveyors": "张三、李四", "papers": "file"}
MEETING = {"representatives": 30, "attended": 21, "votes_for": 20, "papers": "file"}
POSTED = {"place": "村委会公告栏", "photo_start": "file"}


class People:
    """A village clerk, the township's leader, the city office; each in a browser of his own."""

    def __init__(self) -> None:
        self.clerk = self._browser("town_clerk", YANGLINWEI)
        self.leader = self._browser("town_leader", YANGLINWEI)
        self.office = self._browser("city_office", CITY)

    def _browser(self, role, code):
        client = Client()
        client.force_login(make_user(role, code))
        return client

    def open(self, code, *households, on, **facts):
        self.go_to(on)
        keys = [household.pk for household in households]
        url = reverse("organization:procedure_open")
        return self.clerk.post(url, {"kind": code, "selected": keys, "on": on, **facts})

    def take(self, who, on, **facts):
        """Take the stage that waits for all running procedures."""
        self.go_to(on)
        ones = Procedure.objects.running().order_by("pk")
        data = {"selected": [one.pk for one in ones], "on": on}
        data |= {f"outcome_{one.pk}": "passed" for one in ones}
        data |= {
            name: SimpleUploadedFile("材料.png", PNG) if value == "file" else value
            for name, value in facts.items()
        }
        return who.post(reverse("organization:stage_take"), data)

    def go_to(self, on):
        DemoClock.objects.update_or_create(defaults={"day": datetime.date.fromisoformat(on)})


@pytest.fixture
def people(db):
    DemoClock.objects.create(day=datetime.date(2016, 10, 1))
    return People()


def stage():
    return set(Procedure.objects.values_list("stage", "state"))


def surveyed_household(status=PovertyStatus.PRE_EXIT, **income):
    """A household that passes every test of an exit."""
    household = HouseholdFactory(at=GEXIN, status=status)
    HouseholdYearFactory(household=household, data_year=2016)
    values = {"net_income_per_capita": 4000, **income}
    IncomeYearFactory(household=household, data_year=2016, **values)
    LivingConditionYearFactory(
        household=household, data_year=2016, water_safe=True, is_dangerous_house=False,
        house_area_m2=80,
    )  # fmt: skip
    for membership in household.memberships.all():
        MemberYearFactory(
            member=membership.member, household=household, data_year=2016, basic_medical=True
        )
    return household


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


def test_papers_of_an_act_over_two_villages_are_not_a_village_clerks(people, client, log_in):
    ours, other = HouseholdFactory(at=GEXIN), HouseholdFactory(at="429004108201")
    people.open("remove", ours, other, on="2016-10-10", reason="错评")
    people.take(people.clerk, "2016-10-10", **SURVEY)
    url = f"/procedures/{Procedure.objects.get(subject_id=ours.pk).pk}/"
    assert "材料.png" in people.clerk.get(url).content.decode()
    log_in("village_clerk", GEXIN)
    page = client.get(url).content.decode()
    assert "入户人员：张三、李四" in page
    assert "材料.png" not in page


def test_who_objected_by_name_is_told_to_those_who_answer(people):
    people.open("remove", HouseholdFactory(at=GEXIN), on="2016-10-10", reason="错评")
    url = f"/procedures/{Procedure.objects.get().pk}/"
    objection = {"on": "2016-10-10", "content": "不应清退", "raised_by": "李某"}
    people.clerk.post(f"{url}objections/", objection)
    assert "实名：李某" in people.clerk.get(url).content.decode()
    page = people.leader.get(url).content.decode()
    assert "提出异议（实名）" in page
    assert "李某" not in page


def test_procedures_of_a_place_are_found_by_its_spoken_name(people):
    household = HouseholdFactory(at=GEXIN)
    household.village.division.__class__.objects.filter(code=GEXIN).update(name="革新居委会")
    people.open("remove", household, on="2016-10-10", reason="错评")
    for name, count in (("革新社区", 1), ("革新", 1), ("革新村", 0)):
        assert people.clerk.get(f"/api/v1/procedures/?village={name}").json()["count"] == count


def test_only_townships_in_reach_are_offered(people):
    other = DivisionFactory(code=ZHANGGOU)
    choices = f'<option value="{other.code}"'
    assert choices in people.office.get("/procedures/").content.decode()
    page = people.clerk.get("/procedures/").content.decode()
    assert choices not in page
    assert f'<option value="{YANGLINWEI}"' in page


def test_another_township_sees_and_takes_nothing(people, client, log_in):
    household = HouseholdFactory(at=GEXIN)
    people.open("remove", household, on="2016-10-10", reason="错评")
    one = Procedure.objects.get()
    log_in("town_clerk", ZHANGGOU)
    assert client.get(f"/procedures/{one.pk}/").status_code == 404
    assert client.get(f"/procedures/take/?selected={one.pk}").status_code == 404
    assert client.get(f"/procedures/open/?kind=remove&selected={household.pk}").status_code == 404
    assert "共 <strong>0</strong> 件" in client.get("/procedures/").content.decode()
    assert client.get("/api/v1/procedures/").json()["count"] == 0


def test_a_procedure_over_the_api(people, client, log_in):
    household = HouseholdFactory(at=GEXIN)
    log_in("town_clerk", YANGLINWEI)
    people.go_to("2016-10-10")
    url, json = "/api/v1/procedures/", "application/json"
    body = {
        "kind": "remove", "selected": [household.pk], "on": "2016-10-10",
        "facts": {"reason": "家有轿车"},
    }  # fmt: skip
    opened = client.post(f"{url}open/", body, json)
    assert opened.status_code == 201, opened.content
    (one,) = opened.json()
    assert (one["stage"], one["stage_label"]) == ("surveyed", "入户核实")
    taken = {"selected": [one["id"]], "on": "2016-10-10", "facts": {"surveyors": "张三、李四"}}
    bare = client.post(f"{url}take/", taken, json)
    assert (bare.status_code, bare.json()["detail"]) == (409, "请上传入户核实表和照片")
    sent = taken | {
        "facts": '{"surveyors": "张三、李四"}', "papers": SimpleUploadedFile("表.png", PNG),
    }  # fmt: skip
    assert client.post(f"{url}take/", sent).json()[0]["stage"] == "appraised"
    objection = {"on": "2016-10-10", "content": "不应清退"}
    raised = client.post(f"{url}{one['id']}/objection/", objection, json).json()
    answer = {"on": "2016-10-10", "is_upheld": "no", "answer": "核实无误"}
    settled = client.post(f"{url}{one['id']}/objections/{raised['id']}/answer/", answer, json)
    assert settled.json()["is_upheld"] is False
    gone = client.post(f"{url}{one['id']}/withdraw/", {"on": "2016-10-10", "reason": "误发"}, json)
    assert gone.json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"surveyors": ["张三"]}, "入户人员应为文字"),
        ({"surveyors": "\ud800张三、李四"}, "内容含有不能保存的字符"),
        ({"surveyors": "张三、\x00李四"}, "入户人员含有不能保存的字符"),
        ({"surveyors": "   "}, "请填写入户人员"),
    ],
)
def test_nothing_unreadable_is_put_on_record_over_the_api(people, client, log_in, facts, sentence):
    people.open("remove", HouseholdFactory(at=GEXIN), on="2016-10-10", reason="错评")
    log_in("town_clerk", YANGLINWEI)
    body = {"selected": [Procedure.objects.get().pk], "on": "2016-10-10", "facts": facts}
    answer = client.post("/api/v1/procedures/take/", body, "application/json")
    assert answer.status_code in {400, 409}, answer.content
    assert sentence in answer.json()["detail"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("1e999", "应为0至99999的整数"), (True, "应为0至99999的整数"), ("²", "应为0至99999的整数"),
     (123456, "应在0至99999之间"), (0, "不足66%")],
)  # fmt: skip
def test_a_count_is_a_whole_number_over_the_api(people, client, log_in, value, sentence):
    people.open("exit", surveyed_household(), on="2016-10-10")
    log_in("town_clerk", YANGLINWEI)
    facts = {"representatives": 30, "attended": value, "votes_for": 0}
    sent = {
        "selected": Procedure.objects.get().pk, "on": "2016-10-10", "facts": json.dumps(facts),
        "papers": SimpleUploadedFile("记录.png", PNG),
    }  # fmt: skip
    answer = client.post("/api/v1/procedures/take/", sent)
    assert answer.status_code == 409, answer.content
    assert sentence in answer.json()["detail"]


@pytest.mark.parametrize("facts", ['{"representatives": ' + "[" * 20000 + "]" * 20000 + "}", "[]"])
def test_facts_that_are_none_are_refused_over_the_api(people, client, log_in, facts):
    people.open("exit", surveyed_household(), on="2016-10-10")
    log_in("town_clerk", YANGLINWEI)
    sent = {"selected": Procedure.objects.get().pk, "on": "2016-10-10", "facts": facts}
    assert client.post("/api/v1/procedures/take/", sent).status_code == 400


@pytest.mark.parametrize("key", ["9" * 25, "9" * 5000, "x"])
def test_a_key_that_is_none_is_not_found(people, key):
    for url in (
        f"/procedures/take/?selected={key}",
        f"/procedures/open/?kind=remove&selected={key}",
    ):
        assert people.clerk.get(f"{url}selected={key}").status_code == 404


def test_a_first_secretary_sees_the_procedures_of_his_village(people, client, log_in):
    posting = PostingFactory(village=VillageFactory(code=GEXIN))
    people.open("remove", HouseholdFactory(at=GEXIN), on="2016-10-10", reason="错评")
    log_in("first_secretary", None, cadre=posting.cadre)
    assert client.get(f"/procedures/{Procedure.objects.get().pk}/").status_code == 200


def test_nothing_begins_before_the_record_of_the_household(people):
    household = HouseholdFactory(at=GEXIN)
    since = household.validities.get().starts_on
    people.go_to("2016-10-10")
    sent = {"kind": "remove", "selected": household.pk, "on": "2001-01-01", "reason": "错评"}
    answer = people.clerk.post("/procedures/open/", sent)
    assert f"发起日期不能早于其记录状态的起始日期{since}" in answer.content.decode()
    assert not Procedure.objects.exists()
