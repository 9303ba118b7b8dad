"""What a verb is given about a household: plain values, sorted by the table they belong to."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from households.enums import JoinReason, Relation
from households.models import Member

Values = dict[str, Any]


@dataclass
class PersonEntry:
    """A person of the household, known already (`member`) or new.

    `person` are columns of `Member`, `year` of `MemberYear`; a column left out stays as it is.
    """

    person: Values
    year: Values
    relation: Relation | None = None
    member: Member | None = None
    join_reason: JoinReason = JoinReason.REGISTERED
    joined_on: datetime.date | None = None


@dataclass
class HouseholdEntry:
    """A household with its survey of one data year and its people."""

    data_year: int
    facts: Values = field(default_factory=dict)
    """Columns of `Household`."""
    year: Values = field(default_factory=dict)
    """Columns of `HouseholdYear`."""
    income: Values = field(default_factory=dict)
    living: Values = field(default_factory=dict)
    people: list[PersonEntry] = field(default_factory=list)
