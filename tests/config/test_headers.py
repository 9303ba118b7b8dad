"""What every answer says to browsers and proxies."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/households/", "/api/v1/households/", "/login/"])
def test_nothing_read_here_is_kept_by_a_browser_or_a_proxy(client, log_in, path):
    log_in("town_clerk")

    said = client.get(path, follow=True).headers["Cache-Control"]

    assert "no-store" in said
    assert "private" in said


@pytest.mark.parametrize("path", ["/login/", "/households/", "/nothing/here/"])
def test_a_page_runs_no_script_but_ours(client, log_in, path):
    log_in("town_clerk")

    policy = client.get(path, follow=True).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "script-src" not in policy  # falls back to default-src: no inline, no eval
    assert "frame-ancestors 'none'" in policy


def test_the_pages_of_the_api_load_nothing_from_elsewhere(client, log_in):
    log_in("admin")

    page = client.get("/api/docs/").content.decode()

    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', page) == []
    assert "<script>" not in page
