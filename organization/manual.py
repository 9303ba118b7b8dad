"""The user manual: Markdown chapters under docs/manual, one for each part of the work."""

from dataclasses import dataclass
from functools import cache

import markdown
from django.conf import settings

FOLDER = settings.BASE_DIR / "docs" / "manual"


@dataclass(frozen=True)
class Chapter:
    """A chapter: its file's first line is the title, its second may name pages it explains."""

    slug: str
    title: str
    pages: tuple[str, ...]
    html: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order of their file names."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


def chapter_for(page: str, slug: str = "") -> Chapter | None:
    """The chapter asked for, or the one that explains a page (`app:url_name`), or the first."""
    known = chapters()
    named = [chapter for chapter in known if chapter.slug == slug]
    explaining = [
        (len(prefix), chapter)
        for chapter in known
        for prefix in chapter.pages
        if page.startswith(prefix)
    ]
    explaining.sort(key=lambda pair: -pair[0])
    found = named or [chapter for _, chapter in explaining] or list(known)
    return found[0] if found else None


def _read(path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    first, _, rest = body.lstrip("\n").partition("\n")
    pages: tuple[str, ...] = ()
    if first.startswith("<!-- pages:"):
        pages = tuple(first.removeprefix("<!-- pages:").removesuffix("-->").split())
        body = rest
    html = markdown.markdown(body, extensions=["tables", "toc"])
    return Chapter(path.stem, title.lstrip("# ").strip(), pages, html)
