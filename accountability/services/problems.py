"""The ledger: problems come in, are settled on the spot, or turn out to be none."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability.enums import (
    Level,
    ProblemCategory,
    ProblemSource,
    ProblemState,
    ProposalReason,
    ResponsibilityKind,
    Severity,
)
from accountability.models import Problem
from accountability.selectors.chain import Responsible, responsible
from accountability.services.moves import take_step
from accountability.services.numbers import ledger_numbers
from accountability.services.proposals import propose
from accountability.steps import PROBLEM_STEPS
from organization import audit
from organization.days import months_before
from organization.enums import Topic
from organization.errors import RuleError
from organization.models import Attachment, Cadre, Division, Unit, User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.scope import check
from organization.services.attachments import attach, files_with_rows
from organization.working_date import check_not_ahead, working_date
from villages.models import Village

EVIDENCE = "evidence"


@dataclass(frozen=True)
class Found:
    """What somebody found: the facts of a problem before the house adds who answers for it."""

    source: ProblemSource
    category: ProblemCategory
    title: str
    facts: str
    division: Division
    found_on: datetime.date
    severity: Severity = Severity.MINOR
    responsibility: ResponsibilityKind = ResponsibilityKind.MAIN
    subject_kind: str = ""
    subject_id: str = ""
    subject_label: str = ""
    uploads: list[UploadedFile] = field(default_factory=list)


@files_with_rows()
def report_problem(
    found: Found, *, by: User, unit: Unit | None = None, cadre: Cadre | None = None
) -> Problem:
    """Enter a problem into the ledger with those who answered for it on the day it was found.

    A unit named by the reporter goes before the chain. A problem of the same unit, category and
    object that was closed within the relapse period makes this one a relapse, one rung higher;
    from the third rung on the interview is proposed at once.

    Raises:
        RuleError: found in the future, or nobody is registered as responsible.
        PermissionDenied: the place is outside what `by` may report on.
    """
    check_may_report(by, found.division)
    check_not_ahead(found.found_on, "发现日期")
    answer = _who_answers(found, unit, cadre)
    (former,) = former_problems([(found, answer.unit)])
    problem = Problem.objects.create(
        number=ledger_numbers(found.found_on, 1)[0],
        reported_by=by,
        **values_of(found, answer, former),
    )
    for upload in found.uploads:
        attach(upload, to=problem, purpose=EVIDENCE, by=by)
    audit.record(by, "problem.reported", problem, after={"title": problem.title})
    audit.mark_change(Topic.PROBLEM, problem.division_id, problem.found_on)
    propose_for_relapse(problem, by=by)
    return problem


def propose_for_relapse(problem: Problem, *, by: User | None) -> None:
    """A problem that came back onto the third rung or higher is proposed for it at once."""
    former = problem.repeated_of
    if former is None or not problem.is_relapse or problem.level < Level.INTERVIEW:
        return
    propose(
        Level(problem.level),
        ProposalReason.RELAPSE,
        f"问题{former.number}于{former.closed_on}销号后反弹",
        cause=problem,
        occasion=problem.found_on,
        by=by,
    )


def check_may_report(by: User, division: Division) -> None:
    """A place within the grants, or one's own village.

    Raises:
        PermissionDenied: it is neither.
    """
    village = Village.objects.filter(pk=division.code).first()
    check(by, Permission.PROBLEM_REPORT, village or division.code)


def values_of(found: Found, answer: Responsible, former: Problem | None) -> dict:
    """The columns of a new problem."""
    relapsed = former if former and _is_within_relapse_period(former, found) else None
    level = Level.SUPERVISION_NOTICE
    if found.severity == Severity.GRAVE:
        level = Level.RECTIFICATION_LETTER
    if relapsed:
        level = Level(min(relapsed.level + 1, Level.SANCTION))
    return {
        "source": found.source,
        "category": found.category,
        "severity": found.severity,
        "level": level,
        "title": found.title,
        "facts": found.facts,
        "division": found.division,
        "subject_kind": found.subject_kind,
        "subject_id": found.subject_id,
        "subject_label": found.subject_label,
        "responsibility": found.responsibility,
        "unit": answer.unit,
        "cadre": answer.cadre,
        "responsible_post": answer.post,
        "found_on": found.found_on,
        "repeated_of": former,
        "is_relapse": relapsed is not None,
    }


def former_problems(found: Sequence[tuple[Found, Unit]]) -> list[Problem | None]:
    """For each of what was found, with the unit that answers: the last problem of that unit and
    category about the same object or place that was closed by that day; all read at once."""
    closed = Problem.objects.filter(
        state=ProblemState.CLOSED,
        unit__in={unit for _, unit in found},
        division__in={one.division for one, _ in found},
        subject_id__in={one.subject_id for one, _ in found},
    ).order_by("-closed_on", "-pk")
    known = defaultdict(list)
    for p in closed:
        known[p.unit_id, p.category, p.division_id, p.subject_kind, p.subject_id].append(p)
    return [
        next(
            (p for p in known[_key(one, unit)] if p.closed_on and p.closed_on <= one.found_on), None
        )
        for one, unit in found
    ]


def _key(found: Found, unit: Unit) -> tuple:
    return unit.pk, found.category, found.division.code, found.subject_kind, found.subject_id


@files_with_rows()
def settle_on_the_spot(
    problem: Problem, *, note: str, by: User, uploads: list[UploadedFile] | None = None
) -> None:
    """Close a problem that was put right at once, with evidence, by another than its reporter.

    Raises:
        RuleError: it is in a notice, no note, no evidence, or `by` reported it or is of the unit.
        PermissionDenied, StaleError: as for every step.
    """
    if not problem.is_waiting:
        raise RuleError("只有待处理的问题可以当场销号；已列入整改通知的，随通知验收销号")
    if not note.strip():
        raise RuleError("请填写当场整改的情况")
    if by == problem.reported_by or by.unit_id == problem.unit_id:
        raise RuleError("登记人和责任单位的人不能为该问题销号，请由其他督查人员办理")
    for upload in uploads or []:
        attach(upload, to=problem, purpose=EVIDENCE, by=by)
    if not Attachment.objects.of(problem).filter(removed_at__isnull=True).exists():
        raise RuleError("请上传至少一份整改佐证（照片或文件）")
    take_step(
        problem, ProblemState.CLOSED, steps=PROBLEM_STEPS, by=by,
        closed_on=working_date(), closing_note=note.strip(),
    )  # fmt: skip


@transaction.atomic
def dismiss_problem(problem: Problem, *, reason: str, by: User) -> None:
    """Say why a problem is none; it stays in the ledger.

    Raises:
        RuleError: no reason.
        PermissionDenied, StaleError: as for every step.
    """
    if not reason.strip():
        raise RuleError("请填写不予立项的理由")
    take_step(
        problem, ProblemState.DISMISSED, steps=PROBLEM_STEPS, by=by,
        closed_on=working_date(), closing_note=reason.strip(),
    )  # fmt: skip


def _who_answers(found: Found, unit: Unit | None, cadre: Cadre | None) -> Responsible:
    answer = responsible(found.found_on, found.division.code, found.responsibility, found.category)
    if unit is not None:
        if answer is None or answer.unit != unit:
            return Responsible(found.responsibility, unit, "", cadre)
        return Responsible(found.responsibility, unit, answer.post, cadre or answer.cadre)
    if answer is None:
        label = found.responsibility.label
        raise RuleError(f"{found.division}在{found.found_on}没有登记{label}单位，请选择责任单位")
    return answer


def _is_within_relapse_period(former: Problem, found: Found) -> bool:
    months = parameter("relapse_months", found.found_on, found.division.code)
    since = months_before(found.found_on, months)
    return former.closed_on is not None and former.closed_on >= since
