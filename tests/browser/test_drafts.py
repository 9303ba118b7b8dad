"""What was typed is not lost when the session has ended meanwhile."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from households.models import Household
from households.services import households
from organization.models import DemoClock
from tests.browser.looks import save_picture, until
from tests.browser.test_way_upwards import save
from tests.factories import GEXIN, YANGLINWEI, HouseholdFactory, make_user
from tests.households.whole import whole_household


@pytest.fixture
def clerk(transactional_db):
    user = make_user("town_clerk", YANGLINWEI, username="clerk")
    user.set_password("correct horse battery")
    user.save(update_fields=["password"])
    return user


def test_typing_outlives_the_session(open_browser, clerk):
    DemoClock.objects.create(day=datetime.date(2016, 12, 31))
    household = whole_household(at=GEXIN)
    page = open_browser(user=clerk)
    page.goto(f"/households/{household.pk}/edit/")
    page.locator("[name=h-address]").fill("三组12号")
    page.locator("[name=h-phone]").fill("13907280000")
    Session.objects.all().delete()

    save(page)
    assert page.url.count("/login/")
    assert "13907280000" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill("correct horse battery")
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()

    expect(page.locator("main")).to_contain_text("填写的内容尚未保存")
    save_picture(page, "draft")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=h-address]")).to_have_value("三组12号")
    expect(page.locator("main")).to_contain_text("联系电话请重新填写")
    save(page)
    assert Household.objects.get(pk=household.pk).address == "三组12号"
    page.goto(f"/households/{household.pk}/edit/")
    expect(page.locator("main")).not_to_contain_text("尚未保存")


def test_what_is_restored_does_not_go_over_what_another_saved_meanwhile(open_browser, clerk):
    household = whole_household(at=GEXIN)
    page = open_browser(user=clerk)
    page.goto(f"/households/{household.pk}/edit/")
    page.locator("[name=h-address]").fill("三组12号")
    until(page, "Object.keys(sessionStorage).some((name) => name.startsWith('draft:'))")
    page.evaluate("window.onbeforeunload = null")
    seen = household.version
    colleague = make_user("town_clerk", YANGLINWEI)
    contact = {"address": "五组8号"}
    households.update_household(household, contact, version=seen, by=colleague)

    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/households/{household.pk}/edit/")
    page.get_by_role("button", name="恢复").click()
    save(page)

    expect(page.locator("main")).to_contain_text("五组8号")
    assert Household.objects.get(pk=household.pk).address == "五组8号"


def test_a_refused_form_offers_no_draft_of_itself(open_browser, clerk):
    household = HouseholdFactory(at=GEXIN)
    page = open_browser(user=clerk)
    page.goto(f"/households/{household.pk}/edit/")
    page.locator("[name=l-arable_mu]").fill("-7")

    save(page)

    expect(page.locator("main")).to_contain_text("不能为负数")
    expect(page.locator("main")).not_to_contain_text("尚未保存")
    assert page.evaluate("JSON.stringify(sessionStorage)").count("draft:") == 0


def test_another_person_at_the_same_screen_is_offered_nothing(open_browser, clerk):
    household = HouseholdFactory(at=GEXIN)
    page = open_browser(user=clerk)
    page.goto(f"/households/{household.pk}/edit/")
    page.locator("[name=h-address]").fill("三组12号")
    until(page, "Object.keys(sessionStorage).some((name) => name.startsWith('draft:'))")
    page.evaluate("window.onbeforeunload = null")
    page.locator("summary[aria-label*=账号菜单]").click()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()

    assert page.evaluate("JSON.stringify(sessionStorage)").count("draft:") == 0
