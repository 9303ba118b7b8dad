"""Reading the trail: entries as lines that people understand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from organization import subjects
from organization.models import AuditEntry, User
from organization.trail_facts import Change, Reader

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
    "grant.withdrawn": "收回未生效的授权",
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
    "procedure.opened": "发起程序",
    "procedure.taken": "办理程序环节",
    "procedure.withdrawn": "撤回程序",
    "procedure.objected": "登记异议",
    "procedure.objection_answered": "答复异议",
    "division.succeeded": "区划调整",
    "division.renamed": "修改习称",
    "division.added": "载入区划",
    "division.name_changed": "区划更名",
}
"""Names of verbs; each app adds its own with `name_verbs`."""
_origins: dict[str, tuple[str, str]] = {}
"""What an act's batch names before its colon: how it is called, and the kind of its row."""


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
    origin: str = ""
    """The work of many acts that this one was part of: 导入第5批."""
    origin_url: str = ""
    """Its page, for a reader who may see such pages."""


def name_verbs(names: dict[str, str]) -> None:
    """Give verbs their Chinese names; called from `registrations`."""
    VERBS.update(names)


def name_origins(prefix: str, called: str, kind: str) -> None:
    """Say what batches `prefix:…` are: `called` with their key, rows of `kind`."""
    _origins[prefix] = called, kind


def verb_choices() -> list[tuple[str, str]]:
    """Verbs by their Chinese names."""
    return sorted(VERBS.items(), key=lambda pair: pair[1])


def lines(entries: Iterable[AuditEntry], viewer: User) -> list[Line]:
    """Entries as lines; needs `actor` and `on_behalf_of` selected."""
    entries = list(entries)
    reader = Reader(entries)
    return [_line(entry, reader, viewer) for entry in entries]


def _line(entry: AuditEntry, reader: Reader, viewer: User) -> Line:
    actor = str(entry.actor) if entry.actor else "系统"
    if entry.on_behalf_of:
        actor = f"{actor}（代{entry.on_behalf_of}）"
    subject = subjects.subject_of(entry.subject_kind)
    origin, origin_url = _origin_of(entry, viewer)
    return Line(
        at=entry.at,
        actor=actor,
        verb=VERBS.get(entry.verb, "其他操作"),
        subject=subjects.label_of(entry.subject_kind),
        url=subject.url(entry.subject_id)
        if subject and viewer.may(subject.view_permission)
        else "",
        changes=reader.changes_of(entry),
        remark=entry.remark,
        origin=origin,
        origin_url=origin_url,
    )


def _origin_of(entry: AuditEntry, viewer: User) -> tuple[str, str]:
    """What the act was part of and where that is, but for acts upon that itself."""
    prefix, _, key = entry.batch.partition(":")
    if prefix not in _origins:
        return "", ""
    called, kind = _origins[prefix]
    if entry.subject_kind == kind:
        return "", ""
    subject = subjects.get(kind)
    return called.format(key), subject.url(key) if viewer.may(subject.view_permission) else ""
