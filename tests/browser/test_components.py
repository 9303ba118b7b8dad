"""The gallery of components: looks, keyboard, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import SIZES, save_picture, serious_faults, small_targets, sticks_out
from tests.factories import ZHANGGOU, make_user

GALLERY = "/components/"
LOST_PANEL = "/components/missing/"


@pytest.fixture
def clerk(transactional_db):
    return make_user("town_clerk", ZHANGGOU, display_name="王建国")


@pytest.fixture
def gallery(open_browser, clerk):
    """The gallery on a PC."""
    page = open_browser("pc", user=clerk)
    page.goto(GALLERY)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_every_component_fits_the_screen_and_axe_finds_nothing_serious(open_browser, clerk, size):
    page = open_browser(size, user=clerk)

    page.goto(GALLERY, wait_until="networkidle")

    save_picture(page, "components")
    assert serious_faults(page) == []
    assert sticks_out(page) <= 0
    assert [problem for problem in page.problems if "404" not in problem] == []
    if size == "phone":
        assert small_targets(page) == []


def test_charts_are_drawn_and_stand_beside_their_figures(gallery):
    bars = gallery.locator("figure.chart", has=gallery.locator("#example-bars"))

    expect(bars.locator("svg text", has_text="排湖风景区").first).to_be_visible()
    bars.locator("summary").click()

    expect(bars.locator("tbody tr").last).to_contain_text("排湖风景区")
    expect(bars.locator("tbody tr").last).to_contain_text("57.2%")


def test_slash_goes_to_the_search_but_not_out_of_a_field(gallery):
    gallery.keyboard.press("/")
    expect(gallery.locator("[data-search]")).to_be_focused()

    gallery.locator("#id_head").focus()
    gallery.keyboard.press("/")

    expect(gallery.locator("#id_head")).to_be_focused()


def test_rows_are_walked_and_opened_by_the_keyboard(gallery):
    rows = gallery.locator("#results tr[data-href]")
    first_page = rows.first.inner_text()
    gallery.locator("#results .pager a[rel=next]").click()
    expect(rows.first).not_to_have_text(first_page, use_inner_text=True)
    rows.first.focus()

    gallery.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    with gallery.expect_navigation(url="**/components/?page=2"):
        gallery.keyboard.press("Enter")


def test_a_long_choice_is_found_by_its_pinyin_letters(gallery):
    box = gallery.get_by_role("combobox", name="镇办场园").nth(1)

    box.click()
    box.press_sequentially("zgz")
    expect(gallery.locator(".combo-list li", has_text="张沟镇")).to_be_visible()
    box.press("Enter")

    expect(box).to_have_value("张沟镇")
    assert gallery.locator("select[name=township]").nth(1).input_value() == "张沟镇"


def test_what_was_typed_is_understood_as_amount_and_date(gallery):
    income, date = gallery.locator("#id_income"), gallery.locator("#id_identified_on")

    for typed, understood in [("1.2万", "12000"), ("３，450.5元", "3450.5"), ("0.03亿", "3000000")]:
        income.fill(typed)
        income.blur()
        expect(income).to_have_value(understood)
    for typed, understood in [("20161108", "2016-11-08"), ("2016年2月30日", "2016年2月30日")]:
        date.fill(typed)
        date.blur()
        expect(date).to_have_value(understood)


def test_enter_goes_on_to_the_next_field(gallery):
    gallery.locator("#id_members").focus()

    gallery.keyboard.press("Enter")

    expect(gallery.locator("#id_cause")).to_be_focused()


def test_ticked_rows_bring_up_the_bulk_bar(gallery):
    bar = gallery.locator("#bulk")
    expect(bar).to_be_hidden()

    gallery.locator("[data-tick]").nth(1).check()
    gallery.locator("[data-tick]").nth(2).check()
    expect(bar).to_contain_text("已选 2 户")
    gallery.locator("[data-tick-all]").check()
    expect(bar).to_contain_text("已选 12 户")
    gallery.locator("[data-tick-all]").uncheck()

    expect(bar).to_be_hidden()


def test_columns_can_be_put_away_and_the_export_asks_for_those_seen(gallery):
    members = gallery.locator("#results th", has_text="人口")
    expect(members).to_be_visible()

    gallery.get_by_text("选择列").click()
    gallery.get_by_label("人口", exact=True).uncheck()
    expect(members).to_be_hidden()
    gallery.reload()

    expect(members).to_be_hidden()
    export = gallery.locator("#results form[data-export]")
    assert "columns=place#" in export.get_attribute("action")


def test_a_dialog_takes_the_focus_and_gives_it_back(gallery):
    opener = gallery.get_by_role("button", name="打开窗口")

    opener.click()
    expect(gallery.get_by_role("dialog", name="签署责任状")).to_be_visible()
    expect(gallery.locator("#short_head")).to_be_focused()
    gallery.keyboard.press("Escape")

    expect(gallery.get_by_role("dialog", name="签署责任状")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_panel_that_could_not_be_read_says_so_in_its_place(gallery):
    panel = gallery.get_by_role("region", name="读不到的部分")

    expect(panel).to_contain_text("没有读到这部分内容")
    with gallery.expect_request(f"**{LOST_PANEL}"):
        panel.get_by_role("button", name="重新读取").click()


def test_filters_change_the_list_and_the_address_without_a_button(gallery):
    with gallery.expect_response("**/components/?*status=poor*"):
        gallery.locator("select[name=status]").select_option("poor")

    expect(gallery.locator("#results .chip")).to_have_text("状态：未脱贫取消此条件")
    assert "status=poor" in gallery.url


def test_the_page_works_without_scripts(open_browser, clerk):
    page = open_browser("pc", user=clerk, scripts=False)
    page.goto(GALLERY)

    page.locator("select[name=township]").first.select_option("张沟镇")
    page.get_by_role("button", name="查询").click()

    assert "township=%E5%BC%A0%E6%B2%9F%E9%95%87" in page.url
    expect(page.locator("#results .chip")).to_contain_text("镇办场园：张沟镇")
    expect(page.get_by_role("link", name="打开“读不到的部分”")).to_be_visible()


def test_long_lists_print_their_head_on_each_page_and_no_controls(gallery):
    gallery.emulate_media(media="print")

    expect(gallery.locator(".print-head")).to_be_visible()
    for control in (".top", ".side", ".filter-bar", ".pager", ".page-actions"):
        expect(gallery.locator(control).first).to_be_hidden()
