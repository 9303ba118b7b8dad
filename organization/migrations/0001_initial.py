import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import organization.crypto
import organization.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "该用户名已被使用，请换一个"},
                        max_length=40,
                        unique=True,
                        verbose_name="用户名",
                    ),
                ),
                ("display_name", models.CharField(max_length=50, verbose_name="姓名")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "disabled_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="停用原因"),
                ),
                (
                    "must_change_password",
                    models.BooleanField(default=True, verbose_name="须修改密码"),
                ),
                (
                    "password_changed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="密码修改时间"),
                ),
                (
                    "failed_attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="连续失败次数"),
                ),
                (
                    "locked_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="锁定至"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="创建时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "用户",
                "verbose_name_plural": "用户",
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="AuditBlock",
            fields=[
                (
                    "number",
                    models.PositiveIntegerField(
                        primary_key=True, serialize=False, verbose_name="块号"
                    ),
                ),
                ("first_id", models.BigIntegerField(verbose_name="首条")),
                ("last_id", models.BigIntegerField(verbose_name="末条")),
                ("missing_ids", models.JSONField(default=list, verbose_name="缺号")),
                ("late_ids", models.JSONField(default=list, verbose_name="补入")),
                ("entry_count", models.PositiveIntegerField(verbose_name="条数")),
                (
                    "previous_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="上块摘要"),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "sealed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="封存时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "操作记录封存块",
                "verbose_name_plural": "操作记录封存块",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Cadre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="干部编号")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                (
                    "initials",
                    models.CharField(
                        blank=True, db_index=True, max_length=50, verbose_name="拼音首字母"
                    ),
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
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="出生年份"
                    ),
                ),
                ("is_party_member", models.BooleanField(default=False, verbose_name="中共党员")),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("bureau", "厅级"),
                            ("division_head", "正处级"),
                            ("division_deputy", "副处级"),
                            ("section_head", "正科级"),
                            ("section_deputy", "副科级"),
                            ("staff", "科员及以下"),
                            ("technical", "专业技术人员"),
                            ("village_cadre", "村干部"),
                            ("enterprise", "企业人员"),
                        ],
                        default="staff",
                        max_length=16,
                        verbose_name="职级",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                (
                    "phone",
                    organization.fields.EncryptedText(
                        blank=True, default="", verbose_name="手机号码"
                    ),
                ),
                (
                    "phone_tail",
                    organization.fields.BlindIndex(
                        blank=True,
                        db_index=True,
                        editable=False,
                        make=organization.crypto.tail_index,
                        max_length=64,
                        null=True,
                        source="phone",
                    ),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离开日期")),
            ],
            options={
                "verbose_name": "干部",
                "verbose_name_plural": "干部",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ChangeMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=30, verbose_name="主题")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                ("from_day", models.DateField(verbose_name="自")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
            ],
            options={
                "verbose_name": "变更标记",
                "verbose_name_plural": "变更标记",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=40, verbose_name="用途")),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="创建时间"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "verbose_name_plural": "接口令牌",
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="cadre",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="user",
                to="organization.cadre",
                verbose_name="对应干部",
            ),
        ),
        migrations.CreateModel(
            name="DemoClock",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(verbose_name="演示日期")),
                ("seed", models.IntegerField(default=0, verbose_name="种子")),
            ],
            options={
                "verbose_name": "演示日期",
                "verbose_name_plural": "演示日期",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="organization_democlock_single"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "code",
                    models.CharField(
                        max_length=12, primary_key=True, serialize=False, verbose_name="区划代码"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "name_local",
                    models.CharField(blank=True, max_length=60, verbose_name="当地习称"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省"),
                            ("prefecture", "市州"),
                            ("city", "市"),
                            ("township", "镇办场园"),
                            ("village", "村（社区）"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organization.division",
                        verbose_name="上级",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.division",
                        verbose_name="承接区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政区划",
                "verbose_name_plural": "行政区划",
                "ordering": ["code"],
                "indexes": [
                    models.Index(fields=["level", "code"], name="organization_division_level")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="organization_division_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True), ("ends_on__isnull", False), _connector="OR"
                        ),
                        name="organization_division_successor_needs_end",
                        violation_error_message="已确定承接区划的，须填写终止日期",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="division",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="organization.division",
                verbose_name="管理区划",
            ),
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                (
                    "subject_kind",
                    models.CharField(blank=True, max_length=60, verbose_name="对象类别"),
                ),
                (
                    "subject_id",
                    models.CharField(blank=True, max_length=40, verbose_name="对象编号"),
                ),
                ("arguments", models.JSONField(default=dict, verbose_name="参数")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("failed", "失败"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="提交时间"
                    ),
                ),
                (
                    "rung_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="通知时间"
                    ),
                ),
                ("lease", models.CharField(blank=True, max_length=32)),
                ("heartbeat_at", models.DateTimeField(null=True, verbose_name="心跳")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已完成")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总量")),
                ("step", models.CharField(blank=True, max_length=60, verbose_name="步骤")),
                ("result", models.JSONField(default=dict, verbose_name="结果")),
                ("file", models.FileField(blank=True, upload_to="jobs", verbose_name="文件")),
                ("file_name", models.CharField(blank=True, max_length=120, verbose_name="文件名")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="错误")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "requested_by",
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
                "verbose_name": "后台任务",
                "verbose_name_plural": "后台任务",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["state", "heartbeat_at"],
                        name="organization_job_waiting",
                    ),
                    models.Index(
                        fields=["subject_kind", "subject_id"], name="organization_job_subject"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("body", models.CharField(blank=True, max_length=300, verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=200, verbose_name="链接")),
                ("fingerprint", models.CharField(blank=True, max_length=120, verbose_name="标识")),
                (
                    "sent_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("read_at", models.DateTimeField(null=True, verbose_name="已读时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["user"],
                        name="organization_unread",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fingerprint", ""), _negated=True),
                        fields=("user", "fingerprint"),
                        name="organization_notification_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OldPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128)),
                ("replaced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "用过的密码",
                "verbose_name_plural": "用过的密码",
                "ordering": ["-replaced_at"],
            },
        ),
        migrations.CreateModel(
            name="Parameter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("key", models.CharField(max_length=60, verbose_name="参数")),
                ("value", models.JSONField(verbose_name="取值")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                ),
                (
                    "provenance",
                    models.CharField(blank=True, max_length=120, verbose_name="来源说明"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parameters",
                        to="organization.division",
                        verbose_name="适用区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策参数",
                "verbose_name_plural": "政策参数",
                "ordering": ["key", "division", "-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="organization_parameter_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("key", "division"),
                        name="organization_parameter_one_open",
                        violation_error_message="该参数在该区划已有现行取值",
                    ),
                    models.UniqueConstraint(
                        fields=("key", "division", "starts_on"),
                        name="organization_parameter_one_start",
                        violation_error_message="该参数在该区划同一天已有取值",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemSignal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=30, verbose_name="来源")),
                ("fingerprint", models.CharField(max_length=120, verbose_name="标识")),
                ("subject_kind", models.CharField(max_length=60, verbose_name="对象类别")),
                ("subject_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                ("title", models.CharField(max_length=120, verbose_name="问题")),
                ("facts", models.JSONField(default=dict, verbose_name="事实")),
                ("severity", models.PositiveSmallIntegerField(default=1, verbose_name="严重程度")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待处理"),
                            ("taken", "已转入问题台账"),
                            ("cleared", "已自行消除"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题线索",
                "verbose_name_plural": "问题线索",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("fingerprint",),
                        name="organization_problemsignal_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("success", "成功"),
                            ("wrong", "用户名或密码错误"),
                            ("locked", "账号锁定中"),
                            ("disabled", "账号已停用"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("agent", models.CharField(blank=True, max_length=120, verbose_name="浏览器")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "登录记录",
                "verbose_name_plural": "登录记录",
                "ordering": ["-at"],
                "indexes": [
                    models.Index(fields=["address", "at"], name="organization_signin_address"),
                    models.Index(fields=["user", "-at"], name="organization_signin_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="单位代码")),
                ("name", models.CharField(max_length=80, verbose_name="单位名称")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party", "市委"),
                            ("congress", "市人大"),
                            ("government", "市政府"),
                            ("consultative", "市政协"),
                            ("department", "市直部门"),
                            ("provincial", "省直单位"),
                            ("township", "镇办场园"),
                            ("village", "村（社区）"),
                            ("enterprise", "规上企业"),
                            ("social", "社会组织"),
                        ],
                        max_length=12,
                        verbose_name="单位类别",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="联系电话")),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="organization.division",
                        verbose_name="所属区划",
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="juniors",
                        to="organization.unit",
                        verbose_name="上级单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="organization_unit_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("name",),
                        name="organization_unit_one_open_name",
                        violation_error_message="已有同名的在册单位",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
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
                            ("city_leader", "市领导"),
                            ("city_office", "市扶贫办"),
                            ("supervisor", "督查人员"),
                            ("discipline", "纪检监察"),
                            ("organizer", "组织部"),
                            ("town_clerk", "镇扶贫专干"),
                            ("town_leader", "镇分管领导"),
                            ("town_admin", "镇管理员"),
                            ("village_clerk", "村级信息员"),
                            ("first_secretary", "第一书记"),
                            ("helper", "帮扶责任人"),
                            ("department", "市直部门"),
                            ("enterprise", "帮扶企业"),
                            ("admin", "系统管理员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("division", "按区划"),
                            ("unit", "本单位"),
                            ("own", "本人联系的"),
                            ("case", "指定事项"),
                        ],
                        default="division",
                        max_length=10,
                        verbose_name="范围方式",
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(blank=True, max_length=60, verbose_name="事项类别"),
                ),
                (
                    "subject_id",
                    models.CharField(blank=True, max_length=40, verbose_name="事项编号"),
                ),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="依据")),
                (
                    "division",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organization.division",
                        verbose_name="区划",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="授权人",
                    ),
                ),
                (
                    "stands_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organization.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "授权",
                "verbose_name_plural": "授权",
                "ordering": ["user", "-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="organization_grant_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("division__isnull", False),
                                ("reach", "division"),
                                ("unit__isnull", True),
                            ),
                            models.Q(
                                ("division__isnull", True),
                                ("reach", "unit"),
                                ("unit__isnull", False),
                            ),
                            models.Q(
                                ("division__isnull", True), ("reach", "own"), ("unit__isnull", True)
                            ),
                            models.Q(
                                ("division__isnull", True),
                                ("reach", "case"),
                                ("unit__isnull", True),
                                models.Q(("subject_kind", ""), _negated=True),
                                models.Q(("subject_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="organization_grant_reach_is_whole",
                        violation_error_message="授权范围不完整：按区划须选区划，本单位须选单位，指定事项须选事项",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("reach", "division")),
                        fields=("user", "role", "division"),
                        name="organization_grant_one_open_by_division",
                        violation_error_message="该用户已有同一角色、同一范围的授权",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("reach", "unit")),
                        fields=("user", "role", "unit"),
                        name="organization_grant_one_open_by_unit",
                        violation_error_message="该用户已有同一角色、同一范围的授权",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("reach", "own")),
                        fields=("user", "role"),
                        name="organization_grant_one_open_by_own",
                        violation_error_message="该用户已有同一角色、同一范围的授权",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("reach", "case")),
                        fields=("user", "role", "subject_kind", "subject_id"),
                        name="organization_grant_one_open_by_case",
                        violation_error_message="该用户已有同一角色、同一范围的授权",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CadrePost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("title", models.CharField(max_length=40, verbose_name="职务")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("head", "主要负责人"),
                            ("deputy_in_charge", "分管领导"),
                            ("clerk", "扶贫专干"),
                            ("member", "工作人员"),
                        ],
                        default="member",
                        max_length=20,
                        verbose_name="分工",
                    ),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=40, verbose_name="任职文号"),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organization.cadre",
                        verbose_name="干部",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organization.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
                "ordering": ["-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="organization_cadrepost_ends_after_start",
                        violation_error_message="终止日期须晚于起始日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("duty", "head"), ("ends_on__isnull", True)),
                        fields=("unit",),
                        name="organization_cadrepost_one_head",
                        violation_error_message="该单位已有在任的主要负责人，请先办理其离任",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("cadre", "unit", "title"),
                        name="organization_cadrepost_one_open",
                        violation_error_message="该干部已在该单位任同一职务",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="cadre",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cadres",
                to="organization.unit",
                verbose_name="所在单位",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="organization.unit",
                verbose_name="所在单位",
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=60, verbose_name="对象类别")),
                ("subject_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                ("purpose", models.CharField(blank=True, max_length=30, verbose_name="用途")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("content_type", models.CharField(max_length=80, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64)),
                ("file", models.FileField(upload_to="attachments/%Y/%m")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="上传时间"
                    ),
                ),
                ("removed_at", models.DateTimeField(null=True, verbose_name="移除时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["subject_kind", "subject_id"], name="organization_attach_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("verb", models.CharField(max_length=60, verbose_name="动作")),
                ("subject_kind", models.CharField(max_length=60, verbose_name="对象类别")),
                ("subject_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("division_code", models.CharField(max_length=12, verbose_name="区划")),
                ("batch", models.CharField(blank=True, max_length=40, verbose_name="批次")),
                ("before", models.JSONField(default=dict, verbose_name="变更前")),
                ("after", models.JSONField(default=dict, verbose_name="变更后")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        help_text="空表示系统",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理",
                    ),
                ),
            ],
            options={
                "verbose_name": "操作记录",
                "verbose_name_plural": "操作记录",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["subject_kind", "subject_id", "-id"],
                        name="organization_trail_subject",
                    ),
                    models.Index(
                        fields=["division_code", "-id"], name="organization_trail_division"
                    ),
                    models.Index(fields=["actor", "-id"], name="organization_trail_actor"),
                    models.Index(fields=["at"], name="organization_trail_at"),
                    models.Index(
                        condition=models.Q(("batch", ""), _negated=True),
                        fields=["batch"],
                        name="organization_trail_batch",
                    ),
                ],
            },
        ),
    ]
