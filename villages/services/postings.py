"""Posting cadres to villages, relieving and replacing them."""

import datetime
from dataclasses import dataclass, replace

from django.db import transaction

from organization import audit
from organization.enums import Topic
from organization.errors import RuleError
from organization.locks import hold_row, hold_version
from organization.models import Cadre, Unit, User
from organization.permissions import Permission
from organization.scope import check
from organization.services.units import check_in_service
from organization.working_date import check_last_day, check_not_ahead
from villages.enums import PostingEnd, PostingRole
from villages.models import KeyVillage, Posting, Village

SHORTEST_REMARK = 4
"""Characters below which no remark says why."""
BEGAN = "任职日期"


@dataclass(frozen=True)
class Draft:
    """Whom to post, as what, from when; the sending unit is his own unless another is named."""

    cadre: Cadre
    role: PostingRole
    starts_on: datetime.date
    document_no: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Relief:
    """How a posting ends: from when, why, and what there is to say about it."""

    on: datetime.date
    reason: PostingEnd
    remark: str = ""


@transaction.atomic
def post_cadre(village: Village, draft: Draft, *, by: User) -> Posting:
    """Post a cadre to a village.

    Raises:
        PermissionDenied: `by` may not manage postings here.
        RuleError: the village has a first secretary, the cadre another village, is gone, or is no
            party member and should be first secretary; or the day lies ahead.
    """
    check(by, Permission.POSTING_MANAGE, village)
    check_not_ahead(draft.starts_on, BEGAN)
    return _post(village, draft, by)


def _post(village: Village, draft: Draft, by: User) -> Posting:
    hold_version(village)
    hold_row(draft.cadre)  # two villages may ask for him at once
    _check_cadre(draft.cadre, draft.role, draft.starts_on)
    _check_village(village, draft.role, draft.starts_on)
    posting = Posting.objects.create(
        village=village,
        cadre=draft.cadre,
        unit=draft.unit or draft.cadre.unit,
        role=draft.role,
        starts_on=draft.starts_on,
        document_no=draft.document_no,
    )
    after = {
        "cadre": draft.cadre,
        "unit": posting.unit,
        "role": draft.role,
        "starts_on": draft.starts_on,
        "document_no": draft.document_no,
    }
    audit.record(by, "posting.started", posting, after=after)
    audit.mark_change(Topic.POSTING, village.pk, draft.starts_on)
    return posting


@transaction.atomic
def end_posting(posting: Posting, relief: Relief, *, by: User) -> None:
    """Relieve a posted cadre.

    A first secretary stays until his key village is out of poverty (不脱贫不离岗); who leaves
    earlier needs a remark that says why and by whose decision.

    Raises:
        PermissionDenied: `by` may not manage postings here.
        RuleError: it has ended, the day does not fit, or the remark is missing.
    """
    check(by, Permission.POSTING_MANAGE, posting)
    hold_version(posting.village)
    posting.refresh_from_db(fields=["ends_on"])
    if posting.ends_on:
        raise RuleError("该驻村干部已离任")
    check_last_day(posting.starts_on, relief.on, began=BEGAN, ended="离任日期")
    if _leaves_too_early(posting, relief.on) and len(relief.remark.strip()) < SHORTEST_REMARK:
        raise RuleError(
            f"{posting.village}尚未出列，第一书记离任须写明原因和批准依据（不脱贫不离岗）"
        )
    posting.ends_on, posting.end_reason = relief.on, relief.reason
    posting.end_remark = relief.remark.strip()
    posting.save(update_fields=["ends_on", "end_reason", "end_remark"])
    after = {"ends_on": relief.on, "end_reason": relief.reason}
    audit.record(by, "posting.ended", posting, after=after, remark=posting.end_remark)
    audit.mark_change(Topic.POSTING, posting.village_id, relief.on)


@transaction.atomic
def relieve(
    posting: Posting, relief: Relief, successor: Draft | None = None, *, by: User
) -> Posting | None:
    """Relieve a cadre and, where there is a successor, post him the same day, without a gap.

    Raises:
        PermissionDenied, RuleError: as the two steps.
    """
    end_posting(posting, relief, by=by)
    if successor is None:
        return None
    return _post(posting.village, replace(successor, starts_on=relief.on), by)


def _check_cadre(cadre: Cadre, role: PostingRole, starts_on: datetime.date) -> None:
    check_in_service(cadre, "不能选派", on=starts_on)
    if role == PostingRole.FIRST_SECRETARY and not cadre.is_party_member:
        raise RuleError(f"{cadre}不是中共党员，不能任第一书记")
    held = Posting.objects.filter(cadre=cadre).overlapping(starts_on, None)
    other = held.select_related("village__division").first()
    if other:
        raise RuleError(f"{cadre}在此期间已派驻{other.village}，请先办理离任")


def _check_village(village: Village, role: PostingRole, starts_on: datetime.date) -> None:
    if role != PostingRole.FIRST_SECRETARY:
        return
    held = Posting.objects.filter(village=village).first_secretaries().overlapping(starts_on, None)
    other = held.select_related("cadre").first()
    if other:
        raise RuleError(f"{village}在此期间已有第一书记{other.cadre}，请先办理其离任")


def _leaves_too_early(posting: Posting, day: datetime.date) -> bool:
    if posting.role != PostingRole.FIRST_SECRETARY:
        return False
    key = KeyVillage.objects.as_of(day).filter(village=posting.village_id)
    return key.not_exited(day).exists()
