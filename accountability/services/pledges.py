"""Pledges of targets: drafted, signed for three years, ended only with leave."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability.enums import PledgeState
from accountability.models import Pledge, PledgeTarget
from accountability.services.moves import take_step
from accountability.services.numbers import next_official
from accountability.steps import PLEDGE_STEPS
from organization import audit
from organization.days import years_after
from organization.errors import RuleError, StaleError
from organization.holders import head_of
from organization.locks import hold, hold_row
from organization.models import Cadre, Unit, User
from organization.parameters import parameter
from organization.permissions import Permission
from organization.scope import check
from organization.services import edits
from organization.services.attachments import attach, files_with_rows
from organization.working_date import check_not_ahead, working_date

SCAN = "signed_scan"


@dataclass(frozen=True)
class Target:
    """What is promised for a year, by the code of the indicator that will tell."""

    year: int
    indicator_code: str
    label: str
    value: Decimal
    unit_of_measure: str = ""


@transaction.atomic
def draft_pledge(
    unit: Unit,
    *,
    duties: str,
    targets: Sequence[Target],
    by: User,
    signer: Cadre | None = None,
    signer_title: str = "",
) -> Pledge:
    """Write a pledge down, to be printed and signed.

    Raises:
        RuleError: no target, or one twice.
        PermissionDenied: the unit is outside what `by` concludes pledges with.
    """
    check(by, Permission.PLEDGE_MANAGE, unit.division_id)
    _check_targets(targets)
    day = working_date()
    signer, signer_title = _signer(unit, signer, signer_title)
    pledge = Pledge.objects.create(
        unit=unit, division=unit.division, duties=duties, signer=signer,
        signer_title=signer_title, starts_on=day, drafted_by=by,
        counterparty=parameter("letter_heads", day, unit.division_id)["pledge"]["issuer"],
    )  # fmt: skip
    _write_targets(pledge, targets)
    audit.record(by, "pledge.drafted", pledge, after={"unit": unit, "targets": _in_words(pledge)})
    return pledge


@transaction.atomic
def edit_pledge(
    pledge: Pledge,
    *,
    duties: str,
    targets: Sequence[Target],
    by: User,
    signer: Cadre | None = None,
    signer_title: str = "",
    seen: str = "",
) -> None:
    """Change a pledge that is not signed yet.

    Raises:
        RuleError: no target, or one twice.
        StaleError: it was signed meanwhile, or another changed it since the form was opened
            (`seen`).
    """
    check(by, Permission.PLEDGE_MANAGE, pledge)
    _check_targets(targets)
    hold_row(pledge)
    if seen and seen != seen_of(pledge):
        raise StaleError("责任状刚刚被他人修改；本页是您填写的内容，核对后再次保存即以此为准")
    signer, signer_title = _signer(pledge.unit, signer, signer_title)
    values = {"duties": duties, "signer": signer, "signer_title": signer_title}
    before, after = audit.changes(pledge, values)
    if not Pledge.objects.filter(pk=pledge.pk, state=PledgeState.DRAFT).update(**values):
        raise StaleError("责任状已签订，不能再修改")
    old_targets = _in_words(pledge)
    pledge.targets.all().delete()
    _write_targets(pledge, targets)
    new_targets = _in_words(pledge)
    if new_targets != old_targets:
        before["targets"], after["targets"] = old_targets, new_targets
    pledge.refresh_from_db()
    audit.record(by, "pledge.edited", pledge, before=before, after=after)


@files_with_rows()
def sign_pledge(
    pledge: Pledge,
    *,
    signed_on: datetime.date,
    by: User,
    scan: UploadedFile | None = None,
) -> None:
    """Number the pledge and let its term begin; the term's length is a parameter.

    Raises:
        RuleError: signed in the future, by nobody, or the unit has a pledge for part of the term.
        PermissionDenied, StaleError: as for every step.
    """
    check_not_ahead(signed_on, "签订日期")
    if pledge.signer_id is None:
        raise RuleError(
            f"还没有签订人：{pledge.unit}没有登记在任的主要负责人，请点“修改”填写签订人后再签订"
        )
    years = parameter("pairing_term_years", signed_on, pledge.division_id)
    ends_on = years_after(signed_on, years)
    # Two signings for one unit at once: the second waits here and then sees the first.
    hold(Unit.objects.filter(pk=pledge.unit_id))
    others = Pledge.objects.filter(unit_id=pledge.unit_id, division_id=pledge.division_id)
    clash = others.signed().overlapping(signed_on, ends_on).exclude(pk=pledge.pk).first()
    if clash:
        raise RuleError(
            f"{pledge.unit}已有责任状{clash.number}，期限至{clash.last_day}，不能重复签订"
        )
    take_step(
        pledge, PledgeState.SIGNED, steps=PLEDGE_STEPS, by=by,
        number=next_official("pledge", signed_on, pledge.division_id),
        signed_on=signed_on, starts_on=signed_on, ends_on=ends_on,
    )  # fmt: skip
    if scan is not None:
        attach(scan, to=pledge, purpose=SCAN, by=by)


@files_with_rows()
def attach_scan(pledge: Pledge, scan: UploadedFile, *, by: User) -> None:
    """Keep the signed paper with its pledge."""
    check(by, Permission.PLEDGE_MANAGE, pledge)
    attach(scan, to=pledge, purpose=SCAN, by=by)


@transaction.atomic
def end_pledge(
    pledge: Pledge, *, on: datetime.date, reason: str, document_no: str, by: User
) -> None:
    """End a pledge before its term (一定三年不变): only with a reason and a document.

    Raises:
        RuleError: one of them is missing, or the day is not inside the term.
    """
    if not reason.strip() or not document_no.strip():
        raise RuleError("责任状一定三年不变，提前终止须填写原因和批准文号")
    if pledge.ends_on is None or not pledge.starts_on < on < pledge.ends_on:
        raise RuleError("终止日期须在责任状期限之内")
    take_step(
        pledge, PledgeState.ENDED, steps=PLEDGE_STEPS, by=by, ends_on=on,
        end_reason=reason.strip(), end_document_no=document_no.strip(),
    )  # fmt: skip


@transaction.atomic
def cancel_pledge(pledge: Pledge, *, by: User) -> None:
    """Throw a draft away; it stays as 作废."""
    take_step(pledge, PledgeState.CANCELLED, steps=PLEDGE_STEPS, by=by)


def _signer(unit: Unit, signer: Cadre | None, title: str) -> tuple[Cadre | None, str]:
    """Who signs: the person named, else the head of the unit today."""
    if signer:
        return signer, title
    head = head_of(unit, working_date())
    return (head.cadre, title or head.title) if head else (None, title)


def _check_targets(targets: Sequence[Target]) -> None:
    if not targets:
        raise RuleError("请至少填写一项责任目标")
    keys = [(target.year, target.indicator_code) for target in targets]
    twice = next((target for target in targets if keys.count(_key(target)) > 1), None)
    if twice:
        raise RuleError(f"{twice.year}年的“{twice.label}”填写了两次")


def _key(target: Target) -> tuple[int, str]:
    return target.year, target.indicator_code


def _write_targets(pledge: Pledge, targets: Sequence[Target]) -> None:
    PledgeTarget.objects.bulk_create(
        PledgeTarget(
            pledge=pledge,
            year=target.year,
            indicator_code=target.indicator_code,
            label=target.label,
            unit_of_measure=target.unit_of_measure,
            value=target.value,
        )
        for target in targets
    )


def seen_of(pledge: Pledge) -> str:
    """What a form shows of a pledge, words and targets: tells later that it changed."""
    words = edits.seen_of(pledge, ["signer", "signer_title", "duties"])
    return edits.mark("pledge", "|".join([words, *_in_words(pledge)]))


def _in_words(pledge: Pledge) -> list[str]:
    """The targets as they stand in the trail."""
    rows = PledgeTarget.objects.filter(pledge=pledge).order_by("year", "indicator_code")
    return [
        f"{row.year}年{row.label}{row.value.normalize():f}{row.unit_of_measure}" for row in rows
    ]
