"""Code lists of the household register, those of the national register where it has them.

Where the national system has a code, the code is the value; where the code list has two
generations (2014–2017, 2018 on), both stand in one list.
"""

from households.enums.conditions import FuelType, HouseGrade, HouseStructure, RoadType
from households.enums.households import (
    Attribute,
    Cause,
    HouseholdType,
    IdentificationStandard,
    NotExitReason,
)
from households.enums.people import (
    DropoutReason,
    Education,
    Ethnicity,
    Health,
    IdType,
    JoinReason,
    Labor,
    LeaveReason,
    Political,
    PublicPost,
    Relation,
    StudentStatus,
    WorkArea,
)
from households.enums.status import (
    Elimination,
    InvalidReason,
    MonitoringKind,
    PovertyEvent,
    PovertyStatus,
    Validity,
)

__all__ = [
    "Attribute",
    "Cause",
    "DropoutReason",
    "Education",
    "Elimination",
    "Ethnicity",
    "FuelType",
    "Health",
    "HouseGrade",
    "HouseStructure",
    "HouseholdType",
    "IdType",
    "IdentificationStandard",
    "InvalidReason",
    "JoinReason",
    "Labor",
    "LeaveReason",
    "MonitoringKind",
    "NotExitReason",
    "Political",
    "PovertyEvent",
    "PovertyStatus",
    "PublicPost",
    "Relation",
    "RoadType",
    "StudentStatus",
    "Validity",
    "WorkArea",
]
