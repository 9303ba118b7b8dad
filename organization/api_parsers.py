"""How bodies are read."""

import json
from typing import Any

from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser


def check_readable(value: Any) -> None:
    """Refuse what no answer can repeat and no database keeps: halves of signs, endless numbers.

    Raises:
        ValidationError: there are some.
    """
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise exceptions.ValidationError("内容含有不能保存的字符（不成对的代理字符）") from error
    except ValueError as error:
        raise exceptions.ValidationError("内容含有过大的数字") from error


class ObjectParser(JSONParser):
    """JSON whose whole is an object; every verb takes named values."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError from error
        if not isinstance(body, dict):
            raise exceptions.ValidationError("内容须是一个 JSON 对象，例如 {}")
        check_readable(body)
        return body


class ReadableJSON(serializers.JSONField):
    """Any JSON; in a form's field it comes as text and is parsed here."""

    def to_internal_value(self, data):
        try:
            value = super().to_internal_value(data)
        except RecursionError:
            self.fail("invalid")
        check_readable(value)
        return value
