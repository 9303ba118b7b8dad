"""What a page answers to a form that it refuses, as tests ask for it."""

import html
import re


def page_of(answer) -> str:
    """The page that a refused form comes back on, as text with its marks resolved."""
    assert answer.status_code == 422, (answer.status_code, answer.content[:800].decode())
    return html.unescape(answer.content.decode())


def open_dialog(answer, name: str) -> str:
    """What stands in the dialog that came back open; no other is."""
    page = page_of(answer)
    opened = re.findall(r'<dialog id="([\w-]+)"[^>]* open data-refused', page)
    assert opened == [name]
    return re.search(rf'<dialog id="{name}".*?</dialog>', page, re.DOTALL)[0]
