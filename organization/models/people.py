"""Units and cadres, with the posts they hold in time."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from organization.crypto import tail_index
from organization.enums import Duty, Rank, Sex, UnitKind
from organization.fields import BlindIndex, EncryptedText
from organization.periods import Period, PeriodQuerySet, ends_after_start
from organization.scope import ScopedQuerySet


class UnitQuerySet(ScopedQuerySet, PeriodQuerySet):
    division_field = "division_id"


class Unit(Period):
    """An organisation that answers for something: a department, a township, an enterprise (单位).

    `division` is the area it belongs to: the city for city departments, the township for a
    township government. Its code names it in workbooks.
    """

    code = models.CharField("单位代码", max_length=20, unique=True)
    name = models.CharField("单位名称", max_length=80)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("单位类别", max_length=12, choices=UnitKind)
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="units", verbose_name="所属区划"
    )
    superior = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="juniors",
        verbose_name="上级单位",
    )
    phone = models.CharField("联系电话", max_length=20, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]
        constraints = [
            ends_after_start("organization_unit"),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ends_on__isnull=True),
                name="organization_unit_one_open_name",
                violation_error_message="已有同名的在册单位",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def division_code(self) -> str:
        return self.division_id


class CadreQuerySet(ScopedQuerySet):
    division_field = "unit__division_id"

    def in_service(self) -> Self:
        """Who has not left; a leaving is never entered ahead of its day."""
        return self.filter(left_on__isnull=True)


class Cadre(models.Model):
    """A person in public service or an enterprise's employee who carries duties here (干部).

    Has a login only where needed. The unit is the present one; past ones stand in the posts.
    """

    number = models.CharField("干部编号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=50)
    initials = models.CharField("拼音首字母", max_length=50, blank=True, db_index=True)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True, blank=True)
    is_party_member = models.BooleanField("中共党员", default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cadres", verbose_name="所在单位")
    rank = models.CharField("职级", max_length=16, choices=Rank, default=Rank.STAFF)
    title = models.CharField("职务", max_length=40, blank=True)
    phone = EncryptedText("手机号码", blank=True, default="")
    phone_tail = BlindIndex(source="phone", make=tail_index, db_index=True)
    left_on = models.DateField("离开日期", null=True, blank=True)

    objects = CadreQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "干部"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    @property
    def division_code(self) -> str:
        return self.unit.division_id

    def had_left(self, day: datetime.date) -> bool:
        """Whether the cadre was no longer in service on a day that may be long past."""
        return self.left_on is not None and self.left_on <= day


def serving(day: datetime.date, *, prefix: str) -> Q:
    """Rows whose cadre had not left on `day`; `prefix` leads from the row to the cadre."""
    return Q(**{f"{prefix}__left_on__isnull": True}) | Q(**{f"{prefix}__left_on__gt": day})


class CadrePostQuerySet(PeriodQuerySet):
    pass


class CadrePost(Period):
    """A post that a cadre holds in a unit over a period (任职)."""

    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="posts", verbose_name="干部")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    title = models.CharField("职务", max_length=40)
    duty = models.CharField("分工", max_length=20, choices=Duty, default=Duty.MEMBER)
    document_no = models.CharField("任职文号", max_length=40, blank=True)

    objects = CadrePostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["-starts_on", "pk"]
        constraints = [
            ends_after_start("organization_cadrepost"),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ends_on__isnull=True, duty=Duty.HEAD),
                name="organization_cadrepost_one_head",
                violation_error_message="该单位已有在任的主要负责人，请先办理其离任",
            ),
            models.UniqueConstraint(
                fields=["cadre", "unit", "title"],
                condition=Q(ends_on__isnull=True),
                name="organization_cadrepost_one_open",
                violation_error_message="该干部已在该单位任同一职务",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"
