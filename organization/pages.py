"""One way to page a list: a filter, an order, fifty rows. One way to keep a refused form."""

from contextlib import AbstractContextManager

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import BaseForm

from organization.refusals import refused

PAGE_SIZE = 50


def page_of(request, rows, *, size: int = PAGE_SIZE) -> Page:
    """The page that the address asks for; a number out of range gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def refusals_into(form: BaseForm) -> AbstractContextManager[None]:
    """A refusal becomes an error of the form, so that what was typed stays."""
    return refused(lambda sentence: form.add_error(None, sentence))


def refusals_told(request) -> AbstractContextManager[None]:
    """A refusal becomes a message on the page one comes back to."""
    return refused(lambda sentence: messages.error(request, sentence))
