"""Money: what is ordered, arrives, is set aside, paid and comes back; never more than there is."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistance.enums import ProjectState
from assistance.models import Allocation, Disbursement, FundArrival, FundSource, Project
from assistance.services.funds import (
    allocate_fund,
    arrive_fund,
    disburse,
    order_fund,
    return_payment,
    revoke_allocation,
)
from organization.errors import RuleError
from organization.models import AuditEntry, ChangeMark, Division
from organization.working_date import fixed_working_date
from tests.assistance.factories import AllocationFactory, FundSourceFactory, ProjectFactory
from tests.factories import CITY, YANGLINWEI, DivisionFactory, make_user

TODAY = datetime.date(2016, 12, 31)


@pytest.fixture
def office(day):
    return make_user("city_office")


def test_money_goes_its_whole_way(office):
    source = order_fund(
        {
            "number": "ZJ1",
            "name": "2016年产业资金",
            "fund_class": "F30",
            "year": 2016,
            "division": DivisionFactory(code=CITY),
            "ordered_on": TODAY,
            "amount": Decimal("1000.00"),
        },
        by=office,
    )
    project = ProjectFactory(planned_amount=Decimal("500.00"))

    arrive_fund(source, Decimal("600.00"), arrived_on=TODAY, by=office)
    allocation = allocate_fund(source, project, Decimal("400.00"), allocated_on=TODAY, by=office)
    disburse(allocation, Decimal("300.50"), paid_on=TODAY, by=office)
    return_payment(allocation, Decimal("0.50"), paid_on=TODAY, by=office, remark="退回多付")
    revoke_allocation(allocation, Decimal("100.00"), on=TODAY, by=office, reason="结余")

    source.refresh_from_db()
    project.refresh_from_db()
    allocation.refresh_from_db()
    assert (source.arrived_amount, source.allocated_amount, source.paid_amount) == (600, 300, 300)
    assert (project.allocated_amount, project.paid_amount) == (300, 300)
    assert (allocation.net_amount, allocation.paid_amount, allocation.unpaid_amount) == (
        300,
        300,
        0,
    )
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "fund.ordered",
        "fund.arrived",
        "fund.allocated",
        "fund.paid",
        "fund.returned",
        "fund.revoked",
    ]
    assert ChangeMark.objects.filter(topic="fund").count() == 6


@pytest.mark.parametrize(
    ("arrived", "planned", "amount", "said"),
    [
        ("500.00", "9000.00", "1000.01", "尚可安排 1,000.00 元"),
        ("500.00", "300.00", "300.01", "尚可安排 300.00 元"),
    ],
)
def test_no_more_is_set_aside_than_ordered_or_planned(office, arrived, planned, amount, said):
    source = FundSourceFactory(amount=Decimal("1000.00"), arrived_amount=Decimal(arrived))
    project = ProjectFactory(planned_amount=Decimal(planned))

    with pytest.raises(RuleError, match=said):
        allocate_fund(source, project, Decimal(amount), allocated_on=TODAY, by=office)

    source.refresh_from_db()
    assert source.allocated_amount == 0


def test_no_more_is_paid_than_set_aside_or_arrived(office):
    allocation = AllocationFactory(
        source__amount=Decimal("1000.00"),
        source__arrived_amount=Decimal("150.00"),
        amount=Decimal("200.00"),
    )

    with pytest.raises(RuleError, match=r"账上尚有 150\.00 元"):
        disburse(allocation, Decimal("150.01"), paid_on=TODAY, by=office)
    disburse(allocation, Decimal("150.00"), paid_on=TODAY, by=office)
    arrive_fund(allocation.source, Decimal("850.00"), arrived_on=TODAY, by=office)
    with pytest.raises(RuleError, match=r"尚可拨付 50\.00 元"):
        disburse(allocation, Decimal("50.01"), paid_on=TODAY, by=office)

    assert Disbursement.objects.aggregate(paid=Sum("amount"))["paid"] == 150


def test_cents_add_up_on_both_engines(office):
    allocation = AllocationFactory(amount=Decimal("0.30"))

    for _ in range(3):
        disburse(allocation, Decimal("0.10"), paid_on=TODAY, by=office)
    with pytest.raises(RuleError):
        disburse(allocation, Decimal("0.01"), paid_on=TODAY, by=office)

    allocation.refresh_from_db()
    assert allocation.paid_amount == Decimal("0.30")


def test_no_more_arrives_than_ordered(office):
    source = FundSourceFactory(amount=Decimal("100.00"), arrived_amount=Decimal("60.00"))

    with pytest.raises(RuleError, match=r"尚未到位 40\.00 元"):
        arrive_fund(source, Decimal("40.01"), arrived_on=TODAY, by=office)


def test_only_what_was_not_paid_is_taken_back_and_only_what_was_paid_returned(office):
    allocation = AllocationFactory(amount=Decimal("200.00"))
    disburse(allocation, Decimal("150.00"), paid_on=TODAY, by=office)

    with pytest.raises(RuleError, match=r"未拨付的部分：50\.00 元"):
        revoke_allocation(allocation, Decimal("50.01"), on=TODAY, by=office, reason="结余")
    with pytest.raises(RuleError, match=r"未拨付的部分：50\.00 元"):  # more than it gave
        revoke_allocation(allocation, Decimal("900.00"), on=TODAY, by=office, reason="结余")
    with pytest.raises(RuleError, match=r"已拨付的 150\.00 元"):
        return_payment(allocation, Decimal("150.01"), paid_on=TODAY, by=office, remark="多付")


def test_nothing_is_returned_to_an_order_that_never_paid_it(office):
    allocation = AllocationFactory(amount=Decimal("200.00"))
    disburse(allocation, Decimal("150.00"), paid_on=TODAY, by=office)
    FundSource.objects.filter(pk=allocation.source_id).update(paid_amount=Decimal("20.00"))

    with pytest.raises(RuleError, match=r"超过已拨付的 20\.00 元"):
        return_payment(allocation, Decimal("20.01"), paid_on=TODAY, by=office, remark="多付")

    allocation.refresh_from_db()
    assert allocation.paid_amount == Decimal("150.00")


@pytest.mark.parametrize(
    ("amount", "on", "said"),
    [
        ("0", TODAY, "大于零"),
        ("-5.00", TODAY, "大于零"),
        ("0.001", TODAY, "精确到分"),
        ("5.00", TODAY + datetime.timedelta(days=1), "不能晚于今天"),
        ("5.00", datetime.date(2016, 3, 31), "不能早于安排日期"),
    ],
)
def test_amount_and_day_of_a_payment(office, amount, on, said):
    with pytest.raises(RuleError, match=said):
        disburse(AllocationFactory(), Decimal(amount), paid_on=on, by=office)


@pytest.mark.parametrize("state", [ProjectState.DECLARED, ProjectState.TOWN_REVIEWED, "closed"])
def test_only_projects_of_the_library_get_money(office, state):
    project = ProjectFactory(state=state)

    with pytest.raises(RuleError, match="不能安排资金"):
        allocate_fund(FundSourceFactory(), project, Decimal("1.00"), allocated_on=TODAY, by=office)


@pytest.mark.parametrize("state", [ProjectState.IN_LIBRARY, ProjectState.PLANNED])
def test_nothing_is_paid_before_the_project_is_approved(office, state):
    allocation = AllocationFactory(project__state=state)

    with pytest.raises(RuleError, match="立项批复后"):
        disburse(allocation, Decimal("1.00"), paid_on=TODAY, by=office)

    allocation.source.refresh_from_db()
    assert allocation.source.paid_amount == 0, "nothing of a refused payment stays"


def test_a_township_does_not_set_aside_the_citys_money(day):
    clerk = make_user("town_clerk", YANGLINWEI)

    with pytest.raises(PermissionDenied):
        allocate_fund(
            FundSourceFactory(), ProjectFactory(), Decimal("1.00"), allocated_on=TODAY, by=clerk
        )


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Allocation, {"paid_amount": Decimal("200.01")}),
        (Project, {"paid_amount": Decimal("200.01")}),
        (Project, {"allocated_amount": Decimal("300000.01")}),
        (FundSource, {"allocated_amount": Decimal("1000000.01")}),
        (FundSource, {"arrived_amount": Decimal("1000000.01")}),
    ],
)
def test_the_database_itself_refuses_overspending(day, model, values):
    AllocationFactory(amount=Decimal("200.00"))

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


AMOUNTS = st.decimals(min_value="0.01", max_value="99.99", places=2)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["arrive", "allocate", "pay", "return", "revoke"]),
        st.integers(0, 1),
        st.integers(0, 1),
        AMOUNTS,
    ),
    min_size=5,
    max_size=25,
)


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_every_yuan_is_found_again_whatever_happens(day, acts):
    with transaction.atomic():
        office = make_user("city_office")
        sources = [FundSourceFactory(amount=Decimal(150), arrived_amount=0) for _ in range(2)]
        projects = [ProjectFactory(planned_amount=Decimal(120)) for _ in range(2)]

        for verb, source, project, amount in acts:
            _try(verb, sources[source], projects[project], amount, office)

        _assert_reconciled(sources, projects)
        transaction.set_rollback(True)


def _try(verb, source, project, amount, by):
    allocation = Allocation.objects.filter(source=source, project=project).last()
    try:
        if verb == "arrive":
            arrive_fund(source, amount, arrived_on=TODAY, by=by)
        elif verb == "allocate":
            allocate_fund(source, project, amount, allocated_on=TODAY, by=by)
        elif allocation and verb == "pay":
            disburse(allocation, amount, paid_on=TODAY, by=by)
        elif allocation and verb == "return":
            return_payment(allocation, amount, paid_on=TODAY, by=by, remark="退")
        elif allocation:
            revoke_allocation(allocation, amount, on=TODAY, by=by, reason="收")
    except RuleError:
        pass


def _sum(rows, name) -> Decimal:
    return sum((getattr(row, name) for row in rows), Decimal(0))


def _assert_reconciled(sources, projects):
    for source in sources:
        source.refresh_from_db()
        parts = source.allocations.all()
        paid = Disbursement.objects.filter(allocation__source=source)
        arrived = FundArrival.objects.filter(source=source)
        assert source.arrived_amount == _sum(arrived, "amount") <= source.amount
        assert source.allocated_amount == _sum(parts, "net_amount") <= source.amount
        assert source.paid_amount == _sum(paid, "amount") <= source.arrived_amount
    for project in projects:
        project.refresh_from_db()
        parts = project.allocations.all()
        paid = Disbursement.objects.filter(allocation__project=project)
        assert project.allocated_amount == _sum(parts, "net_amount") <= project.planned_amount
        assert project.paid_amount == _sum(paid, "amount") <= project.allocated_amount
        assert project.paid_amount == _sum(parts, "paid_amount")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer")
def test_two_clerks_at_once_cannot_overspend():
    with fixed_working_date(TODAY):
        office = make_user("city_office")
        allocation = AllocationFactory(amount=Decimal("100.00"))
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def pay() -> None:
        with fixed_working_date(TODAY):
            start.wait()
            try:
                disburse(allocation, Decimal("40.00"), paid_on=TODAY, by=office)
            except RuleError:
                outcomes.append("refused")
            else:
                outcomes.append("paid")
            finally:
                connections.close_all()

    clerks = [threading.Thread(target=pay) for _ in range(4)]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()

    assert sorted(outcomes) == ["paid", "paid", "refused", "refused"]
    allocation.refresh_from_db()
    assert allocation.paid_amount == 80
    assert Disbursement.objects.aggregate(paid=Sum("amount"))["paid"] == 80
    assert Division.objects.filter(code=CITY).exists()


@pytest.mark.django_db
def test_more_than_a_source_ever_gave_cannot_be_taken_back(day):
    office = make_user("city_office")
    source, project = FundSourceFactory(), ProjectFactory()
    allocation = allocate_fund(source, project, Decimal("99.97"), allocated_on=TODAY, by=office)

    with pytest.raises(RuleError, match=r"99\.97"):
        revoke_allocation(allocation, Decimal("99.98"), on=TODAY, by=office, reason="收")
    revoke_allocation(allocation, Decimal("99.97"), on=TODAY, by=office, reason="收")

    source.refresh_from_db()
    assert source.allocated_amount == 0


def test_money_does_not_come_back_before_it_was_set_aside(office):
    allocation = AllocationFactory()
    early = allocation.allocated_on - datetime.timedelta(days=1)

    with pytest.raises(RuleError, match="退回日期不能早于安排日期"):
        return_payment(allocation, Decimal(1), paid_on=early, by=office, remark="误付")
    with pytest.raises(RuleError, match="收回日期不能早于安排日期"):
        revoke_allocation(allocation, Decimal(1), on=early, by=office, reason="误列")
