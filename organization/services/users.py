"""Accounts and grants: made, ended, closed; nothing about a user is deleted, but for an
account that a workbook opened, nobody has used, and whose import is undone, and a grant that was
taken back before it began."""

import datetime
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from organization import audit
from organization.audit import Act
from organization.enums import Reach
from organization.errors import RuleError
from organization.locks import hold_row
from organization.models import ApiToken, Cadre, Division, Grant, Unit, User
from organization.permissions import Permission, Role
from organization.scope import check, covers, granted_ranges
from organization.working_date import working_date

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SMALL = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"

TOWNSHIP_ROLES = frozenset(
    {Role.TOWN_CLERK, Role.TOWN_LEADER, Role.VILLAGE_CLERK, Role.FIRST_SECRETARY, Role.HELPER}
)
"""What a township's administrator may give out."""
CITY_ROLES = frozenset(Role) - {Role.ADMIN}
"""What the city's administrator may give out besides his own role."""
USERNAME = r"^[A-Za-z][A-Za-z0-9_.-]{2,39}$"
USERNAME_RULE = "用户名须以字母开头，由3至40位字母、数字、点、横线或下划线组成"
NOT_ONESELF = "不能给自己授权，请由其他管理员办理"
NOT_OWN_END = "不能终止自己的授权，请由其他管理员办理"
GRANT_ENDS_AFTER_START = "授权的终止日期须晚于起始日期"
PASSWORDS_AT_ONCE = 30
"""One-time passwords issued in one go: hashing one takes a third of a second on purpose."""
TOKEN_LIFE = datetime.timedelta(days=90)


def one_time_password() -> str:
    """A password to be changed at the first sign-in, without letters that look alike."""
    alphabet = _LETTERS + _SMALL + _DIGITS
    body = "".join(secrets.choice(alphabet) for _ in range(8))
    rest = [secrets.choice(_LETTERS), secrets.choice(_SMALL), secrets.choice(_DIGITS)]
    return "".join(rest) + body


@transaction.atomic
def create_user(
    username: str,
    display_name: str,
    *,
    division: Division,
    by: User,
    unit: Unit | None = None,
    cadre: Cadre | None = None,
) -> tuple[User, str]:
    """Open an account; returns it with its one-time password, which is shown once.

    Raises:
        PermissionDenied: `division` is not administered by `by`.
        RuleError: the name is taken, or the cadre has an account.
    """
    check(by, Permission.USER_MANAGE, division.code)
    if User.objects.filter(username=username).exists():
        raise RuleError(f"用户名“{username}”已被使用，请换一个")
    if cadre and User.objects.filter(cadre=cadre).exists():
        raise RuleError(has_account(cadre))
    password = one_time_password()
    user = User.objects.create_user(
        username, password, display_name=display_name, division=division, unit=unit, cadre=cadre
    )
    audit.record(by, "user.created", user, after={"username": username})
    return user, password


@dataclass(frozen=True)
class GrantTerms:
    """A role, as far as a reach, for a period; for whom its holder stands in, if for anybody."""

    role: Role
    reach: Reach
    starts_on: datetime.date
    ends_on: datetime.date | None = None
    division: Division | None = None
    unit: Unit | None = None
    stands_in_for: User | None = None
    note: str = ""


@transaction.atomic
def give_grant(user: User, terms: GrantTerms, *, by: User) -> Grant:
    """Give a role on these terms.

    Raises:
        PermissionDenied: the account or the area lies outside what `by` administers.
        RuleError: `by` may not give this role, it is his own account, or the grant exists.
    """
    role, reach = terms.role, terms.reach
    check(by, Permission.USER_MANAGE, user)
    check_may_give(by, role, reach, terms.division, terms.unit)
    if user == by:
        raise RuleError(NOT_ONESELF)
    if terms.ends_on and terms.ends_on <= terms.starts_on:
        raise RuleError(GRANT_ENDS_AFTER_START)
    if terms.stands_in_for:
        _check_stand_in(terms.stands_in_for, role, terms.ends_on)
    hold_row(user)  # of two at once the second sees the first
    held = user.grants.filter(role=role, reach=reach, division=terms.division, unit=terms.unit)
    if held.overlapping(terms.starts_on, terms.ends_on).exists():
        raise RuleError(same_grant(user, role))
    grant = Grant(user=user, granted_by=by, **vars(terms))
    grant.full_clean(validate_unique=False)
    grant.save(force_insert=True)
    told = {"user": user.pk, "role": role, "reach": reach}
    audit.record(by, "grant.given", grant, after=told, remark=terms.note)
    return grant


