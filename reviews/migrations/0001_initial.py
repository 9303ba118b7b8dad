import django.db.models.deletion
import django.utils.timezone
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
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=30, verbose_name="指标")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                ("day", models.DateField(verbose_name="数据日期")),
                (
                    "numerator",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="分子"),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        decimal_places=2, max_digits=18, null=True, verbose_name="分母"
                    ),
                ),
                (
                    "computed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="计算时间"
                    ),
                ),
                ("stale_since", models.DateTimeField(null=True, verbose_name="待重算自")),
            ],
            options={
                "verbose_name": "指标值",
                "verbose_name_plural": "指标值",
                "ordering": ["indicator", "division_code", "day"],
                "indexes": [
                    models.Index(
                        fields=["division_code", "indicator", "day"],
                        name="reviews_indicatorvalue_trend",
                    ),
                    models.Index(
                        models.OrderBy(models.F("day"), descending=True),
                        condition=models.Q(("stale_since__isnull", False)),
                        name="reviews_indicatorvalue_stale",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "division_code", "indicator"),
                        name="reviews_indicatorvalue_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__isnull", True), ("denominator__gte", 0), _connector="OR"
                        ),
                        name="reviews_indicatorvalue_denominator",
                        violation_error_message="分母不能为负数",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewReport",
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
                            ("weekly", "周报"),
                            ("monthly", "月通报"),
                            ("quarterly", "季度通报"),
                            ("half_year", "半年通报"),
                            ("annual", "年度考核报告"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("period", models.CharField(max_length=8, verbose_name="期号")),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(verbose_name="截止次日")),
                ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待生成"),
                            ("draft", "草稿"),
                            ("submitted", "待审核"),
                            ("returned", "已退回"),
                            ("published", "已发布"),
                            ("superseded", "已被更正"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("snapshot", models.JSONField(default=dict, verbose_name="快照")),
                ("detail", models.JSONField(default=dict, verbose_name="各村指标值")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="快照摘要")),
                ("commentary", models.TextField(blank=True, verbose_name="情况说明与要求")),
                (
                    "return_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="退回意见"),
                ),
                ("number", models.CharField(blank=True, max_length=30, verbose_name="发文字号")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="建立时间"
                    ),
                ),
                ("built_at", models.DateTimeField(null=True, verbose_name="生成时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("published_on", models.DateField(null=True, verbose_name="成文日期")),
                (
                    "created_by",
                    models.ForeignKey(
                        help_text="空表示按期自动生成",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="区划",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核发布人",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查报告",
                "verbose_name_plural": "督查报告",
                "ordering": ["-ends_on", "kind", "division", "-revision"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "period", "division", "revision"),
                        name="reviews_reviewreport_once",
                        violation_error_message="该期报告已存在",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("queued", "draft", "submitted", "returned"))
                        ),
                        fields=("kind", "period", "division"),
                        name="reviews_reviewreport_one_worked_on",
                        violation_error_message="该期报告正在编制",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("kind", "period", "division"),
                        name="reviews_reviewreport_one_published",
                        violation_error_message="该期报告已有现行发布版",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="reviews_reviewreport_number",
                        violation_error_message="该发文字号已被使用",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="reviews_reviewreport_ends_after_start",
                        violation_error_message="截止日期须晚于起始日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number", ""),
                                ("published_at__isnull", True),
                                ("published_by__isnull", True),
                                ("published_on__isnull", True),
                                ("state__in", ("queued", "draft", "submitted", "returned")),
                            ),
                            models.Q(
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                ("published_on__isnull", False),
                                ("state__in", ["published", "superseded"]),
                                models.Q(("number", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_reviewreport_published_is_whole",
                        violation_error_message="已发布的报告须有文号、发布人、发布时间和快照",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            ("published_by__isnull", True),
                            models.Q(("submitted_by", models.F("published_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reviews_reviewreport_two_people",
                        violation_error_message="报告须由提交人以外的人审核发布",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
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
                            ("weekly", "周工作例会"),
                            ("monthly", "“四大家”领导联席会议"),
                            ("quarterly", "现场拉练"),
                            ("half_year", "检查评比"),
                            ("annual", "考核结账"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("period", models.CharField(max_length=8, verbose_name="期号")),
                ("held_on", models.DateField(verbose_name="召开日期")),
                ("place", models.CharField(max_length=80, verbose_name="地点")),
                ("chair", models.CharField(max_length=60, verbose_name="主持人（职务）")),
                ("invited", models.PositiveSmallIntegerField(verbose_name="应到人数")),
                ("present", models.PositiveSmallIntegerField(verbose_name="实到人数")),
                ("topics", models.TextField(verbose_name="议题")),
                ("decisions", models.TextField(blank=True, verbose_name="议定事项")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="登记时间"
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="区划",
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
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="reviews.reviewreport",
                        verbose_name="会议材料",
                    ),
                ),
            ],
            options={
                "verbose_name": "会议",
                "verbose_name_plural": "会议",
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "period", "division"),
                        name="reviews_meeting_once",
                        violation_error_message="该期会议已登记",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("present__lte", models.F("invited"))),
                        name="reviews_meeting_present",
                        violation_error_message="实到人数不能超过应到人数",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                ("matter", models.CharField(max_length=200, verbose_name="事项")),
                ("due_on", models.DateField(verbose_name="办结期限")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "推进中"), ("done", "已完成"), ("cancelled", "已取消")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="办理结果")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="reviews.meeting",
                        verbose_name="会议",
                    ),
                ),
            ],
            options={
                "verbose_name": "议定事项",
                "verbose_name_plural": "议定事项",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("closed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reviews_actionitem_closed_is_whole",
                        violation_error_message="办结或取消的事项须填写办结日期",
                    )
                ],
            },
        ),
    ]
