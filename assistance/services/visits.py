"""Verbs on visits to households (走访)."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from assistance.enums import VisitKind
from assistance.models import Visit
from assistance.services.facts import stripped
from households.models import Household
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_row
from organization.models import Cadre, User
from organization.permissions import Permission
from organization.scope import check, covers
from organization.services import signals
from organization.services.units import check_in_service
from organization.working_date import check_not_ahead

SOURCE = "visit"


@dataclass(frozen=True)
class VisitFacts:
    """What is told of a visit: when, why, with whom, what was found and given."""

    visited_on: datetime.date
    kind: VisitKind
    content: str
    problem: str = ""
    is_problem_solved: bool = False
    given: str = ""
    minutes: int | None = None
    next_visit_on: datetime.date | None = None
    joint_with: Cadre | None = None


@transaction.atomic
def record_visit(
    household: Household,
    cadre: Cadre,
    facts: VisitFacts,
    *,
    by: User,
    key: uuid.UUID | None = None,
) -> Visit:
    """Record a cadre's visit; a problem that is still open goes to the ledger.

    `key` is made where the record is written: sent twice, it is recorded once.

    Raises:
        RuleError: a day ahead, a visitor who had left, solved without a problem, nothing said.
        PermissionDenied: the household is outside the scope, or `by` writes for another cadre
            without the right over the area.
    """
    check(by, Permission.VISIT_RECORD, household)
    if cadre.pk != by.cadre_id and not covers(by, Permission.VISIT_RECORD, household.village_id):
        raise RuleError("您只能登记本人的走访")
    hold_row(cadre)
    _check_facts(cadre, facts)
    key = key or uuid.uuid4()
    told = stripped(facts)
    visit = Visit(key=key, household=household, cadre=cadre, recorded_by=by, **told)
    known = _stored(visit)
    if known is not None:
        return known
    names = ["household", "cadre", "visited_on", "kind"]
    audit.record(by, "visit.recorded", visit, after={name: getattr(visit, name) for name in names})
    audit.mark_change(Topic.VISIT, household.village_id, facts.visited_on)
    if visit.has_open_problem:
        _signal(visit)
    return visit


@transaction.atomic
def solve_visit_problem(visit: Visit, *, by: User, remark: str) -> None:
    """The problem found on a visit is solved; its signal to the ledger is cleared.

    Raises:
        RuleError: nothing said, no problem, or solved already.
        PermissionDenied: the household is outside the scope of `by`.
    """
    check(by, Permission.VISIT_RECORD, visit.household)
    if not remark.strip():
        raise RuleError("请写明问题是怎样解决的")
    unsolved = Visit.objects.with_open_problem().filter(pk=visit.pk)
    if not unsolved.update(is_problem_solved=True):
        raise RuleError("这次走访没有待解决的问题")
    audit.record(
        by, "visit.problem_solved", visit, after={"is_problem_solved": True}, remark=remark
    )
    signals.clear(_fingerprint(visit))


def _check_facts(cadre: Cadre, facts: VisitFacts) -> None:
    check_not_ahead(facts.visited_on, "走访日期")
    if not facts.content.strip():
        raise RuleError("请填写走访内容")
    check_in_service(cadre, "不能登记其后的走访", on=facts.visited_on)
    if facts.is_problem_solved and not facts.problem.strip():
        raise RuleError("勾选“已当场解决”时须写明发现的问题")
    if facts.next_visit_on and facts.next_visit_on <= facts.visited_on:
        raise RuleError("计划下次走访须晚于本次走访日期")
    if facts.joint_with is not None and facts.joint_with.pk == cadre.pk:
        raise RuleError("同行干部不能是走访人本人")


def _stored(visit: Visit) -> Visit | None:
    """Write the visit; the row that carries its key already, where it was sent before."""
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:
        known = Visit.objects.filter(key=visit.key).select_related("household").first()
        same = known and (known.household_id, known.cadre_id, known.recorded_by_id) == (
            visit.household_id,
            visit.cadre_id,
            visit.recorded_by_id,
        )
        if not same:
            raise
        return known
    return None


def _signal(visit: Visit) -> None:
    signals.signal(
        SOURCE,
        visit,
        fingerprint=_fingerprint(visit),
        title=f"走访发现：{visit.problem}",
        found_on=visit.visited_on,
        facts={
            "户号": visit.household.household_no,
            "走访人": visit.cadre.name,
            "走访日期": str(visit.visited_on),
        },
    )


def _fingerprint(visit: Visit) -> str:
    return f"{SOURCE}:{visit.pk}"
