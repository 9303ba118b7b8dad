"""Pairings, visits, leaders, projects and money of the demonstration city, written set-based."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistance.models import (
    ActionPlan,
    ActionProgress,
    ActionTask,
    Allocation,
    Disbursement,
    FundArrival,
    FundSource,
    LeaderPost,
    Pairing,
    Project,
    ProjectBenefit,
    ProjectStep,
    TownshipDesignation,
    TownshipPairing,
    VillagePairing,
    Visit,
)
from households.demo.places import HEAVY_TOWNSHIPS
from organization.bulk import insert_rows, next_ids
from reviews.demo.cast import CITY, LEADERS, Cast
from reviews.demo.commitments import VILLAGE_PAIRING_DAY, PairingFacts, Patronage, VisitFacts
from reviews.demo.household_rows import HouseholdKeys
from reviews.demo.nine_actions import PLANS, TaskFacts
from reviews.demo.organization_rows import OrganizationKeys
from reviews.demo.project_facts import ProjectFacts, SourceFacts

_LEADERS_SINCE = date(2014, 1, 1)
_PLANS_SINCE = date(2016, 2, 1)
_DOCUMENT = "仙扶组发〔2015〕6号"


def write_leadership(
    cast: Cast, patrons: Sequence[Patronage], keys: OrganizationKeys, until: date
) -> None:
    """Leaders' posts, the eight townships with a heavy task, who has which village."""
    insert_rows(
        LeaderPost,
        ["cadre_id", "body", "title", "is_standing_committee", "starts_on"],
        (
            (keys.cadres[cadre.number], body, title, in_committee, _LEADERS_SINCE)
            for cadre, (body, title, _, in_committee) in zip(cast.leaders, LEADERS, strict=True)
        ),
    )
    insert_rows(
        TownshipDesignation,
        ["division_id", "kind", "document_no", "starts_on"],
        (
            (f"{town}000", kind, "仙扶组发〔2014〕4号", date(2014, 12, 1))
            for town in HEAVY_TOWNSHIPS
            for kind in ("key", "heavy")
        ),
    )
    if until < VILLAGE_PAIRING_DAY:
        return
    insert_rows(
        TownshipPairing,
        ["division_id", "cadre_id", "document_no", "starts_on"],
        (
            (f"{town}000", keys.cadres[cadre.number], _DOCUMENT, VILLAGE_PAIRING_DAY)
            for town, cadre in zip(HEAVY_TOWNSHIPS, cast.leaders, strict=False)
        ),
    )
    insert_rows(
        VillagePairing,
        ["kind", "village_id", "cadre_id", "unit_id", "document_no", "starts_on"],
        _patronages(patrons, keys),
    )


def _patronages(patrons: Iterable[Patronage], keys: OrganizationKeys) -> Iterator[tuple]:
    for patron in patrons:
        leader = keys.cadres[patron.leader.number]
        department = keys.units[patron.department.number]
        firm = keys.units[patron.enterprise.number]
        since = VILLAGE_PAIRING_DAY
        yield "leader", patron.village, leader, None, _DOCUMENT, since
        yield "unit", patron.village, None, department, _DOCUMENT, since
        yield "enterprise", patron.village, None, firm, _DOCUMENT, since


def write_pairings(
    pairings: Sequence[PairingFacts], people: HouseholdKeys, keys: OrganizationKeys
) -> None:
    """Helpers and households; a handover names its predecessor."""
    for pairing, key in zip(pairings, next_ids(Pairing, len(pairings)), strict=True):
        pairing.number = key
    insert_rows(
        Pairing,
        [
            "id", "household_id", "cadre_id", "unit_id", "predecessor_id", "starts_on", "ends_on",
            "end_reason",
        ],
        (
            (
                each.number, people.household[each.household.number],
                keys.cadres[each.cadre.number], keys.units[each.cadre.unit.number],
                each.follows.number if each.follows else None, each.starts_on, each.ends_on,
                each.end_reason,
            )
            for each in pairings
        ),
    )  # fmt: skip


def write_visits(
    visits: Iterator[VisitFacts], people: HouseholdKeys, keys: OrganizationKeys
) -> int:
    """Visits of the last year; returns how many."""
    return insert_rows(
        Visit,
        [
            "key", "household_id", "cadre_id", "visited_on", "kind", "content", "problem",
            "is_problem_solved", "minutes",
        ],
        (
            (
                visit.key, people.household[visit.pairing.household.number],
                keys.cadres[visit.pairing.cadre.number], visit.day, visit.kind, visit.content,
                visit.problem, visit.is_solved, visit.minutes,
            )
            for visit in visits
        ),
    )  # fmt: skip


# Projects and money ----------------------------------------------------------------------------


def write_works(
    sources: Sequence[SourceFacts],
    projects: Sequence[ProjectFacts],
    people: HouseholdKeys,
    keys: OrganizationKeys,
) -> None:
    """Sources, projects with their way, allocations, payments, benefits."""
    source_keys = _write_sources(sources)
    project_keys = dict(
        zip((each.number for each in projects), next_ids(Project, len(projects)), strict=True)
    )
    _write_projects(projects, project_keys, keys)
    _write_money(projects, project_keys, source_keys)
    insert_rows(
        ProjectBenefit,
        [
            "project_id", "household_id", "member_id", "kind", "benefited_on", "amount", "months",
            "area_mu", "employer", "remark",
        ],
        _benefits(projects, project_keys, people),
    )  # fmt: skip


