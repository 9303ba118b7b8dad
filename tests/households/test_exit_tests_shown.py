"""The tests of an exit, seen before somebody decides."""

import re

from django.urls import reverse

from organization.models import Procedure
from tests.factories import XIANFENG, YANGLINWEI
from tests.households.going import MEETING, surveyed_household


def waiting(people, *households):
    people.open("exit", *households, on="2016-10-10")
    people.take(people.clerk, "2016-10-11", **MEETING)
    keys = Procedure.objects.order_by("pk").values_list("pk", flat=True)
    query = "&".join(f"selected={key}" for key in keys)
    return f"/households/exit-tests/?{query}"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_each_test_is_answered_for_each_household(people):
    good, poor, blank = (surveyed_household() for _ in range(3))
    poor.incomes.update(net_income_per_capita=3000)
    blank.years.all().delete()
    blank.incomes.all().delete()
    blank.conditions.all().delete()
    blank.member_years.all().delete()
    page = people.clerk.get(waiting(people, good, poor, blank))
    rows = page.content.decode().split("</tbody>")[0].split("<tr>")[2:]
    assert [row.count("不符合") for row in rows] == [0, 1, 1]
    assert "人均纯收入3000.00元，低于脱贫收入线3146.00元" in text_of(page)
    assert "没有2016年采集信息" in rows[2]


def test_the_stage_and_the_procedure_show_them(people):
    url = waiting(people, surveyed_household())
    one = Procedure.objects.get()
    escaped = url.replace("&", "&amp;")
    for page in (
        people.clerk.get(f"{reverse('organization:stage_take')}?selected={one.pk}"),
        people.clerk.get(reverse("organization:procedure_detail", args=[one.pk])),
    ):
        assert f'hx-get="{escaped}"' in page.content.decode()


def test_nobody_sees_them_outside_his_scope(people, client, log_in):
    household = surveyed_household()
    url = waiting(people, household)
    log_in("town_clerk", XIANFENG)
    page = client.get(url).content.decode()
    assert household.head_name not in page
    assert "没有您能查看的户" in page


def test_more_households_cost_no_more_queries(people, log_in, queries_of):
    whole = waiting(people, *(surveyed_household() for _ in range(5)))
    log_in("town_clerk", YANGLINWEI)
    one = whole.split("&")[0]
    queries_of(one)
    assert len(queries_of(whole)) == len(queries_of(one))


def test_the_tests_over_the_api(people):
    good, poor = surveyed_household(), surveyed_household()
    poor.conditions.update(water_safe=False)
    query = waiting(people, good, poor).partition("?")[2]
    url = f"/api/v1/households/exit_tests/?{query}"
    found = {line["household"]: line["tests"] for line in people.clerk.get(url).json()}
    assert set(found[good.pk].values()) == {None}
    assert found[poor.pk]["饮水安全"] == "饮水不安全"
