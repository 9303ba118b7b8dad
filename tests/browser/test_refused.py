"""A form that is refused stays open with what was typed, with scripts and without."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from accountability.models import Notice
from organization.models import DemoClock
from organization.working_date import fixed_working_date
from tests.accountability.conftest import City, a_rectifying, make_city
from tests.browser.looks import save_picture, serious_faults, sticks_out

DAY = datetime.date(2016, 12, 31)
REASON = "通村道路水毁，材料进不了村"


def ask_for_a_month(page: Page, day: str) -> None:
    asked = page.locator("dialog[open]")
    asked.locator("[name=new_due_on]").fill(day)
    asked.locator("[name=reason]").fill(REASON)
    with page.expect_navigation():
        asked.get_by_role("button", name="提交申请").click()


@pytest.fixture
def city(transactional_db) -> City:
    DemoClock.objects.create(day=DAY)
    with fixed_working_date(DAY):
        return make_city()


@pytest.fixture
def notice(city) -> Notice:
    with fixed_working_date(DAY):
        return a_rectifying(city)


def test_a_dialog_with_a_fault_stays_open_with_the_text_kept(notice, city, open_browser):
    for size in ("pc", "phone"):
        page = open_browser(size, user=city.clerk)
        page.goto(f"/accountability/notices/{notice.pk}/")
        page.get_by_role("main").get_by_role("button", name="申请延期").click()
        ask_for_a_month(page, "2016-12-31")

        dialog = page.get_by_role("dialog", name="申请延期")
        expect(dialog).to_be_visible()
        expect(dialog.locator("[name=reason]")).to_have_value(REASON)
        expect(dialog.locator(".errors-summary")).to_contain_text("申请延至的日期须晚于现期限")
        expect(dialog.locator(".errors-summary")).to_be_focused()
        save_picture(page, "refused-dialog")
        assert serious_faults(page) == []
        assert sticks_out(page) <= 0
        assert [said for said in page.problems if "422" not in said] == []
    dialog.locator("[name=new_due_on]").fill("下个月")
    with page.expect_navigation():
        dialog.get_by_role("button", name="提交申请").click()
    assert dialog.evaluate("box => box.matches(':modal')")
    dialog.get_by_role("link", name="申请延至").click()
    expect(dialog.locator("[name=new_due_on]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("main").get_by_role("button", name="申请延期").click()
    ask_for_a_month(page, "2017-02-20")
    expect(page.locator(".messages")).to_contain_text("已提交延期申请")
    assert notice.extensions.get().reason == REASON


def test_without_scripts_it_stands_open_over_the_page(notice, city, open_browser, client):
    address = f"/accountability/notices/{notice.pk}/extension/"
    client.force_login(city.clerk)
    refused = client.post(address, {"new_due_on": "下个月", "reason": REASON})
    page = open_browser("pc", user=city.clerk, scripts=False)
    page.route(
        f"**{address}",
        lambda asked: asked.fulfill(
            status=refused.status_code, body=refused.content, content_type="text/html"
        ),
    )

    page.goto(address)

    dialog = page.get_by_role("dialog", name="申请延期")
    expect(dialog.locator("[name=reason]")).to_have_value(REASON)
    expect(dialog.get_by_role("button", name="提交申请")).to_be_in_viewport()
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()
