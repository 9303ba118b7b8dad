"""How bodies are read."""

from rest_framework import exceptions
from rest_framework.parsers import JSONParser


class ObjectParser(JSONParser):
    """JSON whose whole is an object; every verb takes named values."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError from error
        if not isinstance(body, dict):
            raise exceptions.ValidationError("内容须是一个 JSON 对象，例如 {}")
        return body
