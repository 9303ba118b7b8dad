"""Money: where it comes from, which project it is meant for, what was paid. All in yuan."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from assistance.enums import DisbursementKind, FundClass
from organization.scope import ScopedQuerySet


class FundSourceQuerySet(ScopedQuerySet):
    division_field = "division_id"


class FundSource(models.Model):
    """An order of money (资金文件): so much is assigned, so much of it has arrived.

    The sums are raised by the verbs under the CHECKs: no more is allocated than ordered, no more
    is paid than has arrived.
    """

    number = models.CharField("资金编号", max_length=24, unique=True)
    name = models.CharField("资金名称", max_length=100)
    fund_class = models.CharField("资金类别", max_length=3, choices=FundClass)
    year = models.PositiveSmallIntegerField("年度")
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="管理区划"
    )
    document_no = models.CharField("下达文号", max_length=60, blank=True)
    ordered_on = models.DateField("下达日期")
    amount = models.DecimalField("下达金额", max_digits=14, decimal_places=2)
    arrived_amount = models.DecimalField("到位金额", max_digits=14, decimal_places=2, default=0)
    allocated_amount = models.DecimalField(
        "已安排金额", max_digits=14, decimal_places=2, default=0, editable=False
    )
    paid_amount = models.DecimalField(
        "已拨付金额", max_digits=14, decimal_places=2, default=0, editable=False
    )

    objects = FundSourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金来源"
        ordering = ["-year", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated_amount__gte=0, paid_amount__gte=0),
                name="assistance_fundsource_amounts_not_negative",
                violation_error_message="资金不能为负",
            ),
            models.CheckConstraint(
                condition=Q(arrived_amount__lte=F("amount")),
                name="assistance_fundsource_arrived_within_ordered",
                violation_error_message="到位金额不能超过下达金额",
            ),
            models.CheckConstraint(
                condition=Q(allocated_amount__lte=F("amount")),
                name="assistance_fundsource_allocated_within_ordered",
                violation_error_message="安排的金额超过资金下达金额",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount__lte=F("arrived_amount")),
                name="assistance_fundsource_paid_within_arrived",
                violation_error_message="拨付的金额超过资金到位金额",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def missing_amount(self):
        """What was ordered and has not arrived."""
        return self.amount - self.arrived_amount

    @property
    def balance(self):
        """What arrived and is not paid (账上结存)."""
        return self.arrived_amount - self.paid_amount

    @property
    def division_code(self) -> str:
        return self.division_id


class FundArrival(models.Model):
    """Money of an order that reached the city's account (到位)."""

    source = models.ForeignKey(
        FundSource, models.PROTECT, related_name="arrivals", verbose_name="资金来源"
    )
    amount = models.DecimalField("到位金额", max_digits=14, decimal_places=2)
    arrived_on = models.DateField("到位日期")
    voucher_no = models.CharField("凭证号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金到位"
        ordering = ["source", "arrived_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="assistance_fundarrival_positive",
                violation_error_message="到位金额须大于零",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrived_on} {self.amount}"

    @property
    def division_code(self) -> str:
        return self.source.division_id


class AllocationQuerySet(ScopedQuerySet):
    division_field = "project__division_id"


class Allocation(models.Model):
    """Part of an order of money set aside for a project (资金安排).

    What is taken back later stands in `revoked_amount`: the row keeps what was first decided.
    """

    project = models.ForeignKey(
        "assistance.Project", models.PROTECT, related_name="allocations", verbose_name="项目"
    )
    source = models.ForeignKey(
        FundSource, models.PROTECT, related_name="allocations", verbose_name="资金来源"
    )
    amount = models.DecimalField("安排金额", max_digits=14, decimal_places=2)
    revoked_amount = models.DecimalField(
        "收回金额", max_digits=14, decimal_places=2, default=0, editable=False
    )
    paid_amount = models.DecimalField(
        "已拨付金额", max_digits=14, decimal_places=2, default=0, editable=False
    )
    allocated_on = models.DateField("安排日期")
    document_no = models.CharField("安排文号", max_length=60, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金安排"
        ordering = ["project", "allocated_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, paid_amount__gte=0, revoked_amount__gte=0),
                name="assistance_allocation_amount_positive",
                violation_error_message="安排金额须大于零",
            ),
            models.CheckConstraint(
                # Rounded, for SQLite subtracts in floating point.
                condition=Q(paid_amount__lte=Round(F("amount") - F("revoked_amount"), precision=2)),
                name="assistance_allocation_paid_within_amount",
                violation_error_message="拨付的金额超过安排金额",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.project_id}"

    @property
    def net_amount(self):
        """What the project may still count on in all."""
        return self.amount - self.revoked_amount

    @property
    def unpaid_amount(self):
        return self.amount - self.revoked_amount - self.paid_amount

    @property
    def division_code(self) -> str:
        return self.project.division_id


class DisbursementQuerySet(ScopedQuerySet):
    division_field = "allocation__project__division_id"


class Disbursement(models.Model):
    """A payment out of an allocation, or money that came back (拨付、退回).

    `amount` carries the sign, so that the sum of the rows is what was paid.
    """

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="disbursements", verbose_name="资金安排"
    )
    kind = models.CharField(
        "类别", max_length=8, choices=DisbursementKind, default=DisbursementKind.PAYMENT
    )
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    paid_on = models.DateField("日期")
    voucher_no = models.CharField("凭证号", max_length=40, blank=True)
    payee = models.CharField("收款单位", max_length=80, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)
    paid_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金拨付"
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DisbursementKind.PAYMENT, amount__gt=0)
                | Q(kind=DisbursementKind.RETURN, amount__lt=0),
                name="assistance_disbursement_sign_fits_kind",
                violation_error_message="拨付为正数，退回为负数",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"

    @property
    def project(self):
        return self.allocation.project

    @property
    def division_code(self) -> str:
        return self.allocation.project.division_id
