"""How the ground floor's own current rows move when a division is succeeded."""

import datetime

from organization.models import Grant, Procedure, Unit, User


def move_current_rows(old: str, new: str, on: datetime.date) -> int:
    """Open units, grants and accounts of the old code now belong to the new one."""
    units = Unit.objects.open().filter(division_id=old).update(division_id=new)
    grants = Grant.objects.open().filter(division_id=old).update(division_id=new)
    users = User.objects.filter(division_id=old, is_active=True).update(division_id=new)
    running = Procedure.objects.running().filter(division_code=old).update(division_code=new)
    return units + grants + users + running
