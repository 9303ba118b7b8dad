"""Reading the trail: entries as lines that people understand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from organization import subjects
from organization.models import AuditEntry

VERBS = {
    "personal.revealed": "查看完整信息",
    "attachment.added": "上传附件",
    "attachment.removed": "移除附件",
    "user.created": "新建用户",
    "user.disabled": "停用用户",
    "user.enabled": "启用用户",
    "user.unlocked": "解锁用户",
    "user.locked": "自动锁定",
    "user.password_changed": "修改密码",
    "user.password_reset": "重置密码",
    "user.password_issued": "发放一次性密码",
    "user.updated": "修改用户",
    "user.token_made": "生成接口令牌",
    "user.token_revoked": "撤销接口令牌",
    "grant.given": "授权",
    "grant.ended": "终止授权",
    "unit.created": "新建单位",
    "unit.updated": "修改单位",
    "unit.ended": "撤销单位",
    "cadre.created": "新建干部",
    "cadre.updated": "修改干部",
    "cadre.left": "干部离开",
    "post.started": "任职",
    "post.ended": "离任",
    "unit.import_undone": "撤销导入的单位",
    "cadre.import_undone": "撤销导入的干部",
    "user.import_undone": "撤销导入的用户",
    "parameter.set": "设定参数",
    "division.succeeded": "区划调整",
    "division.renamed": "修改习称",
}
"""Names of verbs; each app adds its own with `name_verbs`."""


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One act as the page shows it."""

    at: datetime.datetime
    actor: str
    verb: str
    subject: str
    url: str
    changes: list[Change]
    remark: str


def name_verbs(names: dict[str, str]) -> None:
    """Give verbs their Chinese names; called from `registrations`."""
    VERBS.update(names)


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """Entries as lines; needs `actor` and `on_behalf_of` selected."""
    return [_line(entry) for entry in entries]


def _line(entry: AuditEntry) -> Line:
    actor = str(entry.actor) if entry.actor else "系统"
    if entry.on_behalf_of:
        actor = f"{actor}（代{entry.on_behalf_of}）"
    subject = subjects.subject_of(entry.subject_kind)
    return Line(
        at=entry.at,
        actor=actor,
        verb=VERBS.get(entry.verb, "其他操作"),
        subject=subjects.label_of(entry.subject_kind),
        url=subject.url(entry.subject_id) if subject else "",
        changes=_changes(entry),
        remark=entry.remark,
    )


def _changes(entry: AuditEntry) -> list[Change]:
    names = {**entry.before, **entry.after}
    fields = _fields(entry.subject_kind)
    return [
        Change(
            label=str(fields[name].verbose_name) if name in fields else name,
            before=_shown(entry.before.get(name), fields.get(name)),
            after=_shown(entry.after.get(name), fields.get(name)),
        )
        for name in names
    ]


def _fields(kind: str) -> dict[str, models.Field]:
    subject = subjects.subject_of(kind)
    if subject is None:
        return {}
    fields = subject.model._meta.concrete_fields
    return {**{f.attname: f for f in fields}, **{f.name: f for f in fields}}


def _shown(value: object, field: models.Field | None) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dict) and "protected" in value:
        return "已变更"
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
    return str(choices.get(value, value))
