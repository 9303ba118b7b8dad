"""What `manage.py check --deploy` refuses besides Django's own list."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from organization.models import User
from organization.working_date import is_demo
from reviews.demo.accounts import PASSWORD, USERNAMES


def keys_are_given(app_configs, **kwargs) -> list[Error]:
    """A server's keys come from its environment: a file in the data folder goes with the data."""
    if settings.KEYS_FROM_ENVIRONMENT:
        return []
    return [
        Error(
            "SECRET_KEY、FIELD_KEYS、BLIND_INDEX_KEY 没有全部由环境变量给出",
            hint="生成方法见 .env.example；已有数据时请沿用 var/keys.json 中的密钥。",
            id="deployment.E001",
        )
    ]


def demonstration_accounts_are_closed(app_configs, **kwargs) -> list[Error]:
    """Everybody knows the demonstration's password."""
    try:
        known = [] if is_demo() else User.objects.filter(username__in=USERNAMES, is_active=True)
        open_accounts = [user.username for user in known if user.check_password(PASSWORD)]
    except DatabaseError:
        return []  # no tables yet, so no accounts
    if not open_accounts:
        return []
    return [
        Error(
            f"演示账号仍可用公开的演示密码登录：{'、'.join(open_accounts)}",
            hint="请停用这些账号或重置密码。",
            id="deployment.E002",
        )
    ]


def register_checks() -> None:
    for check in (keys_are_given, demonstration_accounts_are_closed):
        register(check, Tags.security, deploy=True)
