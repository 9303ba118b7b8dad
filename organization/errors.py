"""What the rules answer. The messages are written for the user, in Chinese."""


class RuleError(Exception):
    """A rule of the house forbids this; the message says what is wrong and what to do.

    Pages show it as a message, the API answers 409 (`organization.middleware`, `api_base`).
    """


class NotFoundError(Exception):
    """No such row, or none that this user may know of (404)."""


class StaleError(RuleError):
    """Somebody else was quicker: the row is no longer in the state the caller saw."""
