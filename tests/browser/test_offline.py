"""What stands on the screen when the connection is gone."""

import datetime

from playwright.sync_api import expect

from assistance.models import Visit
from organization.models import DemoClock
from tests.assistance.factories import PairingFactory
from tests.browser.looks import serious_faults
from tests.factories import GEXIN, CadreFactory, HouseholdFactory, make_user

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      kept.push(new URL(request.url).pathname);
    }
  }
  return kept;
}"""


def test_without_a_connection_our_own_page_says_what_to_do(open_browser, transactional_db):
    page = open_browser("phone", offline_page=True)
    page.goto("/login/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    page.context.set_offline(True)
    page.goto("/households/")

    expect(page.get_by_role("heading", name="网络已断开")).to_be_visible()
    assert serious_faults(page) == []
    page.context.set_offline(False)
    page.get_by_role("button", name="重新连接").click()
    expect(page.get_by_label("用户名")).to_be_visible()


def test_nothing_but_the_offline_page_and_its_files_is_kept(open_browser, transactional_db):
    page = open_browser("pc", offline_page=True)
    page.goto("/login/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    kept = page.evaluate(KEPT)

    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith(("/static/", "/offline/"))] == []


def test_a_visit_written_without_a_connection_is_sent_once_when_it_is_back(
    open_browser, transactional_db
):
    DemoClock.objects.create(day=datetime.date(2016, 12, 31))
    cadre = CadreFactory()
    helper = make_user("helper", None, cadre=cadre)
    household = HouseholdFactory(at=GEXIN)
    PairingFactory(household=household, cadre=cadre)
    page = open_browser("phone", user=helper)
    page.goto(f"/assistance/households/{household.pk}/visits/new/")
    page.context.set_offline(True)

    page.locator("main [name=kind]").select_option(label="了解基本情况")
    page.locator("main [name=content]").fill("了解秋收情况")
    page.locator("main form[data-main] button.primary").click()

    expect(page.locator("#held")).to_contain_text("已保存在本机，联网后上传（共1条）")
    expect(page.locator("main [name=content]")).to_have_value("")
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#held")).to_contain_text("已上传1条")
    assert Visit.objects.get().content == "了解秋收情况"
    page.reload()
    expect(page.locator("#held")).to_have_count(0)
    assert Visit.objects.count() == 1


def test_a_held_visit_that_is_refused_says_why_and_is_opened_for_mending(
    open_browser, transactional_db
):
    DemoClock.objects.create(day=datetime.date(2016, 12, 31))
    cadre = CadreFactory()
    helper = make_user("helper", None, cadre=cadre)
    household = HouseholdFactory(at=GEXIN)
    PairingFactory(household=household, cadre=cadre)
    page = open_browser("phone", user=helper)
    page.goto(f"/assistance/households/{household.pk}/visits/new/")
    page.context.set_offline(True)
    page.locator("main [name=kind]").select_option(label="了解基本情况")
    page.locator("main [name=content]").fill("了解秋收情况")
    page.locator("main [name=visited_on]").fill("2017-03-01")
    page.locator("main form[data-main] button.primary").click()

    page.context.set_offline(False)

    expect(page.locator("#held")).to_contain_text("未能上传：")
    page.get_by_role("button", name="打开改正").click()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("main [name=content]")).to_have_value("了解秋收情况")
    assert not Visit.objects.exists()
