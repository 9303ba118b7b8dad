"""Model fields for personal data: encrypted text, and the keyed index to find it by."""

from collections.abc import Callable

from django.core.exceptions import FieldError
from django.db import models

from organization.crypto import blind_index, decrypt, encrypt


class EncryptedText(models.TextField):
    """Text that is encrypted at rest (AES-256-GCM, bound to its table and column).

    It cannot be filtered on; a `BlindIndex` beside it can.
    """

    def context(self) -> bytes:
        """What the ciphertext is bound to: it cannot be moved to another column unnoticed."""
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value, self.context()) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value, self.context()) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: filter on its blind index")
        return super().get_lookup(lookup_name)


def sensitive_names(model: type[models.Model]) -> frozenset[str]:
    """Fields of a model whose values never stand in the trail in clear: the encrypted ones, and
    those that the model names in `also_sensitive`."""
    encrypted = {f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedText)}
    return frozenset(encrypted | set(getattr(model, "also_sensitive", ())))


class BlindIndex(models.CharField):
    """Keyed hash of another field of the row, written with it.

    `bulk_create` and `save` fill it; `update()` and `bulk_update()` do not: a verb that uses
    those sets the index too (`organization.bulk` does).
    """

    def __init__(self, *args, source: str = "", make: Callable[[str], str] = blind_index, **kwargs):
        self.source = source
        self.make = make
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        if self.make is not blind_index:
            kwargs["make"] = self.make
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        value = self.index_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value

    def index_of(self, text: str | None) -> str | None:
        return self.make(text) if text else None
