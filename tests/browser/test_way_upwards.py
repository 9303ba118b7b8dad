"""What leaders, supervisors and units do in the browser: a pledge, a notice until it is proven,
a review until it is published, the state of the city down to a household."""

from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accountability.models import Notice, Pledge, Problem
from organization.models import CadrePost, Unit
from reviews.demo.accounts import TOWNSHIP, VILLAGE
from reviews.demo.city import City, load_city
from reviews.models import ReviewReport
from tests.accountability.conftest import PNG
from tests.browser.looks import save_picture, serious_faults, small_targets, sticks_out
from tests.browser.test_whole_way import sign_in


@pytest.fixture
def city(transactional_db) -> City:
    return load_city(300)


def confirm(page: Page, name: str) -> None:
    """Press a button that asks first, and answer with it."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    with page.expect_navigation():
        page.locator("dialog[open]").get_by_role("button", name=name, exact=True).click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def save(page: Page) -> None:
    """The page's one main action."""
    with page.expect_navigation():
        page.locator("main form[data-main] button.primary").first.click()


def said(page: Page) -> str:
    return page.locator(".messages").inner_text()


def choose(page: Page, field: str, text: str) -> None:
    """Pick from a long choice by typing, as people do, or from a short one."""
    typed = page.locator(f"main .combo:has(select[name={field}]) input")
    if typed.count():
        typed.fill(text)
        typed.press("Enter")
        return
    option = page.locator(f"main select[name={field}] option").filter(has_text=text).first
    page.locator(f"main select[name={field}]").select_option(option.get_attribute("value"))


def looks_right(page: Page, name: str) -> None:
    save_picture(page, name)
    assert serious_faults(page) == [], name
    assert sticks_out(page) <= 0, name


def test_from_a_problem_to_a_proven_correction(city, open_browser, tmp_path):
    supervisor = sign_in(open_browser, "supervisor")
    another = sign_in(open_browser, "supervisor2")
    town = sign_in(open_browser, "township", "phone")

    report_a_problem(supervisor)
    notice = issue_a_notice(supervisor, another)
    answer_it(town, notice)
    accept_it(another, notice)
    prove_it(town, notice, tmp_path)
    close_it(supervisor, another, notice)

    for page in (supervisor, another, town):
        assert [told for told in page.problems if "422" not in told] == []


def report_a_problem(supervisor: Page) -> None:
    supervisor.goto("/accountability/problems/new/")
    supervisor.locator("[name=title]").fill("12户档案缺少收入核算表")
    supervisor.locator("[name=facts]").fill("12月30日入村抽查40户，其中12户缺少收入核算表")
    choose(supervisor, "category", "档案")
    choose(supervisor, "severity", "严重")
    choose(supervisor, "division", "龙台村")
    looks_right(supervisor, "problem-form")
    save(supervisor)
    problem = Problem.objects.latest("pk")
    assert (problem.division_id, problem.state) == (VILLAGE, "open")
    expect(supervisor.get_by_role("heading", level=1)).to_have_text("12户档案缺少收入核算表")


def issue_a_notice(supervisor: Page, another: Page) -> Notice:
    press(supervisor, "起草督办函")
    supervisor.locator("[name=sign_days]").fill("30")
    save(supervisor)
    expect(supervisor.locator("main")).to_contain_text("整改期限不能短于签收期限")
    supervisor.locator("[name=sign_days]").fill("1")
    save(supervisor)
    notice = Notice.objects.latest("pk")
    press(supervisor, "提交核稿")
    another.goto(f"/accountability/notices/{notice.pk}/")
    press(another, "核稿通过")
    supervisor.reload()
    looks_right(supervisor, "notice-ready")
    confirm(supervisor, "签发、编号并送达")
    notice.refresh_from_db()
    assert notice.number in said(supervisor)
    assert f"须在{notice.due_on}前办理" in said(supervisor)
    return notice


def answer_it(town: Page, notice: Notice) -> None:
    """The clerk does it on the phone."""
    town.goto(f"/accountability/notices/{notice.pk}/")
    assert small_targets(town) == []
    confirm(town, "签收")
    town.get_by_role("main").get_by_role("link", name="报送整改方案").click()
    town.locator("[name$=-cause]").fill("人手不足")
    press(town, "暂存")
    assert "已暂存" in said(town)
    town.locator("[name$=-measure]").fill("逐户补齐收入核算表")
    town.locator("[name$=-responsible]").fill("李主任")
    town.locator("[name=reply_text]").fill("已研究部署")
    town.locator("main [name=reply_leader]").fill("镇长")
    looks_right(town, "notice-plan")
    save(town)
    notice.refresh_from_db()
    assert notice.state == "plan_submitted"


def accept_it(another: Page, notice: Notice) -> None:
    another.goto(f"/accountability/notices/{notice.pk}/")
    press(another, "同意方案")
    notice.refresh_from_db()
    assert notice.state == "rectifying"


