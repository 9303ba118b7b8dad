"""Every list and detail: who sees it, that it is whole, that it costs the same for 20 rows."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from accountability.models import Notice
from accountability.services import replies
from tests.accountability.conftest import (
    a_draft,
    a_pledge,
    a_problem,
    a_rectifying,
    a_reported,
    a_sanction,
    a_sent,
    an_interview,
)
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    PostingFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)


def path(name: str, *args) -> str:
    return reverse(f"accountability:{name}", args=args)


LISTS = [
    "desk", "problem_list", "notice_list", "proposal_list", "interview_list", "sanction_list",
    "pledge_list", "responsibility_list",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_so(client, log_in, day, name):
    log_in("supervisor")

    assert client.get(path(name)).status_code == 200


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("desk", a_sent),
        ("problem_list", a_problem),
        ("notice_list", a_sent),
        ("interview_list", an_interview),
        ("sanction_list", a_sanction),
        ("pledge_list", lambda city: a_pledge(city, UnitFactory())),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_twenty(
    city, day, log_in, queries_of, name, make
):
    log_in(user=city.supervisor)
    make(city)
    one = len(queries_of(path(name)))
    for _ in range(19):
        make(city)

    assert len(queries_of(path(name))) == one


def test_a_notice_costs_the_same_for_one_item_and_for_twenty(city, day, log_in, queries_of):
    log_in(user=city.supervisor2)
    one = len(queries_of(path("notice_detail", a_reported(city).pk)))

    assert len(queries_of(path("notice_detail", a_reported(city, count=20).pk))) == one


def test_a_list_shows_what_lies_in_the_users_area_and_nothing_else(city, day, client, log_in):
    a_problem(city, title="革新村的问题")
    log_in("town_clerk", ZHANGGOU)

    page = client.get(path("problem_list")).content.decode()

    assert "革新村的问题" not in page
    log_in("town_clerk", YANGLINWEI)
    assert "革新村的问题" in client.get(path("problem_list")).content.decode()


def test_htmx_gets_the_very_fragment_that_the_page_shows(city, day, client, log_in):
    a_problem(city)
    log_in(user=city.supervisor)

    def without_token(answer) -> str:
        return re.sub(r'value="\w{64}"', "", answer.content.decode()).strip()

    fragment = without_token(client.get(path("problem_list"), headers={"hx-request": "true"}))

    assert fragment.startswith('<section id="results"')
    assert fragment in without_token(client.get(path("problem_list")))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=open", True),
        ("state=closed", False),
        ("category=archives", True),
        ("category=fund", False),
        ("place=" + YANGLINWEI, True),
        ("place=" + ZHANGGOU, False),
        ("title=收入核算", True),
        ("severity=3", False),
    ],
)
def test_a_filter_of_the_ledger_is_a_link(city, day, client, log_in, query, shown):
    make_user("town_clerk", ZHANGGOU)
    a_problem(city)
    log_in(user=city.supervisor)

    page = client.get(f"{path('problem_list')}?{query}").content.decode()

    assert ("12户档案缺少收入核算表</a>" in page) is shown


DETAILS = [
    ("problem_detail", a_problem),
    ("notice_detail", a_sent),
    ("notice_letter", a_sent),
    ("interview_detail", an_interview),
    ("sanction_detail", a_sanction),
    ("pledge_detail", a_pledge),
    ("pledge_text", a_pledge),
]


@pytest.mark.parametrize(("name", "make"), DETAILS, ids=[name for name, _ in DETAILS])
def test_a_detail_page_is_open_inside_the_area_and_not_outside(
    city, day, client, log_in, name, make
):
    row = make(city)
    log_in(user=city.supervisor)
    assert client.get(path(name, row.pk)).status_code == 200

    log_in("supervisor", ZHANGGOU)
    assert client.get(path(name, row.pk)).status_code == 404


@pytest.mark.parametrize("name", ["sanction_list", "proposal_list"])
@pytest.mark.parametrize("role", ["town_clerk", "department", "organizer", "village_clerk"])
def test_consequences_are_shown_only_to_who_may_see_them(client, log_in, day, role, name):
    log_in(role)

    assert client.get(path(name)).status_code == 403


def test_the_name_of_a_sanctioned_person_is_masked_and_encrypted(city, day, client, log_in):
    sanction = a_sanction(city)
    log_in("city_leader")

    for page in [path("sanction_list"), path("sanction_detail", sanction.pk)]:
        text = client.get(page).content.decode()
        assert "单*梅" in text
        assert "单玉梅" not in text
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM accountability_sanction")
        assert "单玉梅" not in cursor.fetchone()[0]


def test_the_letter_lists_the_problems_with_their_facts(city, day, client, log_in):
    notice = a_sent(city, count=2)
    log_in(user=city.clerk)

    page = client.get(path("notice_letter", notice.pk)).content.decode()

    assert "仙扶督〔2016〕1号" in page
    assert "1.革新村：问题1。" in page
    assert "2.革新村：问题2。" in page
    assert "2016年12月31日" in page
    assert "抄送：市委办公室" in page


def test_a_draft_is_edited_and_loses_an_item(city, day, client, log_in):
    notice = a_draft(city, count=2)
    first, second = notice.items.all()
    log_in(user=city.supervisor)
    page = client.get(path("notice_edit", notice.pk)).content.decode()
    assert "第1项整改目标" in page

    client.post(path("item_remove", second.pk))
    form = {
        name: getattr(notice, name)
        for name in [
            "issuer", "reason", "basis", "demands", "reporting", "consequences", "contact",
            "copy_to", "sign_days", "plan_days",
        ]
    }  # fmt: skip
    form |= {"title": "关于革新村档案问题的督办函", "asks_plan": "on", "done_days": 20}
    answer = client.post(
        path("notice_edit", notice.pk), {**form, f"goal_{first.pk}": "11月底前补齐"}
    )

    assert answer.status_code == 302, answer.content.decode()
    notice = Notice.objects.get(pk=notice.pk)
    assert (notice.title, notice.done_days) == ("关于革新村档案问题的督办函", 20)
    assert [item.goal for item in notice.items.all()] == ["11月底前补齐"]


@pytest.mark.parametrize("role", ["first_secretary", "village_clerk", "department", "town_clerk"])
def test_who_answers_for_a_village_is_shown_to_who_sees_the_village(client, log_in, day, role):
    PostingFactory(at=GEXIN, cadre=CadreFactory())
    VillageFactory(code=XIANFENG)
    log_in(role, XIANFENG)

    assert client.get(path("village_panel", GEXIN)).status_code == 404
    assert client.get(path("village_panel", XIANFENG)).status_code == 200


def test_a_first_secretary_reports_a_problem_of_his_own_village_only(city, day, client, log_in):
    cadre = CadreFactory()
    PostingFactory(at=GEXIN, cadre=cadre)
    make_user("town_clerk", XIANFENG)
    log_in("first_secretary", None, cadre=cadre)
    panel = client.get(path("village_panel", GEXIN), headers={"hx-request": "true"})
    assert "登记问题" in panel.content.decode()
    entered = {
        "title": "村路未硬化", "facts": "3组到村部1.2公里", "category": "project", "severity": "1",
        "source": "self", "found_on": "2016-12-30", "responsibility": "main",
    }  # fmt: skip

    mine = client.post(path("problem_report"), {**entered, "division": GEXIN})
    other = client.post(path("problem_report"), {**entered, "division": XIANFENG})

    assert mine.status_code == 302
    assert other.status_code == 422
    assert "请从列表中选择" in other.content.decode()


def test_the_unit_asks_for_more_time_and_the_issuer_grants_it(city, day, client, log_in):
    notice = a_rectifying(city)
    log_in(user=city.clerk)
    client.post(
        path("extension_request", notice.pk), {"new_due_on": "2017-03-01", "reason": "道路未通"}
    )
    log_in(user=city.supervisor)
    page = client.get(path("notice_detail", notice.pk)).content.decode()
    # 22 January 2017, a Sunday, was worked for the Spring Festival.
    assert "申请由2017-01-22延至" in page

    client.post(path("extension_decide", notice.extensions.get().pk), {"adopt": "1"})

    notice.refresh_from_db()
    assert notice.due_on == datetime.date(2017, 3, 1)


def test_half_a_report_is_kept(city, day, client, log_in):
    notice = a_rectifying(city, count=2)
    first = notice.items.first()
    log_in(user=city.clerk)

    answer = client.post(
        path("notice_report", notice.pk), {f"item{first.pk}-result": "已补8户", "keep": "1"},
        follow=True,
    )  # fmt: skip

    assert "已暂存" in answer.content.decode()
    assert "已补8户" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "rectifying"


def test_a_stale_button_is_refused_with_a_sentence(city, day, client, log_in):
    notice = a_sent(city)
    replies.sign_for(Notice.objects.get(pk=notice.pk), by=city.clerk)
    log_in(user=city.clerk)

    answer = client.post(
        path("notice_step", notice.pk), {"seen": "sent", "to": "received"}, follow=True
    )

    assert "已由他人办理" in answer.content.decode()


def test_nobody_signed_out_sees_a_page(day):
    for name in LISTS:
        assert Client().get(path(name)).status_code == 302
