"""What the household pages have in common: rows of the list, days."""

import datetime
from collections.abc import Mapping

from django.db.models import Max, QuerySet
from django.urls import reverse

from households.models import Household
from organization.models import User
from organization.permissions import Permission
from villages.models import Village


def rows_of(
    user: User, text: str, permission: Permission = Permission.HOUSEHOLD_VIEW
) -> QuerySet[Household]:
    """What the list begins with: a search's finds, or everything within reach."""
    if text:
        return Household.objects.search(text, user).visible_to(user, permission)
    return Household.objects.visible_to(user, permission).order_by("household_no")


def export_url(user: User) -> str:
    """Where the list is exported, for who may."""
    return reverse("households:export") if user.may(Permission.HOUSEHOLD_EXPORT) else ""


def export_name(day: datetime.date) -> str:
    return f"户台账{day:%Y%m%d}.xlsx"


def export_line(user: User, day: datetime.date) -> str:
    """The first line of an exported list."""
    return f"户台账　数据日期 {day:%Y-%m-%d}　{user.display_name}导出，请妥善保管"


def columns_of(query: Mapping[str, str]) -> set[str] | None:
    """The optional columns that the address asks for; None for all."""
    asked = query.get("columns")
    return set(asked.split(",")) if asked is not None else None


def day_of(asked: str, today: datetime.date) -> datetime.date:
    """The day that the address asks for, never later than today; anything else is today."""
    try:
        return min(datetime.date.fromisoformat(asked), today)
    except ValueError:
        return today


def year_of(asked: str, today: datetime.date, otherwise: int | None = None) -> int:
    """The data year that the address asks for; else `otherwise`, else this year's."""
    known = asked.isdecimal() and len(asked) == 4 and 2013 <= int(asked) <= today.year
    return int(asked) if known else otherwise or today.year


def surveyed_year(household: Household, today: datetime.date) -> int | None:
    """The year that was surveyed last: who corrects a number does not begin another."""
    years = household.years.filter(data_year__lte=today.year)
    return years.aggregate(last=Max("data_year"))["last"]


def trail_of(village: Village) -> list[tuple[str, str]]:
    """市 → 镇 → 村, each with the list of its households."""
    township = village.township
    households = reverse("households:list")
    return [
        ("全市", households),
        (township.short_name, f"{households}?township={township.pk}"),
        (village.name, f"{households}?township={township.pk}&village={village.pk}"),
    ]


def url_of(household: Household) -> str:
    return reverse("households:detail", args=[household.pk])
