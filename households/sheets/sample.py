"""A workbook with faults for the demonstration: the user's own township, a few mistakes in it."""

from organization.models import User


def workbook(user: User) -> bytes | None:
    return None
