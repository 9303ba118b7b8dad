"""People: found again by their number, written, joining and leaving households."""

import datetime
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Min

from households.enums import IdType, JoinReason, LeaveReason, Relation
from households.lookup import find_by_id, place_of_duplicate
from households.models import Household, Member, Membership, MemberYear
from households.services.check_register import recheck
from households.services.entries import PersonEntry
from households.services.writing import Change, write
from intake import identity
from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_row, take_version
from organization.models import User
from organization.permissions import Permission
from organization.pinyin import full, initials
from organization.scope import check
from organization.services.edits import store
from organization.working_date import check_not_ahead, working_date

BORN_AHEAD = "出生日期晚于今天，请核对"


def person_values(values: dict[str, Any]) -> dict[str, Any]:
    """Columns of a person with what follows from them: pinyin, birth date and sex."""
    result = dict(values)
    if "name" in result:
        result["pinyin"], result["initials"] = full(result["name"]), initials(result["name"])
    number = result.get("id_no")
    if number and result.get("id_type", IdType.RESIDENT) == IdType.RESIDENT:
        result["birth_date"] = identity.birth_date_of(number)
        result["sex"] = identity.sex_of(number)
    return result


def check_born(name: str, values: dict[str, Any]) -> None:
    """Nobody is born tomorrow.

    Raises:
        RuleError: the birth date lies ahead.
    """
    born = values.get("birth_date")
    if born and born > working_date():
        raise RuleError(f"{name}：{BORN_AHEAD}")


def admit(
    household: Household, entry: PersonEntry, *, joined_on: datetime.date, by: User
) -> tuple[Member, list[Change]]:
    """Bring a person into a household; somebody known by his number keeps his row for ever.

    Raises:
        RuleError: the person belongs to a household already or did so after `joined_on`, or the
            day or the birth date lies ahead.
    """
    check_not_ahead(joined_on, "增加日期")
    member = find_by_id(entry.person.get("id_no", ""))
    if member:
        _check_free(member, entry.person.get("name", ""), joined_on, by)
    is_known = member is not None
    member = member or Member()
    values = person_values(entry.person)
    check_born(entry.person.get("name", ""), values)
    for name, value in values.items():
        setattr(member, name, value)
    store(member, values)
    Membership.objects.create(
        household=household,
        member=member,
        relation=entry.relation or Relation.OTHER,
        join_reason=entry.join_reason,
        starts_on=joined_on,
    )
    after = {
        "name": member.name,
        "id_no": audit.Protected(member.id_no),
        "sex": member.sex,
        "birth_date": audit.Protected(member.birth_date),
    }
    audit.record(by, "member.returned" if is_known else "member.added", member, after=after)
    return member, [Change("增加成员", "", member.name)]


def meet(member: Member, by: User) -> str:
    """Where somebody whose number was typed is registered, as much of it as `by` may know; empty
    when he belongs to no household now.

    It leaves a trace: to tell so confirms a number that one may not be allowed to see.
    """
    audit.record(by, "member.number_met", member)
    return place_of_duplicate(member, by)


def _check_free(member: Member, name: str, joined_on: datetime.date, by: User) -> None:
    """On no day may a person count in two households; he is held against a second at once."""
    hold_row(member)
    place = place_of_duplicate(member, by)
    if place:
        raise RuleError(f"{name}的证件号码{place}，不能重复登记")
    last = member.memberships.overlapping(joined_on, None).order_by("-ends_on").first()
    if last:
        raise RuleError(
            f"{name}在原户登记至{last.last_day}，增加日期不能早于{last.ends_on}，请核对"
        )


def save_person(entry: PersonEntry, household: Household, year: int, *, by: User) -> list[Change]:
    """Write a known person and his yearly row.

    Raises:
        RuleError: the new ID number is somebody else's, or the birth date lies ahead.
    """
    member: Any = entry.member
    number = entry.person.get("id_no")
    other = find_by_id(number) if number else None
    if other and other != member:
        place = place_of_duplicate(other, by) or "已在登记簿中"
        raise RuleError(f"{member}的证件号码{place}，请核对")
    born = member.birth_date
    values = person_values(entry.person)
    check_born(str(member), values)
    changes = write(member, values, "member.updated", by=by)
    if member.birth_date != born:
        first = member.memberships.aggregate(day=Min("starts_on"))["day"]
        audit.mark_change(Topic.HOUSEHOLD, household.village_id, first)
    changes = [change for change in changes if change.label not in {"拼音", "拼音首字母"}]
    if entry.year:
        changes += save_person_year(member, household, year, entry.year, by=by)
    return [replace(each, label=f"{member}·{each.label}") for each in changes]


