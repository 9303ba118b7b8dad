"""A file as the answer: named in Chinese, kept by no cache."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "application/octet-stream"


def file_answer(content, name, content_type=FILE):
    """Hand out bytes, or an open file, to be saved under a name."""
    kind = HttpResponse if isinstance(content, bytes) else FileResponse
    response = kind(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
