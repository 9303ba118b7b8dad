"""The user manual: Markdown chapters under docs/manual, one for each part of the work."""

import re
from dataclasses import dataclass
from functools import cache

import markdown
from django.conf import settings
from markdown.extensions.toc import TocExtension, slugify_unicode

FOLDER = settings.BASE_DIR / "docs" / "manual"
_MARK = re.compile(r"^(?:(##+) (.+)\n+)?<!-- pages:(.*)-->\n", re.MULTILINE)
"""The pages that a chapter explains, or the section whose heading stands right before."""


@dataclass(frozen=True)
class Chapter:
    """A chapter; `pages` leads from the pages it explains to the section that does, if one does.

    A page is named as `app:url_name`, or by how it begins.
    """

    slug: str
    title: str
    pages: tuple[tuple[str, str], ...]
    html: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order of their file names."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def chapter_named(slug: str) -> Chapter | None:
    """The chapter asked for, else the first."""
    known = chapters()
    return next((chapter for chapter in known if chapter.slug == slug), known[0] if known else None)


def section_for(page: str) -> tuple[Chapter, str] | None:
    """The chapter that explains a page, and the anchor of its section; the nearest by name."""
    explaining = [
        (len(prefix), chapter, anchor)
        for chapter in chapters()
        for prefix, anchor in chapter.pages
        if page.startswith(prefix)
    ]
    if not explaining:
        return None
    _, chapter, anchor = max(explaining, key=lambda found: found[0])
    return chapter, anchor


def _read(path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    pages = tuple(
        (prefix, slugify_unicode(mark[2] or "", "-"))
        for mark in _MARK.finditer(body)
        for prefix in mark[3].split()
    )
    body = _MARK.sub(lambda mark: f"{mark[1]} {mark[2]}\n" if mark[1] else "", body)
    html = markdown.markdown(body, extensions=["tables", TocExtension(slugify=slugify_unicode)])
    return Chapter(path.stem, title.lstrip("# ").strip(), pages, html)