def _write_sources(sources: Sequence[SourceFacts]) -> dict[str, int]:
    numbers = dict(
        zip((each.code for each in sources), next_ids(FundSource, len(sources)), strict=True)
    )
    insert_rows(
        FundSource,
        [
            "id", "number", "name", "fund_class", "year", "division_id", "document_no",
            "ordered_on", "amount", "arrived_amount", "allocated_amount", "paid_amount",
        ],
        (
            (
                numbers[each.code], each.code, each.name, each.fund_class, each.year, CITY,
                f"仙财发〔{each.year}〕{int(each.code[-2:]) + 11}号", each.ordered_on, each.amount,
                each.amount, each.allocated, each.paid,
            )
            for each in sources
        ),
    )  # fmt: skip
    insert_rows(
        FundArrival,
        ["source_id", "amount", "arrived_on"],
        ((numbers[each.code], each.amount, each.ordered_on) for each in sources),
    )
    return numbers


def _write_projects(
    projects: Sequence[ProjectFacts], numbers: dict[str, int], keys: OrganizationKeys
) -> None:
    insert_rows(
        Project,
        [
            "id", "number", "name", "category", "level", "division_id", "unit_id", "plan_year",
            "content", "performance_target", "starts_on", "due_on", "state", "progress",
            "planned_amount", "allocated_amount", "paid_amount",
        ],
        (
            (
                numbers[each.number], each.number, each.name, each.category, each.level,
                each.division, keys.units[each.unit.number], each.year, each.content, each.target,
                date(each.year, 4, 1), date(each.year, 11, 30), each.state, each.progress,
                each.amount, sum(part.amount for part in each.allocations),
                sum(part.paid for part in each.allocations),
            )
            for each in projects
        ),
    )  # fmt: skip
    insert_rows(
        ProjectStep,
        ["project_id", "state", "entered_on"],
        (
            (numbers[each.number], state, entered_on)
            for each in projects
            for state, entered_on in each.steps
        ),
    )
    insert_rows(
        Project.villages.through,
        ["project_id", "village_id"],
        ((numbers[each.number], village) for each in projects for village in each.villages),
    )


def _write_money(
    projects: Sequence[ProjectFacts], numbers: dict[str, int], sources: dict[str, int]
) -> None:
    allocations = [(each, part) for each in projects for part in each.allocations]
    allocation_keys = next_ids(Allocation, len(allocations))
    insert_rows(
        Allocation,
        ["id", "project_id", "source_id", "amount", "paid_amount", "allocated_on"],
        (
            (
                key, numbers[each.number], sources[part.source.code], part.amount, part.paid,
                part.allocated_on,
            )
            for key, (each, part) in zip(allocation_keys, allocations, strict=True)
        ),
    )  # fmt: skip
    insert_rows(
        Disbursement,
        ["allocation_id", "amount", "paid_on", "payee"],
        (
            (key, payment.amount, payment.paid_on, each.unit.name)
            for key, (each, part) in zip(allocation_keys, allocations, strict=True)
            for payment in part.payments
        ),
    )


def _benefits(
    projects: Iterable[ProjectFacts], numbers: dict[str, int], people: HouseholdKeys
) -> Iterator[tuple]:
    for project in projects:
        for each in project.benefits:
            yield (
                numbers[project.number], people.household[each.household.number],
                people.member[each.member.number] if each.member else None, each.kind, each.day,
                each.amount, each.months, None if each.area_mu is None else str(each.area_mu),
                each.employer, each.remark,
            )  # fmt: skip


def write_actions(
    tasks: Sequence[TaskFacts], cast: Cast, keys: OrganizationKeys, until: date
) -> None:
    """The decision and the nine plans, their lists and monthly progress."""
    if until < _PLANS_SINCE:
        return
    plan_keys = next_ids(ActionPlan, len(PLANS))
    insert_rows(
        ActionPlan,
        [
            "id", "number", "level", "title", "lead_unit_id", "document_no", "provenance",
            "is_confirmed", "starts_on",
        ],
        (
            (
                plan_keys[number], number, "action" if number else "general", title,
                keys.units[cast.by_name[unit].number], f"仙扶组发〔2016〕{number + 2}号（示例）",
                "市情通报" if confirmed else "名称待核实，可在系统中修改", confirmed,
                _PLANS_SINCE,
            )
            for number, (title, unit, confirmed) in enumerate(PLANS)
        ),
    )  # fmt: skip
    task_keys = next_ids(ActionTask, len(tasks))
    insert_rows(
        ActionTask,
        [
            "id", "plan_id", "number", "content", "indicator", "target", "measure", "division_id",
            "lead_unit_id", "starts_on", "due_on",
        ],
        (
            (
                key, plan_keys[int(task.number.split("-")[0])], task.number, task.content,
                task.indicator, task.target, task.measure, CITY,
                keys.units[cast.by_name[task.department].number], _PLANS_SINCE, task.due_on,
            )
            for key, task in zip(task_keys, tasks, strict=True)
        ),
    )  # fmt: skip
    insert_rows(
        ActionProgress,
        ["task_id", "month", "value"],
        (
            (key, month, value)
            for key, task in zip(task_keys, tasks, strict=True)
            for month, value in task.progress
        ),
    )
