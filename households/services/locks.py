"""The lock that both engines know: a raise of the household's version."""

from django.db.models import F

from households.models import Household
from organization.errors import StaleError


def hold(household: Household) -> None:
    """Hold the household until the end of the transaction: others wait, then see what is written.

    For verbs that look at the stored rows after they hold it.
    """
    Household.objects.filter(pk=household.pk).update(version=F("version") + 1)
    household.refresh_from_db(fields=["version"])


def take(household: Household, version: int) -> None:
    """Hold the household if it still is as the caller saw it.

    Raises:
        StaleError: the household was changed since `version`; nothing was written.
    """
    rows = Household.objects.filter(pk=household.pk, version=version)
    if not rows.update(version=F("version") + 1):
        raise StaleError(f"{household}刚刚被他人修改，请核对后再保存")
    household.version = version + 1
