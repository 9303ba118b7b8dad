"""People and the households they belong to, in time."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from households.enums import Ethnicity, IdType, JoinReason, LeaveReason, Relation
from organization.crypto import long_tail_index, tail_index
from organization.enums import Sex
from organization.fields import BlindIndex, EncryptedText
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet

PATTERN = "varchar_pattern_ops"
"""PostgreSQL's order for LIKE 'beginning%'; other engines ignore it."""


class MemberQuerySet(ScopedQuerySet):
    """People; a person is seen by whoever sees a household he belongs, or belonged, to."""

    division_field = "memberships__household__village_id"

    def visible_to(self, user, permission: str) -> Self:
        households = Membership.household.field.related_model.objects
        seen = households.visible_to(user, permission)
        memberships = Membership.objects.filter(member=OuterRef("pk"), household__in=seen)
        return self.filter(Exists(memberships))

    def inside(self, code: str) -> Self:
        return self.filter(Exists(Membership.objects.inside(code).filter(member=OuterRef("pk"))))


class Member(models.Model):
    """A person, one row for ever (家庭成员); the household may change, the person does not.

    The ID number is encrypted; it is found by the keyed hash of the whole, of its last six and of
    its last four characters, the short ones always together with a scope.
    """

    national_no = models.CharField(  # noqa: DJ001 -- unique below, where it is known
        "国家系统人编号", max_length=20, null=True, blank=True
    )
    name = models.CharField("姓名", max_length=50)
    pinyin = models.CharField("拼音", max_length=160, blank=True)
    initials = models.CharField("拼音首字母", max_length=50, blank=True)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    id_type = models.CharField("证件类型", max_length=1, choices=IdType, default=IdType.RESIDENT)
    id_no = EncryptedText("证件号码", blank=True, default="")
    id_index = BlindIndex(source="id_no")
    id_tail6 = BlindIndex(source="id_no", make=long_tail_index)
    id_tail4 = BlindIndex(source="id_no", make=tail_index)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=2, choices=Ethnicity, default=Ethnicity.HAN)
    phone = EncryptedText("个人联系电话", blank=True, default="")
    phone_index = BlindIndex(source="phone")
    phone_tail = BlindIndex(source="phone", make=tail_index)
    identified_on = models.DateField("人员识别时间", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    also_sensitive = frozenset({"birth_date"})
    """With the check digit it gives the masked ID number away."""

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                name="households_member_one_per_id",
                violation_error_message="该证件号码已登记",
            ),
            models.UniqueConstraint(
                fields=["national_no"],
                name="households_member_one_per_number",
                violation_error_message="该国家系统人编号已登记",
            ),
            models.CheckConstraint(
                condition=~Q(national_no=""),
                name="households_member_national_no_not_blank",
                violation_error_message="国家系统人编号为空时不填",
            ),
        ]
        indexes = [
            # Search is for the whole and for a beginning; one index in pattern order serves both.
            models.Index(fields=["name"], name="households_member_name", opclasses=[PATTERN]),
            models.Index(fields=["pinyin"], name="households_member_pinyin", opclasses=[PATTERN]),
            models.Index(
                fields=["initials"], name="households_member_initials", opclasses=[PATTERN]
            ),
            models.Index(fields=["id_tail6"], name="households_member_id6"),
            models.Index(fields=["id_tail4"], name="households_member_id4"),
            models.Index(fields=["phone_index"], name="households_member_phone"),
            models.Index(fields=["phone_tail"], name="households_member_phone4"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def division_code(self) -> str:
        """The village of the household the person belongs to, or belonged to last."""
        latest = self.memberships.order_by("-starts_on", "-pk").select_related("household").first()
        return latest.household.village_id if latest else ""

    @property
    def is_minority(self) -> bool:
        """Of another ethnicity than the majority's (少数民族)."""
        return self.ethnicity != Ethnicity.HAN

    def age_in(self, year: int) -> int | None:
        """Full years on 31 December (周岁). On any day of the year it is the same: an age that
        moved on the birthday would give the masked ID number away."""
        return year - self.birth_date.year if self.birth_date else None


class MembershipQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "household__village_id"

    def heads(self) -> Self:
        return self.filter(relation=Relation.HEAD)


class Membership(Period):
    """That a person belongs to a household in a relation to its head, over a period (在户).

    A changed relation ends one row and opens another, so `as_of` answers who was what on any day.
    """

    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="memberships",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="memberships", verbose_name="成员"
    )
    relation = models.CharField("与户主关系", max_length=2, choices=Relation)
    join_reason = models.CharField(
        "增加原因", max_length=2, choices=JoinReason, default=JoinReason.REGISTERED
    )
    leave_reason = models.CharField("减少原因", max_length=2, choices=LeaveReason, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "在户关系"
        ordering = ["household", "relation", "pk"]
        constraints = [
            ends_after_start("households_membership"),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ends_on__isnull=True),
                name="households_membership_one_open",
                violation_error_message="该成员已在另一户登记",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on__isnull=True, relation=Relation.HEAD),
                name="households_membership_one_head",
                violation_error_message="一户只能有一名户主",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, leave_reason="")
                | (Q(ends_on__isnull=False) & ~Q(leave_reason="")),
                name="households_membership_end_has_reason",
                violation_error_message="减少成员须同时填写日期和原因",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "starts_on"], name="households_membership_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.member_id} {self.relation}"

    @property
    def division_code(self) -> str:
        return self.household.village_id
