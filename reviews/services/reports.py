"""The way of a review report: asked for, built, commented, submitted, published, corrected."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accountability.services.numbers import next_official
from organization import audit, jobs
from organization.errors import RuleError, StaleError
from organization.holders import holders_at
from organization.models import Division, Job, User
from organization.permissions import Permission
from organization.scope import check
from organization.services.notifications import notify
from organization.working_date import working_date
from reviews.enums import REPORT_STEPS, ReportKind, ReportState
from reviews.models import ReviewReport
from reviews.reports import snapshot as snapshots
from reviews.review_periods import ReviewPeriod

JOB = "reviews.build_report"
LONGEST_COMMENTARY = 5000
_BUSY = "该报告已由他人办理，请刷新后再试"


# --- asking for one ----------------------------------------------------------------------------


@transaction.atomic
def request_report(
    kind: str, period_text: str, division_code: str, *, by: User | None
) -> ReviewReport:
    """The report of a period: asked for, or the one that is worked on, as it stands (`rebuild`
    makes a draft anew). `by` None: the clock.

    Raises:
        RuleError: no such period, it is not over yet, or its report is out.
        PermissionDenied: `by` may not build reports of this division.
    """
    period = ReviewPeriod.parse(kind, period_text)
    if by is not None:
        check(by, Permission.REVIEW_BUILD, division_code)
    if period.last_day > working_date():
        raise RuleError(
            f"{period.label}到{period.last_day}才结束，不能编制；请在结束后再试，或选择更早的一期"
        )
    division = Division.objects.filter(pk=division_code).first()
    if division is None:
        raise RuleError(f"没有代码为{division_code}的区划，请核对后重试")
    existing = ReviewReport.objects.of(period, division_code).current().order_by("-revision")
    report = existing.first()
    if report is None:
        return _begin(period, division, revision=1, by=by)
    if report.state == ReportState.PUBLISHED:
        raise RuleError(
            f"{report.title}已以{report.number}发布，内容不再变动；数据有更正的，请在该报告页办理“更正”"
        )
    if report.is_queued:
        rebuild(report, by=by)  # ring again
    return report


def _begin(
    period: ReviewPeriod,
    division: Division,
    *,
    revision: int,
    by: User | None,
    commentary: str = "",
) -> ReviewReport:
    try:
        with transaction.atomic():
            report = ReviewReport.objects.create(
                kind=period.kind,
                period=period.text,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                division=division,
                revision=revision,
                commentary=commentary,
                created_by=by,
            )
    except IntegrityError as error:
        raise StaleError("该期报告刚由他人建立，请刷新后查看") from error
    audit.record(by, "reviewreport.requested", report, after={"period": report.period})
    jobs.submit(JOB, by=by, subject=report)
    return report


@transaction.atomic
def rebuild(report: ReviewReport, *, by: User | None) -> None:
    """Build a draft anew from the register as it is now; queued ones are only rung for again.

    Raises:
        RuleError: it is with the approver, or published.
        PermissionDenied: `by` may not build reports of this division.
    """
    if report.state != ReportState.QUEUED:
        _move(report, ReportState.QUEUED, by=by, digest="", snapshot={}, detail={}, built_at=None)
    elif by is not None:
        check(by, Permission.REVIEW_BUILD, report)
    jobs.submit(JOB, by=by, subject=report)


@transaction.atomic
def correct(report: ReviewReport, *, reason: str, by: User) -> ReviewReport:
    """Begin the next revision of a published report with its words; the published one stays as
    it is.

    Raises:
        RuleError: it is not published, the reason is missing, or a revision is under way.
        PermissionDenied: `by` may not build reports of this division.
    """
    check(by, Permission.REVIEW_BUILD, report)
    if report.state != ReportState.PUBLISHED:
        raise RuleError(f"“{report.get_state_display()}”的报告不能更正，只有现行发布的报告可以更正")
    if len(reason.strip()) < 4:
        raise RuleError("请写明更正事由，不少于4个字，例如“补录11月清退2户”")
    newest = ReviewReport.objects.of(report.span, report.division_id).order_by("-revision").first()
    if newest is not None and newest.pk != report.pk:
        raise RuleError(f"该报告的第{newest.revision}版正在编制，请在该版上办理")
    revision = _begin(
        report.span, report.division, revision=report.revision + 1, by=by,
        commentary=report.commentary,
    )  # fmt: skip
    audit.record(by, "reviewreport.corrected", report, remark=reason.strip())
    return revision


# --- building ----------------------------------------------------------------------------------


def build(report_id: int) -> bool:
    """Take the photograph of a queued report; False if there is nothing to build.

    Facts are read as of the period's end, so building twice gives the same figures and hash.
    """
    report = ReviewReport.objects.select_related("division").get(pk=report_id)
    if report.state != ReportState.QUEUED:
        return False
    snapshot, detail = snapshots.build(report.span, report.division)
    _keep(report, snapshot, detail)
    return True


@transaction.atomic
def _keep(report: ReviewReport, snapshot: dict[str, Any], detail: dict[str, Any]) -> None:
    values = {
        "snapshot": snapshot,
        "detail": detail,
        "digest": snapshots.digest(snapshot, detail),
        "built_at": timezone.now(),
    }
    queued = ReviewReport.objects.filter(pk=report.pk, state=ReportState.QUEUED)
    if not queued.update(state=ReportState.DRAFT, **values):
        return  # built meanwhile by another worker, from the same facts
    audit.record(None, "reviewreport.built", report, after={"digest": values["digest"]})
    _tell(report, Permission.REVIEW_BUILD, f"{report.title}草稿已生成", f"built:{values['digest']}")


def run_build(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job behind `request_report`."""
    progress.say("按期末数据计算指标", done=0, total=2)
    build(int(job.subject_id))
    progress.say("草稿已生成", done=2, total=2)
    return {}


