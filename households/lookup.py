"""Finding a person by the whole ID number, and saying where, no more than one may know."""

from households.models import Household, Member, Membership
from organization.crypto import blind_index
from organization.models import Division, User
from organization.permissions import Permission


def place_of_duplicate(member: Member, user: User) -> str:
    """Where a person is registered, as much of it as `user` may know.

    Outside the user's scope it is the township and no more.
    """
    membership = (
        Membership.objects.open()
        .filter(member=member)
        .select_related("household__village__division__parent")
        .first()
    )
    if membership is None:
        return ""
    household = membership.household
    visible = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    if visible.filter(pk=household.pk).exists():
        place = f"{household.village}{household.group_no}"
        return f"已登记在{place}{household}（{household.household_no}）"
    township: Division = household.village.division.parent
    return f"已在{township}登记"


def find_by_id(number: str) -> Member | None:
    """The person with an ID number, wherever registered."""
    return Member.objects.filter(id_index=blind_index(number)).first() if number else None