def save_person_year(
    member: Member, household: Household, year: int, values: dict[str, Any], *, by: User
) -> list[Change]:
    """Write the yearly row of a person."""
    row = MemberYear.objects.filter(member=member, data_year=year).first()
    row = row or MemberYear(member=member, household=household, data_year=year)
    return write(row, values, "member_year.saved", by=by)


@transaction.atomic
def member_leaves(
    membership: Membership,
    *,
    reason: LeaveReason,
    on: datetime.date,
    version: int,
    by: User,
    remark: str = "",
) -> None:
    """Register that somebody left the household (人口自然减少).

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: gone already, the day is too early or ahead, or it is the head of a household
            with others.
        StaleError: somebody saved the household since `version`.
    """
    household = membership.household
    check(by, Permission.HOUSEHOLD_EDIT, household)
    take_version(household, version)
    _check_may_leave(membership, on)
    membership.ends_on, membership.leave_reason = on, reason
    membership.save(update_fields=["ends_on", "leave_reason"])
    audit.record(
        by,
        "member.left",
        membership.member,
        after={"ends_on": on, "leave_reason": LeaveReason(reason).label},
        remark=remark,
    )
    keep_head(household)
    audit.mark_change(Topic.HOUSEHOLD, household.village_id, on)
    recheck(household)


def _check_may_leave(membership: Membership, on: datetime.date) -> None:
    membership.refresh_from_db(fields=["ends_on"])
    if membership.ends_on:
        raise RuleError(f"{membership.member}已不在该户")
    check_not_ahead(on, "减少日期")
    if on <= membership.starts_on:
        raise RuleError(f"减少日期须晚于其在户起始日期{membership.starts_on}")
    others = membership.household.memberships.open().exclude(pk=membership.pk)
    if membership.relation == Relation.HEAD and others.exists():
        raise RuleError("户主减少前，请先办理户主变更，并重新填写各成员与新户主的关系")


@transaction.atomic
def change_head(
    household: Household,
    relations: dict[int, Relation],
    *,
    on: datetime.date,
    version: int,
    by: User,
) -> None:
    """Make another member the head and say what everybody is to the new one, in one step.

    `relations` gives each open membership's new relation. Unchanged ones stay; the others end on
    `on` and begin anew, so that `as_of` answers for both times.

    Raises:
        PermissionDenied: outside what `by` may edit.
        RuleError: not everybody has a relation, not exactly one is the head, or the day lies
            ahead.
        StaleError: somebody saved the household since `version`.
    """
    check(by, Permission.HOUSEHOLD_EDIT, household)
    take_version(household, version)
    check_not_ahead(on, "变更日期")
    open_now = list(household.memberships.open().select_related("member"))
    if {each.pk for each in open_now} != set(relations):
        raise RuleError("请为每名在户成员填写与新户主的关系")
    if list(relations.values()).count(Relation.HEAD) != 1:
        raise RuleError("变更后须有且仅有一名户主")
    changed = [each for each in open_now if relations[each.pk] != each.relation]
    if any(each.starts_on >= on for each in changed):
        raise RuleError("变更日期须晚于各成员现有关系的起始日期")
    _relate_anew(changed, relations, on)
    before = {each.member.name: each.get_relation_display() for each in changed}
    after = {each.member.name: Relation(relations[each.pk]).label for each in changed}
    audit.record(by, "household.head_changed", household, before=before, after=after)
    keep_head(household)
    audit.mark_change(Topic.HOUSEHOLD, household.village_id, on)
    recheck(household)


def _relate_anew(
    changed: list[Membership], relations: dict[int, Relation], on: datetime.date
) -> None:
    """End relations and open the new ones on the same day."""
    ids = [each.pk for each in changed]
    Membership.objects.filter(pk__in=ids).update(
        ends_on=on, leave_reason=LeaveReason.RELATION_CHANGED
    )
    Membership.objects.bulk_create(
        Membership(
            household=each.household,
            member=each.member,
            relation=relations[each.pk],
            join_reason=JoinReason.RELATION_CHANGED,
            starts_on=on,
        )
        for each in changed
    )


def keep_head(household: Household) -> None:
    """Repeat the head's name on the household, where lists read it."""
    head = household.memberships.open().heads().select_related("member").first()
    name, letters = (head.member.name, head.member.initials) if head else ("", "")
    if (name, letters) == (household.head_name, household.head_initials):
        return
    household.head_name, household.head_initials = name, letters
    household.save(update_fields=["head_name", "head_initials"])
