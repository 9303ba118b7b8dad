"""What may not be seen or written by a user: the oracle of the walks through every address."""

from assistance.models import Pairing, ProjectBenefit
from households.models import Household
from organization.models import AuditEntry, Cadre, User
from organization.permissions import Permission
from organization.scope import ScopedQuerySet, covers
from organization.subjects import subject_of


def numbers_outside(user: User) -> set[str]:
    """Household numbers that must not stand on any page of this user.

    Who may see a pairing or a project's benefit sees which household it is about, no more.
    """
    seen = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    paired = Pairing.objects.visible_to(user, Permission.PAIRING_VIEW)
    benefits = ProjectBenefit.objects.visible_to(user, Permission.PROJECT_VIEW)
    rest = Household.objects.exclude(pk__in=seen.values("pk"))
    rest = rest.exclude(pk__in=paired.values("household_id"))
    rest = rest.exclude(pk__in=benefits.filter(household__isnull=False).values("household_id"))
    return set(rest.values_list("household_no", flat=True))


def is_inside(user: User, entry: AuditEntry) -> bool:
    """The row lies in an area or link of some grant of the user, or is his own account."""
    if any(covers(user, permission, entry.division_code) for permission in user.permissions):
        return True
    if (entry.subject_kind, entry.subject_id) == ("organization.user", str(user.pk)):
        return True
    subject = subject_of(entry.subject_kind)
    rows = subject.model.objects.all() if subject else Cadre.objects.none()
    return isinstance(rows, ScopedQuerySet) and any(
        rows.visible_to(user, permission).filter(pk=entry.subject_id).exists()
        for permission in user.permissions
    )
