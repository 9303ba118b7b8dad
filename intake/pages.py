"""What the import pages show, put together from batch, rows and rights."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from intake.enums import BatchState, Level, Outcome
from intake.models import ImportBatch, ImportRow
from intake.selectors import Turn, turns_on
from intake.services.retry import WORK
from intake.services.undo import may_undo
from intake.sheets import sheet_of
from organization import jobs
from organization.masking import mask_id, mask_phone
from organization.models import Division, Job, User
from organization.permissions import Permission
from organization.scope import may
from organization.subjects import subject_of
from organization.working_date import working_date

OUTCOME_LEVELS = {
    Outcome.NEW: "open",
    Outcome.CHANGED: "soon",
    Outcome.UNCHANGED: "neutral",
    Outcome.CONFLICT: "urgent",
    Outcome.ERROR: "urgent",
}
Masks = dict[str, Callable[[str], str]]
_MASKS: Masks = {"id": mask_id, "phone": mask_phone}
_WITHOUT_HEALTH = {**_MASKS, "health": lambda value: "已填"}
WARNED = "warned"


@dataclass
class Rights:
    """Which buttons a batch shows to this user."""

    submit: bool = False
    withdraw: bool = False
    decide: bool = False
    undo: bool = False
    retry: bool = False
    download: str = ""
    """How the workbook may be had: `freely`, `reason` (with one), or not at all."""
    waits_for: str = ""


@dataclass
class Change:
    """One line of the preview: whose, what, from, to."""

    who: str
    label: str
    old: str
    new: str


@dataclass
class Finding:
    """One problem of the preview."""

    place: str
    column: str
    found: str
    text: str
    level: str


@dataclass
class Line:
    """One object of the workbook as the preview shows it."""

    row: ImportRow
    level: str
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    place: str = ""
    url: str = ""
    """Where the object stands in the register; empty while it does not, or is somebody else's."""


def steps_of(batch: ImportBatch) -> list[dict[str, Any]]:
    """The way of the batch for the head of the page."""
    reached = {
        BatchState.UPLOADED: 0, BatchState.PLANNING: 1, BatchState.FAILED: 1,
        BatchState.PLANNED: 1, BatchState.WITHDRAWN: 1, BatchState.SUBMITTED: 2,
        BatchState.REFUSED: 2, BatchState.COMMITTING: 3, BatchState.COMMITTED: 4,
        BatchState.UNDOING: 4, BatchState.UNDONE: 4,
    }[BatchState(batch.state)]  # fmt: skip
    now = "late" if batch.state in {BatchState.FAILED, BatchState.REFUSED} else "now"
    spared = "" if sheet_of(batch.sheet).needs_approval else "审核"
    return [
        {"label": label, "state": "done" if place < reached else now if place == reached else ""}
        for place, label in enumerate(("上传", "核对", "审核", "生效"))
        if label != spared
    ]


def successor_of(batch: ImportBatch) -> ImportBatch | None:
    """The batch that the same person uploaded later for the same area, while this one waits to
    be handed in: most often the mended workbook."""
    if batch.state != BatchState.PLANNED:
        return None
    later = ImportBatch.objects.filter(
        sheet=batch.sheet, division_code=batch.division_code, created_by=batch.created_by_id,
        pk__gt=batch.pk,
    ).exclude(state__in=[BatchState.FAILED, BatchState.WITHDRAWN])  # fmt: skip
    return later.order_by("-pk").first()


def rights_of(batch: ImportBatch, user: User) -> Rights:
    """What this user may do with the batch now."""
    own = batch.created_by_id == user.pk
    rights = Rights(download=_download(batch, user))
    rights.submit = own and batch.state == BatchState.PLANNED and batch.written_count > 0
    rights.withdraw = own and batch.state in {BatchState.PLANNED, BatchState.SUBMITTED}
    if batch.state == BatchState.SUBMITTED:
        day = working_date()
        turn = turns_on(day).of(batch)
        rights.decide = user in turn.deciders(day)
        rights.waits_for = waits_for(turn, day)
    rights.undo = may_undo(batch, user)
    job = work_of(batch)
    rights.retry = bool(job and job.is_over and (own or job.requested_by_id == user.pk))
    return rights


