"""Takes the pictures of the README from a running demonstration city: `make pictures`.

`PORT` says where it runs. The city is made of seeds, so the same pictures come out again; nobody
in them is a real person.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
PC, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PICTURES = [
    ("dashboard", "leader", PC, "/reviews/dashboard/"),
    ("dashboard-phone", "leader", PHONE, "/reviews/dashboard/"),
    ("households", "township", PC, "/households/?findings=true"),
    ("notice", "supervisor", PC, "/accountability/"),
]
"""File, who looks, at what size, where."""


def take(browser: Browser, name: str, user: str, size: dict, path: str) -> None:
    page = browser.new_page(viewport=size, base_url=ADDRESS, locale="zh-CN")
    page.goto("/login/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", "xiantao-demo")
    page.click("button[type=submit]")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            take(browser, *picture)
        browser.close()


if __name__ == "__main__":
    main()
