"""The list that hangs out at a public notice: what may be published of a household, no more."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from households.checks.facts import KIND
from households.enums import Cause
from households.models import Household, HouseholdYear
from households.models.households import HouseholdQuerySet
from organization.days import ONE_DAY
from organization.errors import NotFoundError, RuleError
from organization.masking import mask_name
from organization.models import Procedure, User
from organization.notice_days import open_from
from organization.permissions import Permission


@dataclass(frozen=True)
class NoticeRow:
    """A household as its neighbours may read it; no number, no health, nobody but the head."""

    village: str
    group_no: str
    head_name: str
    size: int
    cause: str


@dataclass(frozen=True)
class Notice:
    """Who is put up, for what, and until when one may object."""

    kind: str
    rows: list[NoticeRow]
    first_day: datetime.date
    last_day: datetime.date

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(row.village for row in self.rows))

    @property
    def people(self) -> int:
        return sum(row.size for row in self.rows)


def notice_days(one: Procedure, day: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of the notice that a procedure is about to hang out (posted on `day`)
    or has hung out; None if its stage is neither."""
    if one.not_before:
        return one.stage_since + ONE_DAY, one.not_before - ONE_DAY
    after = one.definition.after(one.stage) if one.stage else None
    ends = open_from(after, day, one.division_code) if after else None
    return (day + ONE_DAY, ends - ONE_DAY) if ends else None


def notice_for(user: User, keys: Collection[int], day: datetime.date, *, on_web: bool) -> Notice:
    """The list of the procedures named, all at one stage of one kind.

    On the village's board stand full names and groups; on a web page masked names and the
    village alone (`domain.md` 13.2).

    Raises:
        NotFoundError: one is over, lies outside what `user` handles, or none is named.
        RuleError: they stand at different stages, or at none with a notice.
    """
    rows = Procedure.objects.running().visible_to(user, Permission.PROCEDURE_HANDLE)
    ones = list(rows.filter(subject_kind=KIND, pk__in=set(keys)))
    households = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    found = _shaped(households.filter(pk__in=[int(one.subject_id) for one in ones]), day)
    if not ones or len(ones) != len(set(keys)) or len(found) != len(ones):
        raise NotFoundError
    if len({(one.kind, one.stage) for one in ones}) > 1:
        raise RuleError("所选的不在同一程序的同一环节，请按程序和环节筛选后再选")
    alike = {(one.division_code, one.stage_since, one.not_before): one for one in ones}
    spans = {notice_days(one, day) for one in alike.values()}
    if len(spans) > 1:
        raise RuleError("所选的公示期限不同，请分别打印")
    span = spans.pop()
    if span is None:
        stage = ones[0].definition.by_code[ones[0].stage]
        raise RuleError(f"“{stage.label}”环节没有公示名单，张贴公示时和公示期内才能打印")
    listed = [_row(each, on_web=on_web) for each in found]
    return Notice(ones[0].definition.title, listed, *span)


def _shaped(households: HouseholdQuerySet, day: datetime.date) -> list[Any]:
    """Households as the board lists them: village by village, with the cause surveyed last."""
    years = HouseholdYear.objects.filter(household=OuterRef("pk"), data_year__lte=day.year)
    cause = years.order_by("-data_year").values("cause_main")[:1]
    rows = households.for_list(day).annotate(cause=Subquery(cause))
    return list(rows.order_by("village_id", "household_no"))


def _row(household: Any, *, on_web: bool) -> NoticeRow:
    name = household.head_name
    return NoticeRow(
        village=str(household.village),
        group_no="" if on_web else household.group_no,
        head_name=mask_name(name) if on_web else name,
        size=household.size_now,
        cause=Cause(household.cause).label if household.cause else "",
    )
