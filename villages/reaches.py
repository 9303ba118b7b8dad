"""What a posting lets a cadre see: rows about the villages to which he is posted today."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from organization.models import Grant
from organization.working_date import working_date
from villages.models import Posting


def posted_to(village_field: str) -> Callable[[Grant], Q]:
    """The reach of one's own for a model whose column `village_field` says the village."""

    def link(grant: Grant) -> Q:
        in_force = Posting.objects.as_of(working_date()).filter(cadre=grant.user.cadre_id)
        return Q(Exists(in_force.filter(village=OuterRef(village_field))))

    return link
