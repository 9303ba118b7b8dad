"""Reads of the village register across models, for pages and API."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet, Sum

from organization.models import Division, User
from organization.parameters import parameter, parameters_by_division
from villages.attendance import YearDays, year_days
from villages.enums import PostingRole
from villages.models import AttendanceMonth, KeyVillage, Posting, Village


def townships_in_reach(user: User, permission: str) -> QuerySet[Division]:
    """Townships of which the user sees at least one village."""
    villages = Village.objects.visible_to(user, permission)
    return Division.objects.townships().filter(code__in=villages.values("division__parent_id"))


@dataclass(frozen=True)
class KeyVillageCounts:
    """The headline: designated, out of poverty, still to go, first secretaries on post."""

    designated: int
    exited: int
    to_go: int
    secretaries: int
    all_villages: int


def key_village_counts(villages: QuerySet[Village], day: datetime.date) -> KeyVillageCounts:
    """Counts over `villages` (already within a scope) on `day`."""
    inside = KeyVillage.objects.as_of(day).filter(village__in=villages)
    designated = inside.count()
    exited = inside.exited(day).count()
    on_post = (
        Posting.objects.as_of(day).first_secretaries().filter(village__in=inside.values("village"))
    )
    return KeyVillageCounts(
        designated, exited, designated - exited, on_post.count(), villages.count()
    )


@dataclass(frozen=True)
class TeamMember:
    """Somebody posted to the village, with his days of the year where he is first secretary."""

    posting: Posting
    days: YearDays | None
    nights: int
    months: list[AttendanceMonth]


def team_of(village: Village, day: datetime.date) -> list[TeamMember]:
    """Who is on post on `day`, the first secretary first."""
    months = AttendanceMonth.objects.filter(month__year=day.year, month__lte=day).order_by("month")
    postings = (
        Posting.objects.as_of(day)
        .filter(village=village)
        .select_related("cadre", "unit")
        .prefetch_related(Prefetch("months", months, to_attr="months_of_year"))
    )
    target = parameter("village_days_target", day, village.pk)
    order = list(PostingRole.values)
    members = [_team_member(posting, target, day) for posting in postings]
    return sorted(members, key=lambda each: (order.index(each.posting.role), each.posting.pk))


def _team_member(posting: Posting, target: int, day: datetime.date) -> TeamMember:
    months = posting.months_of_year  # type: ignore[attr-defined]  # prefetched to this name
    counted = sum((each.counted_days for each in months if each.confirmed_at), Decimal(0))
    pending = sum((each.counted_days for each in months if not each.confirmed_at), Decimal(0))
    days = None
    if posting.role == PostingRole.FIRST_SECRETARY:
        days = year_days(
            counted, pending, target, starts_on=posting.starts_on, ends_on=posting.ends_on, day=day
        )
    return TeamMember(posting, days, sum(month.nights for month in months), months)


@dataclass(frozen=True)
class MonthLine:
    """A posting in the list of one month, with what is entered and the year's stand."""

    posting: Posting
    entered: AttendanceMonth | None
    year: YearDays

    @property
    def is_waiting(self) -> bool:
        return self.entered is not None and self.entered.confirmed_at is None


def attendance_lines(
    postings: QuerySet[Posting], month: datetime.date, day: datetime.date
) -> list[MonthLine]:
    """First secretaries of a page with their month and year: three statements for any number."""
    chosen = list(postings)
    entered = {row.posting_id: row for row in _months(chosen).filter(month=month)}
    year = _months(chosen).filter(month__year=month.year, month__lte=day).order_by()
    sums = {
        posting: (counted or Decimal(0), pending or Decimal(0))
        for posting, counted, pending in year.values_list("posting").annotate(
            counted=Sum("counted_days", filter=Q(confirmed_at__isnull=False)),
            pending=Sum("counted_days", filter=Q(confirmed_at__isnull=True)),
        )
    }
    targets = parameters_by_division("village_days_target", day)
    return [
        MonthLine(
            posting,
            entered.get(posting.pk),
            year_days(
                *sums.get(posting.pk, (Decimal(0), Decimal(0))),
                targets.near(posting.village_id),
                starts_on=posting.starts_on,
                ends_on=posting.ends_on,
                day=day,
            ),
        )
        for posting in chosen
    ]


def _months(postings: list[Posting]) -> QuerySet[AttendanceMonth]:
    ids = [posting.pk for posting in postings]
    return AttendanceMonth.objects.filter(posting__in=ids).select_related("confirmed_by")
