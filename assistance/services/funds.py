"""Verbs on money. Sums are raised by one conditional UPDATE each, always in the order source,
allocation, project, so that two clerks at once neither overspend nor block each other."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Round

from assistance.enums import DisbursementKind, ProjectState
from assistance.models import Allocation, Disbursement, FundArrival, FundSource, Project
from assistance.steps import FUNDABLE, PAYABLE
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import check_not_ahead

CENT = Decimal("0.01")


def cents(sum_: Combinable) -> Round:
    """A sum to the cent: SQLite adds in floating point, and 0.1 + 0.2 must not exceed 0.3."""
    return Round(sum_, precision=2)


@transaction.atomic
def order_fund(values: dict[str, Any], *, by: User) -> FundSource:
    """Enter an order of money (资金文件).

    Raises:
        PermissionDenied: the area that manages it is outside what `by` may edit.
        ValidationError: a value breaks a rule of the table.
    """
    source = FundSource(**values)
    check(by, Permission.PROJECT_EDIT, source.division_id)
    source.full_clean()
    source.save(force_insert=True)
    audit.record(by, "fund.ordered", source, after=values)
    audit.mark_change(Topic.FUND, source.division_id, source.ordered_on)
    return source


@transaction.atomic
def arrive_fund(
    source: FundSource,
    amount: Decimal,
    *,
    arrived_on: datetime.date,
    by: User,
    voucher_no: str = "",
) -> FundArrival:
    """Money of an order reached the account.

    Raises:
        RuleError: more than ordered, nothing, or a day ahead.
        PermissionDenied: the order is outside what `by` may edit.
    """
    check(by, Permission.PROJECT_EDIT, source)
    _check_entry(amount, arrived_on, "到位日期")
    room = FundSource.objects.filter(pk=source.pk, arrived_amount__lte=cents(F("amount") - amount))
    if not room.update(arrived_amount=cents(F("arrived_amount") + amount)):
        source.refresh_from_db()
        rest = source.amount - source.arrived_amount
        raise RuleError(f"到位金额超过下达金额：{source}尚未到位 {rest:,.2f} 元")
    arrival = FundArrival.objects.create(
        source=source, amount=amount, arrived_on=arrived_on, voucher_no=voucher_no.strip()
    )
    audit.record(by, "fund.arrived", source, after={"amount": amount, "arrived_on": arrived_on})
    audit.mark_change(Topic.FUND, source.division_id, arrived_on)
    return arrival


@transaction.atomic
def allocate_fund(
    source: FundSource,
    project: Project,
    amount: Decimal,
    *,
    allocated_on: datetime.date,
    by: User,
    document_no: str = "",
) -> Allocation:
    """Set part of an order aside for a project; the city's decision.

    Raises:
        RuleError: the project is not in the library, or there is not so much left in the order
            or in the project's plan.
        PermissionDenied: the order or the project is outside what `by` may edit.
    """
    check(by, Permission.PROJECT_EDIT, source)
    check(by, Permission.PROJECT_EDIT, project)
    _check_entry(amount, allocated_on, "安排日期")
    _raise_source(source, amount)
    _raise_project(project, amount)
    allocation = Allocation.objects.create(
        project=project,
        source=source,
        amount=amount,
        allocated_on=allocated_on,
        document_no=document_no.strip(),
    )
    told = {"source": source.pk, "project": project.pk, "amount": amount}
    audit.record(by, "fund.allocated", allocation, after=told)
    audit.mark_change(Topic.FUND, project.division_id, allocated_on)
    return allocation


def _raise_source(source: FundSource, amount: Decimal) -> None:
    room = FundSource.objects.filter(
        pk=source.pk, allocated_amount__lte=cents(F("amount") - amount)
    )
    if not room.update(allocated_amount=cents(F("allocated_amount") + amount)):
        source.refresh_from_db()
        rest = source.amount - source.allocated_amount
        raise RuleError(f"资金不足：{source}尚可安排 {rest:,.2f} 元")


def _raise_project(project: Project, amount: Decimal) -> None:
    room = Project.objects.filter(
        pk=project.pk, state__in=FUNDABLE, allocated_amount__lte=cents(F("planned_amount") - amount)
    )
    if not room.update(allocated_amount=cents(F("allocated_amount") + amount)):
        raise RuleError(_why_not_allocated(project))


def _why_not_allocated(project: Project) -> str:
    project.refresh_from_db()
    if project.state not in FUNDABLE:
        state = ProjectState(project.state).label
        return f"“{state}”的项目不能安排资金，只有入库后、归档前的项目可以"
    rest = project.planned_amount - project.allocated_amount
    return f"超过项目计划资金：{project}尚可安排 {rest:,.2f} 元"


@transaction.atomic
def revoke_allocation(
    allocation: Allocation, amount: Decimal, *, on: datetime.date, by: User, reason: str
) -> None:
    """Take back what was set aside and not paid.

    Raises:
        RuleError: no reason, or more than is unpaid.
        PermissionDenied: outside what `by` may edit.
    """
    check(by, Permission.PROJECT_EDIT, allocation.source)
    _check_entry(amount, on, "收回日期", since=allocation.allocated_on)
    if not reason.strip():
        raise RuleError("请填写收回原因")
    source = FundSource.objects.filter(pk=allocation.source_id, allocated_amount__gte=amount)
    is_there = source.update(allocated_amount=cents(F("allocated_amount") - amount))
    unpaid = Allocation.objects.filter(
        pk=allocation.pk, paid_amount__lte=cents(F("amount") - F("revoked_amount") - amount)
    )
    if not is_there or not unpaid.update(revoked_amount=cents(F("revoked_amount") + amount)):
        allocation.refresh_from_db()
        raise RuleError(f"只能收回未拨付的部分：{allocation.unpaid_amount:,.2f} 元")
    Project.objects.filter(pk=allocation.project_id).update(
        allocated_amount=cents(F("allocated_amount") - amount)
    )
    audit.record(by, "fund.revoked", allocation, after={"amount": amount}, remark=reason)
    audit.mark_change(Topic.FUND, allocation.division_code, on)


@transaction.atomic
def disburse(
    allocation: Allocation,
    amount: Decimal,
    *,
    paid_on: datetime.date,
    by: User,
    voucher_no: str = "",
    payee: str = "",
    remark: str = "",
) -> Disbursement:
    """Pay out of an allocation (拨付).

    Raises:
        RuleError: the project is not approved, or there is not so much left or arrived.
        PermissionDenied: outside what `by` may edit.
    """
    check(by, Permission.PROJECT_EDIT, allocation)
    _check_entry(amount, paid_on, "拨付日期", since=allocation.allocated_on)
    _raise_paid(allocation, amount)
    disbursement = Disbursement.objects.create(
        allocation=allocation,
        kind=DisbursementKind.PAYMENT,
        amount=amount,
        paid_on=paid_on,
        voucher_no=voucher_no.strip(),
        payee=payee.strip(),
        remark=remark.strip(),
        paid_by=by,
    )
    return _entered(disbursement, "fund.paid", by)


def _raise_paid(allocation: Allocation, amount: Decimal) -> None:
    arrived = FundSource.objects.filter(
        pk=allocation.source_id, paid_amount__lte=cents(F("arrived_amount") - amount)
    )
    if not arrived.update(paid_amount=cents(F("paid_amount") + amount)):
        source = FundSource.objects.get(pk=allocation.source_id)
        rest = source.arrived_amount - source.paid_amount
        raise RuleError(f"到位资金不足：{source}账上尚有 {rest:,.2f} 元")
    left = Allocation.objects.filter(
        pk=allocation.pk, paid_amount__lte=cents(F("amount") - F("revoked_amount") - amount)
    )
    if not left.update(paid_amount=cents(F("paid_amount") + amount)):
        allocation.refresh_from_db()
        raise RuleError(f"超过安排金额：本笔安排尚可拨付 {allocation.unpaid_amount:,.2f} 元")
    payable = Project.objects.filter(pk=allocation.project_id, state__in=PAYABLE)
    if not payable.update(paid_amount=cents(F("paid_amount") + amount)):
        state = Project.objects.get(pk=allocation.project_id).get_state_display()
        raise RuleError(f"“{state}”的项目不能拨付，立项批复后、归档前的项目才可以")


@transaction.atomic
def return_payment(
    allocation: Allocation, amount: Decimal, *, paid_on: datetime.date, by: User, remark: str
) -> Disbursement:
    """Money paid comes back (退回); it can be paid again.

    Raises:
        RuleError: no reason, or more than was paid.
        PermissionDenied: outside what `by` may edit.
    """
    check(by, Permission.PROJECT_EDIT, allocation)
    _check_entry(amount, paid_on, "退回日期", since=allocation.allocated_on)
    if not remark.strip():
        raise RuleError("请填写退回原因")
    _lower_paid(allocation, amount)
    disbursement = Disbursement.objects.create(
        allocation=allocation,
        kind=DisbursementKind.RETURN,
        amount=-amount,
        paid_on=paid_on,
        remark=remark.strip(),
        paid_by=by,
    )
    return _entered(disbursement, "fund.returned", by)


def _lower_paid(allocation: Allocation, amount: Decimal) -> None:
    paid: list[QuerySet[Any]] = [
        FundSource.objects.filter(pk=allocation.source_id),
        Allocation.objects.filter(pk=allocation.pk),
        Project.objects.filter(pk=allocation.project_id),
    ]
    for row in paid:
        so_much = row.filter(paid_amount__gte=amount)
        if not so_much.update(paid_amount=cents(F("paid_amount") - amount)):
            most = min(row.get().paid_amount for row in paid)
            raise RuleError(f"退回金额超过已拨付的 {most:,.2f} 元")


def _entered(disbursement: Disbursement, verb: str, by: User) -> Disbursement:
    audit.record(
        by,
        verb,
        disbursement,
        after={
            "allocation": disbursement.allocation_id,
            "amount": disbursement.amount,
            "paid_on": disbursement.paid_on,
        },
    )
    audit.mark_change(Topic.FUND, disbursement.division_code, disbursement.paid_on)
    return disbursement


def _check_entry(
    amount: Decimal, on: datetime.date, label: str, *, since: datetime.date | None = None
) -> None:
    """`since`: the day on which the money was set aside; nothing moves before it."""
    if since and on < since:
        raise RuleError(f"{label}不能早于安排日期（{since}）")
    if amount <= 0 or amount != amount.quantize(CENT):
        raise RuleError("金额须大于零，精确到分")
    check_not_ahead(on, label)
