"""What waits in the registry: the line on the work list of whoever keeps its records."""

from django.urls import reverse

from households.models import Household
from households.selectors import with_findings
from organization.models import User
from organization.permissions import Permission
from organization.worklist import Waiting


def households_with_findings(user: User) -> Waiting | None:
    """Households of the user's area in whose records the checks found something to mend."""
    mine = Household.objects.visible_to(user, Permission.HOUSEHOLD_EDIT)
    url = f"{reverse('households:list')}?findings=true"
    return Waiting("档案有核查问题的户", with_findings(mine).count(), 0, url)