def _check_stand_in(person: User, role: Role, ends_on: datetime.date | None) -> None:
    """Whoever is stood in for holds the role; the trail will name him."""
    if ends_on is None:
        raise RuleError("代理授权须写明终止日期")
    held = Grant.objects.as_of(working_date()).filter(user=person, role=role)
    if not held.filter(stands_in_for__isnull=True).exists():
        raise RuleError(f"{person}没有“{Role(role).label}”的授权，不能代理")


def grantable_roles(by: User) -> list[Role]:
    """The roles that `by` may give out."""
    widest = [g for g in by.grants_for(Permission.USER_MANAGE) if g.reach == Reach.DIVISION]
    if any(grant.role == Role.ADMIN for grant in widest):
        return [role for role in Role if role in CITY_ROLES or role == Role.ADMIN]
    return [role for role in Role if role in TOWNSHIP_ROLES] if widest else []


def has_account(cadre: Cadre | str) -> str:
    """Why a cadre with an account gets no second one."""
    return f"{cadre}已有账号，不能重复开户"


def same_grant(user: User | str, role: str) -> str:
    """Why a grant in force is not given again."""
    return f"{user}在此期间已有“{Role(role).label}”的同一授权"


def check_may_give(
    by: User, role: Role, reach: Reach, division: Division | None, unit: Unit | None
) -> None:
    """Whether `by` may give this role as far as this place; no query besides his own grants.

    Raises:
        RuleError: not his role to give, or the reach lacks its place.
        PermissionDenied: the place lies outside what he administers.
    """
    if role not in grantable_roles(by):
        raise RuleError(f"您不能授予“{Role(role).label}”，请联系市级管理员")
    place = division.code if division else unit.division_id if unit else None
    if place and not covers(by, Permission.USER_MANAGE, place):
        raise PermissionDenied("授权范围超出您管理的区划")
    check_whole_reach(reach, division, unit)


def check_whole_reach(reach: Reach, division: Division | None, unit: Unit | None) -> None:
    """A reach by division needs the division, one by unit the unit.

    Raises:
        RuleError: it is missing.
    """
    if reach == Reach.DIVISION and division is None:
        raise RuleError("按区划授权须选择区划")
    if reach == Reach.UNIT and unit is None:
        raise RuleError("按单位授权须选择单位")


def grants_beyond(by: User) -> models.QuerySet[Grant]:
    """Grants, in force or to come, that `by` could not give himself."""
    within = Q(reach__in=[Reach.OWN, Reach.CASE])
    for low, high in granted_ranges(by, Permission.USER_MANAGE):
        within |= Q(division_id__gte=low, division_id__lte=high)
        within |= Q(unit__division_id__gte=low, unit__division_id__lte=high)
    held = Grant.objects.exclude(ends_on__lte=working_date())
    return held.exclude(within & Q(role__in=grantable_roles(by)))


def check_may_let_in(user: User, *, by: User) -> None:
    """Whether `by` may open the door to an account: he learns a password that opens all of it.

    Raises:
        RuleError: the account holds what he could not give.
    """
    beyond = grants_beyond(by).filter(user=user).select_related("division", "unit").first()
    if beyond:
        raise RuleError(f"{user}持有“{beyond}”，超出您能授予的范围，请由市级管理员办理")


@transaction.atomic
def open_account(values: dict[str, Any], *, by: User) -> tuple[User, str]:
    """An account together with its first grant, from the cleaned form or a workbook's row."""
    user, password = create_user(
        values["username"], values["display_name"], division=values["division"],
        unit=values.get("unit"), cadre=values.get("cadre"), by=by,
    )  # fmt: skip
    give_grant(user, terms_of(values), by=by)
    return user, password


def terms_of(values: dict[str, Any]) -> GrantTerms:
    """What a cleaned form or a workbook's row grants: only the place its reach needs."""
    reach = Reach(values["reach"])
    return GrantTerms(
        Role(values["role"]),
        reach,
        values["starts_on"],
        ends_on=values.get("ends_on"),
        division=values.get("grant_division") if reach == Reach.DIVISION else None,
        unit=values.get("grant_unit") if reach == Reach.UNIT else None,
        stands_in_for=values.get("stands_in_for"),
        note=values.get("note", ""),
    )


@transaction.atomic
def end_grant(grant: Grant, *, on: datetime.date, by: User, note: str = "") -> None:
    """End a grant; `on` is the first day without it, the day it began if it should never hold.

    Raises:
        RuleError: it has ended already, or would end before it began.
        PermissionDenied: not administered by `by`.
    """
    check(by, Permission.USER_MANAGE, grant.user)
    if grant.user == by:
        raise RuleError(NOT_OWN_END)
    if grants_beyond(by).filter(pk=grant.pk).exists():
        raise RuleError("您不能终止超出自己可授权范围的授权，请由上级管理员办理")
    if on < grant.starts_on:
        raise RuleError("授权的终止日期不能早于起始日期")
    open_grants = Grant.objects.filter(pk=grant.pk).exclude(ends_on__lte=on)
    if not open_grants.update(ends_on=on):
        raise RuleError("该授权已终止")
    audit.record(
        by,
        "grant.ended",
        grant,
        before={"ends_on": grant.ends_on},
        after={"ends_on": on},
        remark=note,
    )


