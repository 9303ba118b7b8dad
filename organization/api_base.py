"""What every API endpoint shares: pages and refusals."""

from django.core.exceptions import PermissionDenied
from rest_framework import exceptions, status
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from organization.errors import NotFoundError
from organization.refusals import refusal_of


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


def answer_refusal(error, context):
    """A refusal is 409 with its sentence; everything else as DRF does it."""
    sentence = refusal_of(error)
    if sentence is not None:
        return Response({"detail": sentence}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, NotFoundError):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied) and str(error):
        error = exceptions.PermissionDenied(str(error))
    return exception_handler(error, context)
