"""What stands on the screen when the connection is gone."""

from playwright.sync_api import expect

from tests.browser.looks import serious_faults

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
