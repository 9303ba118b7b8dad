import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("households", "0001_initial"),
        ("organization", "0001_initial"),
        ("organization", "__first__"),
        ("villages", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="安排金额"),
                ),
                (
                    "revoked_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=14,
                        verbose_name="收回金额",
                    ),
                ),
                (
                    "paid_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=14,
                        verbose_name="已拨付金额",
                    ),
                ),
                ("allocated_on", models.DateField(verbose_name="安排日期")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="安排文号"),
                ),
            ],
            options={
                "verbose_name": "资金安排",
                "verbose_name_plural": "资金安排",
                "ordering": ["project", "allocated_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ActionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="序号")),
                (
                    "level",
                    models.CharField(
                        choices=[("general", "总方案"), ("action", "行动方案")],
                        default="action",
                        max_length=8,
                        verbose_name="层级",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("goal", models.CharField(blank=True, max_length=300, verbose_name="目标")),
                ("document_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                (
                    "provenance",
                    models.CharField(blank=True, max_length=120, verbose_name="来源说明"),
                ),
                ("is_confirmed", models.BooleanField(default=False, verbose_name="名称已核实")),
                (
                    "lead_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_plans",
                        to="organization.unit",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "行动方案",
                "verbose_name_plural": "行动方案",
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="assistance_actionplan_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("level", "general")),
                        fields=("level",),
                        name="assistance_actionplan_one_general",
                        violation_error_message="总方案只有一个",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="清单号")),
                ("content", models.CharField(max_length=300, verbose_name="任务内容")),
                ("indicator", models.CharField(max_length=60, verbose_name="指标")),
                (
                    "target",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="目标值"),
                ),
                ("measure", models.CharField(max_length=20, verbose_name="计量单位")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("due_on", models.DateField(verbose_name="完成时限")),
                (
                    "co_units",
                    models.ManyToManyField(
                        blank=True,
                        related_name="shared_tasks",
                        to="organization.unit",
                        verbose_name="配合单位",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="实施区划",
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_tasks",
                        to="organization.unit",
                        verbose_name="牵头单位",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="assistance.actionplan",
                        verbose_name="行动方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "行动任务",
                "verbose_name_plural": "行动任务",
                "ordering": ["plan", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"),
                        name="assistance_actiontask_number",
                        violation_error_message="该方案已有相同清单号的任务",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("starts_on"))),
                        name="assistance_actiontask_due_after_start",
                        violation_error_message="完成时限不能早于开始日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target__gt", 0)),
                        name="assistance_actiontask_target_positive",
                        violation_error_message="目标值须大于零",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="当月第一日", verbose_name="月份")),
                (
                    "value",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="累计完成"),
                ),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="佐证说明")),
                (
                    "reported_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="填报时间"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="assistance.actiontask",
                        verbose_name="任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "行动进度",
                "verbose_name_plural": "行动进度",
                "ordering": ["task", "-month"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "month"),
                        name="assistance_actionprogress_month",
                        violation_error_message="该任务本月已填报",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="assistance_actionprogress_first_day",
                        violation_error_message="月份以当月第一日记",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)),
                        name="assistance_actionprogress_not_negative",
                        violation_error_message="累计完成不能为负",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disbursement",
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
                        choices=[("payment", "拨付"), ("return", "退回")],
                        default="payment",
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额"),
                ),
                ("paid_on", models.DateField(verbose_name="日期")),
                ("voucher_no", models.CharField(blank=True, max_length=40, verbose_name="凭证号")),
                ("payee", models.CharField(blank=True, max_length=80, verbose_name="收款单位")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disbursements",
                        to="assistance.allocation",
                        verbose_name="资金安排",
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金拨付",
                "verbose_name_plural": "资金拨付",
                "ordering": ["-paid_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind", "payment")),
                            models.Q(("amount__lt", 0), ("kind", "return")),
                            _connector="OR",
                        ),
                        name="assistance_disbursement_sign_fits_kind",
                        violation_error_message="拨付为正数，退回为负数",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FundSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="资金编号")),
                ("name", models.CharField(max_length=100, verbose_name="资金名称")),
                (
                    "fund_class",
                    models.CharField(
                        choices=[
                            ("F11", "中央财政专项扶贫资金"),
                            ("F12", "省级财政专项扶贫资金"),
                            ("F13", "市级财政专项扶贫资金"),
                            ("F20", "行业扶贫资金"),
                            ("F30", "统筹整合财政涉农资金"),
                            ("F40", "社会帮扶资金"),
                            ("F50", "信贷资金"),
                            ("F60", "群众自筹及其他"),
                        ],
                        max_length=3,
                        verbose_name="资金类别",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="下达文号"),
                ),
                ("ordered_on", models.DateField(verbose_name="下达日期")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="下达金额"),
                ),
                (
                    "arrived_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="到位金额"
                    ),
                ),
                (
                    "allocated_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=14,
                        verbose_name="已安排金额",
                    ),
                ),
                (
                    "paid_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=14,
                        verbose_name="已拨付金额",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="管理区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金来源",
                "verbose_name_plural": "资金来源",
                "ordering": ["-year", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allocated_amount__gte", 0), ("amount__gt", 0), ("paid_amount__gte", 0)
                        ),
                        name="assistance_fundsource_amounts_not_negative",
                        violation_error_message="资金不能为负",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("arrived_amount__lte", models.F("amount"))),
                        name="assistance_fundsource_arrived_within_ordered",
                        violation_error_message="到位金额不能超过下达金额",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allocated_amount__lte", models.F("amount"))),
                        name="assistance_fundsource_allocated_within_ordered",
                        violation_error_message="安排的金额超过资金下达金额",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_amount__lte", models.F("arrived_amount"))),
                        name="assistance_fundsource_paid_within_arrived",
                        violation_error_message="拨付的金额超过资金到位金额",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundArrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="到位金额"),
                ),
                ("arrived_on", models.DateField(verbose_name="到位日期")),
                ("voucher_no", models.CharField(blank=True, max_length=40, verbose_name="凭证号")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="assistance.fundsource",
                        verbose_name="资金来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金到位",
                "verbose_name_plural": "资金到位",
                "ordering": ["source", "arrived_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="assistance_fundarrival_positive",
                        violation_error_message="到位金额须大于零",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="assistance.fundsource",
                verbose_name="资金来源",
            ),
        ),
        migrations.CreateModel(
            name="LeaderPost",
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
                    "body",
                    models.CharField(
                        choices=[
                            ("party", "市委"),
                            ("congress", "市人大"),
                            ("government", "市政府"),
                            ("consultative", "市政协"),
                        ],
                        max_length=12,
                        verbose_name="班子",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                (
                    "is_standing_committee",
                    models.BooleanField(default=False, verbose_name="市委常委"),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="任职文号"),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leader_posts",
                        to="organization.cadre",
                        verbose_name="领导",
                    ),
                ),
            ],
            options={
                "verbose_name": "市领导职务",
                "verbose_name_plural": "市领导职务",
                "ordering": ["body", "-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="assistance_leaderpost_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("cadre", "body"),
                        name="assistance_leaderpost_one_open",
                        violation_error_message="该领导在这个班子已有在任职务",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_standing_committee", False), ("body", "party"), _connector="OR"
                        ),
                        name="assistance_leaderpost_committee_is_party",
                        violation_error_message="常委只在市委班子中登记",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pairing",
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
                    "over_cap_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="超出户数上限的理由"),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "工作调动"),
                            ("retirement", "退休"),
                            ("health", "健康原因"),
                            ("closed", "户销号"),
                            ("term_served", "脱贫且期满"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="解除原因",
                    ),
                ),
                (
                    "exception_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="提前解除的理由"),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="organization.cadre",
                        verbose_name="帮扶责任人",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "predecessor",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="assistance.pairing",
                        verbose_name="接续",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="organization.unit",
                        verbose_name="帮扶单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "结对帮扶",
                "verbose_name_plural": "结对帮扶",
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("household", "cadre"),
                        name="assistance_pairing_one_open",
                        violation_error_message="该户与该责任人已有有效结对",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ends_on__isnull", True)),
                            models.Q(
                                ("ends_on__gt", models.F("starts_on")),
                                ("ends_on__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assistance_pairing_end_is_whole",
                        violation_error_message="解除结对须同时填写原因和晚于结对日的日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="项目编号")),
                ("name", models.CharField(max_length=100, verbose_name="项目名称")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("industry", "产业扶贫"),
                            ("employment", "就业扶贫"),
                            ("relocation", "易地扶贫搬迁"),
                            ("public_post", "公益岗位"),
                            ("education", "教育扶贫"),
                            ("health", "健康扶贫"),
                            ("housing", "危房改造"),
                            ("finance", "金融扶贫"),
                            ("living", "生活条件改善"),
                            ("security", "综合保障性扶贫"),
                            ("infrastructure", "村基础设施"),
                            ("public_service", "村公共服务"),
                            ("management", "项目管理费"),
                        ],
                        max_length=16,
                        verbose_name="项目类别",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("household", "到户"),
                            ("village", "到村"),
                            ("cross_village", "跨村"),
                        ],
                        default="village",
                        max_length=16,
                        verbose_name="实施层级",
                    ),
                ),
                ("plan_year", models.PositiveSmallIntegerField(verbose_name="计划年度")),
                ("content", models.CharField(blank=True, max_length=500, verbose_name="建设任务")),
                (
                    "performance_target",
                    models.CharField(blank=True, max_length=300, verbose_name="绩效目标"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="计划开工")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="计划完工")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("declared", "村级申报"),
                            ("town_reviewed", "镇审核"),
                            ("in_library", "入库"),
                            ("planned", "列入年度计划"),
                            ("approved", "立项批复"),
                            ("tendered", "招标采购"),
                            ("contracted", "签订合同"),
                            ("in_progress", "开工实施"),
                            ("completed", "完工自验"),
                            ("accepted", "验收合格"),
                            ("settled", "结算审计"),
                            ("reimbursed", "报账拨付"),
                            ("announced", "完工公告"),
                            ("asset_registered", "资产移交"),
                            ("closed", "归档"),
                            ("cancelled", "出库"),
                        ],
                        default="declared",
                        max_length=16,
                        verbose_name="项目状态",
                    ),
                ),
                (
                    "progress",
                    models.PositiveSmallIntegerField(default=0, verbose_name="形象进度（%）"),
                ),
                (
                    "planned_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="计划资金"),
                ),
                (
                    "allocated_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=14,
                        verbose_name="已安排资金",
                    ),
                ),
                (
                    "paid_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        editable=False,
                        max_digits=14,
                        verbose_name="已拨付资金",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="assistance.actionplan",
                        verbose_name="所属行动",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="实施地点",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="organization.unit",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "villages",
                    models.ManyToManyField(
                        blank=True,
                        related_name="projects",
                        to="villages.village",
                        verbose_name="受益村",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目",
                "verbose_name_plural": "项目",
                "ordering": ["-plan_year", "number"],
                "indexes": [
                    models.Index(fields=["state", "division"], name="assistance_project_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("paid_amount__gte", 0), ("planned_amount__gte", 0)),
                        name="assistance_project_amounts_not_negative",
                        violation_error_message="资金不能为负",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allocated_amount__lte", models.F("planned_amount"))),
                        name="assistance_project_allocated_within_plan",
                        violation_error_message="安排的资金超过项目计划资金",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_amount__lte", models.F("allocated_amount"))),
                        name="assistance_project_paid_within_allocated",
                        violation_error_message="拨付的资金超过已安排资金",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)),
                        name="assistance_project_progress_percent",
                        violation_error_message="形象进度在0到100之间",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("due_on__isnull", True),
                            ("due_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="assistance_project_due_after_start",
                        violation_error_message="计划完工不能早于计划开工",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["declared", "town_reviewed", "cancelled"]),
                            models.Q(("performance_target", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assistance_project_library_needs_target",
                        violation_error_message="入库项目须填写绩效目标",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="assistance.project",
                verbose_name="项目",
            ),
        ),
        migrations.CreateModel(
            name="ProjectBenefit",
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
                            ("job", "务工就业"),
                            ("dividend", "入股分红"),
                            ("order", "订单种养"),
                            ("subsidy", "产业奖补"),
                            ("housing", "住房改善"),
                            ("grant", "资助补贴"),
                            ("facility", "设施受益"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="受益方式",
                    ),
                ),
                ("benefited_on", models.DateField(verbose_name="受益日期")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="金额"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="月数"),
                ),
                (
                    "area_mu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="面积（亩）",
                    ),
                ),
                ("employer", models.CharField(blank=True, max_length=80, verbose_name="用工单位")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benefits",
                        to="households.household",
                        verbose_name="受益户",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benefits",
                        to="households.member",
                        verbose_name="受益人",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benefits",
                        to="assistance.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目受益",
                "verbose_name_plural": "项目受益",
                "ordering": ["project", "-benefited_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="assistance_projectbenefit_amount_not_negative",
                        violation_error_message="受益金额不能为负",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "job"), _negated=True),
                            models.Q(
                                ("member__isnull", False), models.Q(("employer", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="assistance_projectbenefit_job_is_whole",
                        violation_error_message="务工就业须选受益人并填写用工单位",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("declared", "村级申报"),
                            ("town_reviewed", "镇审核"),
                            ("in_library", "入库"),
                            ("planned", "列入年度计划"),
                            ("approved", "立项批复"),
                            ("tendered", "招标采购"),
                            ("contracted", "签订合同"),
                            ("in_progress", "开工实施"),
                            ("completed", "完工自验"),
                            ("accepted", "验收合格"),
                            ("settled", "结算审计"),
                            ("reimbursed", "报账拨付"),
                            ("announced", "完工公告"),
                            ("asset_registered", "资产移交"),
                            ("closed", "归档"),
                            ("cancelled", "出库"),
                        ],
                        max_length=16,
                        verbose_name="进入状态",
                    ),
                ),
                ("entered_on", models.DateField(verbose_name="日期")),
                ("document_no", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="assistance.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目进程",
                "verbose_name_plural": "项目进程",
                "ordering": ["project", "entered_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TownshipDesignation",
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
                    "kind",
                    models.CharField(
                        choices=[("key", "重点镇"), ("heavy", "扶贫任务较重镇")],
                        max_length=8,
                        verbose_name="认定类别",
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="认定文号"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="镇办场园",
                    ),
                ),
            ],
            options={
                "verbose_name": "乡镇认定",
                "verbose_name_plural": "乡镇认定",
                "ordering": ["division", "kind", "-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="assistance_townshipdesignation_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("division", "kind"),
                        name="assistance_townshipdesignation_one_open",
                        violation_error_message="该镇办场园已有同类的有效认定",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TownshipPairing",
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
                    models.CharField(blank=True, max_length=60, verbose_name="安排文号"),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "工作调动"),
                            ("retirement", "退休"),
                            ("health", "健康原因"),
                            ("closed", "户销号"),
                            ("term_served", "脱贫且期满"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="解除原因",
                    ),
                ),
                (
                    "exception_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="提前解除的理由"),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="township_pairings",
                        to="organization.cadre",
                        verbose_name="市领导",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="镇办场园",
                    ),
                ),
            ],
            options={
                "verbose_name": "常委包镇",
                "verbose_name_plural": "常委包镇",
                "ordering": ["division", "-starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("division", "cadre"),
                        name="assistance_townshippairing_one_open",
                        violation_error_message="该领导已包挂这个镇",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ends_on__isnull", True)),
                            models.Q(
                                ("ends_on__gt", models.F("starts_on")),
                                ("ends_on__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assistance_townshippairing_end_is_whole",
                        violation_error_message="解除包挂须同时填写原因和晚于包挂日的日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VillagePairing",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("leader", "市“四大家”领导"),
                            ("unit", "市直部门"),
                            ("enterprise", "规上企业"),
                        ],
                        max_length=12,
                        verbose_name="包挂类别",
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="安排文号"),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "工作调动"),
                            ("retirement", "退休"),
                            ("health", "健康原因"),
                            ("closed", "户销号"),
                            ("term_served", "脱贫且期满"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="解除原因",
                    ),
                ),
                (
                    "exception_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="提前解除的理由"),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="village_pairings",
                        to="organization.cadre",
                        verbose_name="市领导",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="village_pairings",
                        to="organization.unit",
                        verbose_name="包挂单位",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="villages.village",
                        verbose_name="村",
                    ),
                ),
            ],
            options={
                "verbose_name": "包村关系",
                "verbose_name_plural": "包村关系",
                "ordering": ["village", "kind", "-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cadre__isnull", False), ("kind", "leader"), ("unit__isnull", True)
                            ),
                            models.Q(
                                ("cadre__isnull", True),
                                ("kind__in", ["unit", "enterprise"]),
                                ("unit__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="assistance_villagepairing_party_fits_kind",
                        violation_error_message="领导包村须选领导，部门和企业包村须选单位",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cadre__isnull", False), ("ends_on__isnull", True)),
                        fields=("village", "cadre"),
                        name="assistance_villagepairing_one_open_leader",
                        violation_error_message="该领导已包挂这个村",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("unit__isnull", False)),
                        fields=("village", "unit"),
                        name="assistance_villagepairing_one_open_unit",
                        violation_error_message="该单位已包挂这个村",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ends_on__isnull", True)),
                            models.Q(
                                ("ends_on__gt", models.F("starts_on")),
                                ("ends_on__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assistance_villagepairing_end_is_whole",
                        violation_error_message="解除包挂须同时填写原因和晚于包挂日的日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="记录标识"
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="走访日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("1", "其他帮扶活动"),
                            ("2", "了解基本情况"),
                            ("3", "填写扶贫手册"),
                            ("4", "制定脱贫计划"),
                            ("5", "落实资金项目"),
                            ("6", "宣传扶贫政策"),
                            ("7", "节日假日慰问"),
                        ],
                        max_length=2,
                        verbose_name="走访类型",
                    ),
                ),
                ("content", models.CharField(max_length=1000, verbose_name="走访内容")),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="发现问题")),
                (
                    "is_problem_solved",
                    models.BooleanField(default=False, verbose_name="问题已当场解决"),
                ),
                (
                    "given",
                    models.CharField(blank=True, max_length=200, verbose_name="慰问物资或资金"),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="时长（分钟）"
                    ),
                ),
                (
                    "next_visit_on",
                    models.DateField(blank=True, null=True, verbose_name="计划下次走访"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="organization.cadre",
                        verbose_name="走访人",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "joint_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_visits",
                        to="organization.cadre",
                        verbose_name="同行干部",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访记录",
                "verbose_name_plural": "走访记录",
                "ordering": ["-visited_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["household", "-visited_on"], name="assistance_visit_household"
                    ),
                    models.Index(fields=["cadre", "-visited_on"], name="assistance_visit_cadre"),
                    models.Index(fields=["-visited_on", "-id"], name="assistance_visit_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_problem_solved", False),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assistance_visit_solved_needs_problem",
                        violation_error_message="勾选“已当场解决”时须写明发现的问题",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_visit_on__isnull", True),
                            ("next_visit_on__gt", models.F("visited_on")),
                            _connector="OR",
                        ),
                        name="assistance_visit_next_is_later",
                        violation_error_message="计划下次走访须晚于本次走访日期",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), ("paid_amount__gte", 0), ("revoked_amount__gte", 0)
                ),
                name="assistance_allocation_amount_positive",
                violation_error_message="安排金额须大于零",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "paid_amount__lte",
                        django.db.models.functions.math.Round(
                            django.db.models.expressions.CombinedExpression(
                                models.F("amount"), "-", models.F("revoked_amount")
                            ),
                            precision=2,
                        ),
                    )
                ),
                name="assistance_allocation_paid_within_amount",
                violation_error_message="拨付的金额超过安排金额",
            ),
        ),
    ]
