"""Procedures under way in the demonstration township at the end of the report's year.

They are taken by the accounts that visitors sign in with, through the same verbs, so that each of
them finds something that waits for him.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from households.enums import PovertyStatus
from households.models import Household
from households.procedures.kinds import END_POLICY, EXIT, LIST_PRE_EXIT, REMOVE
from organization.models import Procedure, User
from organization.procedures import FactKind, ProcedureKind
from organization.services.objections import Objection, raise_objection
from organization.services.procedures import Taking, open_procedures, take_stage
from organization.working_date import fixed_working_date
from reviews.demo.accounts import TOWNSHIP, VILLAGE
from reviews.demo.pictures import example_photo

_YEAR_END = date(2016, 12, 31)
_MEETING = {"representatives": 36, "attended": 31, "votes_for": 30}
_SURVEY = {"surveyors": "村委会主任、驻村工作队员"}


def begin_procedures(users: dict[str, User], until: date) -> int:
    """Write them, when the city stands in the report's year; returns how many."""
    if until != _YEAR_END or not Household.objects.inside(TOWNSHIP).exists():
        return 0
    clerk, leader = users["township"], users["town_leader"]
    _exits(clerk)
    _next_years_list(clerk)
    _end_of_policy(clerk, leader)
    _removal(clerk)
    return Procedure.objects.count()


def _households(status: PovertyStatus, place: str = TOWNSHIP) -> Any:
    """Households that go through nothing yet; a small city has few of each kind."""
    busy = Procedure.objects.running().values_list("subject_id", flat=True)
    free = Household.objects.exclude(pk__in=[int(pk) for pk in busy])
    return free.inside(place).valid(_YEAR_END).with_status(_YEAR_END, status)


def _exits(clerk: User) -> None:
    """Two late exits whose notice runs over New Year."""
    ones = _begin(EXIT, _households(PovertyStatus.PRE_EXIT)[:2], date(2016, 12, 19), clerk)
    _take(EXIT, "appraised", ones, date(2016, 12, 20), clerk, **_MEETING)
    _take(EXIT, "surveyed", ones, date(2016, 12, 22), clerk, **_SURVEY, is_provided=True)
    _take(EXIT, "consented", ones, date(2016, 12, 23), clerk)
    _take(EXIT, "notice_posted", ones, date(2016, 12, 26), clerk, place="村务公开栏")


def _next_years_list(clerk: User) -> None:
    """The village's households for the coming year; they wait for the township's leader."""
    households = _households(PovertyStatus.POOR, VILLAGE)[:8]
    ones = _begin(LIST_PRE_EXIT, households, date(2016, 12, 27), clerk)
    _take(LIST_PRE_EXIT, "proposed", ones, date(2016, 12, 28), clerk)


def _end_of_policy(clerk: User, leader: User) -> None:
    """One that waits for the city's office."""
    households = _households(PovertyStatus.EXITED_WITH_POLICY)[:1]
    why = {"reason": "户主已在市内购房经商，收入连续两年稳定超过标准"}
    ones = _begin(END_POLICY, households, date(2016, 12, 12), clerk, **why)
    _take(END_POLICY, "proposed", ones, date(2016, 12, 13), clerk)
    _take(END_POLICY, "town_reviewed", ones, date(2016, 12, 20), leader)


def _removal(clerk: User) -> None:
    """One that an objection has stopped."""
    households = _households(PovertyStatus.POOR)[:1]
    why = {"reason": "群众反映户主之子在外地有商品房，拟核实清退"}
    ones = _begin(REMOVE, households, date(2016, 12, 14), clerk, **why)
    _take(REMOVE, "surveyed", ones, date(2016, 12, 16), clerk, **_SURVEY)
    _take(REMOVE, "appraised", ones, date(2016, 12, 19), clerk, **_MEETING)
    _take(REMOVE, "notice_posted", ones, date(2016, 12, 20), clerk, place="村务公开栏")
    for one in ones:
        with fixed_working_date(date(2016, 12, 23)):
            said = Objection(date(2016, 12, 23), "该户之子的房屋系租住，不应清退")
            raise_objection(one, said, by=clerk)


def _begin(
    kind: ProcedureKind, households: Sequence[Household], on: date, by: User, **facts: Any
) -> list[Procedure]:
    with fixed_working_date(on):
        rows = list(households)
        return open_procedures(kind, rows, facts, on=on, by=by) if rows else []


def _take(
    kind: ProcedureKind, code: str, ones: Sequence[Procedure], on: date, by: User, **facts: Any
) -> None:
    """Take a stage with an example picture for each of its papers."""
    stage = kind.by_code[code]
    papers = [fact for fact in stage.facts if fact.kind == FactKind.FILES]
    files = {
        fact.name: [ContentFile(example_photo(), name=f"{fact.label}（示例）.png")]
        for fact in papers
    }
    if ones:
        with fixed_working_date(on):
            keys = [one.pk for one in ones]
            take_stage(kind, stage, keys, Taking(on, facts, files), by=by)
