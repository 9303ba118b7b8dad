"""Procedures for who may see them, and over the API."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organization.models import Procedure
from tests.factories import (
    GEXIN,
    YANGLINWEI,
    ZHANGGOU,
    DivisionFactory,
    HouseholdFactory,
    PostingFactory,
    VillageFactory,
)
from tests.households.going import PNG, SURVEY, surveyed_household


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
