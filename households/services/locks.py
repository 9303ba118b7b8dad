"""The lock that both engines know: a conditional raise of the household's version."""

from django.db.models import F

from households.models import Household
from organization.errors import StaleError


def take(household: Household, version: int | None = None) -> None:
    """Hold the household until the end of the transaction, unless somebody was quicker.

    `version` is what the caller saw; without it the household's own, for verbs that only need to
    be one after the other.

    Raises:
        StaleError: the household was changed since; nothing was written.
    """
    seen = household.version if version is None else version
    rows = Household.objects.filter(pk=household.pk, version=seen)
    if not rows.update(version=F("version") + 1):
        raise StaleError(f"{household}刚刚被他人修改，请核对后再保存")
    household.version = seen + 1
