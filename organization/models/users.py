"""Users, their grants, sign-ins and tokens."""

import copy
import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organization.enums import Reach, SignInOutcome
from organization.periods import Period, PeriodQuerySet
from organization.permissions import Role, permissions_of, roles_with
from organization.scope import ScopedQuerySet
from organization.working_date import working_date


class UserQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def with_roles(self, day: datetime.date) -> Self:
        """Each with the grants in force on `day` as `grants_now`."""
        now = Grant.objects.as_of(day).order_by("role")
        return self.prefetch_related(models.Prefetch("grants", now, to_attr="grants_now"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes users; `services.users` is the audited way that pages and imports take."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who can sign in. What he may do stands in his grants, not here.

    `division` is where the account is administered (a township's administrator manages those of
    his township). A user is disabled, never deleted: the trail names him.
    """

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        error_messages={"unique": "该用户名已被使用，请换一个"},
    )
    display_name = models.CharField("姓名", max_length=50)
    cadre = models.OneToOneField(
        "organization.Cadre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
        verbose_name="对应干部",
    )
    unit = models.ForeignKey(
        "organization.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="所在单位",
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="users", verbose_name="管理区划"
    )
    is_active = models.BooleanField("启用", default=True)
    disabled_reason = models.CharField("停用原因", max_length=100, blank=True)
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    disabled_times = models.PositiveIntegerField("停用次数", default=0)
    """Part of what a session is bound to: one that was open when the account was disabled does
    not live again when it is enabled."""
    failed_attempts = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", default=timezone.now)

    acts_for_id: int | None = None
    """For whom he acts as a stand-in, once a right was needed that he holds in no other way;
    not stored: it lasts as long as the instance, on pages for the request."""

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def division_code(self) -> str:
        return self.division_id

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}:{self.disabled_times}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for older in super().get_session_auth_fallback_hash():
            yield f"{older}:{self.disabled_times}"

    @cached_property
    def grants_in_force(self) -> list["Grant"]:
        """The grants that hold today; read once per request."""
        if not self.is_active:
            return []
        return list(self.grants.as_of(working_date()))

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Every permission held anywhere; scope decides on which rows."""
        return frozenset().union(*(grant.permissions for grant in self.grants_in_force))

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def grants_for(self, permission: str) -> list["Grant"]:
        return [grant for grant in self.grants_in_force if permission in grant.permissions]

    def holding_only(self, grants: list["Grant"]) -> "User":
        """The same person as if these were all his grants, to tell which of them a right is of."""
        person = copy.copy(self)
        person.__dict__.pop("permissions", None)
        person.__dict__["grants_in_force"] = grants
        return person

    @property
    def home_code(self) -> str:
        """The division this user looks at first: the widest division granted, else his own."""
        codes = [g.division_id for g in self.grants_in_force if g.reach == Reach.DIVISION]
        return min(codes, default=self.division_id)


PLACE_OF_REACH = {
    Reach.DIVISION: ["division"],
    Reach.UNIT: ["unit"],
    Reach.OWN: [],
    Reach.CASE: ["subject_kind", "subject_id"],
}
"""What besides user, role and reach makes a grant the one it is."""


class GrantQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "user__division_id"

    def holding(self, permission: str) -> Self:
        """Grants whose role has `permission`."""
        return self.filter(role__in=roles_with(permission))


class Grant(Period):
    """A role given to a user, as far as a reach and as long as a period (授权).

    A stand-in (代理) is a grant of another's role for some days, naming whom it stands in for;
    what is done under it is written to the trail for both.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="用户")
    role = models.CharField("角色", max_length=20, choices=Role)
    reach = models.CharField("范围方式", max_length=10, choices=Reach, default=Reach.DIVISION)
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, null=True, blank=True, verbose_name="区划"
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, null=True, blank=True, verbose_name="单位"
    )
    subject_kind = models.CharField("事项类别", max_length=60, blank=True)
    subject_id = models.CharField("事项编号", max_length=40, blank=True)
    stands_in_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代理"
    )
    note = models.CharField("依据", max_length=100, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权人"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        ordering = ["user", "-starts_on", "pk"]
        constraints = [
            # Given by mistake, a grant ends on the day it began, and was never in force.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="organization_grant_ends_not_before_start",
                violation_error_message="授权的终止日期不能早于起始日期",
            ),
            models.CheckConstraint(
                condition=Q(reach=Reach.DIVISION, division__isnull=False, unit__isnull=True)
                | Q(reach=Reach.UNIT, unit__isnull=False, division__isnull=True)
                | Q(reach=Reach.OWN, unit__isnull=True, division__isnull=True)
                | (
                    Q(reach=Reach.CASE, unit__isnull=True, division__isnull=True)
                    & ~Q(subject_kind="")
                    & ~Q(subject_id="")
                ),
                name="organization_grant_reach_is_whole",
                violation_error_message="授权范围不完整：按区划须选区划，本单位须选单位，指定事项须选事项",
            ),
            # One per reach: a place that the reach does not use is NULL, and NULLs are never equal.
            *(
                models.UniqueConstraint(
                    fields=["user", "role", *place],
                    condition=Q(reach=reach, ends_on__isnull=True),
                    name=f"organization_grant_one_open_by_{reach}",
                    violation_error_message="该用户已有同一角色、同一范围的授权",
                )
                for reach, place in PLACE_OF_REACH.items()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.place}）"

    @property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.role)

    @property
    def place(self) -> str:
        return str(self.division or self.unit or self.get_reach_display())

    @property
    def division_code(self) -> str:
        return self.user.division_id


class OldPassword(models.Model):
    """Hash of a password once used; the last five may not come back (GB/T 22239 8.1.4.1)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering = ["-replaced_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.replaced_at:%Y-%m-%d}"


class SignIn(models.Model):
    """An attempt to sign in (登录记录); everybody sees his own."""

    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="sign_ins", verbose_name="用户"
    )
    at = models.DateTimeField("时间", default=timezone.now)
    address = models.GenericIPAddressField("来源地址", null=True)
    outcome = models.CharField("结果", max_length=10, choices=SignInOutcome)
    agent = models.CharField("浏览器", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        ordering = ["-at"]
        indexes = [
            # A burst of failures from one address is counted on every sign-in.
            models.Index(fields=["address", "at"], name="organization_signin_address"),
            models.Index(fields=["user", "-at"], name="organization_signin_user"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_outcome_display()}"


class ApiTokenQuerySet(models.QuerySet):
    def usable(self, now: datetime.datetime) -> Self:
        return self.filter(expires_at__gt=now, revoked_at__isnull=True, user__is_active=True)

    def revoke(self) -> int:
        """Make them useless at once; returns how many were in use."""
        return self.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


class ApiToken(models.Model):
    """A key for the API; only its digest is stored, so it is shown once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", verbose_name="用户")
    label = models.CharField("用途", max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    expires_at = models.DateTimeField("有效期至")
    last_used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label
