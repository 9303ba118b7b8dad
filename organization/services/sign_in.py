"""Signing in and out, with lock-out after failures; passwords."""

import datetime
from typing import NoReturn

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from organization import audit
from organization.enums import SignInOutcome
from organization.errors import RuleError
from organization.models import OldPassword, SignIn, User
from organization.parameters import parameter
from organization.passwords import REMEMBERED
from organization.working_date import working_date

WRONG = "用户名或密码不正确，或账号因连续输错已暂时锁定；可稍后再试，或请管理员解锁、重置密码"
ADDRESS_WINDOW = datetime.timedelta(minutes=15)
ADDRESS_LIMIT = 60
"""Failures from one address in the window before it is refused (an office shares an address)."""


class TooManyFailuresError(RuleError):
    """One network address tries many names; it is refused for a while (429)."""


def sign_in(username: str, password: str, *, address: str | None, agent: str = "") -> User:
    """Check a name and password and note the attempt; the page then opens the session.

    Raises:
        TooManyFailuresError: too many failures from this address.
        RuleError: wrong, locked or disabled; one sentence for all, after the same time, so that
            nobody learns which names there are.
    """
    _refuse_burst(address)
    user = User.objects.filter(username=username.strip()).first()
    is_right = authenticate(username=username.strip(), password=password) is not None
    now = timezone.now()
    if user:
        user.refresh_from_db(fields=["locked_until"])  # others may have tried meanwhile
    if user and user.locked_until and user.locked_until > now:
        _note(user, SignInOutcome.LOCKED, address, agent)
        raise RuleError(WRONG)
    if not is_right:
        _fail(user, address, agent)
    User.objects.filter(pk=user.pk).update(failed_attempts=0, locked_until=None, last_login=now)
    _note(user, SignInOutcome.SUCCESS, address, agent)
    return user


def _refuse_burst(address: str | None) -> None:
    since = timezone.now() - ADDRESS_WINDOW
    failures = SignIn.objects.filter(address=address, at__gt=since)
    if address and failures.exclude(outcome=SignInOutcome.SUCCESS).count() >= ADDRESS_LIMIT:
        raise TooManyFailuresError("此网络地址登录失败次数过多，请15分钟后再试")


def _fail(user: User | None, address: str | None, agent: str) -> NoReturn:
    if user is None or not user.is_active:
        outcome = SignInOutcome.DISABLED if user else SignInOutcome.WRONG
        _note(user, outcome, address, agent)
    else:
        _count_failure(user, address, agent)
    raise RuleError(WRONG)


@transaction.atomic
def _count_failure(user: User, address: str | None, agent: str) -> None:
    """One more failure; the last allowed locks the account, together with its entry or not."""
    day = working_date()
    User.objects.filter(pk=user.pk).update(failed_attempts=F("failed_attempts") + 1)
    user.refresh_from_db(fields=["failed_attempts"])
    if user.failed_attempts >= parameter("lock_after_failures", day, user.division_id):
        minutes = parameter("lock_minutes", day, user.division_id)
        locked_until = timezone.now() + datetime.timedelta(minutes=minutes)
        User.objects.filter(pk=user.pk).update(failed_attempts=0, locked_until=locked_until)
        audit.record(None, "user.locked", user, after={"locked_until": locked_until})
    _note(user, SignInOutcome.WRONG, address, agent)


def _note(user: User | None, outcome: SignInOutcome, address: str | None, agent: str) -> None:
    SignIn.objects.create(user=user, outcome=outcome, address=address, agent=agent[:120])


def check_own_password(user: User, password: str, *, address: str | None) -> None:
    """One's own old password; wrong ones count and lock as at the door.

    Raises:
        RuleError: wrong, or the account is locked meanwhile.
    """
    user.refresh_from_db(fields=["locked_until", "password"])
    if user.locked_until and user.locked_until > timezone.now():
        raise RuleError("连续输错，账号已暂时锁定，请稍后再试")
    if not user.check_password(password):
        _count_failure(user, address, "")
        raise RuleError("原密码不正确")


@transaction.atomic
def change_password(user: User, password: str, *, by: User) -> None:
    """Give `user` a new password of his own choice; tokens made under the old one end.

    Raises:
        ValidationError: the password breaks a rule (`organization.passwords`).
    """
    validate_password(password, user)
    if user.password:
        OldPassword.objects.create(user=user, password=user.password)
        kept = user.old_passwords.values_list("pk", flat=True)[:REMEMBERED]
        user.old_passwords.exclude(pk__in=list(kept)).delete()
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    user.tokens.revoke()
    audit.record(by, "user.password_changed", user)
