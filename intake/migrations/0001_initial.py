import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import organization.json_field


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organization", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="文件指纹")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("size", models.PositiveIntegerField(verbose_name="大小")),
                ("file", models.FileField(upload_to="imports/%Y/%m", verbose_name="文件")),
                (
                    "stored_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="保存时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "导入文件",
                "verbose_name_plural": "导入文件",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CheckResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="规则")),
                (
                    "level",
                    models.CharField(
                        choices=[("E", "错误"), ("W", "提示")], max_length=1, verbose_name="级别"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=60, verbose_name="对象类别")),
                ("subject_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                (
                    "detail",
                    models.CharField(
                        blank=True,
                        help_text="同一对象内的人员等",
                        max_length=40,
                        verbose_name="细目",
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="字段")),
                ("message", models.CharField(max_length=200, verbose_name="问题")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处理"), ("closed", "已消除")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("first_found_on", models.DateField(verbose_name="发现日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="消除日期")),
            ],
            options={
                "verbose_name": "核查结果",
                "verbose_name_plural": "核查结果",
                "ordering": ["division_code", "subject_id", "code", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["division_code", "code"],
                        name="intake_checkresult_open",
                    ),
                    models.Index(
                        fields=["subject_kind", "subject_id"], name="intake_checkresult_subject"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("code", "subject_kind", "subject_id", "detail"),
                        name="intake_checkresult_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("state", "open")),
                            models.Q(("closed_on__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="intake_checkresult_closed_has_day",
                        violation_error_message="已消除的核查结果须有消除日期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sheet", models.CharField(max_length=20, verbose_name="表种")),
                ("layout", models.CharField(blank=True, max_length=20, verbose_name="表式")),
                ("file_name", models.CharField(max_length=120, verbose_name="文件名")),
                ("data_date", models.DateField(blank=True, null=True, verbose_name="数据日期")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "已上传"),
                            ("planning", "核对中"),
                            ("planned", "待提交"),
                            ("submitted", "待审核"),
                            ("committing", "写入中"),
                            ("committed", "已生效"),
                            ("refused", "已退回"),
                            ("failed", "未能处理"),
                            ("undoing", "撤销中"),
                            ("undone", "已撤销"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="统计")),
                ("fields", models.JSONField(default=list, verbose_name="表内字段")),
                ("notices", models.JSONField(default=list, verbose_name="说明")),
                ("questions", models.JSONField(default=list, verbose_name="待确认名称")),
                ("answers", models.JSONField(default=dict, verbose_name="名称确认")),
                (
                    "failure",
                    models.CharField(blank=True, max_length=300, verbose_name="未能处理的原因"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="上传时间"
                    ),
                ),
                ("planned_at", models.DateTimeField(null=True, verbose_name="核对时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("submitted_on", models.DateField(null=True, verbose_name="提交日期")),
                (
                    "approval_rule",
                    models.CharField(blank=True, max_length=60, verbose_name="免审依据"),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=200, verbose_name="审核意见"),
                ),
                ("committed_at", models.DateTimeField(null=True, verbose_name="生效时间")),
                (
                    "undo_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="撤销原因"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="intake.storedfile",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入批次",
                "verbose_name_plural": "导入批次",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["state", "division_code"], name="intake_batch_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["uploaded", "planning", "failed"]),
                            ("planned_at__isnull", False),
                            _connector="OR",
                        ),
                        name="intake_batch_planned_has_moment",
                        violation_error_message="核对完成的批次须有核对时间",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["submitted", "refused"]), _negated=True),
                            models.Q(
                                ("submitted_at__isnull", False), ("submitted_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="intake_batch_submitted_has_moment",
                        violation_error_message="提交审核的批次须有提交时间",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decision_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="intake_batch_refusal_is_whole",
                        violation_error_message="退回批次须有审核人、时间和理由",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["committing", "committed", "undoing", "undone"]),
                                _negated=True,
                            ),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            models.Q(("approval_rule", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="intake_batch_commit_is_approved",
                        violation_error_message="写入登记簿的批次须经审核，或符合免审规定",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("created_by__isnull", True),
                            models.Q(("decided_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="intake_batch_another_person",
                        violation_error_message="上传人不能审核自己上传的批次",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["committed", "undoing", "undone"]), _negated=True
                            ),
                            ("committed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="intake_batch_committed_has_moment",
                        violation_error_message="已生效的批次须有生效时间",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), _negated=True),
                            models.Q(
                                ("undone_at__isnull", False),
                                models.Q(("undo_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="intake_batch_undo_is_whole",
                        violation_error_message="已撤销的批次须有撤销时间和原因",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), models.Q(("failure", ""), _negated=True)),
                            models.Q(models.Q(("state", "failed"), _negated=True), ("failure", "")),
                            _connector="OR",
                        ),
                        name="intake_batch_failure_says_why",
                        violation_error_message="未能处理的批次须说明原因",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_number", models.PositiveIntegerField(verbose_name="首行")),
                ("tab", models.CharField(blank=True, max_length=40, verbose_name="工作表")),
                ("key", models.CharField(max_length=40, verbose_name="编号")),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="名称")),
                ("division_code", models.CharField(blank=True, max_length=12, verbose_name="区划")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "新增"),
                            ("changed", "变更"),
                            ("unchanged", "无变化"),
                            ("conflict", "冲突"),
                            ("error", "错误"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("has_messages", models.BooleanField(default=False, verbose_name="有提示")),
                (
                    "subject_id",
                    models.CharField(blank=True, max_length=40, verbose_name="对象编号"),
                ),
                ("version_seen", models.PositiveIntegerField(null=True, verbose_name="核对时版本")),
                (
                    "version_written",
                    models.PositiveIntegerField(null=True, verbose_name="写入后版本"),
                ),
                (
                    "payload",
                    organization.json_field.EncryptedJSON(null=True, verbose_name="拟写入"),
                ),
                ("changes", organization.json_field.EncryptedJSON(null=True, verbose_name="变更")),
                ("before", organization.json_field.EncryptedJSON(null=True, verbose_name="原值")),
                ("messages", organization.json_field.EncryptedJSON(null=True, verbose_name="提示")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="intake.importbatch",
                        verbose_name="批次",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入明细",
                "verbose_name_plural": "导入明细",
                "ordering": ["batch", "row_number", "pk"],
                "indexes": [
                    models.Index(
                        fields=["batch", "outcome", "row_number"], name="intake_row_by_outcome"
                    )
                ],
            },
        ),
    ]