def _download(batch: ImportBatch, user: User) -> str:
    if batch.created_by_id == user.pk:
        return "freely"
    return "reason" if may(user, Permission.PERSONAL_REVEAL, batch) else ""


def waits_for(turn: Turn, day) -> str:
    """Who decides, in words."""
    names = "、".join(user.display_name for user in turn.deciders(day)) or "市扶贫办"
    if turn.wide_from and day < turn.wide_from:
        return f"待{names}审核；自{turn.wide_from:%Y-%m-%d}起市扶贫办可审核"
    return f"待{names}审核"


def work_of(batch: ImportBatch) -> Job | None:
    """The job that a batch at work waits for; over without a result means that it failed."""
    kind = WORK.get(BatchState(batch.state))
    return jobs.latest_job(batch, kind) if kind else None


def undo_refusal(batch: ImportBatch) -> str:
    """Why the batch in force could not be taken back when that was last asked for."""
    if batch.state != BatchState.COMMITTED:
        return ""
    job = jobs.latest_job(batch, WORK[BatchState.UNDOING])
    return job.error if job else ""


def tabs_of(batch: ImportBatch, chosen: str) -> list[dict[str, Any]]:
    """One tab per outcome that occurs, and one for what is only worth a look."""
    tabs = [(outcome.value, outcome.label, batch.counts.get(outcome, 0)) for outcome in _TAB_ORDER]
    tabs.append((WARNED, "有提示", batch.counts.get("warnings", 0)))
    page = batch.get_absolute_url()
    return [
        {"label": label, "url": f"{page}?view={slug}", "active": slug == chosen, "count": count}
        for slug, label, count in tabs
        if count or slug == chosen
    ]


_TAB_ORDER = (Outcome.ERROR, Outcome.CONFLICT, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)


def first_tab(batch: ImportBatch) -> str:
    """What needs somebody first."""
    return next((o.value for o in _TAB_ORDER if batch.counts.get(o)), Outcome.NEW.value)


def place_of(batch: ImportBatch) -> str:
    """The area of the batch by name."""
    division = Division.objects.filter(code=batch.division_code).first()
    return str(division or "")


def rows_of(batch: ImportBatch, chosen: str):
    rows = batch.rows.order_by("row_number", "pk")
    if chosen == WARNED:
        return rows.with_hints()
    return rows.filter(outcome=chosen)


def lines_of(batch: ImportBatch, rows: Iterable[ImportRow], viewer: User) -> list[Line]:
    """Rows with their changes and problems; personal numbers masked, and what ails people too
    for a viewer whose work does not need it."""
    masks = _MASKS if may(viewer, Permission.HEALTH_VIEW, batch) else _WITHOUT_HEALTH
    sheet, rows = sheet_of(batch.sheet), list(rows)
    stands = batch.state != BatchState.UNDONE
    subject = subject_of(sheet.subject_kind) if stands else None
    places = Division.objects.in_bulk({row.division_code for row in rows} - {""})
    return [
        Line(
            row,
            OUTCOME_LEVELS[row.outcome],
            [_change(change, masks) for change in sheet.changes(row)],
            [_finding(problem, masks) for problem in row.findings],
            places[row.division_code].short_name if row.division_code in places else "",
            subject.url(row.subject_id) if subject and row.subject_id and row.is_ours else "",
        )
        for row in rows
    ]


def _change(change: dict, masks: Masks) -> Change:
    mask = masks.get(change.get("mask", ""))
    old, new = change.get("old", ""), change.get("new", "")
    if mask:
        masked = mask(old) if old else "", mask(new) if new else ""
        old, new = masked if masked[0] != masked[1] else (masked[0], f"{masked[1]}（已变更）")
    return Change(change.get("who", ""), change["label"], old, new)


def _finding(problem: dict, masks: Masks) -> Finding:
    mask = masks.get(problem.get("mask", ""))
    found = problem.get("found", "")
    place = f"第{problem['row']}行"
    if problem.get("tab"):
        place = f"工作表“{problem['tab']}”{place}"
    return Finding(
        place,
        problem.get("column", ""),
        mask(found) if mask and found else found,
        problem["text"],
        Level(problem.get("level", Level.ERROR)).badge,
    )
