"""What is surveyed of a household and its members in one data year.

Blank means that the survey, or the layout of the workbook, did not carry the item; it is not
nought and not no.
"""

from decimal import Decimal
from functools import reduce
from operator import and_

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from households.enums import (
    Attribute,
    Cause,
    DropoutReason,
    Education,
    FuelType,
    HouseGrade,
    HouseholdType,
    HouseStructure,
    IdentificationStandard,
    Labor,
    NotExitReason,
    Political,
    PublicPost,
    RoadType,
    StudentStatus,
    WorkArea,
)
from households.enums.households import OTHER_CAUSES
from households.enums.people import HEALTH_STATES
from organization.fields import EncryptedText
from organization.scope import ScopedQuerySet

FIRST_DATA_YEAR = 2013


def real_year(prefix: str) -> models.CheckConstraint:
    """The data year lies in the time that the national register knows."""
    return models.CheckConstraint(
        condition=Q(data_year__gte=FIRST_DATA_YEAR, data_year__lte=2099),
        name=f"{prefix}_data_year",
        violation_error_message="数据年度应在2013年以后",
    )


_NOT_NEGATIVE = MinValueValidator(Decimal(0), "不能为负数")


def _money(label: str, validators=(_NOT_NEGATIVE,)) -> models.DecimalField:
    """An amount in yuan of one year."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=validators
    )


def _measure(label: str, digits: int = 8) -> models.DecimalField:
    """An area in mu or square metres, a way in kilometres."""
    return models.DecimalField(
        label, max_digits=digits, decimal_places=2, null=True, blank=True,
        validators=[_NOT_NEGATIVE],
    )  # fmt: skip


def _year(label: str, first: int, last: int) -> models.PositiveSmallIntegerField:
    """A calendar year between two."""
    said = f"应是{first}至{last}之间的年份"
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True,
        validators=[MinValueValidator(first, said), MaxValueValidator(last, said)],
    )  # fmt: skip


def within_bounds(model: str, *names: str) -> models.CheckConstraint:
    """What is measured is not negative, in the database too."""
    conditions = [Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}) for name in names]
    return models.CheckConstraint(
        condition=reduce(and_, conditions),
        name=f"{model}_not_negative",
        violation_error_message="面积、距离不能为负数",
    )


def _yes_no(label: str) -> models.BooleanField:
    return models.BooleanField(label, null=True, blank=True)


class YearQuerySet(ScopedQuerySet):
    division_field = "household__village_id"


class HouseholdYear(models.Model):
    """The household block of one data year (贫困户信息采集表)."""

    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="years",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    data_year = models.PositiveSmallIntegerField("数据年度")
    size = models.PositiveSmallIntegerField("家庭人口数")
    registered_population = models.PositiveSmallIntegerField("户籍人口数", null=True, blank=True)
    identification_standard = models.CharField(
        "识别标准", max_length=2, choices=IdentificationStandard, blank=True
    )
    household_type = models.CharField("户类型", max_length=10, choices=HouseholdType, blank=True)
    attribute = models.CharField("贫困户属性", max_length=10, choices=Attribute, blank=True)
    attribute_source = models.CharField(
        "原始属性", max_length=20, blank=True, help_text="来源系统的代码或名称，原样保留"
    )
    cause_main = models.CharField("主要致贫原因", max_length=2, choices=Cause, blank=True)
    causes_other = models.CharField("其他致贫原因", max_length=10, choices=OTHER_CAUSES, blank=True)
    planned_exit_year = _year("计划脱贫年度", 2014, 2035)
    not_exit_reason = models.CharField(
        "未脱贫原因", max_length=2, choices=NotExitReason, blank=True
    )
    is_military_family = _yes_no("是否军烈属")
    is_only_child_family = _yes_no("是否独生子女户")
    is_two_daughter_family = _yes_no("是否双女户")

    objects = YearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "户年度信息"
        ordering = ["household", "-data_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "data_year"],
                name="households_householdyear_one_a_year",
                violation_error_message="该户该年度已有年度信息",
            ),
            real_year("households_householdyear"),
        ]
        indexes = [
            models.Index(fields=["data_year", "attribute"], name="households_year_attribute"),
            models.Index(fields=["data_year", "cause_main"], name="households_year_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.data_year}"

    @property
    def division_code(self) -> str:
        return self.household.village_id


class MemberYear(models.Model):
    """The member block of one data year (贫困户信息采集表).

    `health` holds several codes, sorted and joined by commas ("02,04"): the national list allows
    more than one since 2017.
    """

    member = models.ForeignKey(
        "households.Member",
        models.PROTECT,
        related_name="years",
        verbose_name="成员",
        db_index=False,  # led by the index below
    )
    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="member_years",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    data_year = models.PositiveSmallIntegerField("数据年度")
    political = models.CharField("政治面貌", max_length=2, choices=Political, blank=True)
    education = models.CharField("文化程度", max_length=2, choices=Education, blank=True)
    student_status = models.CharField("在校生状况", max_length=5, choices=StudentStatus, blank=True)
    school_name = models.CharField("就读学校", max_length=60, blank=True)
    dropout_reason = models.CharField(
        "失学或辍学原因", max_length=1, choices=DropoutReason, blank=True
    )
    health = models.CharField("健康状况", max_length=11, choices=HEALTH_STATES, blank=True)
    disease_name = EncryptedText("病种", blank=True, default="")
    disability_no = EncryptedText("残疾人证号", blank=True, default="")
    labor = models.CharField("劳动技能", max_length=2, choices=Labor, blank=True)
    skill_note = models.CharField("技能或证书", max_length=60, blank=True)
    work_area = models.CharField("务工状况", max_length=2, choices=WorkArea, blank=True)
    work_place = models.CharField("务工地", max_length=60, blank=True)
    work_months = models.PositiveSmallIntegerField(
        "务工时间（月）",
        null=True,
        blank=True,
        validators=[MaxValueValidator(12, "应为0至12个月")],
    )
    work_employer = models.CharField("务工企业", max_length=60, blank=True)
    public_post = models.CharField("公益性岗位", max_length=1, choices=PublicPost, blank=True)
    basic_medical = _yes_no("是否参加城乡居民基本医疗保险")
    employee_medical = _yes_no("是否参加城镇职工基本医疗保险")
    serious_illness_insured = _yes_no("是否参加大病保险")
    pension = _yes_no("是否参加城乡居民基本养老保险")
    employee_pension = _yes_no("是否参加城镇职工基本养老保险")
    commercial_medical = _yes_no("是否有商业补充医疗保险")
    accident_subsidy = _yes_no("是否享受人身意外保险补贴")
    dibao = _yes_no("是否享受农村居民最低生活保障")
    tekun = _yes_no("是否特困供养")
    speaks_mandarin = _yes_no("是否会讲普通话")
    in_military = _yes_no("是否现役军人")
    relocation_member = _yes_no("是否易地扶贫搬迁人口")

    objects = YearQuerySet.as_manager()

    also_sensitive = frozenset({"health"})
    """PIPL article 28: what ails a person is for those who work with the household."""

    class Meta:
        verbose_name = verbose_name_plural = "成员年度信息"
        ordering = ["household", "member", "-data_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "data_year"],
                name="households_memberyear_one_a_year",
                violation_error_message="该成员该年度已有年度信息",
            ),
            real_year("households_memberyear"),
            models.CheckConstraint(
                condition=Q(work_months__isnull=True) | Q(work_months__lte=12),
                name="households_memberyear_work_months",
                violation_error_message="务工时间应在0至12个月之间",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "data_year"], name="households_memberyear_house"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.data_year}"

    @property
    def division_code(self) -> str:
        return self.household.village_id


class IncomeYear(models.Model):
    """Income and expenditure of a household in one data year, in yuan (贫困户信息采集表).

    gross = wage + business + property + transfer; net = gross − business cost; per head = net
    over the members of that year, to the cent. The verbs compute them where the parts are known;
    a workbook that carries only the figure per head leaves the parts blank.
    """

    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="incomes",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    data_year = models.PositiveSmallIntegerField("数据年度")
    window_starts_on = models.DateField("核算期起", null=True, blank=True)
    window_ends_on = models.DateField("核算期止（不含）", null=True, blank=True)
    wage_income = _money("工资性收入")
    business_income = _money("生产经营性收入")
    property_income = _money("财产性收入")
    transfer_income = _money("转移性收入")
    family_planning_grant = _money("计划生育金")
    dibao_grant = _money("低保金")
    tekun_grant = _money("特困供养金")
    pension_grant = _money("养老保险金")
    ecology_grant = _money("生态补偿金")
    other_transfer = _money("其他转移性收入")
    business_cost = _money("生产经营性支出")
    gross_income = _money("家庭年总收入")
    net_income = _money("家庭年纯收入", ())
    net_income_per_capita = _money("人均纯收入", ())
    medical_reimbursement = _money("报销医疗费")
    rigid_medical = _money("合规自付医疗支出")
    rigid_education = _money("合规自付教育支出")
    rigid_disaster = _money("因灾刚性支出")
    rigid_other = _money("其他刚性支出")
    claims_income = _money("理赔收入")

    objects = YearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收支年度信息"
        ordering = ["household", "-data_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "data_year"],
                name="households_incomeyear_one_a_year",
                violation_error_message="该户该年度已有收支信息",
            ),
            real_year("households_incomeyear"),
            models.CheckConstraint(
                condition=(Q(wage_income__isnull=True) | Q(wage_income__gte=0))
                & (Q(business_income__isnull=True) | Q(business_income__gte=0))
                & (Q(property_income__isnull=True) | Q(property_income__gte=0))
                & (Q(transfer_income__isnull=True) | Q(transfer_income__gte=0))
                & (Q(business_cost__isnull=True) | Q(business_cost__gte=0)),
                name="households_incomeyear_parts_not_negative",
                violation_error_message="各项收入和支出不能为负数",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.data_year}"

    @property
    def division_code(self) -> str:
        return self.household.village_id


class LivingConditionYear(models.Model):
    """Production and living conditions of a household in one data year (贫困户信息采集表)."""

    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        related_name="conditions",
        verbose_name="户",
        db_index=False,  # led by the index below
    )
    data_year = models.PositiveSmallIntegerField("数据年度")
    arable_mu = _measure("耕地面积")
    irrigated_mu = _measure("有效灌溉面积")
    forest_mu = _measure("林地面积")
    reforested_mu = _measure("退耕还林面积")
    orchard_mu = _measure("林果面积")
    pasture_mu = _measure("牧草地面积")
    water_mu = _measure("水面面积")
    production_power = _yes_no("是否通生产用电")
    domestic_power = _yes_no("是否通生活用电")
    water_difficult = _yes_no("是否饮水困难")
    water_safe = _yes_no("是否饮水安全")
    broadcast_tv = _yes_no("是否通广播电视")
    road_distance_km = _measure("与村主干路距离（公里）", 5)
    road_type = models.CharField("入户路类型", max_length=2, choices=RoadType, blank=True)
    house_area_m2 = _measure("住房面积（平方米）", 7)
    house_structure = models.CharField("房屋结构", max_length=1, choices=HouseStructure, blank=True)
    house_built_year = _year("建房年份", 1900, 2099)
    is_dangerous_house = _yes_no("是否危房户")
    house_grade = models.CharField("住房安全等级", max_length=1, choices=HouseGrade, blank=True)
    house_appraisal_no = models.CharField("鉴定编号", max_length=40, blank=True)
    house_appraised_on = models.DateField("鉴定日期", null=True, blank=True)
    renovation_year = _year("危改年度", 2000, 2099)
    toilet = _yes_no("有无卫生厕所")
    fuel = models.CharField("主要燃料类型", max_length=2, choices=FuelType, blank=True)
    in_coop = _yes_no("是否加入农民专业合作社")
    dragon_head = _yes_no("是否有龙头企业带动")
    leader_driven = _yes_no("是否有创业致富带头人带动")
    internet = _yes_no("是否通宽带")
    is_relocated = _yes_no("是否易地扶贫搬迁户")

    objects = YearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "生产生活条件"
        ordering = ["household", "-data_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "data_year"],
                name="households_livingconditionyear_one_a_year",
                violation_error_message="该户该年度已有生产生活条件",
            ),
            real_year("households_livingconditionyear"),
            within_bounds(
                "households_livingconditionyear",
                "arable_mu",
                "irrigated_mu",
                "forest_mu",
                "reforested_mu",
                "orchard_mu",
                "pasture_mu",
                "water_mu",
                "house_area_m2",
                "road_distance_km",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.data_year}"

    @property
    def division_code(self) -> str:
        return self.household.village_id
