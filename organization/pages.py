"""One way to page a list: a filter, an order, fifty rows. One way to keep a refused form."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.paginator import Page, Paginator
from django.forms import BaseForm

from organization.errors import RuleError

PAGE_SIZE = 50


def page_of(request, rows, *, size: int = PAGE_SIZE) -> Page:
    """The page that the address asks for; a number out of range gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


@contextmanager
def refusals_into(form: BaseForm) -> Iterator[None]:
    """A rule's refusal becomes an error of the form, so that what was typed stays."""
    try:
        yield
    except RuleError as refusal:
        form.add_error(None, str(refusal))
