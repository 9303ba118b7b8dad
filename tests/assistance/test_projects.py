"""The verbs on projects, benefits and action plans."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from assistance.enums import BenefitKind, ProjectState, TaskStatus
from assistance.models import ActionPlan, ActionTask, Project
from assistance.selectors.actions import plans_on
from assistance.selectors.money import benefit_lines, fund_lines, project_totals
from assistance.services.actions import report_action
from assistance.services.projects import (
    BenefitFacts,
    add_benefit,
    move_project,
    report_progress,
    save_project,
)
from assistance.steps import PROJECT_STEPS, steps_for
from organization.enums import DivisionLevel
from organization.errors import RuleError, StaleError
from organization.models import AuditEntry
from organization.services.edits import seen_of
from tests.assistance.factories import (
    ActionPlanFactory,
    ActionTaskFactory,
    AllocationFactory,
    FundSourceFactory,
    ProjectBenefitFactory,
    ProjectFactory,
)
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    HouseholdFactory,
    VillageFactory,
    make_user,
)

TODAY = datetime.date(2016, 12, 31)
S = ProjectState


@pytest.fixture
def office(day):
    return make_user("city_office")


@pytest.fixture
def clerk(day):
    return make_user("town_clerk", YANGLINWEI)


# --- steps -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "to"), PROJECT_STEPS)
def test_a_project_moves_by_the_table(office, start, to):
    project = ProjectFactory(state=start)

    move_project(project, to, on=TODAY, by=office, document_no="仙扶发1号", remark="说明")

    project.refresh_from_db()
    assert project.state == to
    assert project.steps.get().state == to
    assert AuditEntry.objects.get().after["state"] == to


@pytest.mark.parametrize("start", ProjectState)
def test_a_project_moves_no_other_way(office, start):
    project = ProjectFactory(state=start)
    facts = {"on": TODAY, "by": office, "document_no": "仙扶发1号", "remark": "说明"}

    for to in ProjectState:
        if (start, to) not in PROJECT_STEPS:
            with pytest.raises(RuleError, match="不能转为"):
                move_project(project, to, **facts)

    project.refresh_from_db()
    assert project.state == start


@pytest.mark.parametrize(
    ("start", "to"), [pair for pair, step in PROJECT_STEPS.items() if step.needs_document]
)
def test_decisions_need_their_document(office, start, to):
    with pytest.raises(RuleError, match="须填写文号"):
        move_project(ProjectFactory(state=start), to, on=TODAY, by=office, remark="说明")


@pytest.mark.parametrize(
    ("start", "to"), [pair for pair, step in PROJECT_STEPS.items() if step.needs_remark]
)
def test_steps_aside_need_a_word(office, start, to):
    with pytest.raises(RuleError, match="须填写说明"):
        move_project(ProjectFactory(state=start), to, on=TODAY, by=office, document_no="1号")


@pytest.mark.parametrize(("pair", "step"), PROJECT_STEPS.items())
def test_a_township_takes_its_own_steps_and_leaves_the_citys(clerk, pair, step):
    start, to = pair
    project = ProjectFactory(state=start)
    facts = {"on": TODAY, "by": clerk, "document_no": "1号", "remark": "说明"}

    is_own = step.level == DivisionLevel.TOWNSHIP
    assert (to in steps_for(clerk, project)) == is_own
    if is_own:
        move_project(project, to, **facts)
        return
    with pytest.raises(PermissionDenied):
        move_project(project, to, **facts)


@pytest.mark.parametrize("missing", ["content", "performance_target", "starts_on", "due_on"])
def test_the_library_takes_no_project_without_its_contents(office, missing):
    blank = None if missing.endswith("_on") else ""
    project = ProjectFactory(state=S.TOWN_REVIEWED, **{missing: blank})

    with pytest.raises(RuleError, match="入库内容不完整"):
        move_project(project, S.IN_LIBRARY, on=TODAY, by=office, document_no="1号")


def test_the_database_takes_none_without_target_either(day):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectFactory(state=S.IN_LIBRARY, performance_target="")


def test_days_of_steps_go_forward_and_not_ahead(office):
    project = ProjectFactory(state=S.TENDERED)
    facts = {"by": office, "document_no": "合同1号"}
    with pytest.raises(RuleError, match="不能晚于今天"):
        move_project(project, S.CONTRACTED, on=TODAY + datetime.timedelta(days=1), **facts)
    move_project(project, S.CONTRACTED, on=datetime.date(2016, 6, 1), **facts)

    with pytest.raises(RuleError, match="不能早于上一步"):
        move_project(project, S.IN_PROGRESS, on=datetime.date(2016, 5, 31), **facts)


def test_the_loser_of_a_race_is_told(office):
    project = ProjectFactory(state=S.CONTRACTED)
    seen_by_another = Project.objects.get(pk=project.pk)
    move_project(project, S.IN_PROGRESS, on=TODAY, by=office)

    with pytest.raises(StaleError):
        move_project(seen_by_another, S.IN_PROGRESS, on=TODAY, by=office)


def test_a_project_with_money_is_not_cancelled(office):
    project = AllocationFactory(project__state=S.PLANNED).project

    with pytest.raises(RuleError, match="先收回资金"):
        move_project(project, S.CANCELLED, on=TODAY, by=office, remark="重复申报")


def test_money_allocated_meanwhile_keeps_a_project_in_the_plan(office):
    project = ProjectFactory(state=S.PLANNED)
    as_another_saw_it = Project.objects.get(pk=project.pk)
    Project.objects.filter(pk=project.pk).update(allocated_amount=Decimal(100))

    with pytest.raises(RuleError, match="先收回资金"):
        move_project(as_another_saw_it, S.CANCELLED, on=TODAY, by=office, remark="重复申报")

    project.refresh_from_db()
    assert project.state == S.PLANNED


def test_the_planned_sum_is_fixed_with_the_years_plan(office):
    early, planned = ProjectFactory(state=S.IN_LIBRARY), ProjectFactory(state=S.PLANNED)

    save_project(early, {"planned_amount": Decimal(400000)}, by=office)
    with pytest.raises(RuleError, match="先出库再重新申报"):
        save_project(planned, {"planned_amount": Decimal(400000)}, by=office)
    with pytest.raises(RuleError, match="不能再修改"):
        save_project(ProjectFactory(state=S.CLOSED), {"content": "改"}, by=office)

    entry = AuditEntry.objects.get(verb="project.updated")
    assert (entry.before, entry.after) == (
        {"planned_amount": "300000.00"},
        {"planned_amount": "400000"},
    )


def test_a_correction_of_a_row_read_before_leaves_the_sums_alone(office):
    allocation = AllocationFactory(project__state=S.PLANNED)
    held = Project.objects.get(pk=allocation.project_id)
    Project.objects.filter(pk=held.pk).update(allocated_amount=0, progress=40)

    save_project(held, {"content": "修路3公里"}, by=office)

    stored = Project.objects.get(pk=held.pk)
    assert (stored.content, stored.allocated_amount, stored.progress) == ("修路3公里", 0, 40)


def test_the_second_of_two_correctors_is_told(office):
    project = ProjectFactory(state=S.IN_LIBRARY, content="修路")
    seen = seen_of(project, ["content", "planned_amount", "villages"])
    held = Project.objects.get(pk=project.pk)
    save_project(project, {"content": "修路3公里"}, by=office, seen=seen)

    with pytest.raises(StaleError, match="现为“修路3公里”"):
        save_project(held, {"content": "修路5公里"}, by=office, seen=seen)
    save_project(held, {"content": "修路", "planned_amount": Decimal(310000)}, by=office, seen=seen)

    stored = Project.objects.get(pk=project.pk)
    assert (stored.content, stored.planned_amount) == ("修路3公里", Decimal(310000))


def test_other_villages_of_a_project_stand_in_the_trail(office):
    project = ProjectFactory(state=S.IN_LIBRARY)
    village = VillageFactory()

    save_project(project, {"villages": [village]}, by=office)

    entry = AuditEntry.objects.get(verb="project.updated")
    assert entry.after == {"villages": [village.pk]}


def test_progress_is_told_while_the_work_is_on(office):
    running = ProjectFactory(state=S.IN_PROGRESS)

    report_progress(running, 60, by=office)
    with pytest.raises(ValidationError, match="0到100"):
        report_progress(running, 101, by=office)
    with pytest.raises(RuleError, match="开工实施"):
        report_progress(ProjectFactory(state=S.APPROVED), 10, by=office)

    running.refresh_from_db()
    assert running.progress == 60
    move_project(running, S.COMPLETED, on=TODAY, by=office)
    assert running.progress == 100


def test_of_two_who_report_progress_the_second_is_told(client, log_in, day):
    project = ProjectFactory(state=S.IN_PROGRESS, progress=30)
    log_in("city_office")
    address = f"/assistance/projects/{project.pk}/progress/"
    form = client.get(address).context["form"]
    mine = {"seen": form["seen"].value(), "remark": "已铺底层"}
    client.post(address, mine | {"progress": 45})

    page = client.post(address, mine | {"progress": 60}).content.decode()

    assert "形象进度（%）现为“45”" in page
    assert "已铺底层" in page
    project.refresh_from_db()
    assert project.progress == 45
    entry = AuditEntry.objects.get(verb="project.progress")
    assert (entry.before, entry.after) == ({"progress": 30}, {"progress": 45})
    assert entry.remark == "已铺底层"


# --- benefits ----------------------------------------------------------------------------------


def test_benefits_are_told_by_household_village_employer_and_mu(office):
    project = ProjectFactory()
    for place in (GEXIN, GEXIN, XIANFENG):
        household = HouseholdFactory(at=place)
        facts = BenefitFacts(
            BenefitKind.JOB,
            TODAY,
            member=household.memberships.get().member,
            employer="毛嘴服装厂",
            months=10,
            amount=Decimal(20000),
        )
        add_benefit(project, household, facts, by=office)
    ProjectBenefitFactory(project=project, amount=Decimal(30000), area_mu=Decimal(6))

    job, order = benefit_lines(project.benefits.all())

    assert (job.label, job.households, job.persons, job.villages, job.employers, job.amount) == (
        "务工就业",
        3,
        3,
        2,
        1,
        60000,
    )
    assert (order.label, order.per_mu) == ("订单种养", 5000)


def test_a_benefit_goes_to_a_household_of_the_register_and_its_own_member(office):
    project, household = ProjectFactory(), HouseholdFactory()
    stranger = HouseholdFactory().memberships.get().member
    facts = BenefitFacts(BenefitKind.DIVIDEND, TODAY, amount=Decimal(1))

    def refused(error: type[Exception], said: str, **wrong) -> None:
        with pytest.raises(error, match=said):
            add_benefit(project, household, replace(facts, **wrong), by=office)

    refused(RuleError, "不是有效的建档立卡户", benefited_on=datetime.date(2014, 1, 1))
    refused(RuleError, "不是该户成员", member=stranger)
    refused(RuleError, "不能晚于今天", benefited_on=datetime.date(2017, 1, 1))
    refused(ValidationError, "用工单位", kind=BenefitKind.JOB)


def test_a_township_gives_no_benefit_to_a_household_it_does_not_see(clerk):
    with pytest.raises(PermissionDenied):
        add_benefit(
            ProjectFactory(),
            HouseholdFactory(at=XIANFENG),
            BenefitFacts(BenefitKind.GRANT, TODAY),
            by=clerk,
        )


def test_totals_are_the_sums_of_the_rows(day):
    AllocationFactory(amount=Decimal("200.10"), project__planned_amount=Decimal(1000))
    AllocationFactory(
        amount=Decimal("99.90"),
        project__planned_amount=Decimal(500),
        source__fund_class="F30",
        source__amount=Decimal(700),
        source__arrived_amount=Decimal(350),
    )
    FundSourceFactory(fund_class="F30", amount=Decimal(300), arrived_amount=Decimal(0))

    totals = project_totals(Project.objects.all())
    lines, total = fund_lines(FundSourceFactory._meta.model.objects.all())

    assert (totals.count, totals.planned, totals.allocated) == (2, 1500, 300)
    assert totals.paid_share == 0
    assert [(line.label, line.amount, line.arrived) for line in lines] == [
        ("市级财政专项扶贫资金", 1000000, 1000000),
        ("统筹整合财政涉农资金", 1000, 350),
    ]
    assert total.amount == sum(line.amount for line in lines)
    assert lines[1].arrived_share == Decimal("0.35")


# --- action plans ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "value", "status"),
    [
        (datetime.date(2015, 12, 31), None, TaskStatus.WAITING),
        (datetime.date(2016, 1, 20), None, TaskStatus.WAITING),
        (datetime.date(2016, 7, 1), "100", TaskStatus.NORMAL),
        (datetime.date(2016, 7, 1), "81", TaskStatus.NORMAL),
        (datetime.date(2016, 7, 1), "79", TaskStatus.LAGGING),
        (datetime.date(2016, 7, 1), None, TaskStatus.LAGGING),
        (datetime.date(2016, 7, 1), "200", TaskStatus.DONE),
        (datetime.date(2017, 1, 1), "199", TaskStatus.OVERDUE),
        (datetime.date(2017, 1, 1), "200", TaskStatus.DONE),
    ],
)
def test_how_a_task_stands(day, on, value, status):
    task = ActionTaskFactory(target=Decimal(200))  # 2016-01-01 … 2016-12-31
    if value:
        task.progress.create(month=datetime.date(2016, 6, 1), value=Decimal(value))
    ActionPlan.objects.update(starts_on=datetime.date(2015, 1, 1))

    [plan] = plans_on(on, ActionTask.objects.all())

    assert plan.tasks[0].status == status


def test_a_month_is_reported_and_corrected_with_the_old_figure_in_the_trail(office):
    task = ActionTaskFactory()
    facts = {"by": office, "evidence": "验收单"}
    november, december = datetime.date(2016, 11, 1), datetime.date(2016, 12, 1)

    report_action(task, month=november, value=Decimal(80), **facts)
    with pytest.raises(RuleError, match="不能少于2016-11已填报的80"):
        report_action(task, month=december, value=Decimal(79), **facts)
    with pytest.raises(RuleError, match="以后月份"):
        report_action(task, month=datetime.date(2017, 1, 1), value=Decimal(90), **facts)
    with pytest.raises(RuleError, match="佐证"):
        report_action(task, month=december, value=Decimal(90), by=office, evidence=" ")
    report_action(task, month=december, value=Decimal(120), **facts)
    report_action(task, month=december, value=Decimal(110), **facts)

    with pytest.raises(RuleError, match="不能多于2016-12已填报的110"):
        report_action(task, month=november, value=Decimal(111), **facts)

    assert [row.value for row in task.progress.all()] == [110, 80]
    assert AuditEntry.objects.first().before == {"value": "120.00"}


def test_plans_take_as_many_statements_for_20_tasks_as_for_1(day, django_assert_num_queries):
    plan = ActionPlanFactory()
    for _ in range(20):
        ActionTaskFactory(plan=plan)

    with django_assert_num_queries(2):
        plans_on(TODAY, ActionTask.objects.all())
