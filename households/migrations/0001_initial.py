import django.db.models.deletion
from django.db import migrations, models

import organization.crypto
import organization.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("villages", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "household_no",
                    models.CharField(
                        help_text="村代码12位、顺序号5位、校验位1位",
                        max_length=18,
                        verbose_name="户编号",
                    ),
                ),
                (
                    "national_no",
                    models.CharField(
                        blank=True, max_length=20, null=True, verbose_name="国家系统户编号"
                    ),
                ),
                (
                    "natural_village",
                    models.CharField(blank=True, max_length=40, verbose_name="自然村"),
                ),
                ("group_no", models.CharField(blank=True, max_length=20, verbose_name="村民小组")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="家庭住址")),
                (
                    "phone",
                    organization.fields.EncryptedText(
                        blank=True, default="", verbose_name="联系电话"
                    ),
                ),
                (
                    "phone_index",
                    organization.fields.BlindIndex(
                        blank=True, editable=False, max_length=64, null=True, source="phone"
                    ),
                ),
                (
                    "phone_tail",
                    organization.fields.BlindIndex(
                        blank=True,
                        editable=False,
                        make=organization.crypto.tail_index,
                        max_length=64,
                        null=True,
                        source="phone",
                    ),
                ),
                ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="开户银行")),
                (
                    "bank_account",
                    organization.fields.EncryptedText(
                        blank=True, default="", verbose_name="一卡通账号"
                    ),
                ),
                (
                    "identified_on",
                    models.DateField(blank=True, null=True, verbose_name="首次识别时间"),
                ),
                ("head_name", models.CharField(blank=True, max_length=50, verbose_name="户主")),
                (
                    "head_initials",
                    models.CharField(blank=True, max_length=50, verbose_name="户主拼音首字母"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "village",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="villages.village",
                        verbose_name="行政村",
                    ),
                ),
            ],
            options={
                "verbose_name": "户",
                "verbose_name_plural": "户",
                "ordering": ["household_no"],
                "indexes": [
                    models.Index(
                        fields=["village", "household_no"], name="households_household_place"
                    ),
                    models.Index(fields=["phone_index"], name="households_household_phone"),
                    models.Index(fields=["phone_tail"], name="households_household_phone4"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household_no",),
                        name="households_household_one_per_number",
                        opclasses=["varchar_pattern_ops"],
                        violation_error_message="该户编号已登记",
                    ),
                    models.UniqueConstraint(
                        fields=("national_no",),
                        name="households_household_one_per_national",
                        violation_error_message="该国家系统户编号已登记",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("national_no", ""), _negated=True),
                        name="households_household_national_no_not_blank",
                        violation_error_message="国家系统户编号为空时不填",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_year", models.PositiveSmallIntegerField(verbose_name="数据年度")),
                ("size", models.PositiveSmallIntegerField(verbose_name="家庭人口数")),
                (
                    "registered_population",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="户籍人口数"
                    ),
                ),
                (
                    "identification_standard",
                    models.CharField(
                        blank=True,
                        choices=[("01", "国家标准"), ("02", "省定标准"), ("03", "市定标准")],
                        max_length=2,
                        verbose_name="识别标准",
                    ),
                ),
                (
                    "household_type",
                    models.CharField(
                        blank=True,
                        choices=[("LIFTED", "脱贫户"), ("ORDINARY", "一般农户")],
                        max_length=10,
                        verbose_name="户类型",
                    ),
                ),
                (
                    "attribute",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("GENERAL", "一般贫困户"),
                            ("DIBAO", "低保贫困户"),
                            ("TEKUN", "特困供养贫困户"),
                        ],
                        max_length=10,
                        verbose_name="贫困户属性",
                    ),
                ),
                (
                    "attribute_source",
                    models.CharField(
                        blank=True,
                        help_text="来源系统的代码或名称，原样保留",
                        max_length=20,
                        verbose_name="原始属性",
                    ),
                ),
                (
                    "cause_main",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "因病"),
                            ("02", "因残"),
                            ("03", "因学"),
                            ("04", "因灾"),
                            ("05", "缺土地"),
                            ("06", "缺水"),
                            ("07", "缺技术"),
                            ("08", "缺劳力"),
                            ("09", "缺资金"),
                            ("10", "交通条件落后"),
                            ("11", "自身发展动力不足"),
                            ("12", "因婚"),
                            ("13", "因丧"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="主要致贫原因",
                    ),
                ),
                (
                    "causes_other",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "因病"),
                            ("02", "因残"),
                            ("03", "因学"),
                            ("04", "因灾"),
                            ("05", "缺土地"),
                            ("06", "缺水"),
                            ("07", "缺技术"),
                            ("08", "缺劳力"),
                            ("09", "缺资金"),
                            ("10", "交通条件落后"),
                            ("11", "自身发展动力不足"),
                            ("12", "因婚"),
                            ("13", "因丧"),
                            ("99", "其他"),
                            ("01,02", "因病、因残"),
                            ("01,03", "因病、因学"),
                            ("01,04", "因病、因灾"),
                            ("01,05", "因病、缺土地"),
                            ("01,06", "因病、缺水"),
                            ("01,07", "因病、缺技术"),
                            ("01,08", "因病、缺劳力"),
                            ("01,09", "因病、缺资金"),
                            ("01,10", "因病、交通条件落后"),
                            ("01,11", "因病、自身发展动力不足"),
                            ("01,12", "因病、因婚"),
                            ("01,13", "因病、因丧"),
                            ("01,99", "因病、其他"),
                            ("02,03", "因残、因学"),
                            ("02,04", "因残、因灾"),
                            ("02,05", "因残、缺土地"),
                            ("02,06", "因残、缺水"),
                            ("02,07", "因残、缺技术"),
                            ("02,08", "因残、缺劳力"),
                            ("02,09", "因残、缺资金"),
                            ("02,10", "因残、交通条件落后"),
                            ("02,11", "因残、自身发展动力不足"),
                            ("02,12", "因残、因婚"),
                            ("02,13", "因残、因丧"),
                            ("02,99", "因残、其他"),
                            ("03,04", "因学、因灾"),
                            ("03,05", "因学、缺土地"),
                            ("03,06", "因学、缺水"),
                            ("03,07", "因学、缺技术"),
                            ("03,08", "因学、缺劳力"),
                            ("03,09", "因学、缺资金"),
                            ("03,10", "因学、交通条件落后"),
                            ("03,11", "因学、自身发展动力不足"),
                            ("03,12", "因学、因婚"),
                            ("03,13", "因学、因丧"),
                            ("03,99", "因学、其他"),
                            ("04,05", "因灾、缺土地"),
                            ("04,06", "因灾、缺水"),
                            ("04,07", "因灾、缺技术"),
                            ("04,08", "因灾、缺劳力"),
                            ("04,09", "因灾、缺资金"),
                            ("04,10", "因灾、交通条件落后"),
                            ("04,11", "因灾、自身发展动力不足"),
                            ("04,12", "因灾、因婚"),
                            ("04,13", "因灾、因丧"),
                            ("04,99", "因灾、其他"),
                            ("05,06", "缺土地、缺水"),
                            ("05,07", "缺土地、缺技术"),
                            ("05,08", "缺土地、缺劳力"),
                            ("05,09", "缺土地、缺资金"),
                            ("05,10", "缺土地、交通条件落后"),
                            ("05,11", "缺土地、自身发展动力不足"),
                            ("05,12", "缺土地、因婚"),
                            ("05,13", "缺土地、因丧"),
                            ("05,99", "缺土地、其他"),
                            ("06,07", "缺水、缺技术"),
                            ("06,08", "缺水、缺劳力"),
                            ("06,09", "缺水、缺资金"),
                            ("06,10", "缺水、交通条件落后"),
                            ("06,11", "缺水、自身发展动力不足"),
                            ("06,12", "缺水、因婚"),
                            ("06,13", "缺水、因丧"),
                            ("06,99", "缺水、其他"),
                            ("07,08", "缺技术、缺劳力"),
                            ("07,09", "缺技术、缺资金"),
                            ("07,10", "缺技术、交通条件落后"),
                            ("07,11", "缺技术、自身发展动力不足"),
                            ("07,12", "缺技术、因婚"),
                            ("07,13", "缺技术、因丧"),
                            ("07,99", "缺技术、其他"),
                            ("08,09", "缺劳力、缺资金"),
                            ("08,10", "缺劳力、交通条件落后"),
                            ("08,11", "缺劳力、自身发展动力不足"),
                            ("08,12", "缺劳力、因婚"),
                            ("08,13", "缺劳力、因丧"),
                            ("08,99", "缺劳力、其他"),
                            ("09,10", "缺资金、交通条件落后"),
                            ("09,11", "缺资金、自身发展动力不足"),
                            ("09,12", "缺资金、因婚"),
                            ("09,13", "缺资金、因丧"),
                            ("09,99", "缺资金、其他"),
                            ("10,11", "交通条件落后、自身发展动力不足"),
                            ("10,12", "交通条件落后、因婚"),
                            ("10,13", "交通条件落后、因丧"),
                            ("10,99", "交通条件落后、其他"),
                            ("11,12", "自身发展动力不足、因婚"),
                            ("11,13", "自身发展动力不足、因丧"),
                            ("11,99", "自身发展动力不足、其他"),
                            ("12,13", "因婚、因丧"),
                            ("12,99", "因婚、其他"),
                            ("13,99", "因丧、其他"),
                        ],
                        max_length=10,
                        verbose_name="其他致贫原因",
                    ),
                ),
                (
                    "planned_exit_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="计划脱贫年度"
                    ),
                ),
                (
                    "not_exit_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "收入超标但未实现两不愁三保障"),
                            ("02", "享受扶持但当年成效不显著"),
                            ("03", "“回头看”新纳入"),
                            ("04", "因残致贫无固定收入"),
                            ("05", "大病重病治疗中"),
                            ("06", "因病因学支出明显大于收入"),
                            ("07", "收入未稳定超过标准"),
                            ("08", "五保贫困户"),
                            ("09", "老弱病残无劳动能力的一类低保对象"),
                            ("10", "易地搬迁未取得新房钥匙"),
                        ],
                        max_length=2,
                        verbose_name="未脱贫原因",
                    ),
                ),
                (
                    "is_military_family",
                    models.BooleanField(blank=True, null=True, verbose_name="是否军烈属"),
                ),
                (
                    "is_only_child_family",
                    models.BooleanField(blank=True, null=True, verbose_name="是否独生子女户"),
                ),
                (
                    "is_two_daughter_family",
                    models.BooleanField(blank=True, null=True, verbose_name="是否双女户"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
            ],
            options={
                "verbose_name": "户年度信息",
                "verbose_name_plural": "户年度信息",
                "ordering": ["household", "-data_year"],
                "indexes": [
                    models.Index(
                        fields=["data_year", "attribute"], name="households_year_attribute"
                    ),
                    models.Index(fields=["data_year", "cause_main"], name="households_year_cause"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "data_year"),
                        name="households_householdyear_one_a_year",
                        violation_error_message="该户该年度已有年度信息",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_year__gte", 2013), ("data_year__lte", 2099)),
                        name="households_householdyear_data_year",
                        violation_error_message="数据年度应在2013年以后",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomeYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_year", models.PositiveSmallIntegerField(verbose_name="数据年度")),
                (
                    "window_starts_on",
                    models.DateField(blank=True, null=True, verbose_name="核算期起"),
                ),
                (
                    "window_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="核算期止（不含）"),
                ),
                (
                    "wage_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="工资性收入",
                    ),
                ),
                (
                    "business_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="生产经营性收入",
                    ),
                ),
                (
                    "property_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="财产性收入",
                    ),
                ),
                (
                    "transfer_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="转移性收入",
                    ),
                ),
                (
                    "family_planning_grant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="计划生育金",
                    ),
                ),
                (
                    "dibao_grant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="低保金",
                    ),
                ),
                (
                    "tekun_grant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="特困供养金",
                    ),
                ),
                (
                    "pension_grant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="养老保险金",
                    ),
                ),
                (
                    "ecology_grant",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="生态补偿金",
                    ),
                ),
                (
                    "other_transfer",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="其他转移性收入",
                    ),
                ),
                (
                    "business_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="生产经营性支出",
                    ),
                ),
                (
                    "gross_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="家庭年总收入",
                    ),
                ),
                (
                    "net_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="家庭年纯收入",
                    ),
                ),
                (
                    "net_income_per_capita",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="人均纯收入",
                    ),
                ),
                (
                    "medical_reimbursement",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="报销医疗费",
                    ),
                ),
                (
                    "rigid_medical",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="合规自付医疗支出",
                    ),
                ),
                (
                    "rigid_education",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="合规自付教育支出",
                    ),
                ),
                (
                    "rigid_disaster",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="因灾刚性支出",
                    ),
                ),
                (
                    "rigid_other",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="其他刚性支出",
                    ),
                ),
                (
                    "claims_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="理赔收入",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incomes",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
            ],
            options={
                "verbose_name": "收支年度信息",
                "verbose_name_plural": "收支年度信息",
                "ordering": ["household", "-data_year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "data_year"),
                        name="households_incomeyear_one_a_year",
                        violation_error_message="该户该年度已有收支信息",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_year__gte", 2013), ("data_year__lte", 2099)),
                        name="households_incomeyear_data_year",
                        violation_error_message="数据年度应在2013年以后",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("wage_income__isnull", True),
                                ("wage_income__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("business_income__isnull", True),
                                ("business_income__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("property_income__isnull", True),
                                ("property_income__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("transfer_income__isnull", True),
                                ("transfer_income__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("business_cost__isnull", True),
                                ("business_cost__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="households_incomeyear_parts_not_negative",
                        violation_error_message="各项收入和支出不能为负数",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LivingConditionYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_year", models.PositiveSmallIntegerField(verbose_name="数据年度")),
                (
                    "arable_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="耕地面积",
                    ),
                ),
                (
                    "irrigated_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="有效灌溉面积",
                    ),
                ),
                (
                    "forest_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="林地面积",
                    ),
                ),
                (
                    "reforested_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="退耕还林面积",
                    ),
                ),
                (
                    "orchard_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="林果面积",
                    ),
                ),
                (
                    "pasture_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="牧草地面积",
                    ),
                ),
                (
                    "water_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="水面面积",
                    ),
                ),
                (
                    "production_power",
                    models.BooleanField(blank=True, null=True, verbose_name="是否通生产用电"),
                ),
                (
                    "domestic_power",
                    models.BooleanField(blank=True, null=True, verbose_name="是否通生活用电"),
                ),
                (
                    "water_difficult",
                    models.BooleanField(blank=True, null=True, verbose_name="是否饮水困难"),
                ),
                (
                    "water_safe",
                    models.BooleanField(blank=True, null=True, verbose_name="是否饮水安全"),
                ),
                (
                    "broadcast_tv",
                    models.BooleanField(blank=True, null=True, verbose_name="是否通广播电视"),
                ),
                (
                    "road_distance_km",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="与村主干路距离（公里）",
                    ),
                ),
                (
                    "road_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "泥土路"),
                            ("02", "砂石路"),
                            ("03", "水泥路"),
                            ("04", "沥青路"),
                        ],
                        max_length=2,
                        verbose_name="入户路类型",
                    ),
                ),
                (
                    "house_area_m2",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="住房面积（平方米）",
                    ),
                ),
                (
                    "house_structure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "钢筋混凝土"),
                            ("2", "砖混"),
                            ("3", "砖木"),
                            ("4", "土木或土坯"),
                            ("9", "其他"),
                        ],
                        max_length=1,
                        verbose_name="房屋结构",
                    ),
                ),
                (
                    "house_built_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="建房年份"
                    ),
                ),
                (
                    "is_dangerous_house",
                    models.BooleanField(blank=True, null=True, verbose_name="是否危房户"),
                ),
                (
                    "house_grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A级（安全）"),
                            ("B", "B级（基本安全）"),
                            ("C", "C级（局部危险）"),
                            ("D", "D级（整栋危险）"),
                        ],
                        max_length=1,
                        verbose_name="住房安全等级",
                    ),
                ),
                (
                    "house_appraisal_no",
                    models.CharField(blank=True, max_length=40, verbose_name="鉴定编号"),
                ),
                (
                    "house_appraised_on",
                    models.DateField(blank=True, null=True, verbose_name="鉴定日期"),
                ),
                (
                    "renovation_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="危改年度"
                    ),
                ),
                ("toilet", models.BooleanField(blank=True, null=True, verbose_name="有无卫生厕所")),
                (
                    "fuel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "柴草"),
                            ("02", "干畜粪"),
                            ("03", "煤炭"),
                            ("04", "清洁能源"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="主要燃料类型",
                    ),
                ),
                (
                    "in_coop",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否加入农民专业合作社"
                    ),
                ),
                (
                    "dragon_head",
                    models.BooleanField(blank=True, null=True, verbose_name="是否有龙头企业带动"),
                ),
                (
                    "leader_driven",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否有创业致富带头人带动"
                    ),
                ),
                ("internet", models.BooleanField(blank=True, null=True, verbose_name="是否通宽带")),
                (
                    "is_relocated",
                    models.BooleanField(blank=True, null=True, verbose_name="是否易地扶贫搬迁户"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
            ],
            options={
                "verbose_name": "生产生活条件",
                "verbose_name_plural": "生产生活条件",
                "ordering": ["household", "-data_year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "data_year"),
                        name="households_livingconditionyear_one_a_year",
                        violation_error_message="该户该年度已有生产生活条件",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_year__gte", 2013), ("data_year__lte", 2099)),
                        name="households_livingconditionyear_data_year",
                        violation_error_message="数据年度应在2013年以后",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "national_no",
                    models.CharField(
                        blank=True, max_length=20, null=True, verbose_name="国家系统人编号"
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("pinyin", models.CharField(blank=True, max_length=160, verbose_name="拼音")),
                (
                    "initials",
                    models.CharField(blank=True, max_length=50, verbose_name="拼音首字母"),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[
                            ("0", "未知的性别"),
                            ("1", "男"),
                            ("2", "女"),
                            ("9", "未说明的性别"),
                        ],
                        default="0",
                        max_length=1,
                        verbose_name="性别",
                    ),
                ),
                (
                    "id_type",
                    models.CharField(
                        choices=[
                            ("1", "居民身份证"),
                            ("2", "残疾人证"),
                            ("3", "户口簿"),
                            ("9", "其他"),
                        ],
                        default="1",
                        max_length=1,
                        verbose_name="证件类型",
                    ),
                ),
                (
                    "id_no",
                    organization.fields.EncryptedText(
                        blank=True, default="", verbose_name="证件号码"
                    ),
                ),
                (
                    "id_index",
                    organization.fields.BlindIndex(
                        blank=True, editable=False, max_length=64, null=True, source="id_no"
                    ),
                ),
                (
                    "id_tail6",
                    organization.fields.BlindIndex(
                        blank=True,
                        editable=False,
                        make=organization.crypto.long_tail_index,
                        max_length=64,
                        null=True,
                        source="id_no",
                    ),
                ),
                (
                    "id_tail4",
                    organization.fields.BlindIndex(
                        blank=True,
                        editable=False,
                        make=organization.crypto.tail_index,
                        max_length=64,
                        null=True,
                        source="id_no",
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                (
                    "ethnicity",
                    models.CharField(
                        choices=[
                            ("01", "汉族"),
                            ("02", "蒙古族"),
                            ("03", "回族"),
                            ("04", "藏族"),
                            ("05", "维吾尔族"),
                            ("06", "苗族"),
                            ("07", "彝族"),
                            ("08", "壮族"),
                            ("09", "布依族"),
                            ("10", "朝鲜族"),
                            ("11", "满族"),
                            ("12", "侗族"),
                            ("13", "瑶族"),
                            ("14", "白族"),
                            ("15", "土家族"),
                            ("16", "哈尼族"),
                            ("17", "哈萨克族"),
                            ("18", "傣族"),
                            ("19", "黎族"),
                            ("20", "傈僳族"),
                            ("21", "佤族"),
                            ("22", "畲族"),
                            ("23", "高山族"),
                            ("24", "拉祜族"),
                            ("25", "水族"),
                            ("26", "东乡族"),
                            ("27", "纳西族"),
                            ("28", "景颇族"),
                            ("29", "柯尔克孜族"),
                            ("30", "土族"),
                            ("31", "达斡尔族"),
                            ("32", "仫佬族"),
                            ("33", "羌族"),
                            ("34", "布朗族"),
                            ("35", "撒拉族"),
                            ("36", "毛南族"),
                            ("37", "仡佬族"),
                            ("38", "锡伯族"),
                            ("39", "阿昌族"),
                            ("40", "普米族"),
                            ("41", "塔吉克族"),
                            ("42", "怒族"),
                            ("43", "乌孜别克族"),
                            ("44", "俄罗斯族"),
                            ("45", "鄂温克族"),
                            ("46", "德昂族"),
                            ("47", "保安族"),
                            ("48", "裕固族"),
                            ("49", "京族"),
                            ("50", "塔塔尔族"),
                            ("51", "独龙族"),
                            ("52", "鄂伦春族"),
                            ("53", "赫哲族"),
                            ("54", "门巴族"),
                            ("55", "珞巴族"),
                            ("56", "基诺族"),
                            ("97", "其他"),
                            ("98", "外国血统中国籍人士"),
                        ],
                        default="01",
                        max_length=2,
                        verbose_name="民族",
                    ),
                ),
                (
                    "phone",
                    organization.fields.EncryptedText(
                        blank=True, default="", verbose_name="个人联系电话"
                    ),
                ),
                (
                    "phone_index",
                    organization.fields.BlindIndex(
                        blank=True, editable=False, max_length=64, null=True, source="phone"
                    ),
                ),
                (
                    "phone_tail",
                    organization.fields.BlindIndex(
                        blank=True,
                        editable=False,
                        make=organization.crypto.tail_index,
                        max_length=64,
                        null=True,
                        source="phone",
                    ),
                ),
                (
                    "identified_on",
                    models.DateField(blank=True, null=True, verbose_name="人员识别时间"),
                ),
            ],
            options={
                "verbose_name": "家庭成员",
                "verbose_name_plural": "家庭成员",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["name"],
                        name="households_member_name",
                        opclasses=["varchar_pattern_ops"],
                    ),
                    models.Index(
                        fields=["pinyin"],
                        name="households_member_pinyin",
                        opclasses=["varchar_pattern_ops"],
                    ),
                    models.Index(
                        fields=["initials"],
                        name="households_member_initials",
                        opclasses=["varchar_pattern_ops"],
                    ),
                    models.Index(fields=["id_tail6"], name="households_member_id6"),
                    models.Index(fields=["id_tail4"], name="households_member_id4"),
                    models.Index(fields=["phone_index"], name="households_member_phone"),
                    models.Index(fields=["phone_tail"], name="households_member_phone4"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id_index",),
                        name="households_member_one_per_id",
                        violation_error_message="该证件号码已登记",
                    ),
                    models.UniqueConstraint(
                        fields=("national_no",),
                        name="households_member_one_per_number",
                        violation_error_message="该国家系统人编号已登记",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("national_no", ""), _negated=True),
                        name="households_member_national_no_not_blank",
                        violation_error_message="国家系统人编号为空时不填",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("01", "户主"),
                            ("02", "配偶"),
                            ("03", "之子"),
                            ("04", "之女"),
                            ("05", "之儿媳"),
                            ("06", "之女婿"),
                            ("07", "之孙子"),
                            ("08", "之孙女"),
                            ("09", "之外孙子"),
                            ("10", "之外孙女"),
                            ("11", "之父"),
                            ("12", "之母"),
                            ("13", "之岳父"),
                            ("14", "之岳母"),
                            ("15", "之公公"),
                            ("16", "之婆婆"),
                            ("17", "之祖父"),
                            ("18", "之祖母"),
                            ("19", "之外祖父"),
                            ("20", "之外祖母"),
                            ("21", "之兄弟姐妹"),
                            ("22", "之兄弟媳妇"),
                            ("23", "之叔伯"),
                            ("24", "之侄儿"),
                            ("25", "之侄女"),
                            ("26", "之曾孙子"),
                            ("27", "之曾孙女"),
                            ("28", "之孙媳"),
                            ("29", "之孙女婿"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="与户主关系",
                    ),
                ),
                (
                    "join_reason",
                    models.CharField(
                        choices=[
                            ("I0", "建档时在户"),
                            ("I1", "新生儿"),
                            ("I2", "嫁入（入赘）"),
                            ("I3", "户籍迁入"),
                            ("I4", "刑满释放回户"),
                            ("I5", "收养或回户"),
                            ("I6", "识别时遗漏补录"),
                            ("I7", "退役回户"),
                            ("I9", "其他转入"),
                            ("C", "与户主关系变更"),
                        ],
                        default="I0",
                        max_length=2,
                        verbose_name="增加原因",
                    ),
                ),
                (
                    "leave_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("D1", "死亡"),
                            ("D2", "嫁出（入赘他户）"),
                            ("D3", "户籍迁出"),
                            ("D4", "判刑收监"),
                            ("D5", "出国定居"),
                            ("D6", "参军或财政供养"),
                            ("D7", "失联失踪"),
                            ("D8", "不共享开支"),
                            ("D9", "其他转出"),
                            ("R", "清退"),
                            ("C", "与户主关系变更"),
                        ],
                        max_length=2,
                        verbose_name="减少原因",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="households.member",
                        verbose_name="成员",
                    ),
                ),
            ],
            options={
                "verbose_name": "在户关系",
                "verbose_name_plural": "在户关系",
                "ordering": ["household", "relation", "pk"],
                "indexes": [
                    models.Index(
                        fields=["household", "starts_on"], name="households_membership_in_time"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="households_membership_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("member",),
                        name="households_membership_one_open",
                        violation_error_message="该成员已在另一户登记",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("relation", "01")),
                        fields=("household",),
                        name="households_membership_one_head",
                        violation_error_message="一户只能有一名户主",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_on__isnull", True), ("leave_reason", "")),
                            models.Q(
                                ("ends_on__isnull", False),
                                models.Q(("leave_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="households_membership_end_has_reason",
                        violation_error_message="减少成员须同时填写日期和原因",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_year", models.PositiveSmallIntegerField(verbose_name="数据年度")),
                (
                    "political",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "中共党员"),
                            ("02", "中共预备党员"),
                            ("03", "共青团员"),
                            ("04", "民革党员"),
                            ("05", "民盟盟员"),
                            ("06", "民建会员"),
                            ("07", "民进会员"),
                            ("08", "农工党党员"),
                            ("09", "致公党党员"),
                            ("10", "九三学社社员"),
                            ("11", "台盟盟员"),
                            ("12", "无党派人士"),
                            ("13", "群众"),
                        ],
                        max_length=2,
                        verbose_name="政治面貌",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "文盲或半文盲"),
                            ("02", "小学"),
                            ("03", "初中"),
                            ("04", "高中"),
                            ("05", "大专及以上"),
                            ("06", "学龄前儿童"),
                            ("07", "本科及以上"),
                        ],
                        max_length=2,
                        verbose_name="文化程度",
                    ),
                ),
                (
                    "student_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("00", "学龄前儿童"),
                            ("01", "非在校生"),
                            ("02", "学前教育"),
                            ("03", "小学"),
                            ("03.1", "小学一年级"),
                            ("03.2", "小学二年级"),
                            ("03.3", "小学三年级"),
                            ("03.4", "小学四年级"),
                            ("03.5", "小学五年级"),
                            ("03.6", "小学六年级"),
                            ("04", "七年级"),
                            ("05", "八年级"),
                            ("06", "九年级"),
                            ("07", "高中一年级"),
                            ("08", "高中二年级"),
                            ("09", "高中三年级"),
                            ("10", "中职一年级"),
                            ("11", "中职二年级"),
                            ("12", "中职三年级"),
                            ("13", "高职一年级"),
                            ("14", "高职二年级"),
                            ("15", "高职三年级"),
                            ("16", "大专及以上"),
                            ("16.z1", "专科一年级"),
                            ("16.z2", "专科二年级"),
                            ("16.z3", "专科三年级"),
                            ("16.b1", "本科一年级"),
                            ("16.b2", "本科二年级"),
                            ("16.b3", "本科三年级"),
                            ("16.b4", "本科四年级"),
                            ("16.b5", "本科五年级"),
                            ("16.m", "硕士研究生及以上"),
                            ("16.d", "博士研究生"),
                        ],
                        max_length=5,
                        verbose_name="在校生状况",
                    ),
                ),
                (
                    "school_name",
                    models.CharField(blank=True, max_length=60, verbose_name="就读学校"),
                ),
                (
                    "dropout_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "因贫"),
                            ("2", "因病"),
                            ("3", "因残（不具备学习条件）"),
                            ("4", "厌学"),
                            ("5", "外出务工"),
                            ("6", "其他"),
                        ],
                        max_length=1,
                        verbose_name="失学或辍学原因",
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "健康"),
                            ("02", "长期慢性病"),
                            ("03", "患有大病"),
                            ("04", "残疾"),
                            ("02,03", "长期慢性病、患有大病"),
                            ("02,04", "长期慢性病、残疾"),
                            ("03,04", "患有大病、残疾"),
                            ("02,03,04", "长期慢性病、患有大病、残疾"),
                        ],
                        max_length=11,
                        verbose_name="健康状况",
                    ),
                ),
                (
                    "disease_name",
                    organization.fields.EncryptedText(blank=True, default="", verbose_name="病种"),
                ),
                (
                    "disability_no",
                    organization.fields.EncryptedText(
                        blank=True, default="", verbose_name="残疾人证号"
                    ),
                ),
                (
                    "labor",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "普通劳动力"),
                            ("02", "技能劳动力"),
                            ("03", "丧失劳动力"),
                            ("04", "无劳动力"),
                            ("05", "弱劳动力或半劳动力"),
                        ],
                        max_length=2,
                        verbose_name="劳动技能",
                    ),
                ),
                (
                    "skill_note",
                    models.CharField(blank=True, max_length=60, verbose_name="技能或证书"),
                ),
                (
                    "work_area",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "乡（镇）内务工"),
                            ("02", "乡（镇）外县内务工"),
                            ("03", "县外省内务工"),
                            ("04", "省外务工"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="务工状况",
                    ),
                ),
                ("work_place", models.CharField(blank=True, max_length=60, verbose_name="务工地")),
                (
                    "work_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="务工时间（月）"
                    ),
                ),
                (
                    "work_employer",
                    models.CharField(blank=True, max_length=60, verbose_name="务工企业"),
                ),
                (
                    "public_post",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "护林员"),
                            ("2", "护路员"),
                            ("3", "保洁员"),
                            ("4", "水管员"),
                            ("5", "护理员"),
                            ("6", "设施管护员"),
                            ("9", "其他"),
                        ],
                        max_length=1,
                        verbose_name="公益性岗位",
                    ),
                ),
                (
                    "basic_medical",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否参加城乡居民基本医疗保险"
                    ),
                ),
                (
                    "employee_medical",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否参加城镇职工基本医疗保险"
                    ),
                ),
                (
                    "serious_illness_insured",
                    models.BooleanField(blank=True, null=True, verbose_name="是否参加大病保险"),
                ),
                (
                    "pension",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否参加城乡居民基本养老保险"
                    ),
                ),
                (
                    "employee_pension",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否参加城镇职工基本养老保险"
                    ),
                ),
                (
                    "commercial_medical",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否有商业补充医疗保险"
                    ),
                ),
                (
                    "accident_subsidy",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否享受人身意外保险补贴"
                    ),
                ),
                (
                    "dibao",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="是否享受农村居民最低生活保障"
                    ),
                ),
                ("tekun", models.BooleanField(blank=True, null=True, verbose_name="是否特困供养")),
                (
                    "speaks_mandarin",
                    models.BooleanField(blank=True, null=True, verbose_name="是否会讲普通话"),
                ),
                (
                    "in_military",
                    models.BooleanField(blank=True, null=True, verbose_name="是否现役军人"),
                ),
                (
                    "relocation_member",
                    models.BooleanField(blank=True, null=True, verbose_name="是否易地扶贫搬迁人口"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="member_years",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="households.member",
                        verbose_name="成员",
                    ),
                ),
            ],
            options={
                "verbose_name": "成员年度信息",
                "verbose_name_plural": "成员年度信息",
                "ordering": ["household", "member", "-data_year"],
                "indexes": [
                    models.Index(
                        fields=["household", "data_year"], name="households_memberyear_house"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "data_year"),
                        name="households_memberyear_one_a_year",
                        violation_error_message="该成员该年度已有年度信息",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_year__gte", 2013), ("data_year__lte", 2099)),
                        name="households_memberyear_data_year",
                        violation_error_message="数据年度应在2013年以后",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("work_months__isnull", True), ("work_months__lte", 12), _connector="OR"
                        ),
                        name="households_memberyear_work_months",
                        violation_error_message="务工时间应在0至12个月之间",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonitoringCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("UNSTABLE", "脱贫不稳定户"),
                            ("MARGINAL", "边缘易致贫户"),
                            ("SUDDEN", "突发严重困难户"),
                        ],
                        max_length=10,
                        verbose_name="监测对象类型",
                    ),
                ),
                ("identified_on", models.DateField(verbose_name="风险识别时间")),
                (
                    "eliminated_on",
                    models.DateField(blank=True, null=True, verbose_name="风险消除时间"),
                ),
                (
                    "elimination",
                    models.CharField(
                        blank=True,
                        choices=[("helped", "帮扶消除"), ("natural", "自然消除")],
                        max_length=10,
                        verbose_name="消除方式",
                    ),
                ),
                (
                    "risks",
                    models.CharField(
                        blank=True,
                        help_text="致贫原因代码，逗号分隔",
                        max_length=60,
                        verbose_name="返贫致贫风险",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="monitoring",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
            ],
            options={
                "verbose_name": "监测对象",
                "verbose_name_plural": "监测对象",
                "ordering": ["household", "identified_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("eliminated_on__isnull", True),
                            ("eliminated_on__gt", models.F("identified_on")),
                            _connector="OR",
                        ),
                        name="households_monitoringcase_eliminated_later",
                        violation_error_message="风险消除时间须晚于识别时间",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("elimination", ""), ("eliminated_on__isnull", False), _connector="OR"
                        ),
                        name="households_monitoringcase_manner_needs_day",
                        violation_error_message="填写消除方式的，须填写风险消除时间",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("eliminated_on__isnull", True)),
                        fields=("household",),
                        name="households_monitoringcase_one_open",
                        violation_error_message="该户已是监测对象",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PovertySpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("POOR", "未脱贫"),
                            ("PRE_EXIT", "预脱贫"),
                            ("EXITED_WITH_POLICY", "已脱贫（享受政策）"),
                            ("EXITED_NO_POLICY", "已脱贫（不再享受政策）"),
                            ("RETURNED", "返贫"),
                        ],
                        max_length=20,
                        verbose_name="脱贫状态",
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identify", "识别纳入"),
                            ("list_pre_exit", "列入预脱贫"),
                            ("exit", "脱贫退出"),
                            ("fail_exit", "未达标准"),
                            ("end_policy", "不再享受政策"),
                            ("return", "返贫"),
                        ],
                        max_length=15,
                        verbose_name="变更事项",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "因病"),
                            ("02", "因残"),
                            ("03", "因学"),
                            ("04", "因灾"),
                            ("05", "缺土地"),
                            ("06", "缺水"),
                            ("07", "缺技术"),
                            ("08", "缺劳力"),
                            ("09", "缺资金"),
                            ("10", "交通条件落后"),
                            ("11", "自身发展动力不足"),
                            ("12", "因婚"),
                            ("13", "因丧"),
                            ("99", "其他"),
                        ],
                        max_length=2,
                        verbose_name="返贫原因",
                    ),
                ),
                (
                    "not_exit_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "收入超标但未实现两不愁三保障"),
                            ("02", "享受扶持但当年成效不显著"),
                            ("03", "“回头看”新纳入"),
                            ("04", "因残致贫无固定收入"),
                            ("05", "大病重病治疗中"),
                            ("06", "因病因学支出明显大于收入"),
                            ("07", "收入未稳定超过标准"),
                            ("08", "五保贫困户"),
                            ("09", "老弱病残无劳动能力的一类低保对象"),
                            ("10", "易地搬迁未取得新房钥匙"),
                        ],
                        max_length=2,
                        verbose_name="未脱贫原因",
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
            ],
            options={
                "verbose_name": "脱贫状态",
                "verbose_name_plural": "脱贫状态",
                "ordering": ["household", "starts_on"],
                "indexes": [
                    models.Index(
                        fields=["status", "starts_on"], name="households_povertyspan_status"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="households_povertyspan_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("household",),
                        name="households_povertyspan_one_open",
                        violation_error_message="该户已有现行脱贫状态",
                    ),
                    models.UniqueConstraint(
                        fields=("household", "starts_on"),
                        name="households_povertyspan_one_start",
                        violation_error_message="该户当日已变更过脱贫状态",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETURNED"), _negated=True),
                            models.Q(("cause", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="households_povertyspan_return_has_cause",
                        violation_error_message="返贫须填写返贫原因",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ValiditySpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "validity",
                    models.CharField(
                        choices=[("CANDIDATE", "识别中"), ("VALID", "有效"), ("INVALID", "无效")],
                        max_length=10,
                        verbose_name="记录状态",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("REMOVED_ERROR", "清退"),
                            ("NATURAL_CLOSED", "整户自然减少"),
                            ("MERGED", "并户"),
                            ("MOVED_OUT", "整户迁出"),
                            ("DUPLICATE", "重复录入"),
                        ],
                        max_length=16,
                        verbose_name="无效原因",
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validities",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
            ],
            options={
                "verbose_name": "记录状态",
                "verbose_name_plural": "记录状态",
                "ordering": ["household", "starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="households_validityspan_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("household",),
                        name="households_validityspan_one_open",
                        violation_error_message="该户已有现行记录状态",
                    ),
                    models.UniqueConstraint(
                        fields=("household", "starts_on"),
                        name="households_validityspan_one_start",
                        violation_error_message="该户当日已变更过记录状态",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("validity", "INVALID"), models.Q(("reason", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("validity", "INVALID"), _negated=True), ("reason", "")
                            ),
                            _connector="OR",
                        ),
                        name="households_validityspan_invalid_has_reason",
                        violation_error_message="无效记录须填写原因",
                    ),
                ],
            },
        ),
    ]
