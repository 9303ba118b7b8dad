import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organization", "0001_initial"),
        ("organization", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Village",
            fields=[
                (
                    "division",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="village",
                        serialize=False,
                        to="organization.division",
                        verbose_name="行政村",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("village", "村"), ("community", "社区")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "agricultural_population",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="贫困发生率的分母，按公安年报",
                        null=True,
                        verbose_name="农业户籍人口",
                    ),
                ),
                (
                    "terrain",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plain", "平原"),
                            ("water_network", "水网"),
                            ("lake", "湖区"),
                            ("hill", "丘陵"),
                        ],
                        max_length=15,
                        verbose_name="地形地貌",
                    ),
                ),
                (
                    "features",
                    models.CharField(
                        blank=True,
                        help_text="如革命老区、少数民族聚居、库区移民、分蓄洪区",
                        max_length=60,
                        verbose_name="村特征",
                    ),
                ),
                ("direction", models.CharField(blank=True, max_length=30, verbose_name="发展方向")),
                (
                    "office_phone",
                    models.CharField(blank=True, max_length=20, verbose_name="村办公电话"),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
            ],
            options={
                "verbose_name": "村",
                "verbose_name_plural": "村",
                "ordering": ["division_id"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("FIRST_SECRETARY", "第一书记"),
                            ("TEAM_LEADER", "工作队长"),
                            ("MEMBER", "工作队员"),
                        ],
                        max_length=16,
                        verbose_name="驻村职务",
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="选派文号"),
                ),
                (
                    "party_relation_moved_on",
                    models.DateField(blank=True, null=True, verbose_name="党组织关系转接日期"),
                ),
                (
                    "decoupled_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="与原单位工作脱钩确认日期"
                    ),
                ),
                ("retained", models.BooleanField(default=False, verbose_name="巩固期留任")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("term", "任期届满"),
                            ("rotation", "村出列轮换"),
                            ("recall", "召回"),
                            ("health", "身体原因"),
                            ("transfer", "工作调动"),
                            ("sanction", "受处分"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="离任原因",
                    ),
                ),
                (
                    "end_remark",
                    models.CharField(blank=True, max_length=200, verbose_name="离任说明"),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="organization.cadre",
                        verbose_name="驻村干部",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="organization.unit",
                        verbose_name="派出单位",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="villages.village",
                        verbose_name="驻村",
                    ),
                ),
            ],
            options={
                "verbose_name": "驻村选派",
                "verbose_name_plural": "驻村选派",
                "ordering": ["village", "-starts_on", "pk"],
                "indexes": [
                    models.Index(
                        fields=["village", "role", "starts_on"], name="villages_posting_in_time"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="villages_posting_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("role", "FIRST_SECRETARY")),
                        fields=("village",),
                        name="villages_posting_one_first_secretary",
                        violation_error_message="该村已有在任第一书记，请先办理其离任",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("cadre",),
                        name="villages_posting_one_open_per_cadre",
                        violation_error_message="该干部已在其他村驻村，请先办理离任",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ends_on__isnull", True)),
                            models.Q(
                                ("ends_on__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="villages_posting_end_has_reason",
                        violation_error_message="离任须同时填写离任日期和原因",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyVillage",
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
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="认定文号"),
                ),
                ("exited_on", models.DateField(blank=True, null=True, verbose_name="出列日期")),
                (
                    "exit_document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="出列公告文号"),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="designations",
                        to="villages.village",
                        verbose_name="村",
                    ),
                ),
            ],
            options={
                "verbose_name": "重点村认定",
                "verbose_name_plural": "重点村认定",
                "ordering": ["village", "-starts_on"],
                "indexes": [models.Index(fields=["exited_on"], name="villages_keyvillage_exited")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="villages_keyvillage_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("village",),
                        name="villages_keyvillage_one_open",
                        violation_error_message="该村已是重点村",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exited_on__isnull", True),
                            ("exited_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="villages_keyvillage_exit_after_designation",
                        violation_error_message="出列日期须晚于认定日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exit_document_no", ""), ("exited_on__isnull", False), _connector="OR"
                        ),
                        name="villages_keyvillage_exit_document_needs_day",
                        violation_error_message="填写出列公告文号的，须填写出列日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VillageYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_year", models.PositiveSmallIntegerField(verbose_name="数据年度")),
                (
                    "natural_villages",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="自然村数"
                    ),
                ),
                (
                    "groups",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="村民小组数"
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="总户数"),
                ),
                (
                    "poor_households",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="贫困户数（申报）"
                    ),
                ),
                (
                    "dibao_households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="低保户数"),
                ),
                (
                    "tekun_households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="特困供养户数"),
                ),
                (
                    "population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="总人口"),
                ),
                (
                    "poor_population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="贫困人口（申报）"
                    ),
                ),
                (
                    "dibao_population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="低保人口"),
                ),
                (
                    "tekun_population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="特困供养人口"),
                ),
                (
                    "disabled_population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="残疾人口"),
                ),
                (
                    "minority_population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="少数民族人口"),
                ),
                ("women", models.PositiveIntegerField(blank=True, null=True, verbose_name="妇女")),
                (
                    "left_behind_children",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="留守儿童"),
                ),
                (
                    "empty_nest_elders",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="空巢老人"),
                ),
                (
                    "labor_force",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="劳动力"),
                ),
                (
                    "women_labor_force",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="女性劳动力"),
                ),
                (
                    "migrant_workers",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="外出务工人数"),
                ),
                (
                    "students",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="在校生"),
                ),
                (
                    "party_members",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="中共党员数"),
                ),
                (
                    "arable_mu",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="耕地"
                    ),
                ),
                (
                    "paddy_mu",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="水田"
                    ),
                ),
                (
                    "forest_mu",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="林地"
                    ),
                ),
                (
                    "wasteland_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="荒山荒坡",
                    ),
                ),
                (
                    "fishpond_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="养殖水面",
                    ),
                ),
                (
                    "cattle",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="牲畜存栏"),
                ),
                (
                    "pigs",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="生猪存栏"),
                ),
                (
                    "other_livestock",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="其他存栏"),
                ),
                (
                    "income_per_capita",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="农民人均纯收入",
                    ),
                ),
                (
                    "collective_income",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="村集体经济收入",
                    ),
                ),
                (
                    "has_paved_road",
                    models.BooleanField(blank=True, null=True, verbose_name="通村沥青（水泥）路"),
                ),
                ("has_bus", models.BooleanField(blank=True, null=True, verbose_name="通客运班车")),
                (
                    "households_without_safe_water",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="未实现饮水安全户数"
                    ),
                ),
                (
                    "households_without_power",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="未通生活用电户数"
                    ),
                ),
                (
                    "dangerous_houses",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="危房户数"),
                ),
                (
                    "has_clinic",
                    models.BooleanField(blank=True, null=True, verbose_name="标准卫生室"),
                ),
                (
                    "doctors",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="执业（助理）医师数"
                    ),
                ),
                (
                    "has_broadband",
                    models.BooleanField(blank=True, null=True, verbose_name="通宽带"),
                ),
                (
                    "has_culture_room",
                    models.BooleanField(blank=True, null=True, verbose_name="文化活动室"),
                ),
                (
                    "cooperatives",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="农民专业合作社数"
                    ),
                ),
                (
                    "has_solar_plant",
                    models.BooleanField(blank=True, null=True, verbose_name="村级光伏电站"),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="villages.village",
                        verbose_name="村",
                    ),
                ),
            ],
            options={
                "verbose_name": "村年度信息",
                "verbose_name_plural": "村年度信息",
                "ordering": ["village", "-data_year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("village", "data_year"),
                        name="villages_villageyear_one_a_year",
                        violation_error_message="该村该年度已有年度信息",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_year__gte", 2013), ("data_year__lte", 2099)),
                        name="villages_villageyear_data_year",
                        violation_error_message="数据年度应在2013年以后",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("population__isnull", True),
                            ("poor_population__isnull", True),
                            ("poor_population__lte", models.F("population")),
                            _connector="OR",
                        ),
                        name="villages_villageyear_poor_within_all",
                        violation_error_message="贫困人口不能多于总人口",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttendanceMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="当月1日", verbose_name="月份")),
                (
                    "counted_days",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="计入天数"),
                ),
                ("nights", models.PositiveSmallIntegerField(default=0, verbose_name="夜宿天数")),
                (
                    "leave_days",
                    models.DecimalField(
                        decimal_places=1, default=0, max_digits=4, verbose_name="请假天数"
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核定时间"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核定人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months",
                        to="villages.posting",
                        verbose_name="驻村干部",
                    ),
                ),
            ],
            options={
                "verbose_name": "月度在村天数",
                "verbose_name_plural": "月度在村天数",
                "ordering": ["posting", "-month"],
                "indexes": [models.Index(fields=["month"], name="villages_attendance_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("posting", "month"),
                        name="villages_attendancemonth_one_a_month",
                        violation_error_message="该月已登记",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counted_days__gte", 0),
                            ("counted_days__lte", 31),
                            ("leave_days__gte", 0),
                            ("leave_days__lte", 31),
                            ("nights__lte", 31),
                        ),
                        name="villages_attendancemonth_fits_a_month",
                        violation_error_message="一个月的天数应在0至31之间",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True), ("confirmed_by__isnull", True)
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="villages_attendancemonth_confirmed_is_whole",
                        violation_error_message="核定须同时记录核定人和时间",
                    ),
                ],
            },
        ),
    ]
