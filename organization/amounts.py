"""Amounts as people write them: 1.2万, 3亿, 1,200元, full-width digits."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db import models

UNITS = {"万": 4, "亿": 8}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_WRITTEN = re.compile(r"(-?\d*\.?\d*)([万亿]?)")


def plain_amount(text: str) -> str:
    """The figure in full: 1.2万 → 12000; what is no such amount comes back as it was typed."""
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return text  # nearly every cell of a register
    half = re.sub(r"[,\s元]", "", text.translate(_FULL_WIDTH))
    parts = _WRITTEN.fullmatch(half)
    if not parts:
        return text
    try:
        number = Decimal(parts[1]).scaleb(UNITS.get(parts[2], 0))
    except InvalidOperation:
        return text
    return format(number, "f")


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, as accountants round."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def money_said(amount: Decimal) -> str:
    """Yuan as headlines say them: 1.10亿元, 3,456.78万元, 800元."""
    for size, unit in ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元")):
        if abs(amount) >= size:
            return f"{rounded(amount / size, 2):,}{unit}"
    return f"{rounded(amount, 0):,}元"


class AmountField(forms.DecimalField):
    """An amount or a measure; the page turns 1.2万 into figures, and so does the server."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def to_python(self, value):
        return super().to_python(plain_amount(value) if isinstance(value, str) else value)


def amount_of_model(field: models.Field, **options: Any) -> forms.Field | None:
    """How a form of a model takes its amounts (a `formfield_callback`)."""
    if isinstance(field, models.DecimalField):
        options["form_class"] = AmountField
        options.pop("widget", None)
    return field.formfield(**options)
