"""Refusals of this floor."""

from organization.errors import RuleError


class WorkbookError(RuleError):
    """The file as a whole cannot be taken in; the message says why and what to do."""


class CellError(ValueError):
    """One cell cannot be read; the message is the sentence for the user."""
