"""What every page is looked at for: pictures, accessibility, nothing sideways."""

import os
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {
    "pc": (1366, 768),
    "office": (1920, 1080),
    "phone": (390, 844),
    "tablet": (768, 1024),
}
"""The township's old PC, the office and the wall, the phone, a village's small tablet."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def serious_faults(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page: rule and the first place."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", STANDARDS)
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]


def sticks_out(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def small_targets(page: Page) -> list[str]:
    """Buttons and lone links that a thumb would miss (below 44 px on the phone)."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main .button, .bottom a, .top-item, .tabs a")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 120))"""
    )


def save_picture(page: Page, name: str) -> None:
    """Keep a picture where `SCREENSHOTS` says, for people to look at; otherwise nothing."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def until(page: Page, expression: str) -> None:
    """Wait until an expression holds. Playwright's own way evaluates text inside the page, which
    our content security policy forbids.

    Raises:
        TimeoutError: it does not within five seconds.
    """
    for _ in range(100):
        if page.evaluate(f"Boolean({expression})"):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(expression)
