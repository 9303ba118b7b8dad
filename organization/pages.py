"""One way to page a list: a filter, an order, fifty rows."""

from django.core.paginator import Page, Paginator

PAGE_SIZE = 50


def page_of(request, rows, *, size: int = PAGE_SIZE) -> Page:
    """The page that the address asks for; a number out of range gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
