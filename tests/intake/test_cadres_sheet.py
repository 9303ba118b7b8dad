"""Cadres by workbook, with the posts they hold."""

import datetime

import pytest

from organization.enums import Duty
from organization.models import AuditEntry, Cadre, CadrePost
from organization.services.units import start_post
from tests.factories import (
    ZHANGGOU,
    CadreFactory,
    DivisionFactory,
    UnitFactory,
)
from tests.intake.conftest import texts_of
from tests.intake.registers import (
    CADRE,
    brought_in,
    outcomes,
    planned,
    taken_back,
)

pytestmark = pytest.mark.usefixtures("places")


def test_a_cadre_comes_in_with_the_post_he_holds(admin, station):
    brought_in("cadres", CADRE, {"number": "K002", "name": "李四", "unit": "B02"}, by=admin)

    cadre = Cadre.objects.get(number="K001")
    assert (cadre.name, cadre.initials, cadre.sex, cadre.unit) == ("张三丰", "zsf", "1", station)
    assert (cadre.phone, cadre.birth_year, cadre.is_party_member) == ("13800001234", 1975, True)
    assert cadre.phone_tail
    post = CadrePost.objects.get()
    assert (post.cadre, post.unit, post.title, post.duty) == (cadre, station, "站长", Duty.HEAD)
    assert (post.starts_on, post.document_no) == (datetime.date(2015, 6, 1), "仙农〔2015〕7号")
    entry = AuditEntry.objects.get(verb="cadre.created", subject_id=str(cadre.pk))
    assert "13800001234" not in str(entry.after)
    assert AuditEntry.objects.filter(verb="post.started").count() == 1


def test_a_transfer_ends_one_post_and_begins_the_next_and_undo_reopens_it(admin, station):
    UnitFactory(code="B05", name="市水利局")
    brought_in("cadres", CADRE, by=admin)

    without_day = planned("cadres", {"number": "K001", "unit": "市水利局"}, by=admin)
    assert "请填写新任职日期" in texts_of(without_day)
    moved = brought_in(
        "cadres",
        {"number": "K001", "unit": "市水利局", "title": "科长", "since": "2016-09-01"},
        by=admin,
    )

    old, new = CadrePost.objects.order_by("starts_on")
    assert (old.ends_on, new.starts_on) == (new.starts_on, datetime.date(2016, 9, 1))
    assert (new.unit.code, new.title, new.duty) == ("B05", "科长", Duty.MEMBER)
    assert taken_back(moved, admin).state == "undone"
    post = CadrePost.objects.get()
    assert (post.ends_on, post.title) == (None, "站长")
    assert Cadre.objects.get().unit == station


def test_rules_of_posts_hold_in_a_workbook_as_on_the_page(admin, station):
    head = CadreFactory(number="H1", unit=station)
    start_post(head, station, title="站长", duty=Duty.HEAD, by=admin,
               starts_on=datetime.date(2014, 1, 1))  # fmt: skip
    CadreFactory(number="L1", unit=station, left_on=datetime.date(2016, 1, 1))

    batch = planned(
        "cadres",
        CADRE,
        {"number": "K002", "name": "李四", "unit": "农技站", "duty": "扶贫专干"},
        {"number": "K003", "name": "王", "unit": "农技站", "birth_year": 1890},
        {"number": "K004", "name": "赵六", "unit": "农技站", "phone": 1.38e10 + 1},
        {"number": "K005", "name": "钱七", "unit": "农技站", "phone": "1380000"},
        {"number": "L1", "title": "员"},
        {"number": "K006", "name": "孙八", "unit": "农技站", "since": "2016-01-01"},
        by=admin,
    )

    told = texts_of(batch)
    for sentence in [
        "已有在任的主要负责人，请先办理其离任", "须填写任职日期", "姓名应为2至25个汉字",
        "应在1920至2015之间", "不是有效的电话号码", "该干部已于2016-01-01离开",
        "登记任职的，须填写职务",
    ]:  # fmt: skip
        assert sentence in told
    assert outcomes(batch) == ["error", "error", "error", "new", "error", "conflict", "error"]


def test_the_form_asks_the_same_of_a_phone_as_the_workbook(client, admin, station):
    client.force_login(admin)
    values = {"number": "K009", "name": "钱七", "sex": "1", "unit": station.pk, "rank": "staff"}

    refused = client.post("/cadres/new/", values | {"phone": "1380000"}).content.decode()
    client.post("/cadres/new/", values | {"phone": "13800000000"})

    assert "不是有效的电话号码" in refused
    assert Cadre.objects.get().phone == "13800000000"


def test_heads_of_a_unit_may_change_places_in_one_workbook(admin, station):
    brought_in("cadres", CADRE, by=admin)

    brought_in(
        "cadres",
        {"number": "K001", "title": "副站长", "since": "2016-10-01"},
        CADRE | {"number": "K009", "name": "李四", "since": "2016-10-01"},
        by=admin,
    )

    head = CadrePost.objects.get(duty=Duty.HEAD, ends_on=None)
    assert head.cadre.number == "K009"


def test_a_phone_of_a_cadre_is_masked_in_the_preview(client, admin, station):
    batch = planned("cadres", CADRE, by=admin)
    client.force_login(admin)

    page = client.get(f"/import/{batch.pk}/").content.decode()

    assert "138****1234" in page
    assert "13800001234" not in page


def test_cadres_of_other_townships_are_neither_changed_nor_shown(town_admin, station):
    other = UnitFactory(code="Z1", name="张沟镇卫生院", division=DivisionFactory(code=ZHANGGOU))
    CadreFactory(number="Z001", name="周某人", unit=other)

    batch = planned(
        "cadres",
        {"number": "Z001", "title": "院长"},
        {"number": "K002", "name": "李四", "unit": "张沟镇卫生院"},
        {"number": "K003", "name": "王五", "unit": "农技站"},
        by=town_admin,
    )

    assert outcomes(batch) == ["error", "error", "new"]
    assert texts_of(batch).count("不在您的管辖范围") == 2
    assert "周某人" not in str(list(batch.rows.values_list("title", "messages")))
