"""Accounts by workbook, and the one-time passwords they begin with."""

import datetime

import pytest
from django.urls import reverse

from intake.models import ImportBatch
from organization.enums import Reach
from organization.models import AuditEntry, Grant, User
from organization.permissions import Role
from tests.factories import (
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    UserFactory,
    make_user,
)
from tests.intake.conftest import texts_of
from tests.intake.registers import (
    ACCOUNT,
    brought_in,
    outcomes,
    planned,
    taken_back,
)
from tests.workbooks.registers import cells_of

pytestmark = pytest.mark.usefixtures("places")


def test_accounts_come_without_a_password_and_with_their_grants(admin, station):
    CadreFactory(number="K001", name="张三丰", unit=station)

    brought_in(
        "users",
        ACCOUNT | {"cadre": "张三丰", "unit": "农技站"},
        {"username": "zhang.sf", "role": "帮扶责任人", "reach": "本人联系的"},
        {"username": "root2", "display_name": "市级", "division": "仙桃市", "role": "市直部门",
         "reach": "本单位", "grant_unit": "农技站", "last_day": "2017-06-30"},
        by=admin,
    )  # fmt: skip

    user = User.objects.get(username="zhang.sf")
    told = ImportBatch.objects.get().rows.get(key="zhang.sf").changes
    assert told[-2:] == [
        {"label": "授权", "old": "", "new": "镇扶贫专干，按区划（杨林尾镇），2016-01-01起"},
        {"label": "授权", "old": "", "new": "帮扶责任人，本人联系的，2016-12-31起"},
    ]
    assert not user.has_usable_password()
    assert user.must_change_password
    assert (user.cadre.number, user.unit, user.division_id) == ("K001", station, YANGLINWEI)
    grants = {(g.role, g.reach, g.division_id) for g in user.grants.all()}
    assert grants == {
        (Role.TOWN_CLERK, Reach.DIVISION, YANGLINWEI), (Role.HELPER, Reach.OWN, None),
    }  # fmt: skip
    other = Grant.objects.get(user__username="root2")
    assert (other.unit, other.ends_on) == (station, datetime.date(2017, 7, 1))
    assert other.granted_by == admin
    assert AuditEntry.objects.filter(verb="grant.given").count() == 3


def test_a_batch_of_accounts_says_where_their_passwords_are_issued(client, admin):
    batch = brought_in("users", ACCOUNT, by=admin)
    client.force_login(admin)

    page = client.get(f"/import/{batch.pk}/").content.decode()

    assert "新开的账号还没有密码" in page
    assert reverse("organization:user_list") in page


def test_a_workbook_ends_a_grant_earlier_and_undo_restores_it(admin):
    brought_in("users", ACCOUNT, by=admin)

    same = planned("users", ACCOUNT, by=admin)
    batch = brought_in("users", ACCOUNT | {"last_day": "2016-12-30"}, by=admin)

    assert outcomes(same) == ["unchanged"]
    assert Grant.objects.get(user__username="zhang.sf").ends_on == datetime.date(2016, 12, 31)
    assert AuditEntry.objects.filter(verb="grant.ended").exists()
    assert taken_back(batch, admin).state == "undone"
    assert Grant.objects.get(user__username="zhang.sf").ends_on is None


def test_rules_of_accounts_hold_in_a_workbook_as_on_the_page(admin, station):
    taken = CadreFactory(number="K001", name="张三丰", unit=station)
    UserFactory(username="old", cadre=taken)
    CadreFactory(number="K002", name="王同名", unit=station)
    CadreFactory(number="K003", name="王同名", unit=station)
    brought_in("users", ACCOUNT, by=admin)

    batch = planned(
        "users",
        ACCOUNT | {"starts_on": "2016-05-01"},
        ACCOUNT | {"username": "1x"},
        ACCOUNT | {"username": "usr2", "cadre": "K001"},
        ACCOUNT | {"username": "usr3", "cadre": "王同名"},
        ACCOUNT | {"username": "usr4", "grant_division": ""},
        ACCOUNT | {"username": "usr5", "last_day": "2015-01-01"},
        {"username": "usr6", "display_name": "无授权", "division": "仙桃市"},
        ACCOUNT | {"username": "usr7", "role": "皇帝"},
        ACCOUNT | {"username": "usr8"},
        ACCOUNT | {"username": "usr8", "display_name": "另一人"},
        {"username": "root", "role": "市领导", "reach": "按区划", "grant_division": "仙桃市"},
        ACCOUNT | {"username": ""},
        by=admin,
    )

    told = texts_of(batch)
    for sentence in [
        "在此期间已有“镇扶贫专干”的同一授权", "用户名须以字母开头", "已有账号，不能重复开户",
        "有多名干部同名，请改填干部编号", "按区划授权须选择区划", "授权的终止日期须晚于起始日期",
        "新开账号须同时给一项授权", "不在可选范围内", "同一账号填写不一致", "不能给自己授权",
        "用户名没有填写", "本表前面已有同一授权",
    ]:  # fmt: skip
        assert sentence in told, sentence
    assert set(outcomes(batch)) == {"error"}


