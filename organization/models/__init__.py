"""The ground floor: who you are, where you belong, what you may do, what you did."""

from organization.models.attachments import Attachment
from organization.models.divisions import Division
from organization.models.jobs import Job
from organization.models.news import ChangeMark, Notification, ProblemSignal
from organization.models.people import Cadre, CadrePost, Unit
from organization.models.policy import DemoClock, Parameter
from organization.models.procedures import (
    Procedure,
    ProcedureAct,
    ProcedureDecision,
    ProcedureObjection,
)
from organization.models.trail import AuditBlock, AuditEntry
from organization.models.users import ApiToken, Grant, OldPassword, SignIn, User

__all__ = [
    "ApiToken",
    "Attachment",
    "AuditBlock",
    "AuditEntry",
    "Cadre",
    "CadrePost",
    "ChangeMark",
    "DemoClock",
    "Division",
    "Grant",
    "Job",
    "Notification",
    "OldPassword",
    "Parameter",
    "ProblemSignal",
    "Procedure",
    "ProcedureAct",
    "ProcedureDecision",
    "ProcedureObjection",
    "SignIn",
    "Unit",
    "User",
]