# --- to the reader -----------------------------------------------------------------------------


@transaction.atomic
def comment(report: ReviewReport, text: str, *, by: User) -> None:
    """Write the office's own words into a draft.

    Raises:
        RuleError: the report is no draft, or the text is too long.
        PermissionDenied: `by` may not build reports of this division.
    """
    check(by, Permission.REVIEW_BUILD, report)
    if len(text) > LONGEST_COMMENTARY:
        raise RuleError(f"情况说明与要求最多{LONGEST_COMMENTARY}字，现有{len(text)}字，请压缩")
    drafts = ReviewReport.objects.filter(
        pk=report.pk, state__in=[ReportState.DRAFT, ReportState.RETURNED]
    )
    before, after = audit.changes(report, {"commentary": text.strip()})
    if not drafts.update(commentary=text.strip()):
        raise RuleError(f"“{report.get_state_display()}”的报告不能修改说明，退回后可以修改")
    if after:
        audit.record(by, "reviewreport.commented", report, before=before, after=after)
    report.refresh_from_db(fields=["commentary"])


@transaction.atomic
def submit(report: ReviewReport, *, by: User) -> None:
    """Hand a draft to somebody else for approval.

    Raises:
        RuleError: it is no draft, or nobody has written what it asks of the units.
        PermissionDenied: `by` may not build reports of this division.
        StaleError: somebody was quicker.
    """
    check(by, Permission.REVIEW_BUILD, report)
    if not report.commentary:
        raise RuleError("尚未填写“情况说明与要求”，报告不能没有工作要求：请填写并保存后再提交")
    _move(
        report, ReportState.SUBMITTED, by=by,
        submitted_at=timezone.now(), submitted_by=by, return_reason="",
    )  # fmt: skip
    _tell(report, Permission.REVIEW_APPROVE, f"{report.title}待审核", _handed_in(report), but=by)


@transaction.atomic
def give_back(report: ReviewReport, *, reason: str, by: User) -> None:
    """Return a submitted report with what has to be mended.

    Raises:
        RuleError: it is not submitted, or the reason is missing.
        PermissionDenied: `by` may not approve reports of this division.
        StaleError: somebody was quicker.
    """
    if not reason.strip():
        raise RuleError("请写明退回意见，说明需要补正的内容")
    _move(report, ReportState.RETURNED, by=by, return_reason=reason.strip()[:300])
    _tell(
        report, Permission.REVIEW_BUILD, f"{report.title}被退回", f"{_handed_in(report)}:returned"
    )


@transaction.atomic
def publish(report: ReviewReport, *, by: User) -> None:
    """Approve, number and freeze; an earlier revision becomes superseded.

    Raises:
        RuleError: it is not submitted, the period is not over, or `by` submitted it himself.
        PermissionDenied: `by` may not approve reports of this division.
        StaleError: somebody was quicker.
    """
    today = working_date()
    if report.submitted_by_id == by.pk:
        raise RuleError("提交人不能审核发布自己提交的报告，请由另一位有审核权限的人办理")
    if today <= report.last_day:
        raise RuleError(f"{report.span.label}到{report.last_day}结束，次日起才能发布")
    _supersede(report, by)
    _move(
        report, ReportState.PUBLISHED, by=by, number=_next_number(report, today),
        published_at=timezone.now(), published_by=by, published_on=today,
    )  # fmt: skip
    _tell(report, Permission.REVIEW_VIEW, f"{report.number}《{report.title}》已发布", "published")


def _supersede(report: ReviewReport, by: User) -> None:
    older = ReviewReport.objects.of(report.span, report.division_id).published()
    for published in older.exclude(pk=report.pk):
        older.filter(pk=published.pk).update(state=ReportState.SUPERSEDED)
        audit.record(
            by, "reviewreport.superseded", published, after={"state": ReportState.SUPERSEDED}
        )


def _next_number(report: ReviewReport, today: datetime.date) -> str:
    head = "weekly" if report.kind == ReportKind.WEEKLY else "bulletin"
    return next_official(head, today, report.division_id)


def _move(report: ReviewReport, to: ReportState, *, by: User | None, **values: Any) -> None:
    """One step of the table, won by a conditional UPDATE and recorded."""
    seen = ReportState(report.state)
    if (seen, to) not in REPORT_STEPS:
        raise RuleError(f"“{seen.label}”的报告不能转为“{to.label}”，请刷新后查看可办的步骤")
    step = REPORT_STEPS[seen, to]
    if by is not None and step is not None:
        check(by, step.permission, report)
    unmoved = ReviewReport.objects.filter(pk=report.pk, state=seen)
    if not unmoved.update(state=to, **values):
        raise StaleError(_BUSY)
    report.refresh_from_db()
    said = {name: value for name, value in values.items() if name not in {"snapshot", "detail"}}
    audit.record(
        by, f"reviewreport.{to}", report, before={"state": seen}, after={"state": to, **said}
    )


def _handed_in(report: ReviewReport) -> str:
    """The occasion of one handing in: a report that was returned may come again."""
    return f"submitted:{report.submitted_at}"


def _tell(
    report: ReviewReport,
    permission: Permission,
    title: str,
    occasion: str,
    *,
    but: User | None = None,
) -> None:
    """Tell those concerned, each once per occasion, however often it is said."""
    people = holders_at(report.division_id, permission, working_date())
    notify(
        [user for user in people if user != but],
        title=title,
        url=reverse("reviews:report_detail", args=[report.pk]),
        fingerprint=f"review:{report.pk}:{occasion}",
    )
