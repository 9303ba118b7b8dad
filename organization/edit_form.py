"""A form on a stored row that two people may have open at once."""

from typing import Any, cast

from django import forms

from organization.services import edits


class Remembers:
    """A form that knows what its user saw, and can be shown again when that is out of date."""

    page_only = frozenset({"seen"})
    """What a page carries for itself; no caller of the API is asked for it."""

    def show_again(self) -> None:
        """The user is told what another changed: what he sends next he sends knowing it."""
        raise NotImplementedError


class EditForm(Remembers, forms.ModelForm):
    """A form on a row of a table; it remembers what it showed (`organization.services.edits`)."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = edits.seen_of(self.instance, self._names)

    @property
    def _names(self) -> list[str]:
        """The fields that its Meta lists, one by one."""
        return list(self._meta.fields or ())

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, for the verb."""
        return {name: self.cleaned_data[name] for name in self._names}

    @property
    def what_was_seen(self) -> str:
        return self.cleaned_data["seen"]

    def show_again(self) -> None:
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        seen = edits.seen_again(stored, self.values, self.what_was_seen)
        sent = cast("Any", self.data).copy()
        sent[self.add_prefix("seen")] = seen
        self.data = sent