@transaction.atomic
def disable_user(user: User, *, reason: str, by: User) -> None:
    """Close an account the day its owner leaves; grants stay on record, sessions end.

    Raises:
        RuleError: no reason, one's own account, one that holds what `by` could not give, or
            disabled already.
    """
    check(by, Permission.USER_MANAGE, user)
    if user == by:
        raise RuleError("不能停用自己的账号")
    check_may_let_in(user, by=by)
    if not reason.strip():
        raise RuleError("请填写停用原因")
    active = User.objects.filter(pk=user.pk, is_active=True)
    closed = {"is_active": False, "disabled_reason": reason.strip()[:100]}
    if not active.update(**closed, disabled_times=F("disabled_times") + 1):
        raise RuleError("该账号已停用")
    user.tokens.revoke()
    audit.record(by, "user.disabled", user, remark=reason.strip())


@transaction.atomic
def enable_user(user: User, *, by: User) -> None:
    """Open a disabled account again.

    Raises:
        RuleError: not disabled, or the account holds what `by` could not give.
    """
    check(by, Permission.USER_MANAGE, user)
    check_may_let_in(user, by=by)
    if not User.objects.filter(pk=user.pk, is_active=False).update(
        is_active=True, disabled_reason=""
    ):
        raise RuleError("该账号未停用")
    audit.record(by, "user.enabled", user)


def locked_until(user: User) -> datetime.datetime | None:
    """Until when a lock after failures still holds."""
    until = user.locked_until
    return until if until and until > timezone.now() else None


@transaction.atomic
def unlock_user(user: User, *, by: User) -> None:
    """Lift a lock after failures before its time."""
    check(by, Permission.USER_MANAGE, user)
    User.objects.filter(pk=user.pk).update(locked_until=None, failed_attempts=0)
    audit.record(by, "user.unlocked", user)


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """A one-time password instead of the forgotten one; shown once to the administrator.

    Raises:
        RuleError: one's own, or an account that holds what `by` could not give.
    """
    check(by, Permission.USER_MANAGE, user)
    if user == by:
        raise RuleError("请在“我的账号”中修改自己的密码")
    check_may_let_in(user, by=by)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.locked_until = None
    user.failed_attempts = 0
    user.save(update_fields=["password", "must_change_password", "locked_until", "failed_attempts"])
    user.tokens.revoke()
    audit.record(by, "user.password_reset", user)
    return password


def without_password(by: User) -> models.QuerySet[User]:
    """Accounts in use that were opened by workbook and have no password yet; none that holds
    more than `by` could give."""
    accounts = User.objects.visible_to(by, Permission.USER_MANAGE).filter(is_active=True)
    waiting = accounts.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(pk=by.pk)
    return waiting.exclude(Exists(grants_beyond(by).filter(user=OuterRef("pk"))))


def issue_passwords(*, by: User) -> list[tuple[User, str]]:
    """One-time passwords for the first accounts that have none; returned once, kept nowhere.

    Hashing is slow on purpose and so is done before the transaction: nobody waits for a lock.
    An account that somebody else served meanwhile is left out.
    """
    waiting = without_password(by).select_related("unit", "division").order_by("username")
    made = [(user, one_time_password()) for user in waiting[:PASSWORDS_AT_ONCE]]
    hashed = [make_password(password) for _, password in made]
    issued = []
    with transaction.atomic():
        for (user, password), digest in zip(made, hashed, strict=True):
            untouched = User.objects.filter(pk=user.pk, password=user.password, is_active=True)
            if untouched.update(password=digest, must_change_password=True):
                issued.append((user, password))
        acts = [
            Act("user.password_issued", "organization.user", str(user.pk), user.division_id)
            for user, _ in issued
        ]
        audit.record_many(by, acts, batch="")
    return issued


@transaction.atomic
def make_token(user: User, label: str, *, digest: str) -> ApiToken:
    """An API token of one's own; the caller made it, hashed it and shows it once."""
    token = ApiToken.objects.create(
        user=user, label=label, digest=digest, expires_at=timezone.now() + TOKEN_LIFE
    )
    audit.record(user, "user.token_made", user, after={"label": label})
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """Make a token useless at once."""
    ApiToken.objects.filter(pk=token.pk).revoke()
    audit.record(by, "user.token_revoked", token.user, after={"label": token.label})
