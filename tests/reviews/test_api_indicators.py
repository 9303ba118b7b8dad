"""Indicators over the API: the pages' numbers, and no more than the pages show."""

import datetime

import pytest

from reviews.services.values import store_day
from tests.factories import CITY, GEXIN, XIANFENG, YANGLINWEI, ZHANGGOU, DivisionFactory
from tests.reviews.register import change_status, lift

pytestmark = pytest.mark.usefixtures("day", "households")
DAY = datetime.date(2016, 12, 31)


def get(client, path: str, status: int = 200, **query):
    answer = client.get(f"/api/v1/indicators/{path}", query)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_the_dictionary_comes_with_its_values_for_a_day_and_a_division(client, log_in):
    log_in("city_leader")

    of_city = {one["code"]: one for one in get(client, "", day="2016-11-30")}
    of_town = {one["code"]: one for one in get(client, "", day="2016-11-30", division=YANGLINWEI)}

    assert of_city["K01P"]["numerator"] == "10"
    assert of_city["K02P"]["said"] == "10人"
    assert of_city["K03"]["numerator"] == "10"
    assert of_city["K03"]["denominator"] == "3000"
    assert of_city["K03"]["result"] == "0.003333"
    assert of_city["K03"]["definition"].startswith("当日未脱贫人口÷农业户籍人口")
    assert (of_city["K01P"]["division"], of_city["K01P"]["day"]) == (CITY, "2016-11-30")
    assert of_town["K01P"]["numerator"] == "9"
    assert "F01" not in of_town  # money of the whole city says nothing of a township


def test_a_number_says_when_it_was_computed_and_how_it_moved(client, log_in):
    log_in("city_leader")
    assert get(client, "K02P/", day="2016-12-31")["computed_at"] is None
    store_day(DAY, DAY)

    found = get(client, "K02P/")

    assert found["day"] == "2016-12-31"
    assert found["computed_at"] is not None
    assert (found["said"], found["change"]) == ("6人", "−4人")
    assert [(one["day"], one["numerator"]) for one in found["trend"]] == [("2016-12-31", "6")]


def test_the_townships_are_compared_the_best_first(client, log_in):
    log_in("city_leader")

    found = get(client, "K02P/comparison/")

    assert (found["said"], found["refusal"]) == ("6人", "")
    said = [(one["division_name"], one["said"]) for one in found["places"]]
    assert said == [("张沟镇", "1人"), ("杨林尾镇", "5人")]


def test_villages_are_compared_for_who_works_there_and_refused_to_others(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    own = get(client, "K02P/comparison/")
    other = get(client, "K02P/comparison/", division=YANGLINWEI)

    assert own["division"] == ZHANGGOU
    assert [one["division"] for one in own["places"]] == [XIANFENG]
    assert (other["said"], other["places"], other["refusal"]) == ("5人", [], "无权查看明细")


def test_a_small_number_of_a_sensitive_kind_is_not_told_outside_the_scope(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    found = get(client, "K07/", division=YANGLINWEI)
    listed = next(one for one in get(client, "", division=YANGLINWEI) if one["code"] == "K07")

    for one in (found, listed):
        assert (one["numerator"], one["denominator"], one["result"]) == (None, None, None)
        assert (one["said"], one["note"]) == ("—", "不足5，不显示")
        assert one["change"] == ""
    assert (found["sides"], found["trend"]) == ([], [])


def test_what_is_not_told_ranks_last_so_that_its_place_tells_nothing(client, log_in, households):
    log_in("town_clerk", ZHANGGOU)
    lift(households["e"], datetime.date(2016, 12, 1), listed=datetime.date(2016, 11, 1))
    change_status(households["e"], "RETURNED", datetime.date(2016, 12, 20), "return", cause="01")

    places = get(client, "K07/comparison/", division=CITY)["places"]

    assert [(one["division"], one["said"], one["note"]) for one in places] == [
        (ZHANGGOU, "100.00%", ""),  # its own clerk sees it
        (YANGLINWEI, "—", "不足5，不显示"),  # better, with a third
    ]


def test_the_rows_behind_a_number_come_in_pages_and_add_up_to_it(client, log_in, households):
    log_in("city_office")

    first = get(client, "K02H/numerator/", page_size=2)
    second = get(client, "K02H/numerator/", page_size=2, page=2)

    assert (first["total"], first["count"], first["unit"]) == ("3", 3, "户")
    assert first["next"].endswith("page=2&page_size=2")
    rows = [*first["results"], *second["results"]]
    numbers = {row["cells"]["户号"] for row in rows}
    assert numbers == {households[name].household_no for name in "ace"}
    assert {row["url"] for row in rows} == {f"/households/{households[x].pk}/" for x in "ace"}


def test_weighted_rows_and_parameters_add_up_too(client, log_in):
    log_in("city_office")

    lifted = get(client, "K05/numerator/")
    base = get(client, "K05/denominator/")
    gap = get(client, "K04/gap/")

    assert (lifted["total"], lifted["count"]) == ("6", 2)
    assert base["total"] == "81076"
    assert base["results"] == [{"url": "", "cells": {"区划": "仙桃市", "取值": "81076"}}]
    assert gap["total"] == "1"  # E is listed and not yet lifted


def test_rows_are_refused_in_a_sentence_outside_the_scope(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    assert get(client, "K02H/numerator/")["total"] == "1"
    refused = get(client, "K02H/numerator/", 403, division=YANGLINWEI)

    assert refused["detail"] == "无权查看明细（需要本区划的“查看户档案”权限）"


def test_figures_of_a_village_elsewhere_are_refused_in_a_sentence(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    refused = get(client, "K02P/", 403, division=GEXIN)

    assert refused["detail"].startswith("无权查看明细：革新村委会不在您的范围内")


@pytest.mark.parametrize(
    ("path", "query", "status", "sentence"),
    [
        ("NOPE/", {}, 404, ""),
        ("K02P/gap/", {}, 404, ""),
        ("K02P/", {"division": "429004999000"}, 404, ""),
        ("K02P/", {"division": "\0"}, 400, ""),
        ("K02P/", {"division": "仙桃"}, 404, ""),
        ("K02P/", {"day": "0001-01-01"}, 400, "数据日期不能早于2014-01-01"),
        ("K02P/", {"day": "2017-01-01"}, 400, "数据日期不能晚于2016-12-31"),
        ("K02P/", {"day": "gestern"}, 400, ""),
        ("K02H/numerator/", {"page": "99"}, 404, ""),
    ],
)
def test_what_cannot_be_answered_is_refused(client, log_in, path, query, status, sentence):
    log_in("city_leader")

    answer = get(client, path, status, **query)

    assert sentence in str(answer)


def test_who_may_not_see_the_state_of_the_city_gets_no_number(client, log_in):
    log_in("helper", None)

    for path in ("", "K02P/", "K02P/comparison/", "K02P/numerator/"):
        get(client, path, 403)


def test_the_comparison_costs_the_same_for_two_townships_and_for_twenty(log_in, queries_of):
    log_in("city_leader")
    store_day(DAY, DAY)
    url = "/api/v1/indicators/K02P/comparison/"
    few = len(queries_of(url))
    for number in range(20):
        DivisionFactory(code=f"4290042{number:02d}000")

    assert len(queries_of(url)) == few


def test_rows_cost_the_same_for_one_and_for_twenty(log_in, queries_of):
    log_in("city_office")
    one = len(queries_of("/api/v1/indicators/K02H/numerator/?page_size=1"))

    assert len(queries_of("/api/v1/indicators/K02H/numerator/?page_size=20")) == one