def test_a_township_administrator_gives_only_what_the_page_lets_him_give(town_admin):
    make_user("helper", ZHANGGOU, username="far.away")

    batch = planned(
        "users",
        ACCOUNT,
        ACCOUNT | {"username": "usr2", "role": "市领导"},
        ACCOUNT | {"username": "usr3", "grant_division": "张沟镇"},
        ACCOUNT | {"username": "usr4", "division": "张沟镇"},
        {"username": "far.away", "role": "镇扶贫专干", "reach": "按区划",
         "grant_division": "杨林尾镇"},
        by=town_admin,
    )  # fmt: skip

    assert outcomes(batch) == ["new", "error", "error", "error", "error"]
    assert "您不能授予“市领导”" in texts_of(batch)
    assert texts_of(batch).count("不在您的管辖范围") == 3


def test_an_account_nobody_used_is_taken_back_and_one_with_a_password_stays(client, admin):
    batch = brought_in("users", ACCOUNT, by=admin)
    assert taken_back(batch, admin).state == "undone"
    assert not User.objects.filter(username="zhang.sf").exists()
    again = brought_in("users", ACCOUNT, by=admin)
    client.force_login(admin)
    client.post("/users/passwords/")

    assert taken_back(again, admin).state == "committed"
    assert User.objects.filter(username="zhang.sf").exists()


# --- one-time passwords ---------------------------------------------------------------------


def test_passwords_are_issued_once_in_a_workbook_that_nobody_keeps(client, admin):
    brought_in("users", ACCOUNT, ACCOUNT | {"username": "li.si", "display_name": "李四"}, by=admin)
    client.force_login(admin)
    assert "2个在用账号尚无密码" in client.get("/users/").content.decode()

    answer = client.post("/users/passwords/")
    lines = cells_of(answer.content)[2:]
    second = client.post("/users/passwords/")

    assert "no-store" in answer["Cache-Control"]
    assert [line[2] for line in lines] == ["li.si", "zhang.sf"]
    user = User.objects.get(username="zhang.sf")
    assert user.check_password(lines[1][3])
    assert user.must_change_password
    assert second.status_code == 302
    entries = AuditEntry.objects.filter(verb="user.password_issued")
    assert entries.count() == 2
    assert lines[1][3] not in str(list(AuditEntry.objects.values()))
    assert "尚无密码" not in client.get("/users/").content.decode()


def test_passwords_are_issued_within_ones_own_area_and_a_few_at_a_time(
    client, admin, town_admin, monkeypatch
):
    monkeypatch.setattr("organization.services.users.PASSWORDS_AT_ONCE", 2)
    rows = [ACCOUNT | {"username": f"u.{n}"} for n in range(3)]
    brought_in("users", *rows, ACCOUNT | {"username": "far", "division": "张沟镇"}, by=admin)
    client.force_login(town_admin)

    first, second = client.post("/users/passwords/"), client.post("/users/passwords/")
    nothing = client.post("/users/passwords/")

    assert len(cells_of(first.content)) - 2 == 2
    assert len(cells_of(second.content)) - 2 == 1
    assert nothing.status_code == 302
    assert not User.objects.get(username="far").has_usable_password()


def test_passwords_are_issued_by_those_alone_who_manage_users(client, office):
    client.force_login(office)

    assert client.post("/users/passwords/").status_code == 403
