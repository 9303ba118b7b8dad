"""How the trail says what changed: names of facts and their values, in the users' words.

A fact is stored under the field's name; `12.phone` is the phone of person 12 of a household. Most
names are fields of the subject or of a model of its app; what no field carries is named here.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from organization import subjects
from organization.days import ONE_DAY
from organization.models import AuditEntry

FACTS = {
    "amount": "金额（元）",
    "answers": "对疑问的回答",
    "attachment": "附件编号",
    "cadre": "干部",
    "changed": "变更",
    "commit_seconds": "写入用时（秒）",
    "conflict": "冲突",
    "count": "数量",
    "counted_days": "计入天数",
    "day": "日期",
    "digest": "内容指纹",
    "download": "下载内容",
    "error": "错误",
    "field": "字段",
    "file": "文件",
    "id_no": "证件号码",
    "item": "事项",
    "joined": "增加的成员",
    "members": "成员",
    "new": "新增",
    "objects": "户（单位、人）数",
    "period": "期间",
    "person": "人员",
    "phone": "联系电话",
    "plan_seconds": "核对用时（秒）",
    "project": "项目编号",
    "purpose": "用途",
    "reason": "理由",
    "rows": "行数",
    "rule": "依据",
    "sheet": "表种",
    "successor": "承接者",
    "targets": "责任目标",
    "unchanged": "无变化",
    "user": "用户",
    "warnings": "提示",
}
"""Names of facts that no field of the app carries."""

VALUES = {
    "evidence": "佐证", "signed_scan": "签字扫描件", "phone": "联系电话", "id_no": "证件号码",
    "bank_account": "一卡通账号", "person": "人员", "disability_no": "残疾人证号",
    "disease_name": "病种", "health": "健康状况", "original": "原文件", "errors": "错误表",
}  # fmt: skip
"""Codes that stand as values of the facts in `_CODED`."""

_CODED = {"purpose", "field", "download"}
_OF_PERSON = re.compile(r"\d+\.")


@dataclass(frozen=True)
class Change:
    """One fact, before and after."""

    label: str
    before: str
    after: str


class Reader:
    """Says the facts of some entries; names of units, cadres and users are fetched together."""

    def __init__(self, entries: Iterable[AuditEntry]) -> None:
        wanted: dict[type[models.Model], set] = defaultdict(set)
        for entry in entries:
            for name, value in [*entry.before.items(), *entry.after.items()]:
                field = _field_of(entry.subject_kind, _bare(name))
                if _is_named_row(field) and _is_key(field.related_model, value):
                    wanted[field.related_model].add(value)
        self.named = {model: _names(model, keys) for model, keys in wanted.items()}

    def changes_of(self, entry: AuditEntry) -> list[Change]:
        """The facts that an entry changed, those that were there before first."""
        stayed = {name for name in entry.before if entry.before[name] == entry.after.get(name)}
        names = [name for name in {**entry.before, **entry.after} if name not in stayed]
        return [self._change(entry, name) for name in names]

    def _change(self, entry: AuditEntry, name: str) -> Change:
        before, after = entry.before.get(name), entry.after.get(name)
        if _is_protected(before) and _is_protected(after):
            before = ""  # 已变更 is said once
        if _bare(name) == "ends_on":  # pages speak of the last day
            return Change("期限至", _day_before(before), _day_before(after))
        return Change(
            label=_label(entry.subject_kind, name),
            before=self._shown(entry, name, before),
            after=self._shown(entry, name, after),
        )

    def _shown(self, entry: AuditEntry, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, dict):
            return "已变更" if _is_protected(value) else f"{len(value)}项"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(str(each[-1] if isinstance(each, list) else each) for each in value)
        if at := _moment(value):
            return at
        if name in _CODED:
            return VALUES.get(str(value), str(value))
        field = _field_of(entry.subject_kind, _bare(name))
        if _is_named_row(field):
            return self.named[field.related_model].get(str(value), str(value))
        choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
        return str(choices.get(value, value))


def _is_protected(value: Any) -> bool:
    return isinstance(value, dict) and "protected" in value


def _moment(value: Any) -> str:
    """A moment of the trail by the clock on the wall; nothing for what is no moment."""
    if not isinstance(value, str) or "T" not in value:
        return ""
    try:
        at = datetime.datetime.fromisoformat(value)
    except ValueError:
        return ""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at.tzinfo else ""


def _day_before(value: Any) -> str:
    """The last day of a period by the first day without it."""
    try:
        return str(datetime.date.fromisoformat(value) - ONE_DAY)
    except (TypeError, ValueError):
        return ""


def _bare(name: str) -> str:
    return _OF_PERSON.sub("", name)


def _label(kind: str, name: str) -> str:
    bare = _bare(name)
    field = _field_of(kind, bare)
    label = str(field.verbose_name) if field is not None else FACTS.get(bare, bare)
    return label if bare == name else f"成员{label}"


def _field_of(kind: str, name: str) -> Any:
    """The field of the subject, else of a model of the same app, that carries a fact."""
    own = _fields(kind)
    if name in own:
        return own[name]
    return None if name in FACTS else _fields_of_app(kind.partition(".")[0]).get(name)


@cache
def _fields(kind: str) -> dict[str, Any]:
    subject = subjects.subject_of(kind)
    if subject is None:
        return {}
    fields = subject.model._meta.concrete_fields
    return {**{field.attname: field for field in fields}, **{field.name: field for field in fields}}


@cache
def _fields_of_app(label: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.concrete_fields:
            if _is_named(field):
                found.setdefault(field.attname, field)
                found.setdefault(field.name, field)
    return found


def _is_named(field: Any) -> bool:
    """Whether somebody gave the field a name; Django makes one of the identifier otherwise."""
    return not str(field.verbose_name).isascii()


def _is_named_row(field: Any) -> bool:
    """Whether the value is the key of a row whose name says more: a unit, cadre, user, division,
    or a kind that says how it is called."""
    if field is None or not field.is_relation:
        return False
    model = field.related_model
    return model._meta.app_label == "organization" or _called(model) is not None


def _called(model: type[models.Model]) -> Callable[[Any], str] | None:
    subject = subjects.subject_of(model._meta.label_lower)
    return subject.called if subject else None


def _names(model: type[models.Model], keys: set) -> dict[str, str]:
    called = _called(model) or str
    return {str(row.pk): called(row) for row in model._default_manager.filter(pk__in=keys)}


def _is_key(model: type[models.Model], value: Any) -> bool:
    """Whether a fact can be a key of the model; a name written in its place cannot."""
    if not isinstance(value, int | str) or value == "":
        return False
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return True
