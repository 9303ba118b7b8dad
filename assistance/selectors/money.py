"""Money as pages show it: planned, set aside, arrived, paid; sums that fit together."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from assistance.enums import BenefitKind, FundClass
from assistance.models import FundSource, Project, ProjectBenefit

ZERO = Decimal(0)


@dataclass(frozen=True)
class ProjectTotals:
    """What projects come to together."""

    count: int
    planned: Decimal
    allocated: Decimal
    paid: Decimal

    @property
    def paid_share(self) -> Decimal | None:
        """支出进度: paid of what was set aside."""
        return self.paid / self.allocated if self.allocated else None


def project_totals(projects: QuerySet[Project]) -> ProjectTotals:
    """Totals of a filtered list; one query."""
    sums: dict[str, Any] = projects.order_by().aggregate(
        count=Count("pk"),
        planned=Sum("planned_amount"),
        allocated=Sum("allocated_amount"),
        paid=Sum("paid_amount"),
    )
    return ProjectTotals(
        sums["count"],
        sums["planned"] or ZERO,
        sums["allocated"] or ZERO,
        sums["paid"] or ZERO,
    )


@dataclass(frozen=True)
class FundLine:
    """Orders of one class: ordered, arrived, set aside, paid."""

    label: str
    count: int
    amount: Decimal
    arrived: Decimal
    allocated: Decimal
    paid: Decimal

    @property
    def arrived_share(self) -> Decimal | None:
        """资金到位率."""
        return self.arrived / self.amount if self.amount else None

    @property
    def paid_share(self) -> Decimal | None:
        """支出进度（拨付率）: paid of what arrived."""
        return self.paid / self.arrived if self.arrived else None


def fund_lines(sources: QuerySet[FundSource]) -> tuple[list[FundLine], FundLine]:
    """The orders by class, and all together; the parts add up to the whole by construction."""
    rows = (
        sources.order_by()
        .values("fund_class")
        .annotate(
            count=Count("pk"),
            ordered=Sum("amount"),
            arrived=Sum("arrived_amount"),
            allocated=Sum("allocated_amount"),
            paid=Sum("paid_amount"),
        )
    )
    by_class: dict[str, dict[str, Any]] = {row["fund_class"]: {**row} for row in rows}
    lines = [_fund_line(kind.label, [by_class[kind]]) for kind in FundClass if kind in by_class]
    return lines, _fund_line("合计", list(by_class.values()))


def _fund_line(label: str, rows: list[dict[str, Any]]) -> FundLine:
    def total(name: str) -> Decimal:
        return sum((row[name] for row in rows), ZERO)

    return FundLine(
        label,
        sum(row["count"] for row in rows),
        total("ordered"),
        total("arrived"),
        total("allocated"),
        total("paid"),
    )


@dataclass(frozen=True)
class BenefitLine:
    """What came out of a project in one way: households, persons, villages, employers, money."""

    label: str
    households: int
    persons: int
    villages: int
    employers: int
    amount: Decimal
    area_mu: Decimal

    @property
    def per_mu(self) -> Decimal | None:
        """Yuan for each mu, where land is behind the benefit."""
        return self.amount / self.area_mu if self.area_mu else None


def benefit_lines(benefits: QuerySet[ProjectBenefit]) -> list[BenefitLine]:
    """Benefits by kind; one query. "101 firms, nearly 1,000 people from 20 villages" is a line."""
    rows = (
        benefits.order_by()
        .values("kind")
        .annotate(
            households=Count("household", distinct=True),
            persons=Count("member", distinct=True),
            villages=Count("household__village", distinct=True),
            employers=Count("employer", distinct=True, filter=~Q(employer="")),
            total=Sum("amount"),
            area=Sum("area_mu"),
        )
    )
    by_kind: dict[str, dict[str, Any]] = {row["kind"]: {**row} for row in rows}
    return [_benefit_line(kind, by_kind[kind]) for kind in BenefitKind if kind in by_kind]


def _benefit_line(kind: BenefitKind, row: dict[str, Any]) -> BenefitLine:
    return BenefitLine(
        kind.label,
        row["households"],
        row["persons"],
        row["villages"],
        row["employers"],
        row["total"] or ZERO,
        row["area"] or ZERO,
    )
