"""Notes to people about what waits for them; no personal data of households in them."""

from collections.abc import Iterable

from django.utils import timezone

from organization.models import Notification, User


def notify(
    users: Iterable[User], *, title: str, url: str = "", body: str = "", fingerprint: str = ""
) -> int:
    """Send one note to each user; with a fingerprint never twice. Returns how many were new."""
    notes = [
        Notification(
            user=user, title=title[:120], body=body[:300], url=url, fingerprint=fingerprint
        )
        for user in users
    ]
    known = set()
    if fingerprint:
        sent = Notification.objects.filter(fingerprint=fingerprint)
        known = set(sent.values_list("user_id", flat=True))
    fresh = [note for note in notes if note.user_id not in known]
    Notification.objects.bulk_create(fresh, ignore_conflicts=bool(fingerprint))
    return len(fresh)


def told_of(fingerprints: Iterable[str]) -> set[tuple[int, str]]:
    """Who has been told of what already, as (user, fingerprint)."""
    sent = Notification.objects.filter(fingerprint__in=list(fingerprints))
    return set(sent.values_list("user_id", "fingerprint"))


def mark_read(user: User, note_ids: list[int] | None = None) -> int:
    """Mark notes of the user as read; all when none is named."""
    notes = user.notifications.unread()
    if note_ids is not None:
        notes = notes.filter(pk__in=note_ids)
    return notes.update(read_at=timezone.now())
