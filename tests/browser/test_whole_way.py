"""The whole way once, in the browser: from a workbook to a published review.

One city, one day, six people; each step begins where the step before left the register.
"""

import datetime
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accountability.enums import NoticeState
from accountability.models import Notice, Pledge
from assistance.models import Pairing
from households.models import Household, Membership
from intake.models import ImportBatch
from organization.models import User
from reviews.demo.accounts import PASSWORD, VILLAGE
from reviews.demo.city import City, load_city
from reviews.models import ReviewReport
from tests.browser.looks import serious_faults, sticks_out

DAY = datetime.date(2016, 12, 31)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


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


def choose(page: Page, name: str, label: str) -> None:
    """Pick an option by part of its label; long lists are a search box over the same list."""
    picked = page.evaluate(
        """([name, label]) => {
            const list = document.querySelector(`main select[name="${name}"]`);
            const option = [...list.options].find((one) => one.text.includes(label));
            list.value = option.value;
            list.dispatchEvent(new Event("change", {bubbles: true}));
            return option.text;
        }""",
        [name, label],
    )
    assert label in picked


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def save(page: Page) -> None:
    """The page's one main action."""
    page.locator("main form[data-main] button.primary").first.click()
    page.wait_for_load_state()


def photo(folder: Path) -> str:
    path = folder / "整改后.png"
    path.write_bytes(PNG)
    return str(path)


def test_from_a_workbook_to_a_published_review(city, open_browser, tmp_path):
    clerk = sign_in(open_browser, "township")
    leader_of_town = sign_in(open_browser, "town_leader")
    office = sign_in(open_browser, "office")

    import_a_workbook(clerk, leader_of_town, tmp_path)
    household = correct_a_household(clerk)
    pair_a_cadre(clerk, city)
    sign_a_pledge(office)
    rectify_a_problem(open_browser, clerk, tmp_path)
    publish_a_review(office, sign_in(open_browser, "admin"), open_browser)
    look_at_the_city(open_browser)
    for page in (clerk, leader_of_town, office):
        assert page.problems == []
    assert household.phone


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
    expect(clerk.get_by_role("link", name="下载错误表")).to_be_visible()
    assert Household.objects.count() == households, "nothing is written before approval"
    press(clerk, "提交审核")
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


def correct_a_household(clerk: Page) -> Household:
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
    return household


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


def sign_a_pledge(office: Page) -> None:
    before = Pledge.objects.count()
    office.goto("/accountability/pledges/new/")
    choose(office, "unit", "杨林尾镇")
    for box in office.locator("main input[data-date]").all():
        if not box.input_value():
            box.fill("2017-01-01")
    save(office)
    expect(office.get_by_role("main")).to_contain_text("责任状")
    assert Pledge.objects.count() == before + 1


def rectify_a_problem(open_browser, clerk: Page, folder: Path) -> None:
    supervisor = sign_in(open_browser, "supervisor")
    second = sign_in(open_browser, "supervisor2")
    supervisor.goto("/accountability/problems/new/")
    choose(supervisor, "division", "龙台")
    supervisor.locator("[name=title]").fill("12户档案缺少收入核算表")
    supervisor.locator("[name=facts]").fill("12月28日抽查40户，12户缺表")
    press(supervisor, "登记")
    supervisor.goto("/accountability/problems/")
    supervisor.locator("input[name=selected]").first.check()
    supervisor.get_by_role("button", name="起草督办通知").click()
    supervisor.wait_for_load_state()
    notice = Notice.objects.latest("pk")
    here = f"/accountability/notices/{notice.pk}/"
    supervisor.goto(here)
    press(supervisor, "提交核稿")
    second.goto(here)
    press(second, "核稿通过")
    supervisor.goto(here)
    press(supervisor, "签发、编号并送达")
    notice.refresh_from_db()
    assert re.fullmatch(r"仙扶\S+〔2016〕\d+号", notice.number)

    clerk.goto(here)
    press(clerk, "签收")
    clerk.goto(here)
    if clerk.get_by_role("link", name="报送整改方案").count():
        answer_with_a_plan(clerk, here, supervisor)
    clerk.goto(f"{here}report/")
    fill_all(clerk)
    for chooser in clerk.locator("input[type=file]").all():
        chooser.set_input_files(photo(folder))
    press(clerk, "报送整改报告")

    second.goto(here)
    while second.get_by_role("button", name="合格").count():
        second.locator("main input[name=note], main [id^=note-]").first.fill("资料已补齐")
        second.get_by_role("button", name="合格").first.click()
        second.wait_for_load_state()
    close_where_offered(second, here)
    notice.refresh_from_db()
    assert notice.state == NoticeState.CLOSED


def answer_with_a_plan(clerk: Page, here: str, supervisor: Page) -> None:
    clerk.goto(f"{here}plan/")
    fill_all(clerk)
    press(clerk, "报送整改方案")
    supervisor.goto(here)
    press(supervisor, "同意方案")


def fill_all(page: Page) -> None:
    """Every empty box of the form gets a plausible answer."""
    for box in page.locator("main textarea, main input[type=text]:not([data-date])").all():
        if box.is_visible() and not box.input_value():
            box.fill("已逐户补齐收入核算表")
    for box in page.locator("main input[data-date]").all():
        if not box.input_value():
            box.fill("2017-01-05")


def close_where_offered(page: Page, here: str) -> None:
    page.goto(here)
    for label in ("验收销号", "销号"):
        if page.get_by_role("button", name=label, exact=True).count():
            press(page, label)


def publish_a_review(office: Page, admin: Page, open_browser) -> None:
    office.goto("/reviews/reports/new/")
    choose(office, "kind", "月")
    office.locator("[name=period]").fill("2016-11")
    press(office, "生成草稿")
    report = ReviewReport.objects.latest("pk")
    office.goto(f"/reviews/reports/{report.pk}/")
    press(office, "提交审核")
    # The office may not approve what it built: somebody else of the office does.
    other = second_of_the_office()
    approver = open_browser("pc", user=other)
    approver.goto(f"/reviews/reports/{report.pk}/")
    press(approver, "审核发布")
    report.refresh_from_db()
    assert report.state == "published"
    assert report.number
    with approver.expect_download() as letter:
        approver.get_by_role("link", name="公文").click()
    assert Path(letter.value.path()).read_bytes().startswith(b"PK")


def second_of_the_office() -> User:
    office = User.objects.get(username="office")
    grant = office.grants.first()
    second = User.objects.create_user(
        "office2", "x", display_name="副主任", division_id=office.division_id,
        must_change_password=False,
    )  # fmt: skip
    second.grants.create(
        role=grant.role, reach=grant.reach, division=grant.division, starts_on=grant.starts_on
    )
    return second


def look_at_the_city(open_browser) -> None:
    for size in ("pc", "phone"):
        leader = sign_in(open_browser, "leader", size)
        expect(leader.get_by_role("main")).to_contain_text("未出列")
        assert sticks_out(leader) <= 0
        assert serious_faults(leader) == []
        assert leader.problems == []
