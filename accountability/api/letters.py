"""Letters as files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accountability.reports.docx import DOCX, letter_docx
from accountability.reports.letters import Letter


def docx_response(letter: Letter) -> HttpResponse:
    response = HttpResponse(letter_docx(letter), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, letter.file_name)
    return response
