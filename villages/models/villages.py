"""Villages and residents' committees, and what is surveyed of them every year."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from organization.scope import ScopedQuerySet
from villages.enums import PostingRole, Terrain, VillageKind
from villages.models.key_villages import KeyVillage
from villages.models.postings import Posting


class VillageQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def key(self, day: datetime.date) -> Self:
        """Villages designated as key registered poor villages on `day`, exited or not."""
        return self.filter(Exists(_designations(day)))

    def exited(self, day: datetime.date) -> Self:
        """Key villages out of poverty by `day`; helpers and policies stay."""
        return self.filter(Exists(_designations(day).exited(day)))

    def to_go(self, day: datetime.date) -> Self:
        """Key villages not yet out of poverty on `day`."""
        return self.filter(Exists(_designations(day).not_exited(day)))

    def for_list(self, day: datetime.date) -> Self:
        """Shape of a list row: place names, designation and first secretary on `day`."""
        designation = _designations(day).values("starts_on")[:1]
        exited_on = _designations(day).values("exited_on")[:1]
        secretary = Posting.objects.as_of(day).filter(
            village=OuterRef("pk"), role=PostingRole.FIRST_SECRETARY
        )
        return self.select_related("division__parent").annotate(
            designated_on=Subquery(designation),
            exited_on=Subquery(exited_on),
            secretary_name=Subquery(secretary.values("cadre__name")[:1]),
            secretary_unit=Subquery(secretary.values("unit__name")[:1]),
            secretary_since=Subquery(secretary.values("starts_on")[:1]),
        )


def _designations(day: datetime.date):
    return KeyVillage.objects.as_of(day).filter(village=OuterRef("pk"))


class Village(models.Model):
    """A village or residents' committee as the register knows it (村、社区).

    Its key is the 12-digit division code; its name, its local name and its successors stand in
    the division. Which villages are key registered poor villages is a fact in time
    (`KeyVillage`), not a flag here. `version` is raised by every verb that changes the village
    or its postings: the lock that both engines know.
    """

    division = models.OneToOneField(
        "organization.Division",
        models.PROTECT,
        primary_key=True,
        related_name="village",
        verbose_name="行政村",
    )
    kind = models.CharField("类别", max_length=10, choices=VillageKind)
    agricultural_population = models.PositiveIntegerField(
        "农业户籍人口", null=True, blank=True, help_text="贫困发生率的分母，按公安年报"
    )
    terrain = models.CharField("地形地貌", max_length=15, choices=Terrain, blank=True)
    features = models.CharField(
        "村特征",
        max_length=60,
        blank=True,
        help_text="如革命老区、少数民族聚居、库区移民、分蓄洪区",
    )
    direction = models.CharField("发展方向", max_length=30, blank=True)
    office_phone = models.CharField("村办公电话", max_length=20, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "村"
        ordering = ["division_id"]

    def __str__(self) -> str:
        return self.division.short_name

    @property
    def code(self) -> str:
        return self.division_id

    @property
    def division_code(self) -> str:
        return self.division_id

    @property
    def name(self) -> str:
        return self.division.short_name

    @property
    def township(self):
        """The division above: 镇、办、场、园."""
        return self.division.parent


class VillageYearQuerySet(ScopedQuerySet):
    division_field = "village_id"


class VillageYear(models.Model):
    """What 贫困村登记表 asks of a village in one data year (items B1–B16 and its blocks).

    Blank means not surveyed, which is not nought. Numbers of poor households and people are
    declared here by the village; the register's own count is computed, never typed.
    """

    village = models.ForeignKey(Village, models.PROTECT, related_name="years", verbose_name="村")
    data_year = models.PositiveSmallIntegerField("数据年度")

    natural_villages = models.PositiveSmallIntegerField("自然村数", null=True, blank=True)
    groups = models.PositiveSmallIntegerField("村民小组数", null=True, blank=True)
    households = models.PositiveIntegerField("总户数", null=True, blank=True)
    poor_households = models.PositiveIntegerField("贫困户数（申报）", null=True, blank=True)
    dibao_households = models.PositiveIntegerField("低保户数", null=True, blank=True)
    tekun_households = models.PositiveIntegerField("特困供养户数", null=True, blank=True)
    population = models.PositiveIntegerField("总人口", null=True, blank=True)
    poor_population = models.PositiveIntegerField("贫困人口（申报）", null=True, blank=True)
    dibao_population = models.PositiveIntegerField("低保人口", null=True, blank=True)
    tekun_population = models.PositiveIntegerField("特困供养人口", null=True, blank=True)
    disabled_population = models.PositiveIntegerField("残疾人口", null=True, blank=True)
    minority_population = models.PositiveIntegerField("少数民族人口", null=True, blank=True)
    women = models.PositiveIntegerField("妇女", null=True, blank=True)
    left_behind_children = models.PositiveIntegerField("留守儿童", null=True, blank=True)
    empty_nest_elders = models.PositiveIntegerField("空巢老人", null=True, blank=True)
    labor_force = models.PositiveIntegerField("劳动力", null=True, blank=True)
    women_labor_force = models.PositiveIntegerField("女性劳动力", null=True, blank=True)
    migrant_workers = models.PositiveIntegerField("外出务工人数", null=True, blank=True)
    students = models.PositiveIntegerField("在校生", null=True, blank=True)
    party_members = models.PositiveIntegerField("中共党员数", null=True, blank=True)

    arable_mu = models.DecimalField("耕地", max_digits=10, decimal_places=2, null=True, blank=True)
    paddy_mu = models.DecimalField("水田", max_digits=10, decimal_places=2, null=True, blank=True)
    forest_mu = models.DecimalField("林地", max_digits=10, decimal_places=2, null=True, blank=True)
    wasteland_mu = models.DecimalField(
        "荒山荒坡", max_digits=10, decimal_places=2, null=True, blank=True
    )
    fishpond_mu = models.DecimalField(
        "养殖水面", max_digits=10, decimal_places=2, null=True, blank=True
    )
    cattle = models.PositiveIntegerField("牲畜存栏", null=True, blank=True)
    pigs = models.PositiveIntegerField("生猪存栏", null=True, blank=True)
    other_livestock = models.PositiveIntegerField("其他存栏", null=True, blank=True)

    income_per_capita = models.DecimalField(
        "农民人均纯收入", max_digits=12, decimal_places=2, null=True, blank=True
    )
    collective_income = models.DecimalField(
        "村集体经济收入", max_digits=14, decimal_places=2, null=True, blank=True
    )
    has_paved_road = models.BooleanField("通村沥青（水泥）路", null=True, blank=True)
    has_bus = models.BooleanField("通客运班车", null=True, blank=True)
    households_without_safe_water = models.PositiveIntegerField(
        "未实现饮水安全户数", null=True, blank=True
    )
    households_without_power = models.PositiveIntegerField(
        "未通生活用电户数", null=True, blank=True
    )
    dangerous_houses = models.PositiveIntegerField("危房户数", null=True, blank=True)
    has_clinic = models.BooleanField("标准卫生室", null=True, blank=True)
    doctors = models.PositiveSmallIntegerField("执业（助理）医师数", null=True, blank=True)
    has_broadband = models.BooleanField("通宽带", null=True, blank=True)
    has_culture_room = models.BooleanField("文化活动室", null=True, blank=True)
    cooperatives = models.PositiveSmallIntegerField("农民专业合作社数", null=True, blank=True)
    has_solar_plant = models.BooleanField("村级光伏电站", null=True, blank=True)

    objects = VillageYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "村年度信息"
        ordering = ["village", "-data_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "data_year"],
                name="villages_villageyear_one_a_year",
                violation_error_message="该村该年度已有年度信息",
            ),
            models.CheckConstraint(
                condition=Q(data_year__gte=2013, data_year__lte=2099),
                name="villages_villageyear_data_year",
                violation_error_message="数据年度应在2013年以后",
            ),
            models.CheckConstraint(
                condition=Q(population__isnull=True)
                | Q(poor_population__isnull=True)
                | Q(poor_population__lte=models.F("population")),
                name="villages_villageyear_poor_within_all",
                violation_error_message="贫困人口不能多于总人口",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.data_year}"

    @property
    def division_code(self) -> str:
        return self.village_id
