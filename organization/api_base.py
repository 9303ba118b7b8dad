"""What every API endpoint shares: pages of a list, and refusals."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import (
    BadRequest,
    FieldDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as RowError
from django.db.models import BigIntegerField
from django.http import Http404
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import exceptions, serializers, status
from rest_framework.pagination import PageNumberPagination
from rest_framework.views import exception_handler

from organization.errors import NotFoundError
from organization.refusals import refusal_of

SHOWN = 3
"""So many faulty fields are named in the sentence; all stand below `fields`."""


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class Key(serializers.IntegerField):
    """The number of a row; more than a column holds is refused before the database is asked."""

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 1, "max_value": BigIntegerField.MAX_BIGINT, **kwargs})


class RefusedByRule(exceptions.APIException):
    """A rule of the house forbids it."""

    status_code = status.HTTP_409_CONFLICT


class TooLarge(exceptions.APIException):
    """The body is larger than the server takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "提交的内容过大，请分次提交或压缩后再传"


NOT_FOUND = "没有找到，或不在您的范围内"
SENTENCES = {
    exceptions.ParseError: "无法识别提交的内容，请检查格式（JSON 或 multipart/form-data）",
    exceptions.NotAuthenticated: "请先登录，或提供有效的令牌",
    exceptions.NotAcceptable: "只能以 application/json 回答，请调整 Accept",
}
"""Where the framework's own sentence is technical or not Chinese."""


def answer_refusal(error, context):
    """Every refusal in one shape: a sentence, the fields concerned, a reference number."""
    error = _as_api_error(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    is_of_fields = isinstance(error, exceptions.ValidationError)
    fields = dict(_by_field(error.detail)) if is_of_fields else {}
    sentence = SENTENCES.get(type(error)) or _sentence(error, fields)
    fields.pop("", None)
    response.data = refusal(context["request"], sentence, fields)
    return response


def refusal(request, sentence: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The body of every refusal (`organization.api_schema.REFUSAL`)."""
    return {
        "detail": sentence,
        "fields": fields or {},
        "reference": getattr(request, "id", ""),
    }


def _as_api_error(error: Exception) -> Exception:
    match error:
        case NotFoundError() | Http404():
            return exceptions.NotFound(NOT_FOUND)
        case PermissionDenied():
            return exceptions.PermissionDenied(str(error) or None)
        case RowError():
            by_field = hasattr(error, "error_dict")
            return exceptions.ValidationError(error.message_dict if by_field else error.messages)
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation() | BadRequest():
            return exceptions.ParseError()
    sentence = refusal_of(error)
    return error if sentence is None else RefusedByRule(sentence)


def _by_field(detail: Any, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """(dotted place, sentences) of nested errors; the place of what belongs to no field is ""."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole = name in {"non_field_errors", "__all__"}
            yield from _by_field(inner, place if is_whole else f"{place}.{name}".strip("."))
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        for number, inner in enumerate(detail):
            yield from _by_field(inner, f"{place}.{number}".strip("."))
    elif detail:
        yield place, [str(one) for one in (detail if isinstance(detail, list) else [detail])]


def _sentence(error: exceptions.APIException, fields: dict[str, list[str]]) -> str:
    if not fields:
        return str(error.detail)
    if "" in fields:
        return "；".join(fields[""])
    named = [f"{place}：{'；'.join(said)}" for place, said in list(fields.items())[:SHOWN]]
    more = f"；另有{len(fields) - SHOWN}处" if len(fields) > SHOWN else ""
    return "；".join(named) + more


class StoredChoice(OpenApiSerializerFieldExtension):
    """A choice that a row may leave empty is empty in an answer too.

    Of a field that is only read, the framework forgets `blank`.
    """

    target_class = "rest_framework.fields.ChoiceField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        field = self.target
        if field.read_only and _may_be_blank(field):
            field.allow_blank = True
        return auto_schema._map_serializer_field(field, direction, bypass_extensions=True)


def _may_be_blank(field: serializers.ChoiceField) -> bool:
    if not isinstance(field.parent, serializers.ModelSerializer):
        return False
    try:
        return field.parent.Meta.model._meta.get_field(field.source).blank
    except FieldDoesNotExist:
        return False
