"""The lock that both engines know: a raise of the village's version."""

from django.db.models import F

from organization.errors import StaleError
from villages.models import Village


def hold(village: Village) -> None:
    """Hold the village until the end of the transaction: others wait, then see what is written.

    For verbs that look at the stored rows after they hold it.
    """
    Village.objects.filter(pk=village.pk).update(version=F("version") + 1)
    village.refresh_from_db(fields=["version"])


def take(village: Village, version: int) -> None:
    """Hold the village if it still is as the caller saw it.

    Raises:
        StaleError: the village was changed since `version`; nothing was written.
    """
    rows = Village.objects.filter(pk=village.pk, version=version)
    if not rows.update(version=F("version") + 1):
        raise StaleError(f"{village}的信息刚刚被他人修改，请刷新后再试")
    village.version = version + 1
