"""What waits for people here: the line on their work list and the counter in the frame."""

from django.urls import reverse

from assistance.models import Pairing
from assistance.selectors.coverage import COVERAGES
from assistance.selectors.visits import overdue_pairings
from organization.enums import Reach
from organization.models import User
from organization.permissions import Permission
from organization.working_date import working_date
from organization.worklist import Waiting


def households_without_helper(user: User) -> Waiting | None:
    """Households of the user's area that should have a helper and have none."""
    rule = COVERAGES["C4"]
    waiting = rule.uncovered(working_date()).visible_to(user, Permission.PAIRING_MANAGE)
    url = reverse("assistance:gaps", args=["C4"])
    return Waiting("没有帮扶责任人的户", waiting.count(), 0, url)


def pairings_without_helper(user: User) -> Waiting | None:
    """Pairings whose helper has left: to be handed over today."""
    pairings = Pairing.objects.visible_to(user, Permission.PAIRING_MANAGE)
    count = pairings.with_helper_gone(working_date()).count()
    url = f"{reverse('assistance:pairing_list')}?state=helper_gone"
    return Waiting("帮扶责任人已离开，待移交", count, count, url)


def own_visits_due(user: User) -> Waiting | None:
    """A helper's own households that are late."""
    own = [g for g in user.grants_for(Permission.VISIT_RECORD) if g.reach == Reach.OWN]
    if not own:
        return None
    mine = Pairing.objects.filter(cadre=user.cadre_id)
    late = overdue_pairings(mine, working_date(), user.division_id).count()
    return Waiting("超期未走访的帮扶户", late, late, reverse("assistance:mine"))
