"""What a village is: its own facts and its yearly form."""

from typing import Any

from django.db import transaction

from organization import audit
from organization.enums import Topic
from organization.locks import take_version
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.services.edits import store
from organization.working_date import working_date
from villages.models import Village, VillageYear


@transaction.atomic
def update_village(village: Village, values: dict[str, Any], *, version: int, by: User) -> bool:
    """Set facts of a village that do not change by the year; False: nothing was different.

    Raises:
        PermissionDenied: outside what `by` may edit.
        StaleError: somebody saved the village since `version`.
    """
    check(by, Permission.VILLAGE_EDIT, village)
    before, after = audit.changes(village, values)
    if not after:
        return False
    take_version(village, version)
    for name, value in after.items():
        setattr(village, name, value)
    village.save(update_fields=list(after))
    audit.record(by, "village.updated", village, before=before, after=after)
    if "agricultural_population" in after:
        # A yearly figure (公安年报): what is corrected holds for the year.
        audit.mark_change(Topic.VILLAGE, village.pk, working_date().replace(month=1, day=1))
    return True


@transaction.atomic
def save_village_year(
    village: Village, year: int, values: dict[str, Any], *, version: int, by: User
) -> bool:
    """Enter or correct the yearly form of a village; False: nothing was different.

    Raises:
        PermissionDenied: outside what `by` may edit.
        StaleError: somebody saved the village since `version`.
    """
    check(by, Permission.VILLAGE_EDIT, village)
    take_version(village, version)
    row = VillageYear.objects.filter(village=village, data_year=year).first()
    row = row or VillageYear(village=village, data_year=year)
    before, after = audit.changes(row, values)
    if not after and row.pk:
        return False
    for name, value in after.items():
        setattr(row, name, value)
    store(row, after)
    audit.record(by, "village_year.saved", row, before=before, after=after, remark=f"{year}年度")
    return True
