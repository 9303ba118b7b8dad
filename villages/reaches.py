"""What a posting lets a cadre see: rows about the villages to which he is posted today."""

from collections.abc import Callable

from django.db.models import Q

from organization.models import Grant
from organization.working_date import working_date
from villages.models import Posting


def posted_to(village_field: str) -> Callable[[Grant], Q]:
    """The reach of one's own for a model whose column `village_field` says the village.

    The few villages are read first: a condition of constants keeps the index of the column, and
    for who is posted nowhere it falls away, where a subquery would look at every row.
    """

    def link(grant: Grant) -> Q:
        if not grant.user.cadre_id:
            return Q(pk__in=[])
        in_force = Posting.objects.as_of(working_date()).filter(cadre=grant.user.cadre_id)
        return Q(**{f"{village_field}__in": list(in_force.values_list("village_id", flat=True))})

    return link
