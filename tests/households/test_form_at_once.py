"""Everything that is wrong with the household form is told in one answer."""

import re

import pytest

from households.enums import IdType
from tests.factories import GEXIN, YANGLINWEI
from tests.households.whole import text_of, typed, whole_household


@pytest.fixture
def edited(log_in):
    log_in("town_clerk", YANGLINWEI)
    household = whole_household(at=GEXIN)
    person = f"m{household.memberships.get().member_id}"
    return f"/households/{household.pk}/edit/", person


def test_a_wrong_shape_and_what_the_checks_ask_for_are_told_at_once(client, edited):
    url, person = edited
    sent = typed(client, url) | {
        "l-house_built_year": "3001", "y-cause_main": "", f"{person}-health": "",
    }  # fmt: skip

    page = text_of(client.post(url, sent))

    assert "应是1900至2099之间的年份" in page
    assert "主要致贫原因没有填写" in page
    assert "健康状况没有填写" in page


def test_a_check_waits_for_the_shape_of_what_it_reads(client, edited):
    url, person = edited
    sent = typed(client, url) | {
        f"{person}-health": "残疾呢", f"{person}-work_months": "13", "i-wage_income": "很多",
        "i-net_income_per_capita": "",
    }  # fmt: skip

    page = text_of(client.post(url, sent))

    assert "应为0至12个月" in page
    assert "健康状况没有填写" not in page


def test_a_new_household_without_anything_names_its_people_too(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    sent = {
        "c-version": "1", "c-seen": client.get("/households/new/").context["sheet"]
        .control["seen"].value(),
        "n0-name": "严新", "n0-relation": "", "n0-id_type": IdType.RESIDENT,
        "p-identified_on": "2016-12-01",
    }  # fmt: skip

    answer = client.post("/households/new/", sent)

    sheet = answer.context["sheet"]
    marked = {bound.html_name for group in sheet.groups for bound in group.fields if bound.errors}
    assert {"p-village", "n0-relation", "n0-id_no", "y-cause_main", "n0-health"} <= marked


def test_what_a_check_demands_does_not_say_that_it_may_be_left_blank(client, edited):
    url, person = edited

    page = text_of(client.get(url))

    def said(name: str) -> str:
        label = re.search(rf'<label for="id_{name}">(.*?)</label>', page)
        return re.sub(r"<[^>]+>", " ", label[1]).split()[-1]

    assert said("y-cause_main") == "主要致贫原因"
    assert said(f"{person}-serious_illness_insured") == "大病保险"
    assert said(f"{person}-pension") == "16岁以上非在校生必填"
    assert said("y-planned_exit_year") == "选填"
