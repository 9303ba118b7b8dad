"""Registering a household and saving what is known of it."""

import datetime
from typing import Any, TypedDict

from django.db import transaction

from households.enums import Relation, Validity
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Membership,
    ValiditySpan,
)
from households.services import incomes, people
from households.services.check_register import recheck
from households.services.entries import HouseholdEntry
from households.services.numbers import household_number, last_serials
from households.services.writing import Change, write
from households.survey_years import speaks_from
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import take_version
from organization.models import User
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import check_not_ahead, working_date
from villages.models import Village


class Contact(TypedDict, total=False):
    """What may change of a household at any time, without a survey."""

    natural_village: str
    group_no: str
    address: str
    phone: str
    bank_name: str
    bank_account: str


@transaction.atomic
def register_household(
    village: Village, entry: HouseholdEntry, *, identified_on: datetime.date, by: User
) -> Household:
    """Register a household with its people; it is a candidate until its identification is done.

    Raises:
        PermissionDenied: the village lies outside what `by` may edit.
        RuleError: no head, several heads, somebody is registered elsewhere, or the day lies ahead.
    """
    check(by, Permission.HOUSEHOLD_EDIT, village.pk)
    check_not_ahead(identified_on, "识别时间")
    heads = [each for each in entry.people if each.relation == Relation.HEAD]
    if len(heads) != 1:
        raise RuleError("一户须有且仅有一名户主，请核对各成员与户主的关系")
    serial = last_serials([village.pk])[village.pk] + 1
    household = Household.objects.create(
        household_no=household_number(village.pk, serial),
        village=village,
        identified_on=identified_on,
        **entry.facts,
    )
    ValiditySpan.objects.create(
        household=household, validity=Validity.CANDIDATE, starts_on=identified_on
    )
    for person in entry.people:
        joined_on = person.joined_on or identified_on
        member, _ = people.admit(household, person, joined_on=joined_on, by=by)
        if person.year:
            people.save_person_year(member, household, entry.data_year, person.year, by=by)
    people.keep_head(household)
    after = {"household_no": household.household_no, "head_name": household.head_name}
    audit.record(by, "household.registered", household, after=after)
    _save_years(household, entry, by=by)
    audit.mark_change(Topic.HOUSEHOLD, village.pk, identified_on)
    audit.mark_change(Topic.SURVEY, village.pk, speaks_from(entry.data_year))
    recheck(household)
    return household


@transaction.atomic
def save_household(
    household: Household, entry: HouseholdEntry, *, version: int, by: User
) -> list[Change]:
    """Save a household and its people as one form has them; returns what changed, in words.

    Columns left out of the entry stay as they are. New people join with the reason and day that
    their entry names.

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: somebody is registered elsewhere, or there would be two heads.
        StaleError: somebody saved the household since `version`; nothing was written.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    take_version(household, version)
    changes = write(household, entry.facts, "household.updated", by=by)
    for person in entry.people:
        if person.member:
            changes += people.save_person(person, household, entry.data_year, by=by)
            continue
        changes += _join(household, person, entry.data_year, by=by)
    people.keep_head(household)
    changes += _save_years(household, entry, by=by)
    if changes:
        audit.mark_change(Topic.SURVEY, household.village_id, speaks_from(entry.data_year))
    recheck(household)
    return changes


@transaction.atomic
def update_household(
    household: Household, values: Contact, *, version: int, by: User
) -> list[Change]:
    """Change place, phone or bank of a household; returns what changed, in words.

    Raises:
        PermissionDenied: outside what `by` may edit.
        StaleError: somebody saved the household since `version`.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    take_version(household, version)
    changes = write(household, dict(values), "household.updated", by=by)
    recheck(household)
    return changes


def _join(household: Household, person: Any, data_year: int, *, by: User) -> list[Change]:
    if person.joined_on is None:
        raise RuleError(f"{person.person.get('name', '新成员')}：请填写增加日期")
    has_head = household.memberships.open().heads().exists()
    if person.relation == Relation.HEAD and has_head:
        raise RuleError("该户已有户主，新增成员请选择与户主的关系")
    member, changes = people.admit(household, person, joined_on=person.joined_on, by=by)
    if person.year:
        people.save_person_year(member, household, data_year, person.year, by=by)
    audit.mark_change(Topic.HOUSEHOLD, household.village_id, person.joined_on)
    return changes


def _save_years(household: Household, entry: HouseholdEntry, *, by: User) -> list[Change]:
    """The household's own yearly rows; incomes are computed for the people of that year."""
    size = size_in(household, entry.data_year)
    changes: list[Change] = []
    if entry.year:
        row = _year_row(HouseholdYear, household, entry.data_year)
        changes += write(row, {**entry.year, "size": size}, "household_year.saved", by=by)
    if entry.income:
        row = _year_row(IncomeYear, household, entry.data_year)
        values = incomes.computed(entry.income, size)
        changes += write(row, values, "income_year.saved", by=by)
    if entry.living:
        row = _year_row(LivingConditionYear, household, entry.data_year)
        changes += write(row, entry.living, "living_year.saved", by=by)
    return changes


def _year_row(model: Any, household: Household, year: int) -> Any:
    found = model.objects.filter(household=household, data_year=year).first()
    return found or model(household=household, data_year=year)


def size_in(household: Household, year: int) -> int:
    """People of the household at the end of a data year, or today in the current one."""
    day = min(datetime.date(year, 12, 31), working_date())
    return Membership.objects.as_of(day).filter(household=household).count()
