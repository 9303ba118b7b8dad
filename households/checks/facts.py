"""What the checks of the household register read: plain facts of one household and one year.

The same shape is filled from a workbook, from a form and from the register, so a rule is written
once. None, and '' for codes, mean: not known.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

KIND = "households.household"


@dataclass(slots=True)
class MemberFacts:
    """One person in one data year."""

    name: str = ""
    relation: str = ""
    sex: str = ""
    birth_date: datetime.date | None = None
    education: str = ""
    student_status: str = ""
    health: tuple[str, ...] = ()
    labor: str = ""
    work_area: str = ""
    work_months: int | None = None
    serious_illness_insured: bool | None = None
    disability_no: str = ""
    basic_medical: bool | None = None
    employee_medical: bool | None = None
    pension: bool | None = None
    employee_pension: bool | None = None
    dibao: bool | None = None
    tekun: bool | None = None
    public_post: str = ""
    skill_note: str = ""
    dropout_reason: str = ""
    surveyed: bool = True
    """False for somebody who joined after the year's survey: nothing is known of the year."""
    member_id: int | None = None
    row: int | None = None
    """Index of the row in a workbook's table."""

    def age(self, year: int) -> int | None:
        """Full years on 31 December of the data year."""
        return year - self.birth_date.year if self.birth_date else None

    @property
    def is_student(self) -> bool:
        return self.student_status not in NOT_AT_SCHOOL

    @property
    def is_healthy(self) -> bool:
        return self.health == ("01",)


@dataclass(slots=True)
class HouseholdFacts:
    """One household in one data year with the people who belong to it."""

    data_year: int
    members: list[MemberFacts] = field(default_factory=list)
    size: int | None = None
    attribute: str = ""
    household_type: str = ""
    cause_main: str = ""
    causes_other: tuple[str, ...] = ()
    net_income_per_capita: Decimal | None = None
    wage_income: Decimal | None = None
    business_income: Decimal | None = None
    business_cost: Decimal | None = None
    dibao_grant: Decimal | None = None
    tekun_grant: Decimal | None = None
    previous_per_capita: Decimal | None = None
    water_safe: bool | None = None
    house_grade: str = ""
    is_dangerous_house: bool | None = None
    house_area_m2: Decimal | None = None
    subject_id: int | None = None
    division_code: str = ""


NOT_AT_SCHOOL = frozenset({"", "00", "01"})
"""Student status of those who are no pupils or students: blank, child under age, 非在校生."""


def codes(text: str | None) -> tuple[str, ...]:
    """ "02,04" → ("02", "04")."""
    return tuple(text.split(",")) if text else ()


def filled(target: Any, values: dict[str, Any] | Iterable[tuple[str, Any]]) -> Any:
    """Set the facts that a mapping gives; None leaves a code blank."""
    for name, value in dict(values).items():
        if value is not None:
            setattr(target, name, value)
    return target
