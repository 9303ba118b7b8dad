"""Nothing hangs over the edge on the phone and on the small tablet, and 保存 can be reached."""

import pytest
from playwright.sync_api import Page

from households.models import Household
from organization.models import User
from reviews.demo.accounts import TOWNSHIP
from reviews.demo.city import load_city
from tests.browser.looks import save_picture, sticks_out

PAGES = (
    "/", "/households/", "/assistance/leaders/", "/assistance/projects/",
    "/accountability/problems/", "/accountability/notices/", "/villages/", "/import/",
    "/reviews/dashboard/",
)  # fmt: skip

AT_THE_BUTTON = """button => {
  const box = button.getBoundingClientRect();
  return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === button;
}"""


@pytest.mark.parametrize("size", ["phone", "tablet"])
def test_every_list_stays_within_the_screen(transactional_db, open_browser, size):
    load_city(150)
    household = Household.objects.filter(village__division__parent=TOWNSHIP).first()
    page: Page = open_browser(size, user=User.objects.get(username="township"))
    at = f"/households/{household.pk}/"

    over = {}
    for path in (*PAGES, at, f"{at}edit/"):
        page.goto(path)
        save_picture(page, f"width{path.replace('/', '_')}")
        if sticks_out(page):
            over[path] = sticks_out(page)

    assert over == {}
    assert page.get_by_role("button", name="保存", exact=True).evaluate(AT_THE_BUTTON)
    assert page.problems == []
