"""How an API call proves who it is and that it may: token, session, required permission."""

import datetime
import hashlib

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.permissions import BasePermission

from organization.models import ApiToken
from organization.permissions import PERMISSION_LABELS

FIRST_PASSWORD = "请先在网页登录，把一次性密码改成自己的密码"  # noqa: S105  a sentence
NOTED_EVERY = datetime.timedelta(minutes=1)
"""A token's last use is noted to the minute: reading should not write each time."""


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`, a token made on 我的账号 or by `POST /api/v1/token/`."""

    def authenticate(self, request):
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        usable = ApiToken.objects.usable(now).filter(digest=token_digest(token.decode("latin-1")))
        found = usable.select_related("user").first()
        if found is None:
            raise exceptions.AuthenticationFailed("令牌无效或已过期，请重新获取")
        if found.user.must_change_password:
            raise exceptions.AuthenticationFailed(FIRST_PASSWORD)
        noted = Q(last_used_at__gt=now - NOTED_EVERY)
        ApiToken.objects.filter(pk=found.pk).exclude(noted).update(last_used_at=now)
        return found.user, found

    def authenticate_header(self, request):
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class PageSession(SessionAuthentication):
    """The session of the pages, with their protection against forged requests."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as refused:
            sentence = "缺少防伪标识：请用 X-CSRFToken 带上页面的标识，或改用令牌"
            raise exceptions.PermissionDenied(sentence) from refused


class PageSessionScheme(OpenApiAuthenticationExtension):
    target_class = PageSession
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class HasRequiredPermission(BasePermission):
    """The viewset or its action names `required_permission`; without a name it is closed."""

    def has_permission(self, request, view):
        needed = getattr(view, "required_permission", None)
        if needed is None or not request.user.is_authenticated:
            return False
        self.message = f"您的角色没有“{PERMISSION_LABELS[needed]}”的权限"
        return request.user.may(needed)
