"""What happens around every request."""

import logging
import secrets
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control

from organization import audit
from organization.api_auth import FIRST_PASSWORD
from organization.errors import NotFoundError
from organization.parameters import DEFINITIONS
from organization.refusals import refusal_of
from organization.request_id import request_id
from organization.views.errors import is_api, not_found, refused, too_large
from organization.working_date import fixed_working_date

log = logging.getLogger(__name__)


class RequestId:
    """A short number per request, for the log and for the user who reports an error.

    Fixes the working date and the network address for the request too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = secrets.token_hex(4)
        request_id.set(request.id)
        address = client_address(request)
        if request.path in {"/healthz", "/readyz"} or request.path.startswith("/static/"):
            return self.get_response(request)
        with audit.from_address(address), fixed_working_date():
            response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response


def client_address(request) -> str | None:
    """The client's address; forwarded ones count only from the proxies that are ours."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.PROXY_COUNT and forwarded:
        hops = [hop.strip() for hop in forwarded.split(",")]
        return hops[-min(settings.PROXY_COUNT, len(hops))]
    return request.META.get("REMOTE_ADDR") or None


def sign_in_first(request):
    """Leads to the door and from there back to the page one stood on.

    htmx asked for a piece of a page: the whole page goes to the door, not the piece.
    """
    page = request.get_full_path()
    if request.htmx or request.method != "GET":
        stood_on = urlsplit(
            request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        )
        page = urlunsplit(("", "", stood_on.path, stood_on.query, ""))
    door = redirect_to_login(page)
    if not request.htmx:
        return door
    return HttpResponse(status=401, headers={"HX-Redirect": door.url})


class KeptNowhere:
    """What somebody reads here is kept by no proxy and no browser: township offices share
    computers, and "back" after signing out must show nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response


class SignedIn(LoginRequiredMiddleware):
    """Whoever has not signed in goes to the door first, unless the view is open."""

    def handle_no_permission(self, request, view_func):
        return sign_in_first(request)


class IdleSignOut:
    """Signs out who has done nothing for the set minutes (GB/T 22239 8.1.4.1).

    A page that asks by itself how far a job is (`X-Poll`) is nobody doing something.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.session.get("seen_at") is not None:
            now = timezone.now().timestamp()
            idle = now - request.session["seen_at"]
            if idle > request.session.get("idle_minutes", DEFINITIONS["idle_minutes"].default) * 60:
                logout(request)
                if is_api(request):
                    return self.get_response(request)  # which asks to sign in, its own way
                messages.info(request, "长时间未操作，已自动退出，请重新登录")
                return sign_in_first(request)
            if idle > 60 and "X-Poll" not in request.headers:
                request.session["seen_at"] = now
        return self.get_response(request)


class BodySize:
    """A body larger than the server takes is refused before it is read (413)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_upload = request.content_type == "multipart/form-data"
        most = settings.UPLOAD_MAX_BYTES if is_upload else 0
        if length.isdecimal() and int(length) > most + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return too_large(request)
        return self.get_response(request)


class ClosedByDefault:
    """A view that names neither a permission nor a reason to be open is closed to everybody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        view = getattr(view_func, "cls", None) or getattr(view_func, "view_class", view_func)
        if getattr(view, "required_permission", None) or getattr(view, "open_because", None):
            return
        log.error("view %s names no permission", view)
        raise PermissionDenied("此页面尚未开放")


class Refusals:
    """The one place where a refusal becomes an answer on a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NotFoundError):
            return not_found(request)
        sentence = refusal_of(exception)
        return None if sentence is None else refused(request, sentence)


class FirstPassword:
    """Who holds a one-time password sets his own before anything else."""

    ALLOWED = frozenset({"organization:password", "organization:logout", "organization:help"})

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        if request.resolver_match.view_name in self.ALLOWED:
            return None
        if is_api(request):
            raise PermissionDenied(FIRST_PASSWORD)
        return redirect("organization:password")
