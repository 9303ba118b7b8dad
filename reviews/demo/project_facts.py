"""What a project of the demonstration city is before it becomes rows."""

from dataclasses import dataclass, field
from datetime import date

from households.demo.people import Person
from households.demo.places import GEXIN
from households.demo.register import Household
from reviews.demo.cast import UnitFacts

# The way of a project: state, days after the one before.
WAY = (
    ("declared", 0),
    ("town_reviewed", 12),
    ("in_library", 15),
    ("planned", 18),
    ("approved", 14),
    ("tendered", 21),
    ("contracted", 12),
    ("in_progress", 9),
    ("completed", 70),
    ("accepted", 20),
    ("settled", 15),
    ("reimbursed", 12),
    ("announced", 10),
    ("asset_registered", 20),
    ("closed", 25),
)
STATES = [state for state, _ in WAY]
_PROGRESS = {"in_progress": 55, "contracted": 5}


@dataclass(slots=True)
class SourceFacts:
    """An order of money."""

    code: str
    name: str
    fund_class: str
    year: int
    ordered_on: date
    amount: int
    allocated: int = 0
    paid: int = 0


@dataclass(slots=True)
class PaymentFacts:
    """One payment."""

    amount: int
    paid_on: date


@dataclass(slots=True)
class AllocationFacts:
    """Money set aside for a project, and what was paid of it."""

    source: SourceFacts
    amount: int
    allocated_on: date
    payments: list[PaymentFacts] = field(default_factory=list)

    @property
    def paid(self) -> int:
        return sum(payment.amount for payment in self.payments)


@dataclass(slots=True)
class BenefitFacts:
    """What a household got out of a project."""

    household: Household
    kind: str
    day: date
    amount: int = 0
    member: Person | None = None
    months: int | None = None
    area_mu: float | None = None
    employer: str = ""
    remark: str = ""


@dataclass(slots=True)
class ProjectFacts:
    """A project with its way, its money and its people."""

    number: str
    name: str
    category: str
    level: str
    division: str
    unit: UnitFacts
    year: int
    content: str
    target: str
    amount: int
    steps: list[tuple[str, date]] = field(default_factory=list)
    allocations: list[AllocationFacts] = field(default_factory=list)
    benefits: list[BenefitFacts] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.steps[-1][0]

    @property
    def is_orchard(self) -> bool:
        return self.division == GEXIN and "桃树" in self.name

    @property
    def progress(self) -> int:
        if self.state in _PROGRESS:
            return _PROGRESS[self.state]
        return 100 if STATES.index(self.state) >= STATES.index("completed") else 0

    def reached(self, state: str) -> date | None:
        return next((day for reached, day in self.steps if reached == state), None)
