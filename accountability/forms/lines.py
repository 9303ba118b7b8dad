"""What several people of a unit write about one notice and each of its items."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accountability.models import Notice, NoticeItem
from organization.edit_form import Remembers
from organization.services import edits


class LineForm(Remembers, forms.Form):
    """The columns `written` of a row; it remembers what it showed.

    Where its user left a field as he saw it, what another wrote meanwhile stands there instead:
    he neither erases it nor is asked to fill it in. `suggested` stands where nothing is stored
    yet; left standing, it gives way to what another wrote.
    """

    written: Sequence[str] = ()

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        row: Notice | NoticeItem,
        suggested: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.row, self.suggested = row, suggested or {}
        self.stored = {name: getattr(row, name) for name in self.written}
        shown = {name: new or self.suggested.get(name, new) for name, new in self.stored.items()}
        seen = edits.seen_of(row, list(self.written))
        initial = {**shown, "seen": seen}
        super().__init__(data, files, initial=initial, **kwargs)
        if self.is_bound:
            self._catch_up(shown)

    def _catch_up(self, shown: dict[str, Any]) -> None:
        """What the user left as he saw it is shown, and sent on, as it is stored now."""
        self.data = self.data.copy()
        seen = self.data.get(self.add_prefix("seen"), "")
        left = edits.untouched({name: self._typed(name) for name in self.written}, seen)
        for name in left:
            self.data[self.add_prefix(name)] = str(shown[name] or "")
        self._remember({name: self.stored[name] for name in left})

    def _typed(self, name: str) -> str | None:
        typed = self.data.get(self.add_prefix(name), "").strip()
        return None if name in self.suggested and typed == str(self.suggested[name]) else typed

    def _remember(self, values: dict[str, Any]) -> None:
        key = self.add_prefix("seen")
        self.data[key] = edits.seen_too(self.data.get(key, ""), values)

    def sent(self) -> dict[str, Any]:
        """What was typed into the columns, as far as it is valid."""
        return {name: self.cleaned_data[name] for name in self.written if name in self.cleaned_data}

    def was_kept(self) -> None:
        """What was sent is stored now: the next sending starts from there."""
        self._remember(self.sent())

    def show_again(self) -> None:
        stored = type(self.row)._default_manager.get(pk=self.row.pk)
        key = self.add_prefix("seen")
        self.data[key] = edits.seen_again(stored, self.sent(), self.data[key])
