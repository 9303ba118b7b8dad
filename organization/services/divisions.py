"""The division list: loaded from a file, changed in time."""

import csv
import datetime
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import transaction

from organization import audit
from organization.division_codes import LENGTH, level_of
from organization.enums import Topic
from organization.errors import RuleError
from organization.models import Division, User
from organization.permissions import Permission
from organization.scope import check

FIRST_DAY = datetime.date(2014, 1, 1)
"""Divisions of the first list are taken to hold from the year of the first registration."""
COLUMNS = ("code", "name", "level", "parent_code")


@transaction.atomic
def load_divisions(path: Path) -> tuple[int, int]:
    """Load `code,name,level,parent_code`; loading the same file again changes nothing.

    Apps that keep a row of their own per division open it now. Returns (new, renamed).

    Raises:
        RuleError: a row is not a division; the sentence names the line.
    """
    rows = [_read(number, row) for number, row in enumerate(_lines(path), start=2)]
    known = {division.code: division for division in Division.objects.all()}
    codes = known.keys() | {row.code for row in rows}
    for number, row in enumerate(rows, start=2):
        if row.parent_id and row.parent_id not in codes:
            raise RuleError(f"第{number}行：上级区划{row.parent_id}不在表中，也未登记")
    fresh = [row for row in rows if row.code not in known]
    renamed = [row for row in rows if row.code in known and known[row.code].name != row.name]
    Division.objects.bulk_create(sorted(fresh, key=lambda row: (row.parent_id or "", row.code)))
    Division.objects.bulk_update(renamed, ["name"])
    acts = [_act("division.added", row, {}) for row in fresh]
    acts += [_act("division.name_changed", row, {"name": known[row.code].name}) for row in renamed]
    audit.record_many(None, acts, batch="divisions")
    for open_rows in _openers:
        open_rows()
    return len(fresh), len(renamed)


def _act(verb: str, row: Division, before: dict[str, str]) -> audit.Act:
    return audit.Act(verb, "organization.division", row.code, row.code, before, {"name": row.name})


def _lines(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise RuleError(f"区划表的表头应为 {','.join(COLUMNS)}")
        return list(reader)


def _read(number: int, row: dict[str, str]) -> Division:
    code = (row["code"] or "").strip()
    if len(code) != LENGTH or not code.isdigit():
        raise RuleError(f"第{number}行：区划代码“{code}”应为12位数字")
    if not (row["name"] or "").strip():
        raise RuleError(f"第{number}行：名称为空")
    level = level_of(code)
    if level != row["level"].strip():
        raise RuleError(f"第{number}行：代码{code}与级别“{row['level']}”不符")
    parent = (row["parent_code"] or "").strip() or None
    return Division(
        code=code, name=row["name"].strip(), level=level, parent_id=parent, starts_on=FIRST_DAY
    )


@transaction.atomic
def rename_locally(division: Division, name_local: str, *, by: User) -> None:
    """What people call a place where the official list says otherwise (习称)."""
    check(by, Permission.UNIT_EDIT, division.code)
    before, after = audit.changes(division, {"name_local": name_local.strip()})
    division.name_local = name_local.strip()
    division.save(update_fields=["name_local"])
    if after:
        audit.record(by, "division.renamed", division, before=before, after=after)


@transaction.atomic
def succeed_division(old: Division, new: Division, *, on: datetime.date, by: User) -> int:
    """A division is merged into or replaced by another from a day on (区划调整).

    Every current row that hangs on the old code moves in one step; ended facts, issued documents
    and stored figures stay under the old code. Returns how many rows moved.

    Raises:
        RuleError: other level, ended already, or the same.
    """
    check(by, Permission.UNIT_EDIT, old.code)
    check(by, Permission.UNIT_EDIT, new.code)
    if old == new or old.level != new.level or new.ends_on:
        raise RuleError("承接区划须是同一级别的另一个现行区划")
    if not Division.objects.filter(pk=old.pk, ends_on__isnull=True).update(
        ends_on=on, successor=new
    ):
        raise RuleError(f"{old}已撤并")
    moved = sum(move(old.code, new.code, on) for move in _movers)
    audit.record(by, "division.succeeded", old, after={"successor": new.code, "rows": moved})
    for code in (old.code, new.code):
        audit.mark_change(Topic.DIVISION, code, on)
    return moved


Mover = Callable[[str, str, datetime.date], int]
_movers: list[Mover] = []


def register_mover(move: Mover) -> None:
    """An app says how its current rows move: (old code, new code, day) → count."""
    if move not in _movers:
        _movers.append(move)


Opener = Callable[[], int]
_openers: list[Opener] = []


def register_opener(open_rows: Opener) -> None:
    """An app says how every current division that has no row there yet gets one: () → count."""
    if open_rows not in _openers:
        _openers.append(open_rows)
