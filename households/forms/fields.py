"""Fields of the household forms that behave in ways of their own.

Cells of a form are read by the same readers as cells of a workbook, so both say the same.
"""

from collections.abc import Callable

from django import forms

from intake import cells
from intake.errors import CellError
from intake.identity import read_identity

KEEP = object()
"""What a secret field answers when nothing was typed: leave the stored value alone."""
CLEAR = "无"


def read(reader: Callable, text: str):
    """A typed text through a cell's reader; its refusal is the field's."""
    try:
        return reader(text)
    except CellError as fault:
        raise forms.ValidationError(str(fault)) from fault


class NameField(forms.CharField):
    """A person's name."""

    def clean(self, value):
        return read(cells.person_name, super().clean(value))


class SecretField(forms.CharField):
    """A protected value that is never sent to the page.

    Blank keeps what is stored, 无 clears it, anything else replaces it.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "data-secret": ""}

    def show_masked(self, masked: str) -> None:
        """Say what is stored, masked, and how to keep or clear it."""
        if masked:
            self.widget.attrs["placeholder"] = f"{masked}（不改则留空）"

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return KEEP
        return "" if text == CLEAR else self.read(text)

    def read(self, text: str) -> str:
        """What a typed text means."""
        return text


class IdNumberField(SecretField):
    """An ID number, checked as the import checks it."""

    def read(self, text):
        return read(read_identity, text).id_no


class CertificateField(SecretField):
    """The number of a disability certificate."""

    def read(self, text):
        identity = read(read_identity, text)
        if not identity.certificate:
            raise forms.ValidationError("残疾人证号为20位或22位，请核对")
        return identity.certificate


class PhoneField(SecretField):
    """A mobile or landline number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.widget.attrs["inputmode"] = "tel"

    def read(self, text):
        return read(cells.phone, text)


class AccountField(SecretField):
    """A bank card or passbook number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def read(self, text):
        digits = "".join(text.split())
        if not (digits.isdigit() and 10 <= len(digits) <= 25):
            raise forms.ValidationError("一卡通账号应为10至25位数字，请核对")
        return digits
