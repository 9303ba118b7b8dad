"""Verbs whose rules a page's form holds: the same fields and the same checks, sent as JSON.

The form decides; the serializer made from it says in the schema what may be sent and refuses
what has the wrong shape. A field left out has the value with which the page's form begins.
"""

import json
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers

from organization.api_base import Key
from organization.cadre_field import CadreField


@cache
def body_of(*of: type[forms.BaseForm], partial: bool = False) -> type[serializers.Serializer]:
    """The body of a verb that takes these forms; `partial` where it changes what is stored."""
    fields = {}
    for form in of:
        for name, field in form.base_fields.items():
            if name in getattr(form, "page_only", ()):
                continue
            is_needed = field.required and field.initial is None
            fields[name] = _as_api(field, required=is_needed and not partial)
    app = of[0].__module__.partition(".")[0].title()
    name = f"{app}{of[0].__name__}{'Changes' if partial else ''}"
    return type(name, (serializers.Serializer,), {"__doc__": of[0].__doc__, **fields})


def filled(
    form_class: type[forms.BaseForm], request: Any, *, also: tuple = (), **options: Any
) -> Any:
    """The form of the page, filled from the body and found valid.

    `also` are forms whose fields it takes up when it is made; `options` go to the form.

    Raises:
        ValidationError: something has the wrong shape or breaks a rule of the form.
    """
    shape = body_of(form_class, *also, partial=True)(data=request.data)
    shape.is_valid(raise_exception=True)
    begun = form_class(**options)
    form = form_class(as_typed(begun, request.data), request.FILES, **options)
    if not form.is_valid():
        errors = {name: [str(one) for one in said] for name, said in form.errors.items()}
        raise serializers.ValidationError(errors)
    return form


def as_typed(begun: forms.BaseForm, sent: Any) -> MultiValueDict:
    """What the page would have sent: fields as text, those left out as the form begins."""
    typed: MultiValueDict = MultiValueDict()
    for name, field in begun.fields.items():
        key = begun.add_prefix(name)
        if name not in sent:
            value = field.prepare_value(begun.get_initial_for_field(field, name))
        elif hasattr(sent, "getlist") and isinstance(field, forms.MultipleChoiceField):
            value = sent.getlist(name)
        else:
            value = sent[name]
        if value is None:
            continue
        if isinstance(field, forms.JSONField):
            value = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        several = isinstance(value, list | tuple | models.QuerySet)
        typed.setlist(key, [_text(one) for one in (value if several else [value])])
    return typed


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def _as_api(field: forms.Field, *, required: bool) -> serializers.Field:
    """What says in the schema what the form's field takes."""
    make = next(make for kind, make in MAKERS if isinstance(field, kind))
    label = str(field.label or "")
    return make(field, required=required, label=label, help_text=str(field.help_text or label))


def _key(field: forms.ModelChoiceField, **common: Any) -> serializers.Field:
    """The key of a row: a number, or a code where the table has one."""
    meta = field.queryset.model._meta
    key = meta.get_field(field.to_field_name) if field.to_field_name else meta.pk
    while key.remote_field:
        key = key.target_field
    if isinstance(key, models.IntegerField):
        return Key(allow_null=not field.required, **common)
    return serializers.CharField(max_length=20, allow_blank=not field.required, **common)


def _keys(field: forms.ModelMultipleChoiceField, **common: Any) -> serializers.Field:
    return serializers.ListField(child=_key(field), **common)


def _text_field(field: forms.Field, **common: Any) -> serializers.Field:
    longest = getattr(field, "max_length", None)
    return serializers.CharField(max_length=longest, allow_blank=not field.required, **common)


def _choice(field: forms.ChoiceField, **common: Any) -> serializers.Field:
    choices = [(key, label) for key, label in field.choices if key not in (None, "")]
    if not choices:
        return _text_field(field, **common)
    return serializers.ChoiceField(choices, allow_blank=not field.required, **common)


def _yes_no(field: forms.BooleanField, **common: Any) -> serializers.Field:
    may_be_open = isinstance(field, forms.NullBooleanField)
    return serializers.BooleanField(allow_null=may_be_open, **common)


def _decimal(field: forms.DecimalField, **common: Any) -> serializers.Field:
    return serializers.DecimalField(
        max_digits=field.max_digits, decimal_places=field.decimal_places,
        min_value=field.min_value, max_value=field.max_value, allow_null=not field.required,
        **common,
    )  # fmt: skip


def _integer(field: forms.IntegerField, **common: Any) -> serializers.Field:
    limits = {"min_value": field.min_value, "max_value": field.max_value}
    return serializers.IntegerField(allow_null=not field.required, **limits, **common)


def _date(field: forms.DateField, **common: Any) -> serializers.Field:
    return serializers.DateField(allow_null=not field.required, **common)


def _file(field: forms.FileField, **common: Any) -> serializers.Field:
    return serializers.FileField(allow_empty_file=True, **common)


def _json(field: forms.JSONField, **common: Any) -> serializers.Field:
    return serializers.JSONField(**common)


MAKERS = [
    (forms.ModelMultipleChoiceField, _keys),
    (CadreField, _text_field),
    (forms.ModelChoiceField, _key),
    (forms.BooleanField, _yes_no),
    (forms.NullBooleanField, _yes_no),
    (forms.ChoiceField, _choice),
    (forms.DecimalField, _decimal),
    (forms.IntegerField, _integer),
    (forms.DateField, _date),
    (forms.FileField, _file),
    (forms.JSONField, _json),
    (forms.Field, _text_field),
]
"""Which field of a form is which of a body; the first that fits."""
