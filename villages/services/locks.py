"""The lock that both engines know: a conditional raise of the village's version."""

from django.db.models import F

from organization.errors import StaleError
from villages.models import Village


def take(village: Village, version: int | None = None) -> None:
    """Hold the village until the end of the transaction, unless somebody was quicker.

    `version` is what the caller saw; without it the village's own, for verbs that only need to be
    one after the other.

    Raises:
        StaleError: the village was changed since.
    """
    seen = village.version if version is None else version
    taken = Village.objects.filter(pk=village.pk, version=seen).update(version=F("version") + 1)
    if not taken:
        raise StaleError(f"{village}的信息刚刚被他人修改，请刷新后再试")
    village.version = seen + 1
