"""Half-open periods: a fact holds from `starts_on` until the day before `ends_on`."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from organization.days import ONE_DAY


class PeriodQuerySet(models.QuerySet):
    """Rows that hold over a period."""

    def as_of(self, day: datetime.date) -> Self:
        """Rows in force on `day`; an open end never passes."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def overlapping(self, starts_on: datetime.date, ends_on: datetime.date | None) -> Self:
        """Rows that share at least one day with [starts_on, ends_on)."""
        lasting = Q(ends_on__gt=starts_on) & Q(ends_on__gt=F("starts_on"))
        rows = self.filter(Q(ends_on__isnull=True) | lasting)
        return rows if ends_on is None else rows.filter(starts_on__lt=ends_on)

    def open(self) -> Self:
        return self.filter(ends_on__isnull=True)


class Period(models.Model):
    """A fact with dates, [starts_on, ends_on): `ends_on` is the first day without it.

    One follows another without gap or overlap when `old.ends_on == new.starts_on`. Pages show
    the last day (本日止), workbooks convert.
    """

    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which the fact holds (本日止)."""
        return self.ends_on - ONE_DAY if self.ends_on else None


def ends_after_start(prefix: str) -> models.CheckConstraint:
    """The order of a period as the database holds it; a NULL end passes on purpose."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
        name=f"{prefix}_ends_after_start",
        violation_error_message="终止日期须晚于起始日期",
    )
