"""What the demonstration register holds of a household (户)."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from households.demo.people import Person
from households.demo.places import Place

FIRST_DAY = date(2014, 12, 31)
"""The base: everybody registered in 2014, nobody lifted yet."""
LAST_DAY = date(2019, 11, 30)
"""The last day that the demonstration tells of."""

POOR, PRE_EXIT, EXITED, EXITED_NO_POLICY, RETURNED = (
    "POOR",
    "PRE_EXIT",
    "EXITED_WITH_POLICY",
    "EXITED_NO_POLICY",
    "RETURNED",
)
STILL_POOR = frozenset({POOR, PRE_EXIT, RETURNED})
GENERAL, DIBAO, TEKUN = "GENERAL", "DIBAO", "TEKUN"


class Change(NamedTuple):
    """Somebody came or went (人口自然变更); codes I1–I9 and D1–D9, R for a removal."""

    day: date
    code: str
    person: Person


class StatusSpan(NamedTuple):
    """A poverty status from a day on, by an event, until the next span begins."""

    status: str
    starts_on: date
    event: str
    reason: str = ""


class Income(NamedTuple):
    """Income and costs of a year in whole yuan (家庭收入)."""

    wage: int
    business: int
    business_cost: int
    lease: int
    dividend: int
    family_planning: int
    dibao: int
    tekun: int
    pension: int
    ecology: int
    other_transfer: int
    medical_reimbursement: int

    @property
    def transfer(self) -> int:
        return (
            self.family_planning
            + self.dibao
            + self.tekun
            + self.pension
            + self.ecology
            + self.other_transfer
        )

    @property
    def gross(self) -> int:
        return self.wage + self.business + self.lease + self.dividend + self.transfer

    @property
    def net(self) -> int:
        return self.gross - self.business_cost


class Living(NamedTuple):
    """Production and living conditions of a year (生产生活条件)."""

    arable_mu: float
    irrigated_mu: float
    water_mu: float
    production_power: bool
    domestic_power: bool
    water_difficult: bool
    water_safe: bool
    broadcast_tv: bool
    road_distance_km: float
    road_type: str
    house_area_m2: float
    house_structure: str
    house_built_year: int
    house_grade: str
    renovation_year: int | None
    toilet: bool
    fuel: str
    in_coop: bool
    internet: bool

    @property
    def is_dangerous_house(self) -> bool:
        return self.house_grade in ("C", "D")


class HouseholdYear(NamedTuple):
    """A household's survey of one year."""

    size: int
    attribute: str
    cause_main: str
    causes_other: tuple[str, ...]
    income: Income
    living: Living

    @property
    def net_per_head(self) -> float:
        return round(self.income.net / self.size, 2)


@dataclass(slots=True)
class Household:
    """A registered household and all that happened to it."""

    number: int
    place: Place
    serial: int
    surname: str
    members: list[Person]
    identified_on: date
    identified_as: str = "NEW"
    household_no: str = ""
    national_no: str = ""
    natural_village: str = ""
    group_no: str = ""
    address: str = ""
    phone: str = ""
    is_military_family: bool = False
    attribute: str = GENERAL
    cause: str = ""
    hardship: float = 0.0
    """The higher, the later the household is lifted."""
    planned_exit_year: int | None = None
    exit_day: date | None = None
    closed_on: date | None = None
    close_reason: str = ""
    spans: list[StatusSpan] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    years: dict[int, HouseholdYear] = field(default_factory=dict)

    def present(self, day: date) -> list[Person]:
        return [member for member in self.members if member.is_here(day)]

    def size_on(self, day: date) -> int:
        return sum(member.is_here(day) for member in self.members)

    def is_valid_on(self, day: date) -> bool:
        return self.identified_on <= day and (self.closed_on is None or self.closed_on > day)

    def status_on(self, day: date) -> str:
        """Poverty status on a day; blank before the household was registered."""
        status = ""
        for span in self.spans:
            if span.starts_on <= day:
                status = span.status
        return status

    def head_on(self, day: date) -> Person | None:
        for member in self.present(day):
            if member.relation_on(day) == "01":
                return member
        return None
