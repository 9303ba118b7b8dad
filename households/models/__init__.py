"""The household register: households, people, who lives where, status in time, yearly surveys."""

from households.models.households import Household
from households.models.members import Member, Membership
from households.models.spans import MonitoringCase, PovertySpan, ValiditySpan
from households.models.years import HouseholdYear, IncomeYear, LivingConditionYear, MemberYear

__all__ = [
    "Household",
    "HouseholdYear",
    "IncomeYear",
    "LivingConditionYear",
    "Member",
    "MemberYear",
    "Membership",
    "MonitoringCase",
    "PovertySpan",
    "ValiditySpan",
]
