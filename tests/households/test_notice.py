"""The list of a public notice: what hangs out of a household, on the board and on the web."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Household
from organization.models import Procedure
from tests.factories import XIANFENG, YANGLINWEI
from tests.households.going import MEETING, PNG, POSTED, SURVEY, surveyed_household


def put_up(people, count=2):
    """Exits that wait for their notice to be put up on 2016-10-14."""
    households = [surveyed_household() for _ in range(count)]
    Household.objects.update(group_no="1组")
    people.open("exit", *households, on="2016-10-10")
    people.take(people.clerk, "2016-10-11", **MEETING)
    people.take(people.clerk, "2016-10-12", **SURVEY, is_provided="on")
    people.take(people.clerk, "2016-10-13", papers="file")
    people.go_to("2016-10-14")
    return households


def address(**options):
    keys = Procedure.objects.order_by("pk").values_list("pk", flat=True)
    query = "&".join([f"selected={key}" for key in keys] + [f"{k}={v}" for k, v in options.items()])
    return f"/households/notice/?{query}"


def test_the_board_has_full_names_and_the_days_of_the_notice(people):
    households = put_up(people)
    page = people.clerk.get(address()).content.decode()
    assert "“脱贫退出”公示名单" in page
    assert "自2016年10月15日起，至2016年10月21日止" in page
    for household in households:
        member = household.memberships.get().member
        assert household.head_name in page
        assert member.id_no not in page
        assert member.id_no[-4:] not in page.split("<article")[1]
    assert "1组" in page


def test_the_web_list_masks_names_and_tells_no_group(people):
    household = put_up(people, 1)[0]
    Household.objects.filter(pk=household.pk).update(head_name="张建国")
    page = people.clerk.get(address(**{"for": "web"})).content.decode().split("<article")[1]
    assert "张*国" in page
    assert "张建国" not in page
    assert "1组" not in page


def test_the_days_stay_once_it_hangs_out(people):
    put_up(people)
    people.take(people.clerk, "2016-10-14", **POSTED)
    people.go_to("2016-10-18")
    page = people.clerk.get(address()).content.decode()
    assert "自2016年10月15日起，至2016年10月21日止" in page
    detail = people.clerk.get(
        reverse("organization:procedure_detail", args=[Procedure.objects.first().pk])
    )
    assert "/households/notice/?selected=" in detail.content.decode()


def test_a_stage_without_a_notice_has_no_list(people):
    people.open("exit", surveyed_household(), on="2016-10-10")
    answer = people.clerk.get(address(), follow=True).content.decode()
    assert "“民主评议”环节没有公示名单" in answer


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [("town_clerk", XIANFENG, 404), ("city_leader", "429004000000", 403)],
)
def test_nobody_else_reads_the_names(people, client, log_in, role, code, status):
    put_up(people)
    log_in(role, code)
    assert client.get(address()).status_code == status
    api = address().replace("/households/", "/api/v1/households/", 1)
    assert client.get(api).status_code == status


def test_the_list_over_the_api(people, client, log_in):
    household = put_up(people, 1)[0]
    log_in("town_clerk", YANGLINWEI)
    found = client.get(address(on_web="true").replace("/households", "/api/v1/households")).json()
    row = found["rows"][0]
    assert found["last_day"] == "2016-10-21"
    assert row["size"] == household.memberships.count()
    assert "*" in row["head_name"]


def test_more_households_cost_no_more_queries(people, log_in, queries_of):
    put_up(people, 6)
    whole = address()
    log_in("town_clerk", YANGLINWEI)
    one = whole.split("&")[0]
    queries_of(one)
    assert len(queries_of(whole)) == len(queries_of(one))


def test_putting_up_many_costs_no_more_queries(people, django_assert_max_num_queries):
    put_up(people, 7)
    first, *others = list(Procedure.objects.order_by("pk"))
    url = reverse("organization:stage_take")

    def sent(ones):
        photo = SimpleUploadedFile("照片.png", PNG)
        outcomes = {f"outcome_{one.pk}": "passed" for one in ones}
        keys = [one.pk for one in ones]
        return {"selected": keys, "on": "2016-10-14", **POSTED, "photo_start": photo, **outcomes}

    with CaptureQueriesContext(connection) as few:
        people.clerk.post(url, sent([first]))
    with django_assert_max_num_queries(len(few)):
        people.clerk.post(url, sent(others))
    assert set(Procedure.objects.values_list("stage", flat=True)) == {"notice_closed"}
