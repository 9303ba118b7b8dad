"""Verbs on who leads the city and which townships it has designated (市领导、重点镇).

The five coverages begin here: a member of the standing committee takes on a key township, a
leader of one of the four bodies a key village. It is the city that enters them.
"""

import datetime
from typing import Any

from django.db import transaction

from assistance.enums import LeaderBody, TownshipDesignationKind
from assistance.models import LeaderPost, TownshipDesignation
from organization import audit
from organization.division_codes import city_of
from organization.enums import DivisionLevel, Topic
from organization.errors import RuleError, StaleError
from organization.locks import hold, hold_row
from organization.models import Cadre, Division, User
from organization.permissions import Permission
from organization.scope import check
from organization.services.units import check_in_service
from organization.working_date import check_last_day, check_not_ahead

Term = LeaderPost | TownshipDesignation
COMMITTEE_IS_PARTY = "常委只在市委班子中登记；兼任政府职务的，另登记一条市政府职务"
NO_POST = "不能登记任职"
POST_DAYS = {"began": "任职日期", "ended": "离任日期"}
DESIGNATION_DAYS = {"began": "认定日期", "ended": "撤销日期"}
"""What the form calls the first day and the first day without."""


def post_twice(cadre: object, body: LeaderBody) -> str:
    return f"{cadre}在{body.label}已有职务，任期不能重叠：请先办理离任，或核对任职日期"


def designated_twice(division: object, kind: TownshipDesignationKind) -> str:
    return f"{division}在此期间已是{kind.label}，请核对认定日期"


@transaction.atomic
def designate_township(
    division: Division,
    kind: TownshipDesignationKind,
    *,
    starts_on: datetime.date,
    by: User,
    document_no: str = "",
) -> TownshipDesignation:
    """Declare a township a key township, or one with a heavy task.

    Raises:
        RuleError: no township, designated already, or the day lies ahead.
        PermissionDenied: `by` does not enter them for the city.
    """
    check(by, Permission.LEADERSHIP_MANAGE, city_of(division.code))
    check_not_ahead(starts_on, DESIGNATION_DAYS["began"])
    if division.level != DivisionLevel.TOWNSHIP:
        raise RuleError(f"{division}不是镇办场园")
    hold(Division.objects.filter(pk=division.pk))
    known = TownshipDesignation.objects.filter(division=division, kind=kind)
    if known.overlapping(starts_on, None).exists():
        raise RuleError(designated_twice(division, kind))
    designation = TownshipDesignation.objects.create(
        division=division, kind=kind, starts_on=starts_on, document_no=document_no
    )
    _begun(designation, "township.designated", by)
    return designation


@transaction.atomic
def end_designation(designation: TownshipDesignation, *, ends_on: datetime.date, by: User) -> None:
    """Withdraw a designation; `ends_on` is the first day without it.

    Raises:
        RuleError: the day does not fit.
        StaleError: it was withdrawn meanwhile.
        PermissionDenied: `by` does not enter them for the city.
    """
    check(by, Permission.LEADERSHIP_MANAGE, city_of(designation.division_id))
    check_last_day(designation.starts_on, ends_on, **DESIGNATION_DAYS)
    if not TownshipDesignation.objects.open().filter(pk=designation.pk).update(ends_on=ends_on):
        raise StaleError("该认定已撤销，请刷新后再看")
    _ended(designation, "township.designation_ended", ends_on, by)


@transaction.atomic
def start_leader_post(
    cadre: Cadre,
    body: LeaderBody,
    *,
    title: str,
    is_standing_committee: bool,
    starts_on: datetime.date,
    by: User,
    document_no: str = "",
) -> LeaderPost:
    """Enter a post in the city's leadership.

    Raises:
        RuleError: on the committee of a body that has none, in that body already, gone, or the
            day lies ahead.
        PermissionDenied: `by` does not enter them for the city.
    """
    check(by, Permission.LEADERSHIP_MANAGE, city_of(cadre.division_code))
    if is_standing_committee and body != LeaderBody.PARTY:
        raise RuleError(COMMITTEE_IS_PARTY)
    check_not_ahead(starts_on, POST_DAYS["began"])
    hold_row(cadre)
    check_in_service(cadre, NO_POST)
    if LeaderPost.objects.overlapping(starts_on, None).filter(cadre=cadre, body=body).exists():
        raise RuleError(post_twice(cadre, body))
    post = LeaderPost.objects.create(
        cadre=cadre,
        body=body,
        title=title,
        is_standing_committee=is_standing_committee,
        starts_on=starts_on,
        document_no=document_no,
    )
    _begun(post, "leader_post.started", by)
    return post


@transaction.atomic
def end_leader_post(post: LeaderPost, *, ends_on: datetime.date, by: User) -> None:
    """A leader leaves a post; the pairings made in it no longer count from that day on.

    Raises:
        RuleError: the day does not fit.
        StaleError: it was ended meanwhile.
        PermissionDenied: `by` does not enter them for the city.
    """
    check(by, Permission.LEADERSHIP_MANAGE, city_of(post.division_code))
    check_last_day(post.starts_on, ends_on, **POST_DAYS)
    if not LeaderPost.objects.open().filter(pk=post.pk).update(ends_on=ends_on):
        raise StaleError("该职务已结束，请刷新后再看")
    _ended(post, "leader_post.ended", ends_on, by)


def _begun(term: Term, verb: str, by: User) -> None:
    audit.record(by, verb, term, after=_facts(term))
    audit.mark_change(Topic.PAIRING, _reach(term), term.starts_on)


def _ended(term: Term, verb: str, ends_on: datetime.date, by: User) -> None:
    known = _facts(term)
    audit.record(by, verb, term, before=known, after=known | {"ends_on": ends_on})
    audit.mark_change(Topic.PAIRING, _reach(term), ends_on)


def _facts(term: Term) -> dict[str, Any]:
    """What the trail is told of a term: whose or which it is, what, from when."""
    values = {field.name: getattr(term, field.attname) for field in term._meta.concrete_fields}
    return {
        name: value for name, value in values.items() if name != "id" and value not in (None, "")
    }


def _reach(term: Term) -> str:
    """The area whose coverage a term moves: a leader's places may lie anywhere in the city."""
    code = term.division_code
    return city_of(code) if isinstance(term, LeaderPost) else code
