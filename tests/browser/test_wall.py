"""The wall is read from five metres: everything is on the screen at once."""

import pytest

from organization.models import User
from reviews.demo.city import load_city
from tests.browser.looks import save_picture


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_wall_fits_the_screen(transactional_db, open_browser, width, height):
    load_city(60)
    page = open_browser(user=User.objects.get(username="leader"))
    page.set_viewport_size({"width": width, "height": height})

    page.goto("/reviews/wall/")
    page.locator(".wall .figure").first.wait_for()

    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    save_picture(page, "wall")
    assert page.problems == []