def prove_it(town: Page, notice: Notice, folder: Path) -> None:
    photo = folder / "整改后.png"
    photo.write_bytes(PNG)
    town.goto(f"/accountability/notices/{notice.pk}/report/")
    town.locator("[name$=-result]").fill("12户已全部补齐")
    town.locator("[name=reply_text]").fill("整改完毕")
    town.locator("main [name=reply_leader]").fill("镇长")
    town.set_input_files("input[type=file]", photo)
    save(town)
    notice.refresh_from_db()
    assert notice.state == "reported"


def close_it(supervisor: Page, another: Page, notice: Notice) -> None:
    """Not by who signed the letter."""
    supervisor.goto(f"/accountability/notices/{notice.pk}/")
    expect(supervisor.locator("main")).to_contain_text("签发人不能验收自己签发的通知")
    another.goto(f"/accountability/notices/{notice.pk}/")
    press(another, "开始复核")
    press(another, "验收合格")
    confirm(another, "验收销号")
    notice.refresh_from_db()
    assert notice.state == "closed"
    assert notice.items.get().problem.state == "closed"
    looks_right(another, "notice-closed")


def test_who_is_late_stands_on_the_desk_and_is_proposed_for_the_next_rung(city, open_browser):
    supervisor = sign_in(open_browser, "supervisor")
    supervisor.goto("/accountability/")
    expect(supervisor.locator("main")).to_contain_text("逾期")
    looks_right(supervisor, "desk")
    supervisor.goto("/accountability/proposals/")
    looks_right(supervisor, "proposals")
    expect(supervisor.locator("main")).to_contain_text("建议")
    assert supervisor.problems == []


def test_a_pledge_is_signed_and_stands_beside_what_was_reached(city, open_browser):
    office = sign_in(open_browser, "office")
    office.goto("/accountability/pledges/new/")
    led = CadrePost.objects.open().filter(duty="head").values("unit")
    unpledged = (
        Unit.objects.filter(pk__in=led).exclude(pk__in=Pledge.objects.values("unit")).first()
    )
    choose(office, "unit", unpledged.name)
    office.locator("main input[name*=K05N]").first.fill("3200")
    looks_right(office, "pledge-form")
    save(office)
    pledge = Pledge.objects.latest("pk")
    office.get_by_role("main").get_by_role("button", name="签订", exact=True).click()
    office.locator("dialog[open] [name=signed_on]").fill("2016-12-30")
    with office.expect_navigation():
        office.locator("dialog[open]").get_by_role("button", name="签订", exact=True).click()
    pledge.refresh_from_db()
    assert pledge.state == "signed", said(office)
    assert pledge.number
    expect(office.locator("main")).to_contain_text("3,200", timeout=10000)
    looks_right(office, "pledge-signed")
    assert office.problems == []


def test_a_months_review_from_the_draft_to_the_files(city, open_browser, tmp_path):
    office = sign_in(open_browser, "office")
    leader = sign_in(open_browser, "leader", "phone")

    office.goto("/reviews/reports/new/")
    choose(office, "period", "2016年11月（")
    save(office)
    report = ReviewReport.objects.latest("pk")
    office.goto(f"/reviews/reports/{report.pk}/")
    office.locator("[name=commentary]").fill("请各镇办抓紧补齐短板。")
    press(office, "保存说明")
    press(office, "提交审核")
    leader.goto(f"/reviews/reports/{report.pk}/")
    looks_right(leader, "report")
    confirm(leader, "审核发布")
    report.refresh_from_db()
    assert report.state == "published"
    assert report.number in said(leader)

    office.reload()
    for name, opened in (("公文", Document), ("表格", load_workbook)):
        with office.expect_download() as got:
            office.get_by_role("main").get_by_role("link", name=name, exact=True).click()
        path = tmp_path / got.value.suggested_filename
        got.value.save_as(path)
        assert opened(path)
    assert office.problems == []
    assert leader.problems == []


def test_the_state_of_the_city_leads_down_to_a_household(city, open_browser):
    for size in ("pc", "office", "phone"):
        leads_down(sign_in(open_browser, "leader", size))


def leads_down(leader: Page) -> None:
    looks_right(leader, "dashboard")
    expect(leader.locator(".headline")).to_contain_text("95个重点贫困村已出列58个")
    tiles = leader.locator(".figures a")
    assert tiles.count() >= 10

    tiles.first.click()
    leader.wait_for_load_state()
    looks_right(leader, "indicator")
    expect(leader.locator("main")).to_contain_text("口径")

    for area in (TOWNSHIP, VILLAGE):
        leader.goto(f"/reviews/dashboard/?area={area}")
        looks_right(leader, f"dashboard-{area}")
    leader.goto(f"/households/?area={VILLAGE}")
    looks_right(leader, "households-of-a-village")
    leader.locator("#results tbody a").first.click()
    leader.wait_for_load_state()
    looks_right(leader, "household")
    assert leader.problems == []
