"""What the browser shows when the server cannot be reached.

A service worker keeps one page and the files it needs, and nothing that belongs to anybody.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organization.permissions import open_to_all


@require_safe
@login_not_required
@open_to_all("Kept in the browser for everybody; nothing of the data is told.")
def offline(request: HttpRequest) -> HttpResponse:
    """The page that stands in for any page without a connection."""
    return render(request, "errors/offline.html", {"request_id": ""})


@require_safe
@login_not_required
@open_to_all("A script of the pages, served at the root because its reach is its folder.")
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the offline page, with the files' present names in it."""
    return render(request, "service_worker.js", content_type="text/javascript; charset=utf-8")
