"""What the verbs of assistance refuse, where a form has to tell refusals apart."""

from organization.errors import RuleError


class OverCapError(RuleError):
    """The helper has as many households as the rank should take; a reason lifts the bar."""


class EarlyEndError(RuleError):
    """The pairing would end before its term; a reason lifts the bar."""
