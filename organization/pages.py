"""One way to page a list: a filter, an order, fifty rows. One way to keep a refused form."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import BaseForm, CharField

from organization.edit_form import Remembers
from organization.errors import StaleError
from organization.refusals import refused

PAGE_SIZE = 50


class CappedPaginator(Paginator):
    """Pages of a list that grows for ever: counted and leafed through only so far, so that a page
    costs the same for ten thousand rows and for ten million. Who looks further back narrows it."""

    MOST = 10_000

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: self.MOST + 1].count()

    @property
    def count(self) -> int:
        return min(self._counted, self.MOST)

    @property
    def is_capped(self) -> bool:
        """Whether there are more than `count`."""
        return self._counted > self.MOST


def page_of(request, rows, *, size: int = PAGE_SIZE, paginator=Paginator) -> Page:
    """The page that the address asks for; a number out of range gives the nearest."""
    return paginator(rows, size).get_page(request.GET.get("page"))


@contextmanager
def refusals_into(form: BaseForm) -> Iterator[None]:
    """A refusal becomes an error of the form, so that what was typed stays."""
    with refused(lambda sentence: form.add_error(None, sentence)):
        try:
            yield
        except StaleError:
            if isinstance(form, Remembers):
                form.show_again()
            raise


def keys_of(values: Iterable[str]) -> list[int]:
    """The keys that were ticked, without what is none; one too long to be a key is NO_ROW's."""
    decimals = (value for value in values if value.isdecimal())
    return [int(value) if len(value) <= LONGEST_KEY else NO_ROW for value in decimals]


def refusals_told(request) -> AbstractContextManager[None]:
    """A refusal becomes a message on the page one comes back to."""
    return refused(lambda sentence: messages.error(request, sentence))


LONGEST_KEY = 18
"""Digits of the largest key that both databases hold."""
NO_ROW = 0
NO_LONGER = "这一步现在不能办理，请按本页现在的情况办理"


@dataclass(frozen=True)
class Typed:
    """What somebody wrote into a field that his page no longer has."""

    label: str
    text: str


def with_refused(
    request, offered: Mapping[str, BaseForm], refused: Mapping[str, BaseForm]
) -> dict[str, BaseForm]:
    """The forms of a thing's own page, those that were refused in place of the blank ones.

    The name of a form on its page gives its fields their ids, so that no two are the same. What
    the page no longer offers, because somebody was faster, is told as a message, and what was
    written into it stands below, to be copied.
    """
    shown = {**offered}
    for name, form in refused.items():
        if name not in offered:
            _lay_aside(request, form)
            continue
        shown[name] = form
    for name, form in shown.items():
        form.auto_id = f"{name}-%s"
    return shown


def _lay_aside(request, form: BaseForm) -> None:
    for sentence in form.non_field_errors() or [NO_LONGER]:
        messages.error(request, sentence)
    request.laid_aside = [
        Typed(str(bound.label), str(bound.value()))
        for bound in form.visible_fields()
        if isinstance(bound.field, CharField) and bound.value()
    ]
