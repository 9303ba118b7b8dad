"""The registry of sheets: kinds of workbook that the city exchanges, each owned by its app.

A sheet says its layouts and permissions, plans what a workbook would change, writes a plan, and
takes it back. Reading, storing, approving and undoing are the engine's and the same for all.
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.enums import Outcome
from intake.errors import WorkbookError
from intake.layouts import Layout
from intake.models import ImportRow
from intake.tables import Problem, Table
from organization.enums import Topic
from organization.errors import RuleError
from organization.models import User
from organization.permissions import Permission

Say = Callable[[str, int, int], None]
"""say(step, done, total): progress for the page; renews the job's lease."""


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass
class Context:
    """What planning, writing and undoing need to know besides the rows."""

    by: User | None
    """Who uploaded; None: the operator at the command line, without limits of scope."""
    day: datetime.date
    """The working date."""
    data_date: datetime.date | None = None
    answers: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    layout: str = ""
    trail_batch: str = ""
    approved_by: User | None = None
    undone_by: User | None = None
    say: Say = silent

    @property
    def dated(self) -> datetime.date:
        """The data date, of a kind of sheet that asks for one.

        Raises:
            RuleError: it was not given.
        """
        if self.data_date is None:
            raise RuleError("请填写数据日期")
        return self.data_date


@dataclass(slots=True)
class PlannedRow:
    """The plan for one object of the workbook."""

    row_number: int
    key: str
    outcome: Outcome
    title: str = ""
    division_code: str = ""
    tab: str = ""
    subject_id: str = ""
    version_seen: int | None = None
    payload: Any = None
    changes: list[dict] | None = None
    problems: Sequence[Problem] = ()
    member_count: int = 1


@dataclass
class Plan:
    """All planned rows and what the user has to be asked."""

    rows: list[PlannedRow]
    questions: list[dict] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    data_date: datetime.date | None = None


@dataclass(slots=True)
class Written:
    """What became of one planned row when it was written."""

    row: ImportRow
    subject_id: str = ""
    version: int | None = None
    before: Any = None
    conflict: str = ""
    """Why the row was not written: something changed since it was planned."""


@dataclass
class Committed:
    """The result of writing a plan."""

    rows: list[Written]
    from_day: datetime.date
    """The first day whose facts changed."""


class Sheet(ABC):
    """One kind of workbook."""

    code: str
    label: str
    noun: str
    """What one object is called: 户, 家, 人."""
    total_label: str
    """What the number of objects is called: 户数, 单位数."""
    subject_kind: str
    layouts: tuple[Layout, ...]
    view_permission: Permission = Permission.IMPORT_VIEW
    """What it takes to see such rows; a batch shows them, so it takes the same."""
    upload_permission: Permission = Permission.IMPORT_UPLOAD
    write_permission: Permission
    """What the uploader needs for the rows themselves, besides the right to upload."""
    needs_approval: bool = True
    """False where the form for the same rows writes at once, too (units, users): who may write
    such rows then also takes a batch of them back."""
    asks_data_date: bool = False
    has_sample: bool = False
    topics: tuple[Topic, ...] = ()
    """Topics of the change marks that a commit writes."""
    order: int = 100
    next_step: tuple[str, str] | None = None
    """What is still to be done when such a batch is in force, and the name of the page for it."""

    @abstractmethod
    def plan(self, table: Table, context: Context) -> Plan:
        """Compare the table with the register; all problems at once, nothing written."""

    @abstractmethod
    def commit(self, rows: list[ImportRow], context: Context) -> Committed:
        """Write new and changed rows, set-based, inside the caller's transaction."""

    @abstractmethod
    def undo(self, rows: list[ImportRow], context: Context) -> datetime.date:
        """Take back what `commit` wrote; returns the first day whose facts changed.

        Raises:
            RuleError: something newer depends on it; says how many.
        """

    def changes(self, row: ImportRow) -> list[dict]:
        """What the preview shows of a row: who, label, old, new, mask each."""
        return row.changes or []

    @abstractmethod
    def export(self, layout: Layout, code: str, day: datetime.date) -> Iterator[tuple]:
        """Rows of an area in the order of the layout's columns, as written in a workbook."""

    def data_day(self, code: str, day: datetime.date) -> datetime.date | None:
        """The day for which an export of an area on `day` holds; None: the rows have no year."""
        return None

    def sample(self, user: User) -> bytes | None:
        """A workbook with faults for the demonstration, of the user's own area; None: none."""
        return None

    def layout(self, code: str) -> Layout:
        return next(layout for layout in self.layouts if layout.code == code)

    def template_layout(self, day: datetime.date) -> Layout:
        """The layout in use on a day."""
        in_use = [layout for layout in self.layouts if layout.since <= day.year]
        return max(in_use or self.layouts[:1], key=lambda layout: layout.since)


_sheets: dict[str, Sheet] = {}


def register(sheet: Sheet) -> None:
    """Add a kind of workbook; called from `AppConfig.ready` of the app that owns the rows."""
    _sheets[sheet.code] = sheet


def sheet_of(code: str) -> Sheet:
    """The sheet of a code.

    Raises:
        WorkbookError: no such kind of workbook.
    """
    try:
        return _sheets[code]
    except KeyError:
        known = "、".join(f"{sheet.code}（{sheet.label}）" for sheet in all_sheets())
        raise WorkbookError(f"没有“{code}”这一表种，可用的有：{known}") from None


def all_sheets() -> list[Sheet]:
    return sorted(_sheets.values(), key=lambda sheet: sheet.order)


def sheets_for(user: User) -> list[Sheet]:
    """The kinds of workbook that a user may upload."""
    return [
        sheet
        for sheet in all_sheets()
        if user.may(sheet.upload_permission) and user.may(sheet.write_permission)
    ]


def codes_readable_by(user: User) -> list[str]:
    """The kinds of workbook whose batches a user may look into: those whose rows he may see
    anyway. Who decides on a batch sees its rows as well (a guard test holds the roles to it)."""
    return [sheet.code for sheet in all_sheets() if user.may(sheet.view_permission)]


def labels() -> dict[str, str]:
    return {sheet.code: sheet.label for sheet in all_sheets()}


def outcome_counts(rows: Iterable[PlannedRow]) -> dict[str, int]:
    counts = dict.fromkeys(Outcome.values, 0)
    for row in rows:
        counts[row.outcome] += 1
    return counts
