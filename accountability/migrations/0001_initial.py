import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import organization.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organization", "0001_initial"),
        ("organization", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                        choices=[("L1", "督办通知"), ("L2", "专项整改督办函")],
                        max_length=2,
                        verbose_name="文种",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "拟稿"),
                            ("submitted", "待核稿"),
                            ("reviewed", "待签发"),
                            ("signed", "待编号"),
                            ("numbered", "待用印送达"),
                            ("sent", "待签收"),
                            ("received", "待报方案"),
                            ("plan_submitted", "方案待审"),
                            ("rectifying", "整改中"),
                            ("reported", "待复核"),
                            ("checking", "现场复核"),
                            ("returned", "退回整改"),
                            ("closed", "已销号"),
                            ("escalated", "已转上一级"),
                            ("cancelled", "作废"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="发文字号")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("issuer", models.CharField(max_length=60, verbose_name="发文机关")),
                ("reason", models.TextField(verbose_name="事由")),
                ("basis", models.TextField(blank=True, verbose_name="依据")),
                ("demands", models.TextField(verbose_name="整改要求")),
                ("reporting", models.TextField(verbose_name="报送要求")),
                ("consequences", models.TextField(blank=True, verbose_name="逾期后果")),
                (
                    "contact",
                    models.CharField(blank=True, max_length=60, verbose_name="联系人及电话"),
                ),
                ("copy_to", models.CharField(blank=True, max_length=200, verbose_name="抄送")),
                ("asks_plan", models.BooleanField(default=True, verbose_name="须报整改方案")),
                (
                    "sign_days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(250),
                        ],
                        verbose_name="签收期限（工作日）",
                    ),
                ),
                (
                    "plan_days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(250),
                        ],
                        verbose_name="报方案期限（工作日）",
                    ),
                ),
                (
                    "done_days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(250),
                        ],
                        verbose_name="整改期限（工作日）",
                    ),
                ),
                ("drafted_on", models.DateField(verbose_name="拟稿日期")),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="核稿日期")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签发日期")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="签收日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销号日期")),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                ),
                ("sign_due_on", models.DateField(blank=True, null=True, verbose_name="签收截止")),
                ("plan_due_on", models.DateField(blank=True, null=True, verbose_name="报方案截止")),
                ("done_due_on", models.DateField(blank=True, null=True, verbose_name="整改截止")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="当前截止")),
                ("overdue_on", models.DateField(blank=True, null=True, verbose_name="首次逾期")),
                ("moved_on", models.DateField(verbose_name="最近办理")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="销号人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="organization.division",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="accountability.notice",
                        verbose_name="前次通知",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核稿人",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="organization.unit",
                        verbose_name="受文单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改通知",
                "verbose_name_plural": "整改通知",
                "ordering": [
                    models.OrderBy(models.F("issued_on"), descending=True, nulls_first=True),
                    "-pk",
                ],
                "indexes": [
                    models.Index(fields=["division", "state"], name="accountability_notice_place"),
                    models.Index(fields=["unit", "state"], name="accountability_notice_unit"),
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)),
                        fields=["due_on"],
                        name="accountability_notice_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="accountability_notice_number",
                        violation_error_message="发文字号已被使用",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        "draft",
                                        "submitted",
                                        "reviewed",
                                        "signed",
                                        "numbered",
                                        "cancelled",
                                    ],
                                ),
                                models.Q(("state", "numbered"), _negated=True),
                            ),
                            models.Q(
                                ("issued_on__isnull", False),
                                ("signed_by__isnull", False),
                                models.Q(("number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_notice_issued_has_number",
                        violation_error_message="已编号的通知须有发文字号、签发人和成文日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "submitted",
                                    "reviewed",
                                    "signed",
                                    "numbered",
                                    "cancelled",
                                ],
                            ),
                            models.Q(
                                ("done_due_on__isnull", False),
                                ("sent_on__isnull", False),
                                ("sign_due_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_notice_sent_has_dates",
                        violation_error_message="已送达的通知须有送达日期和期限",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "submitted",
                                    "reviewed",
                                    "signed",
                                    "numbered",
                                    "sent",
                                    "escalated",
                                    "cancelled",
                                ],
                            ),
                            models.Q(
                                ("received_by__isnull", False), ("received_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="accountability_notice_received_has_day",
                        violation_error_message="已签收的通知须有签收日期和签收人",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_by__isnull", False),
                                ("closed_on__isnull", False),
                                ("state", "closed"),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_notice_closed_has_day",
                        violation_error_message="销号的通知须有销号日期和销号人，未销号的不得有",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            models.Q(("closed_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="accountability_notice_closed_by_another",
                        violation_error_message="签发人不得验收销号自己签发的通知",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_on__isnull", False),
                                ("state__in", ["sent", "received", "rectifying", "returned"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["sent", "received", "rectifying", "returned"]),
                                    _negated=True,
                                ),
                                ("due_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_notice_clock_runs_with_unit",
                        violation_error_message="待单位办理的通知须有当前截止日期，其余不得有",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="accountability_notice_cancel_has_reason",
                        violation_error_message="作废须说明原因",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="延期理由")),
                ("old_due_on", models.DateField(verbose_name="原截止日期")),
                ("new_due_on", models.DateField(verbose_name="申请延至")),
                ("requested_on", models.DateField(verbose_name="申请日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "待批准"),
                            ("granted", "已准予延期"),
                            ("refused", "未准予"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="批准意见")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="accountability.notice",
                        verbose_name="整改通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "verbose_name_plural": "延期申请",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("notice",),
                        name="accountability_extension_once",
                        violation_error_message="每份通知只能延期一次",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                        name="accountability_extension_is_later",
                        violation_error_message="延期须晚于原截止日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("state", "requested")),
                            models.Q(
                                models.Q(("state", "requested"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_extension_decision_is_whole",
                        violation_error_message="延期决定须有批准人和日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeReply",
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
                        choices=[("plan", "整改方案"), ("report", "整改报告")],
                        max_length=6,
                        verbose_name="类别",
                    ),
                ),
                ("text", models.TextField(verbose_name="正文")),
                ("leader", models.CharField(max_length=40, verbose_name="签字领导")),
                ("submitted_on", models.DateField(verbose_name="报送日期")),
                (
                    "due_on",
                    models.DateField(
                        blank=True,
                        help_text="报送时的期限；退回后另定新的期限",
                        null=True,
                        verbose_name="报送期限",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("pending", "待审"), ("accepted", "同意"), ("returned", "退回")],
                        default="pending",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="审核日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="审核意见")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="accountability.notice",
                        verbose_name="整改通知",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报送人",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改答复",
                "verbose_name_plural": "整改答复",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "pending")),
                        fields=("notice", "kind"),
                        name="accountability_noticereply_one_pending",
                        violation_error_message="已有一份待审，请等审核后再报",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("outcome", "pending")),
                            models.Q(
                                models.Q(("outcome", "pending"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_noticereply_decision_is_whole",
                        violation_error_message="审核结果须有审核人和日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="机关代字")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="末号")),
            ],
            options={
                "verbose_name": "文号序列",
                "verbose_name_plural": "文号序列",
                "ordering": ["code", "-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "year"), name="accountability_numberseries_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="编号")),
                ("counterparty", models.CharField(max_length=60, verbose_name="发状单位")),
                (
                    "signer_title",
                    models.CharField(blank=True, max_length=60, verbose_name="签订人职务"),
                ),
                ("duties", models.TextField(verbose_name="责任内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "拟订"),
                            ("signed", "已签订"),
                            ("ended", "提前终止"),
                            ("cancelled", "作废"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签订日期")),
                (
                    "end_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="提前终止原因"),
                ),
                (
                    "end_document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="批准终止文号"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="organization.division",
                        verbose_name="责任区域",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟订人",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="organization.cadre",
                        verbose_name="签订人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="organization.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任状",
                "verbose_name_plural": "责任状",
                "ordering": ["-starts_on", "pk"],
                "indexes": [
                    models.Index(fields=["division", "state"], name="accountability_pledge_place")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="accountability_pledge_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="accountability_pledge_number",
                        violation_error_message="责任状编号已被使用",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["signed", "ended"])),
                        fields=("unit", "division", "starts_on"),
                        name="accountability_pledge_one_start",
                        violation_error_message="该单位同日已签订责任状",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "cancelled"]),
                            models.Q(
                                ("ends_on__isnull", False),
                                ("signed_on__isnull", False),
                                models.Q(("number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_pledge_signed_is_whole",
                        violation_error_message="已签订的责任状须有编号、签订日期和期限",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            models.Q(
                                models.Q(("end_reason", ""), _negated=True),
                                models.Q(("end_document_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_pledge_end_is_whole",
                        violation_error_message="提前终止须填写原因和批准文号",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PledgeTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("indicator_code", models.CharField(max_length=20, verbose_name="指标")),
                ("label", models.CharField(max_length=60, verbose_name="指标名称")),
                (
                    "unit_of_measure",
                    models.CharField(blank=True, max_length=10, verbose_name="计量单位"),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="目标值"),
                ),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="accountability.pledge",
                        verbose_name="责任状",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任目标",
                "verbose_name_plural": "责任目标",
                "ordering": ["year", "indicator_code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pledge", "year", "indicator_code"),
                        name="accountability_pledgetarget_unique",
                        violation_error_message="同一年度的同一指标只能有一个目标值",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("supervision", "督查"),
                            ("inspection", "上级检查反馈"),
                            ("data_audit", "大数据审核"),
                            ("check", "系统核查"),
                            ("visit", "走访"),
                            ("complaint", "信访举报"),
                            ("assessment", "考核评估"),
                            ("overdue", "逾期事项"),
                            ("self", "自查"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("identification", "精准识别"),
                            ("exit", "脱贫退出"),
                            ("archives", "档案管理"),
                            ("data", "数据质量"),
                            ("pairing", "结对帮扶"),
                            ("posting", "驻村帮扶"),
                            ("project", "项目建设"),
                            ("fund", "资金使用"),
                            ("policy", "政策落实"),
                            ("housing", "住房安全"),
                            ("water", "饮水安全"),
                            ("conduct", "工作作风"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一般"), (2, "较重"), (3, "严重")],
                        default=1,
                        verbose_name="严重程度",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "督办通知"),
                            (2, "专项整改督办函"),
                            (3, "约谈"),
                            (4, "问责建议"),
                        ],
                        default=1,
                        verbose_name="处理层级",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="问题")),
                (
                    "facts",
                    models.TextField(help_text="何时、何地、何人、数量、依据", verbose_name="事实"),
                ),
                (
                    "subject_kind",
                    models.CharField(blank=True, max_length=60, verbose_name="对象类别"),
                ),
                (
                    "subject_id",
                    models.CharField(blank=True, max_length=40, verbose_name="对象编号"),
                ),
                ("subject_label", models.CharField(blank=True, max_length=80, verbose_name="对象")),
                (
                    "responsibility",
                    models.CharField(
                        choices=[
                            ("main", "主体责任"),
                            ("policy", "政策落实责任"),
                            ("assistance", "帮扶责任"),
                        ],
                        default="main",
                        max_length=10,
                        verbose_name="责任类别",
                    ),
                ),
                (
                    "responsible_post",
                    models.CharField(blank=True, max_length=40, verbose_name="责任岗位"),
                ),
                ("found_on", models.DateField(verbose_name="发现日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待处理"),
                            ("drafted", "拟下发"),
                            ("noticed", "整改中"),
                            ("closed", "已销号"),
                            ("dismissed", "不予立项"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销号日期")),
                (
                    "closing_note",
                    models.CharField(blank=True, max_length=200, verbose_name="处理说明"),
                ),
                ("is_relapse", models.BooleanField(default=False, verbose_name="反弹")),
                (
                    "cadre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="organization.cadre",
                        verbose_name="责任人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="organization.division",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "repeated_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repetitions",
                        to="accountability.problem",
                        verbose_name="前次问题",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        help_text="空表示系统",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "signal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problem",
                        to="organization.problemsignal",
                        verbose_name="线索",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="organization.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题",
                "verbose_name_plural": "问题",
                "ordering": ["-found_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["division", "state", "-found_on"],
                        name="accountability_problem_place",
                    ),
                    models.Index(
                        fields=["subject_kind", "subject_id"], name="accountability_problem_subject"
                    ),
                    models.Index(fields=["unit", "state"], name="accountability_problem_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", True),
                                ("state__in", ["open", "drafted", "noticed"]),
                            ),
                            models.Q(
                                ("closed_on__isnull", False), ("state__in", ["closed", "dismissed"])
                            ),
                            _connector="OR",
                        ),
                        name="accountability_problem_closed_has_day",
                        violation_error_message="销号或不予立项的问题须有日期，未了结的不得有",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dismissed"), _negated=True),
                            models.Q(("closing_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="accountability_problem_dismissal_has_reason",
                        violation_error_message="不予立项须说明理由",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_relapse", False), ("repeated_of__isnull", False), _connector="OR"
                        ),
                        name="accountability_problem_relapse_names_former",
                        violation_error_message="反弹的问题须指明前次问题",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject_id", ""), ("subject_kind", "")),
                            models.Q(
                                models.Q(("subject_kind", ""), _negated=True),
                                models.Q(("subject_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_problem_subject_is_whole",
                        violation_error_message="问题对象不完整",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("goal", models.CharField(max_length=200, verbose_name="整改目标")),
                ("leader", models.CharField(blank=True, max_length=40, verbose_name="责任领导")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待整改"),
                            ("done", "已报整改"),
                            ("accepted", "验收合格"),
                            ("returned", "退回"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=300, verbose_name="原因分析")),
                ("measure", models.CharField(blank=True, max_length=500, verbose_name="整改措施")),
                ("responsible", models.CharField(blank=True, max_length=40, verbose_name="责任人")),
                (
                    "planned_on",
                    models.DateField(blank=True, null=True, verbose_name="计划完成日期"),
                ),
                ("result", models.CharField(blank=True, max_length=500, verbose_name="完成情况")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="验收时间"),
                ),
                (
                    "check_note",
                    models.CharField(blank=True, max_length=300, verbose_name="验收意见"),
                ),
                (
                    "times_returned",
                    models.PositiveSmallIntegerField(default=0, verbose_name="退回次数"),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="验收人",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="accountability.notice",
                        verbose_name="整改通知",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="accountability.problem",
                        verbose_name="问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改事项",
                "verbose_name_plural": "整改事项",
                "ordering": ["notice", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "problem"),
                        name="accountability_noticeitem_problem",
                        violation_error_message="该问题已在此通知中",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "returned"]), _negated=True),
                            models.Q(("checked_by__isnull", False), ("checked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="accountability_noticeitem_checked_by_somebody",
                        violation_error_message="验收或退回的事项须有验收人和日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            ("done_by__isnull", True),
                            models.Q(("checked_by", models.F("done_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="accountability_noticeitem_checked_by_another",
                        violation_error_message="整改填报人不得验收本人填报的事项",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "pending"),
                            models.Q(
                                ("done_by__isnull", False), models.Q(("result", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="accountability_noticeitem_done_says_how",
                        violation_error_message="已报整改的事项须填写完成情况",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "拟约谈"),
                            ("notified", "已通知"),
                            ("held", "已约谈"),
                            ("closed", "整改到位"),
                            ("cancelled", "取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("interviewee", models.CharField(max_length=60, verbose_name="被约谈人及职务")),
                ("interviewer", models.CharField(max_length=60, verbose_name="约谈人")),
                ("reason", models.TextField(verbose_name="约谈事由")),
                (
                    "materials",
                    models.CharField(blank=True, max_length=200, verbose_name="需携带材料"),
                ),
                ("planned_on", models.DateField(verbose_name="约谈日期")),
                ("place", models.CharField(max_length=60, verbose_name="地点")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="通知日期")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="实际约谈日期")),
                (
                    "attendees",
                    models.CharField(blank=True, max_length=200, verbose_name="参加人员"),
                ),
                ("recorder", models.CharField(blank=True, max_length=40, verbose_name="记录人")),
                ("statement", models.TextField(blank=True, verbose_name="说明与表态")),
                ("demands", models.TextField(blank=True, verbose_name="整改要求")),
                (
                    "plan_due_on",
                    models.DateField(blank=True, null=True, verbose_name="报整改方案截止"),
                ),
                ("result_due_on", models.DateField(blank=True, null=True, verbose_name="整改截止")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "closing_note",
                    models.CharField(blank=True, max_length=200, verbose_name="办结说明"),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="organization.cadre",
                        verbose_name="被约谈人",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="organization.division",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="organization.unit",
                        verbose_name="被约谈单位",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="accountability.notice",
                        verbose_name="起因通知",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="accountability.problem",
                        verbose_name="起因问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "约谈",
                "verbose_name_plural": "约谈",
                "ordering": ["-planned_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["division", "state"], name="accountability_interview_place"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="accountability_interview_number",
                        violation_error_message="约谈编号已被使用",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "cancelled"]),
                            models.Q(
                                models.Q(("number", ""), _negated=True),
                                ("notified_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_interview_notified_has_number",
                        violation_error_message="已通知的约谈须有编号和通知日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["held", "closed"]), _negated=True),
                            models.Q(
                                ("held_on__isnull", False),
                                ("result_due_on__isnull", False),
                                models.Q(("statement", ""), _negated=True),
                                models.Q(("demands", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_interview_held_has_minutes",
                        violation_error_message="已约谈的须有日期、被约谈人表态和整改要求",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_interview_closed_has_day",
                        violation_error_message="办结的约谈须有办结日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "督办通知"),
                            (2, "专项整改督办函"),
                            (3, "约谈"),
                            (4, "问责建议"),
                        ],
                        verbose_name="建议层级",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("overdue", "逾期未办结"),
                            ("relapse", "问题反弹"),
                            ("no_result", "约谈后整改不到位"),
                            ("manual", "督查人员提出"),
                        ],
                        max_length=10,
                        verbose_name="缘由",
                    ),
                ),
                ("explanation", models.CharField(max_length=300, verbose_name="说明")),
                (
                    "occasion",
                    models.DateField(
                        help_text="逾期的截止日期、反弹的发现日期、提出的日期",
                        verbose_name="所涉日期",
                    ),
                ),
                ("proposed_on", models.DateField(verbose_name="提出日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待研究"), ("adopted", "已采纳"), ("rejected", "未采纳")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="决定意见"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="organization.division",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="空表示系统",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="organization.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="accountability.interview",
                        verbose_name="起因约谈",
                    ),
                ),
                (
                    "resulting_interview",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="accountability.interview",
                        verbose_name="所定约谈",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="accountability.notice",
                        verbose_name="起因通知",
                    ),
                ),
                (
                    "resulting_notice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="accountability.notice",
                        verbose_name="所发通知",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="accountability.problem",
                        verbose_name="起因问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "提级建议",
                "verbose_name_plural": "提级建议",
                "ordering": ["-proposed_on", "-pk"],
                "indexes": [
                    models.Index(fields=["division", "state"], name="accountability_proposal_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("notice__isnull", False)),
                        fields=("notice", "level", "reason", "occasion"),
                        name="accountability_proposal_once_per_notice",
                        violation_error_message="该通知已有同样的提级建议",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("interview__isnull", False)),
                        fields=("interview", "level", "reason", "occasion"),
                        name="accountability_proposal_once_per_interview",
                        violation_error_message="该约谈已有同样的提级建议",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("problem__isnull", False)),
                        fields=("problem", "level", "reason", "occasion"),
                        name="accountability_proposal_once_per_problem",
                        violation_error_message="该问题已有同样的提级建议",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice__isnull", False),
                            ("interview__isnull", False),
                            ("problem__isnull", False),
                            _connector="OR",
                        ),
                        name="accountability_proposal_has_cause",
                        violation_error_message="提级建议须有起因",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                models.Q(("decision_note", ""), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accountability_proposal_decision_is_whole",
                        violation_error_message="提级决定须有决定人、日期和意见",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
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
                            ("main", "主体责任"),
                            ("policy", "政策落实责任"),
                            ("assistance", "帮扶责任"),
                        ],
                        max_length=10,
                        verbose_name="责任类别",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identification", "精准识别"),
                            ("exit", "脱贫退出"),
                            ("archives", "档案管理"),
                            ("data", "数据质量"),
                            ("pairing", "结对帮扶"),
                            ("posting", "驻村帮扶"),
                            ("project", "项目建设"),
                            ("fund", "资金使用"),
                            ("policy", "政策落实"),
                            ("housing", "住房安全"),
                            ("water", "饮水安全"),
                            ("conduct", "工作作风"),
                            ("other", "其他"),
                        ],
                        help_text="空表示全部类别",
                        max_length=16,
                        verbose_name="政策类别",
                    ),
                ),
                ("post", models.CharField(max_length=40, verbose_name="责任岗位")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to="organization.cadre",
                        verbose_name="责任人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to="organization.division",
                        verbose_name="责任区域",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to="organization.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任",
                "verbose_name_plural": "责任",
                "ordering": ["division", "kind", "category", "-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="accountability_responsibility_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("division", "kind", "category"),
                        name="accountability_responsibility_one_open",
                        violation_error_message="该区域的此类责任已有现任，请先终止原责任",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("category", ""), ("kind", "policy"), _connector="OR"),
                        name="accountability_responsibility_category",
                        violation_error_message="只有政策落实责任可以限定政策类别",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", organization.fields.EncryptedText(verbose_name="被问责人")),
                (
                    "person_index",
                    organization.fields.BlindIndex(
                        blank=True,
                        db_index=True,
                        editable=False,
                        max_length=64,
                        null=True,
                        source="person",
                    ),
                ),
                ("post", models.CharField(max_length=60, verbose_name="职务")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("criticism", "通报"),
                            ("admonition", "诫勉"),
                            ("organizational", "组织调整或者组织处理"),
                            ("party_warning", "党内警告"),
                            ("party_serious_warning", "党内严重警告"),
                            ("party_removal", "撤销党内职务"),
                            ("party_probation", "留党察看"),
                            ("party_expulsion", "开除党籍"),
                            ("administrative_warning", "行政警告"),
                            ("administrative_demerit", "行政记过"),
                            ("administrative_major_demerit", "行政记大过"),
                            ("administrative_demotion", "行政降级"),
                            ("administrative_removal", "行政撤职"),
                            ("administrative_dismissal", "行政开除"),
                            ("official_warning", "政务警告"),
                            ("official_demerit", "政务记过"),
                            ("official_major_demerit", "政务记大过"),
                            ("official_demotion", "政务降级"),
                            ("official_removal", "政务撤职"),
                            ("official_dismissal", "政务开除"),
                        ],
                        max_length=32,
                        verbose_name="问责方式",
                    ),
                ),
                ("basis", models.CharField(max_length=120, verbose_name="依据")),
                ("facts", models.TextField(verbose_name="违纪事实")),
                ("decided_on", models.DateField(verbose_name="决定日期")),
                ("decided_by_body", models.CharField(max_length=60, verbose_name="决定机关")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="决定文号"),
                ),
                (
                    "recovered_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="追缴金额（元）"
                    ),
                ),
                (
                    "transferred_on",
                    models.DateField(blank=True, null=True, verbose_name="移送司法日期"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="organization.division",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="accountability.interview",
                        verbose_name="此前约谈",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="accountability.problem",
                        verbose_name="起因问题",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="organization.unit",
                        verbose_name="所在单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "问责",
                "verbose_name_plural": "问责",
                "ordering": ["-decided_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["division", "decided_on"], name="accountability_sanction_place"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("recovered_amount__gte", 0)),
                        name="accountability_sanction_amount",
                        violation_error_message="追缴金额不得为负",
                    )
                ],
            },
        ),
    ]
