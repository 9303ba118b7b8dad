"""The long form at the keyboard: where the cursor goes, and how much is said to be filled."""

from organization.models import User
from reviews.demo.city import load_city
from tests.browser.looks import until


def test_the_cursor_goes_to_a_new_person_and_a_blank_form_is_nearly_empty(
    transactional_db, open_browser
):
    load_city(60)
    page = open_browser(user=User.objects.get(username="township"))

    page.goto("/households/new/")
    filled = page.locator("[data-completeness-text]").inner_text()
    # What stands there already: the day, and how and since when the head belongs.
    assert int(filled.split()[1]) < 8, filled

    page.get_by_role("button", name="增加成员").click()
    page.locator(".newcomer").first.wait_for()
    until(page, "document.activeElement.closest('.newcomer')")
    box = page.locator(".newcomer legend").first.bounding_box()
    assert 0 <= box["y"] < 300
    assert page.problems == []
