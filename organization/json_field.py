"""A document of personal data in one column."""

import json
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from organization.fields import EncryptedText

_PACKED_FROM = 4000
"""A household's document is about 1,000 long; packing it would take longer than writing it."""
_ENCODER = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":"))


if TYPE_CHECKING:
    EncryptedJSON: Any  # the checker need not know more than that any JSON comes out
else:

    class EncryptedJSON(EncryptedText):
        """JSON that is encrypted at rest, packed when long; None and empty are stored as ''."""

        def get_prep_value(self, value):
            return super().get_prep_value(_packed(value))

        def from_db_value(self, value, expression, connection):
            return _unpacked(super().from_db_value(value, expression, connection))

        def get_default(self):
            return super().get_default() if self.has_default() else None


def _packed(value: Any) -> str:
    if not value:
        return ""
    text = _ENCODER.encode(value)
    if len(text) < _PACKED_FROM:
        return text
    return "z" + b64encode(zlib.compress(text.encode(), 1)).decode()


def _unpacked(text: str | None) -> Any:
    if not text:
        return None
    if text[0] == "z":
        text = zlib.decompress(b64decode(text[1:])).decode()
    return json.loads(text)
