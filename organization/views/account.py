"""Signing in and out; one's own account."""

import secrets

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.api_auth import token_digest
from organization.errors import RuleError
from organization.forms import PasswordForm, SignInForm, TokenForm
from organization.middleware import client_address
from organization.parameters import parameter
from organization.permissions import open_to_all
from organization.services import sign_in as services
from organization.services import users
from organization.views.errors import too_many
from organization.working_date import working_date


@open_to_all("the door")
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request):
    """Name and password; every attempt is noted, too many lock."""
    if request.user.is_authenticated:
        return redirect("organization:home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.sign_in(
                **form.cleaned_data,
                address=client_address(request),
                agent=request.headers.get("user-agent", ""),
            )
        except services.TooManyFailuresError as refusal:
            return too_many(request, str(refusal))
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            _open_session(request, user)
            return redirect(_safe_next(request))
    return render(request, "organization/sign_in.html", {"form": form})


def _open_session(request, user) -> None:
    login(request, user)
    request.session["seen_at"] = timezone.now().timestamp()
    minutes = parameter("idle_minutes", working_date(), user.division_id)
    request.session["idle_minutes"] = minutes


def _safe_next(request) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url("organization:home")


@open_to_all("the door")
@login_not_required
@require_POST
def sign_out(request):
    logout(request)
    messages.success(request, "已退出登录")
    return redirect("organization:login")


@open_to_all("one's own account")
@require_safe
def account(request):
    """Who I am here: grants, sign-ins, tokens, password."""
    return _account_page(request)


def _account_page(request, **extra):
    user = request.user
    context = {
        "grants": user.grants.as_of(working_date()).select_related(
            "division", "unit", "stands_in_for"
        ),
        "sign_ins": user.sign_ins.all()[:20],
        "tokens": user.tokens.filter(revoked_at__isnull=True, expires_at__gt=timezone.now()),
        "token_form": TokenForm(),
        "new_token": "",
        **extra,
    }
    return render(request, "organization/account.html", context)


@open_to_all("one's own password")
@sensitive_post_parameters("old_password", "new_password", "repeated")
@require_http_methods(["GET", "POST"])
def password(request):
    """Change one's own password; the first sign-in leads here."""
    form = PasswordForm(request.POST or None, user=request.user, address=client_address(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(
                request.user, form.cleaned_data["new_password"], by=request.user
            )
        except ValidationError as error:
            form.add_error("new_password", error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, "密码已修改")
            return redirect("organization:home")
    return render(request, "organization/password.html", {"form": form})


@open_to_all("one's own tokens")
@require_POST
def token_make(request):
    """Make a token and show it in this very answer; nothing keeps it."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _account_page(request, token_form=form)
    token = secrets.token_urlsafe(32)
    users.make_token(request.user, form.cleaned_data["label"], digest=token_digest(token))
    return _account_page(request, new_token=token)


@open_to_all("one's own tokens")
@require_POST
def token_revoke(request, pk):
    token = get_object_or_404(request.user.tokens, pk=pk)
    users.revoke_token(token, by=request.user)
    messages.success(request, f"已撤销令牌“{token.label}”")
    return redirect("organization:account")
