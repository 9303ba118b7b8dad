"""The township's main work in the browser: a workbook in, a household corrected, a cadre paired.

The ways of notices and reviews are walked in `tests/accountability` and `tests/reviews`.
"""

import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistance.models import Pairing
from households.models import Household, Membership
from intake.models import ImportBatch
from reviews.demo.accounts import PASSWORD, VILLAGE
from reviews.demo.city import City, load_city
from tests.browser.looks import serious_faults, sticks_out

DAY = datetime.date(2016, 12, 31)


@pytest.fixture
def city(transactional_db) -> City:
    return load_city(300)


def sign_in(open_browser, username: str, size: str = "pc") -> Page:
    """A browser of one's own, signed in as people do it."""
    page = open_browser(size)
    page.set_default_timeout(10000)
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def save(page: Page) -> None:
    """The page's one main action."""
    page.locator("main form[data-main] button.primary").first.click()
    page.wait_for_load_state()


def test_from_a_workbook_to_a_paired_household(city, open_browser, tmp_path):
    clerk = sign_in(open_browser, "township")
    leader_of_town = sign_in(open_browser, "town_leader")

    import_a_workbook(clerk, leader_of_town, tmp_path)
    correct_a_household(clerk)
    pair_a_cadre(clerk, city)

    assert clerk.problems == []
    assert leader_of_town.problems == []


def import_a_workbook(clerk: Page, approver: Page, folder: Path) -> None:
    clerk.goto("/import/upload/?sheet=households")
    with clerk.expect_download() as sample:
        clerk.get_by_role("link", name="样例表格").first.click()
    path = folder / "样例.xlsx"
    sample.value.save_as(path)
    households = Household.objects.count()
    clerk.set_input_files("input[type=file]", path)
    clerk.locator("[name=data_date]").fill("2016-12-31")
    press(clerk, "上传并核对")
    expect(clerk.get_by_role("button", name="提交审核")).to_be_visible(timeout=15000)
    assert serious_faults(clerk) == []
    assert sticks_out(clerk) <= 0
    expect(clerk.get_by_role("button", name="下载错误表")).to_be_visible()
    assert Household.objects.count() == households, "nothing is written before approval"
    press(clerk, "提交审核")
    expect(clerk.locator("dialog[open]")).to_contain_text("有冲突或错误，不写入")
    clerk.locator("dialog[open]").get_by_role("button", name="提交其余的").click()
    clerk.wait_for_load_state()
    batch = ImportBatch.objects.latest("pk")

    approver.goto("/import/decide/")
    approver.goto(f"/import/{batch.pk}/")
    approver.get_by_role("button", name="审核通过").first.click()
    approver.locator("dialog[open]").get_by_role("button", name="审核通过").click()
    approver.wait_for_load_state()
    approver.goto(f"/import/{batch.pk}/")
    batch.refresh_from_db()
    assert batch.committed_at
    assert Household.objects.count() == households + batch.tally["new"]


def correct_a_household(clerk: Page) -> None:
    membership = Membership.objects.filter(
        relation="01", ends_on=None, household__village_id=VILLAGE
    ).first()
    household, head = membership.household, membership.member
    clerk.goto("/my-work/")
    clerk.keyboard.press("/")
    clerk.keyboard.type(head.initials)
    clerk.keyboard.press("Enter")
    clerk.wait_for_load_state()
    assert head.initials not in clerk.url
    expect(clerk.get_by_text(household.head_name).first).to_be_visible()

    clerk.goto(f"/households/{household.pk}/edit/")
    clerk.locator("input[name$=phone]").first.fill("13907289999")
    clerk.keyboard.press("Control+s")
    clerk.wait_for_url(f"**/households/{household.pk}/")
    household.refresh_from_db()
    assert household.phone == "13907289999"
    assert "13907289999" not in clerk.content()
    trail = clerk.locator("#trail, section").filter(has_text="操作记录").last
    expect(trail).to_contain_text("已变更", timeout=10000)


def pair_a_cadre(clerk: Page, city: City) -> None:
    mine = Household.objects.inside("429004108000").filter(household_no__in=city.uncovered)
    household = mine.first()
    clerk.goto(f"/assistance/households/{household.pk}/pair/")
    clerk.locator("main input[name=q]").fill("杨林尾")
    clerk.locator("input[name=cadre]").first.check(timeout=10000)
    if clerk.locator("[name=reason]").count():
        clerk.locator("[name=reason]").first.fill("该村帮扶力量不足")
    save(clerk)
    assert Pairing.objects.as_of(DAY).filter(household=household).exists()
