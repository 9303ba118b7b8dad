"""How an API call proves who it is and that it may: token, session, required permission."""

import hashlib

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission

from organization.models import ApiToken


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
        usable.update(last_used_at=now)
        return found.user, found

    def authenticate_header(self, request):
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class HasRequiredPermission(BasePermission):
    """The viewset names `required_permission`; without a name it is closed."""

    message = "您的角色没有此项权限"

    def has_permission(self, request, view):
        needed = getattr(view, "required_permission", None)
        return bool(needed and request.user.is_authenticated and request.user.may(needed))
