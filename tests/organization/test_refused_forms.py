"""Accounts, cadres, units: bad input comes back where it was typed, and nothing is written."""

import pytest

from organization.enums import Duty
from organization.models import AuditEntry, Cadre, CadrePost, Grant
from organization.permissions import Role
from tests.organization.conftest import START, YANGLINWEI
from tests.refused import open_dialog, page_of

LONG = "工作调动，另有任用。" * 30


@pytest.fixture
def admin(client, person):
    """Who keeps accounts; signed in."""
    user = person("admin", Role.ADMIN)
    client.force_login(user)
    return user


@pytest.fixture
def editor(client, person):
    """Who keeps units and cadres; signed in."""
    user = person("editor", Role.CITY_OFFICE)
    client.force_login(user)
    return user


@pytest.fixture
def post(unit):
    town = unit("TOWN", YANGLINWEI)
    cadre = Cadre.objects.create(number="G1", name="曾建国", unit=town)
    return CadrePost.objects.create(
        cadre=cadre, unit=town, title="镇长", duty=Duty.HEAD, starts_on=START
    )


def test_a_handover_comes_back_in_its_dialog(day, client, admin, person):
    clerk, heir = person("clerk", Role.TOWN_CLERK), person("heir", Role.TOWN_CLERK)
    address = f"/users/{clerk.pk}/hand-over/"
    typed = {"to": heir.pk, "on": "2016-12-30", "reason": LONG}

    faulty = open_dialog(client.post(address, typed), "hand-over")
    ahead = open_dialog(
        client.post(address, typed | {"on": "2017-01-01", "reason": "调离"}), "hand-over"
    )

    assert LONG in faulty
    assert "离开原因：" in faulty
    assert f'value="{heir.pk}" data-letters' in faulty
    assert "交接日期" in ahead
    assert "调离" in ahead
    clerk.refresh_from_db()
    assert clerk.is_active


def test_why_an_account_is_closed_comes_back_in_its_dialog(day, client, admin, person):
    clerk = person("clerk", Role.TOWN_CLERK)

    shown = open_dialog(client.post(f"/users/{clerk.pk}/disable/", {"reason": LONG}), "disable")

    assert LONG in shown
    assert "原因：" in shown
    clerk.refresh_from_db()
    assert clerk.is_active


def test_an_account_closed_meanwhile_is_told_and_the_reason_laid_aside(day, client, admin, person):
    clerk = person("clerk", Role.TOWN_CLERK)
    client.post(f"/users/{clerk.pk}/disable/", {"reason": "调离"})

    page = page_of(client.post(f"/users/{clerk.pk}/disable/", {"reason": "退休"}))

    assert "该账号已停用" in page
    assert "您填写的内容没有保存" in page
    assert "<dd>退休</dd>" in page


@pytest.mark.parametrize("typed", ["下周", "2013-01-01"])
def test_the_end_of_a_grant_comes_back_in_its_row(day, client, admin, person, typed):
    grant = person("clerk", Role.TOWN_CLERK).grants.get()

    page = page_of(client.post(f"/grants/{grant.pk}/end/", {"on": typed}))

    assert f'id="end_{grant.pk}-on"' in page
    assert f'value="{typed}"' in page
    assert "终止日期" in page.partition("errors-summary")[2]
    assert Grant.objects.get(pk=grant.pk).ends_on is None


def test_a_grant_comes_back_on_the_page_of_the_account(day, client, admin, person):
    clerk = person("clerk", Role.TOWN_CLERK)

    page = page_of(client.post(f"/users/{clerk.pk}/grants/", {"note": "仙扶发2号"}))

    assert 'value="仙扶发2号"' in page
    assert 'id="grant-role_error"' in page
    assert clerk.grants.count() == 1


@pytest.mark.parametrize("typed", ["下周", "2013-01-01"])
def test_the_end_of_a_post_comes_back_in_its_row(day, client, editor, post, typed):
    page = page_of(client.post(f"/posts/{post.pk}/end/", {"on": typed}))

    assert f'id="end_{post.pk}-on"' in page
    assert f'value="{typed}"' in page
    assert CadrePost.objects.get().ends_on is None


def test_a_new_post_comes_back_with_what_was_typed(day, client, editor, post):
    second = {"unit": post.unit_id, "title": "副镇长", "duty": "other", "starts_on": "去年"}
    address = f"/cadres/{post.cadre_id}/posts/"

    faulty = page_of(client.post(address, second))
    same = page_of(client.post(address, second | {"title": "镇长", "starts_on": "2016-01-01"}))

    assert 'value="副镇长"' in faulty
    assert 'id="post-starts_on_error"' in faulty
    assert 'value="2016-01-01"' in same
    assert "errors-summary" in same
    assert CadrePost.objects.count() == 1


def test_why_a_cadre_leaves_comes_back_in_its_dialog(day, client, editor, post):
    shown = open_dialog(client.post(f"/cadres/{post.cadre_id}/leave/", {"reason": LONG}), "leave")

    assert LONG in shown
    assert not AuditEntry.objects.filter(verb="cadre.left").exists()
    assert Cadre.objects.get().left_on is None


@pytest.mark.parametrize(
    ("typed", "sentence"), [("下周", "终止日期："), ("2016-12-31", "还有在册干部")]
)
def test_the_end_of_a_unit_comes_back_below_its_form(day, client, editor, post, typed, sentence):
    page = page_of(client.post(f"/units/{post.unit_id}/end/", {"on": typed}))

    assert sentence in page
    assert f'value="{typed}"' in page
    post.unit.refresh_from_db()
    assert post.unit.ends_on is None
