"""That somebody took a list out of the house."""

from organization import audit
from organization.models import User


def record_export(user: User, count: int) -> None:
    """Leave a trail of an export; it stands on the account that made it."""
    audit.record(user, "household.exported", user, after={"count": count}, remark=f"{count}户")
