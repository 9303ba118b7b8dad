"""From the plan to the decision: submit, withdraw, approve, refuse."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from intake.enums import BatchState
from intake.models import ImportBatch
from intake.selectors import turns_on
from intake.services.plan import from_uploader
from intake.services.steps import move
from intake.sheets import sheet_of
from organization import audit, jobs
from organization.errors import RuleError
from organization.models import User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.scope import check
from organization.services.notifications import notify, told_of
from organization.working_date import working_date


@transaction.atomic
def submit(batch: ImportBatch, *, by: User) -> None:
    """Hand the plan to another person, or write it at once where the policy needs nobody.

    Raises:
        RuleError: nothing to write, or not the uploader.
        StaleError: the batch moved on meanwhile.
    """
    from_uploader(batch, by)
    if not batch.written_count:
        raise RuleError("没有可以写入的内容：请按错误表改正后重新上传，或撤回该批次")
    day = working_date()
    moment = {"submitted_at": timezone.now(), "submitted_on": day}
    rule = _exempt_by(batch, day)
    if rule:
        check(by, Permission.IMPORT_UPLOAD, batch.division_code)
        check(by, sheet_of(batch.sheet).write_permission, batch.division_code)
        move(batch, BatchState.COMMITTING, by=None, approval_rule=rule, **moment)
        audit.record(by, "import.submitted", batch, after={"rule": rule}, batch=batch.trail_batch)
        jobs.submit("intake.commit", by=by, subject=batch)
        return
    move(batch, BatchState.SUBMITTED, by=by, **moment)
    audit.record(by, "import.submitted", batch, after=batch.counts, batch=batch.trail_batch)
    _call(batch, turns_on(day).of(batch).deciders(day))


def _exempt_by(batch: ImportBatch, day: datetime.date) -> str:
    """The rule that spares this batch the approval; empty when none does."""
    sheet = sheet_of(batch.sheet)
    if not sheet.needs_approval:
        return f"{sheet.label}与逐项录入权限相同，提交即生效"
    policy = parameter("approval_policy", day, batch.division_code)
    limit = policy.get("max_households", 0)
    if batch.sheet in policy.get("without_approval", []) and batch.written_count <= limit:
        return f"参数“导入免审批次”：{sheet.label}不超过{limit}{sheet.noun}"
    return ""


def _call(batch: ImportBatch, deciders: list[User]) -> int:
    """Tell those whose turn it is, each once; returns how many were new."""
    return notify(
        deciders,
        title=f"导入{batch}待您审核",
        body=f"{sheet_of(batch.sheet).label}，{_counted(batch)}",
        url=batch.get_absolute_url(),
        fingerprint=_fingerprint(batch),
    )


def _fingerprint(batch: ImportBatch) -> str:
    return f"import-decide-{batch.pk}"


def _counted(batch: ImportBatch) -> str:
    noun = sheet_of(batch.sheet).noun
    return f"新增{batch.counts.get('new', 0)}{noun}，变更{batch.counts.get('changed', 0)}{noun}"


def call_overdue(day: datetime.date) -> int:
    """Tell the city office of batches whose township has let the days pass; returns of how many.

    The clock asks every quarter of an hour: what was told already costs nothing more.
    """
    turns = turns_on(day)
    waiting = [(batch, turns.of(batch)) for batch in ImportBatch.objects.waiting()]
    overdue = [(b, turn) for b, turn in waiting if turn.wide_from and day >= turn.wide_from]
    called = told_of(_fingerprint(batch) for batch, _ in overdue)
    fresh = [
        (batch, turn.deciders(day))
        for batch, turn in overdue
        if any((user.pk, _fingerprint(batch)) not in called for user in turn.deciders(day))
    ]
    return sum(_call(batch, deciders) > 0 for batch, deciders in fresh)


@transaction.atomic
def withdraw(batch: ImportBatch, *, by: User) -> None:
    """Take back a batch that nobody has decided on.

    Raises:
        RuleError: not the uploader, too late, or still being worked on.
    """
    from_uploader(batch, by)
    if batch.state == BatchState.PLANNING:
        job = jobs.latest_job(batch, "intake.plan")
        if job and not job.is_over:
            raise RuleError("正在核对，请等核对完成后再撤回")
        # Planned or not, the batch is over; the moment keeps the state's check satisfied.
        move(batch, BatchState.WITHDRAWN, by=by, planned_at=timezone.now())
    else:
        move(batch, BatchState.WITHDRAWN, by=by)
    audit.record(by, "import.withdrawn", batch, batch=batch.trail_batch)


@transaction.atomic
def approve(batch: ImportBatch, *, by: User, note: str = "") -> None:
    """Let a batch into the register; the writing itself is queued.

    Raises:
        RuleError: the uploader's own batch, or not yet this person's turn.
        PermissionDenied: no right to approve in the batch's division.
        StaleError: somebody else decided meanwhile.
    """
    _check_turn(batch, by)
    move(
        batch,
        BatchState.COMMITTING,
        by=by,
        decided_by=by,
        decided_at=timezone.now(),
        decision_note=note.strip()[:200],
    )
    audit.record(by, "import.approved", batch, remark=note.strip(), batch=batch.trail_batch)
    jobs.submit("intake.commit", by=by, subject=batch)
    _answer(batch, "已审核通过", note)


@transaction.atomic
def refuse(batch: ImportBatch, *, by: User, reason: str) -> None:
    """Send a batch back; nothing of it is written.

    Raises:
        RuleError: no reason given, the uploader's own batch, or not this person's turn.
        PermissionDenied: no right to approve in the batch's division.
        StaleError: somebody else decided meanwhile.
    """
    reason = reason.strip()
    if not reason:
        raise RuleError("请填写退回理由，上传人据此改正")
    _check_turn(batch, by)
    move(
        batch,
        BatchState.REFUSED,
        by=by,
        decided_by=by,
        decided_at=timezone.now(),
        decision_note=reason[:200],
    )
    audit.record(by, "import.refused", batch, remark=reason, batch=batch.trail_batch)
    _answer(batch, "已退回", reason)


def _check_turn(batch: ImportBatch, by: User) -> None:
    if batch.created_by_id == by.pk:
        raise RuleError("不能审核自己上传的批次，请由分管领导审核")
    if batch.state != BatchState.SUBMITTED:
        raise RuleError(f"该批次{batch.get_state_display()}，不需要审核")
    check(by, Permission.IMPORT_APPROVE, batch.division_code)
    day = working_date()
    turn = turns_on(day).of(batch)
    if by in turn.deciders(day):
        return
    if by in turn.wide and turn.wide_from:
        names = "、".join(user.display_name for user in turn.near)
        raise RuleError(
            f"该批次由{names}审核；逾期未审的，自{turn.wide_from:%Y-%m-%d}起由市扶贫办审核"
        )
    raise PermissionDenied("您不是该批次的审核人")


def _answer(batch: ImportBatch, what: str, note: str) -> None:
    if batch.created_by:
        notify(
            [batch.created_by],
            title=f"导入{batch}{what}",
            body=note,
            url=batch.get_absolute_url(),
            fingerprint=f"import-decided-{batch.pk}",
        )
