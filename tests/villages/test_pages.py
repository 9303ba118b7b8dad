"""The village pages: three views, a village's page, forms, days."""

import datetime

import pytest

from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    AttendanceMonthFactory,
    CadreFactory,
    KeyVillageFactory,
    PostingFactory,
    VillageFactory,
    VillageYearFactory,
)
from villages.models import AttendanceMonth, KeyVillage, Posting, VillageYear

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def text_of(response) -> str:
    return response.content.decode()


def key_village_with_secretary(code: str, **fields):
    key = KeyVillageFactory(at=code, **fields)
    posting = PostingFactory(at=code)
    AttendanceMonthFactory(posting=posting)
    VillageYearFactory(village=key.village)
    return posting


def test_the_three_views_are_computed_for_the_working_date(client, log_in):
    log_in("city_office")
    key_village_with_secretary(GEXIN, exited=True)
    key_village_with_secretary(XIANFENG)
    VillageFactory()

    def codes(view: str) -> set[str]:
        page = client.get(f"/villages/?view={view}")
        return {row.pk for row in page.context["page"]}

    assert codes("key") == {GEXIN, XIANFENG}
    assert codes("exited") == {GEXIN}
    assert codes("to_go") == {XIANFENG}
    assert len(codes("all")) == 3
    assert "重点村2个，已出列1个，未出列1个；在任第一书记2名" in text_of(client.get("/villages/"))


@pytest.mark.parametrize("url", ["/villages/", "/villages/postings/", "/villages/attendance/"])
def test_a_list_asks_as_much_for_twenty_rows_as_for_one(log_in, queries_of, url):
    log_in("city_office")
    key_village_with_secretary(GEXIN)
    one = len(queries_of(url))
    for number in range(19):
        key_village_with_secretary(f"4290041082{number + 30:02d}")

    assert len(queries_of(url)) == one


def test_a_village_of_another_township_is_not_there(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    VillageFactory(code=GEXIN)
    VillageFactory(code=XIANFENG)

    assert client.get(f"/villages/{GEXIN}/").status_code == 200
    assert client.get(f"/villages/{XIANFENG}/").status_code == 404


def test_a_first_secretary_sees_his_village_while_he_is_posted_to_it(client, log_in):
    posting = PostingFactory(at=GEXIN)
    VillageFactory(code=XIANFENG)
    log_in("first_secretary", None, cadre=posting.cadre)

    assert client.get(f"/villages/{GEXIN}/").status_code == 200
    assert client.get(f"/villages/{XIANFENG}/").status_code == 404

    posting.ends_on, posting.end_reason = datetime.date(2016, 12, 31), "term"
    posting.save()
    assert client.get(f"/villages/{GEXIN}/").status_code == 404


def test_the_organiser_designates_and_posts_by_form(client, log_in):
    log_in("organizer")
    VillageFactory(code=GEXIN)
    cadre = CadreFactory(name="关建洪")

    client.post(
        f"/villages/{GEXIN}/designate/", {"starts_on": "2016-11-08", "document_no": "仙扶组发3号"}
    )
    client.post(
        f"/villages/{GEXIN}/postings/new/",
        {
            "cadre": "关建洪",
            "role": "FIRST_SECRETARY",
            "starts_on": "2016-11-08",
            "document_no": "仙组发3号",
        },
    )

    assert KeyVillage.objects.get().village_id == GEXIN
    assert Posting.objects.get().cadre == cadre


def test_two_cadres_of_one_name_are_a_question_not_a_guess(client, log_in):
    log_in("organizer")
    VillageFactory(code=GEXIN)
    first, _ = CadreFactory(name="关建洪"), CadreFactory(name="关建洪")
    asked = {"role": "FIRST_SECRETARY", "starts_on": "2016-11-08", "document_no": "仙组发3号"}

    page = text_of(client.post(f"/villages/{GEXIN}/postings/new/", {**asked, "cadre": "关建洪"}))

    assert "有多名干部同名" in page
    assert first.number in page
    assert not Posting.objects.exists()
    client.post(f"/villages/{GEXIN}/postings/new/", {**asked, "cadre": first.number})
    assert Posting.objects.get().cadre == first


def test_a_refusal_keeps_what_was_typed(client, log_in):
    log_in("organizer")
    KeyVillageFactory(at=GEXIN)

    page = text_of(
        client.post(
            f"/villages/{GEXIN}/designate/",
            {"starts_on": "2016-11-08", "document_no": "仙扶组发〔2016〕33号"},
        )
    )

    assert "不能重复认定" in page
    assert "仙扶组发〔2016〕33号" in page


def test_a_year_not_surveyed_begins_with_the_last_one(client, log_in):
    log_in("town_clerk", YANGLINWEI)
    VillageYearFactory(village=VillageFactory(code=GEXIN), data_year=2015, population=1313)
    url = f"/villages/{GEXIN}/years/2016/"

    page = client.get(url)
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    client.post(url, {**sent, "population": "1320"})

    assert "已带入2015年度数据" in text_of(page)
    assert VillageYear.objects.get(data_year=2016).population == 1320
    assert VillageYear.objects.get(data_year=2015).population == 1313


def test_ticked_months_are_confirmed_in_one_go(client, log_in):
    clerk = log_in("town_clerk", YANGLINWEI)
    mine = AttendanceMonthFactory(posting=PostingFactory(at=GEXIN))
    theirs = AttendanceMonthFactory(posting=PostingFactory(at=XIANFENG))

    client.post("/villages/attendance/confirm/", {"selected": [mine.pk, theirs.pk, "x"]})

    assert AttendanceMonth.objects.get(pk=mine.pk).confirmed_by == clerk
    assert AttendanceMonth.objects.get(pk=theirs.pk).confirmed_at is None


@pytest.mark.parametrize("month", ["2016-13", "abc", "1999-01", ""])
def test_a_month_that_is_none_shows_the_working_month(client, log_in, month):
    log_in("city_office")

    page = client.get(f"/villages/attendance/?month={month}")

    assert page.status_code == 200
    assert page.context["month"] == datetime.date(2016, 12, 1)
