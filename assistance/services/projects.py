"""Verbs on projects: entered, corrected, moved along, and who gets something out of them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from assistance.enums import BenefitKind, ProjectState
from assistance.models import Project, ProjectBenefit, ProjectStep
from assistance.services.facts import stripped
from assistance.steps import FROZEN, PROJECT_STEPS, ProjectMove
from households.models import Household, Member, Membership
from organization import audit
from organization.division_codes import ancestor
from organization.enums import Topic
from organization.errors import RuleError, StaleError
from organization.locks import hold_row
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.services import edits
from organization.working_date import check_not_ahead, working_date
from villages.models import Village

MONEY_FROM = {ProjectState.DECLARED, ProjectState.TOWN_REVIEWED, ProjectState.IN_LIBRARY}
"""States in which the planned sum may still be corrected; later a change is a new decision."""


LIBRARY_CONTENTS = ["content", "performance_target", "starts_on", "due_on", "planned_amount"]
"""What a project must say before it enters the library (国务院扶贫办, 2018: 项目库)."""


@transaction.atomic
def save_project(project: Project, values: dict[str, Any], *, by: User, seen: str = "") -> Project:
    """Declare a project, or correct one that is not filed yet.

    Raises:
        RuleError: filed or cancelled, or the planned sum of an approved project changed.
        ValidationError: a value breaks a rule of the table.
        PermissionDenied: the place (old or new) is outside what `by` may edit.
        StaleError: another changed the same since the form was opened (`seen`).
    """
    is_new = project.pk is None
    if not is_new:
        hold_row(project)
        check(by, Permission.PROJECT_EDIT, project)
        values = edits.to_write(project, values, seen)
    columns = {name: value for name, value in values.items() if name != "villages"}
    if not is_new:
        _check_may_change(project, audit.changes(project, columns)[1])
    before, after = edits.write(project, columns)
    check(by, Permission.PROJECT_EDIT, project.division_id)
    if "villages" in values:
        _set_villages(project, values["villages"], before, after)
    if is_new:
        _log(project, ProjectState(project.state), working_date(), by)
    if after:
        verb = "project.declared" if is_new else "project.updated"
        audit.record(by, verb, project, before=before, after=after)
        audit.mark_change(Topic.PROJECT, project.division_id, working_date())
    return project


def _set_villages(
    project: Project, villages: Iterable[Village], before: dict[str, Any], after: dict[str, Any]
) -> None:
    known, wanted = set(project.villages.all()), set(villages)
    if known != wanted:
        project.villages.set(wanted)
        before["villages"] = sorted(village.pk for village in known)
        after["villages"] = sorted(village.pk for village in wanted)


def _check_may_change(project: Project, changed: dict[str, Any]) -> None:
    if project.state in FROZEN:
        raise RuleError(f"项目已{project.get_state_display()}，不能再修改")
    if "planned_amount" in changed and project.state not in MONEY_FROM:
        raise RuleError("项目已列入年度计划，计划资金的调整须先出库再重新申报")


@transaction.atomic
def move_project(
    project: Project,
    to: ProjectState,
    *,
    on: datetime.date,
    by: User,
    document_no: str = "",
    remark: str = "",
) -> None:
    """Take a project one step further (`assistance.steps.PROJECT_STEPS`).

    Raises:
        RuleError: the step does not follow, or lacks its day, document, reason or content.
        StaleError: the project left the state the caller saw.
        PermissionDenied: `by` may not take this step for the place.
    """
    seen = ProjectState(project.state)
    step = PROJECT_STEPS.get((seen, to))
    if step is None:
        raise RuleError(f"“{seen.label}”的项目不能转为“{to.label}”")
    check(by, Permission.PROJECT_EDIT, ancestor(project.division_id, step.level))
    hold_row(project)  # money may have been allocated since the caller read it
    if project.state != seen:
        raise StaleError("项目状态已由他人变更，请刷新后再办")
    _check_step(project, to, step, on, document_no, remark)
    values: dict[str, Any] = {"state": to}
    if to == ProjectState.COMPLETED:
        values["progress"] = 100
    Project.objects.filter(pk=project.pk).update(**values)
    for name, value in values.items():
        setattr(project, name, value)
    _log(project, to, on, by, document_no, remark)
    before, after = {"state": seen}, {"state": to, "document_no": document_no}
    audit.record(by, "project.moved", project, before=before, after=after, remark=remark)
    audit.mark_change(Topic.PROJECT, project.division_id, on)


def _check_step(
    project: Project,
    to: ProjectState,
    step: ProjectMove,
    on: datetime.date,
    document_no: str,
    remark: str,
) -> None:
    check_not_ahead(on, "办理日期")
    latest = project.steps.order_by("-entered_on").first()
    if latest and on < latest.entered_on:
        raise RuleError(f"办理日期不能早于上一步（{latest.entered_on}）")
    if step.needs_document and not document_no.strip():
        raise RuleError(f"“{step.label}”须填写文号")
    if step.needs_remark and not remark.strip():
        raise RuleError(f"“{step.label}”须填写说明")
    if to == ProjectState.IN_LIBRARY:
        _check_library_contents(project)
    if to == ProjectState.CANCELLED and project.allocated_amount:
        raise RuleError("项目已安排资金，请先收回资金再出库")


def _check_library_contents(project: Project) -> None:
    """Without its contents, above all a performance target, no project enters the library."""
    missing = [
        str(field.verbose_name)
        for field in Project._meta.concrete_fields
        if field.name in LIBRARY_CONTENTS and not getattr(project, field.name)
    ]
    if missing:
        raise RuleError(f"入库内容不完整，请补充：{'、'.join(missing)}")


@transaction.atomic
def report_progress(
    project: Project, progress: int, *, by: User, remark: str = "", seen: str = ""
) -> None:
    """Say how far the work on site has come, in percent.

    Raises:
        RuleError: not under way.
        ValidationError: not between 0 and 100.
        PermissionDenied: the place is outside what `by` may edit.
        StaleError: another reported otherwise since the form was opened (`seen`).
    """
    hold_row(project)
    check(by, Permission.PROJECT_EDIT, project)
    if not project.takes_progress:
        raise RuleError("只有“开工实施”的项目填报形象进度")
    values = edits.to_write(project, {"progress": progress}, seen)
    before, after = edits.write(project, values)
    if after or remark.strip():
        audit.record(by, "project.progress", project, before=before, after=after, remark=remark)


@dataclass(frozen=True)
class BenefitFacts:
    """What a household got, in which way; a job names the member, the employer, the months."""

    kind: BenefitKind
    benefited_on: datetime.date
    member: Member | None = None
    amount: Decimal = Decimal(0)
    months: int | None = None
    area_mu: Decimal | None = None
    employer: str = ""
    remark: str = ""


@transaction.atomic
def add_benefit(
    project: Project, household: Household, facts: BenefitFacts, *, by: User
) -> ProjectBenefit:
    """Record what a household got out of a project.

    Raises:
        RuleError: not in the register that day, a member of another household, a day ahead.
        PermissionDenied: the project is outside what `by` may edit, or the household is not seen.
        ValidationError: a value breaks a rule of the table (a job without employer).
    """
    check(by, Permission.PROJECT_EDIT, project)
    check(by, Permission.HOUSEHOLD_VIEW, household)
    day = facts.benefited_on
    check_not_ahead(day, "受益日期")
    if not Household.objects.valid(day).filter(pk=household.pk).exists():
        raise RuleError(f"{household}在{day}不是有效的建档立卡户")
    if facts.member and not _belongs(facts.member, household, day):
        raise RuleError(f"{facts.member}在{day}不是该户成员")
    benefit = ProjectBenefit(project=project, household=household, **stripped(facts))
    benefit.full_clean()
    benefit.save(force_insert=True)
    names = ["project", "household", "kind", "amount"]
    told = {name: getattr(benefit, name) for name in names}
    audit.record(by, "benefit.added", benefit, after=told)
    audit.mark_change(Topic.PROJECT, household.village_id, day)
    return benefit


def _belongs(member: Member, household: Household, day: datetime.date) -> bool:
    return Membership.objects.as_of(day).filter(member=member, household=household).exists()


def _log(
    project: Project,
    state: ProjectState,
    on: datetime.date,
    by: User,
    document_no: str = "",
    remark: str = "",
) -> None:
    ProjectStep.objects.create(
        project=project,
        state=state,
        entered_on=on,
        document_no=document_no.strip(),
        remark=remark.strip(),
        taken_by=by,
    )
