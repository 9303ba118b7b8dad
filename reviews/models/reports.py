"""Review reports: photographs of the register at the end of a period."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organization.permissions import Permission
from organization.scope import ScopedQuerySet
from reviews.enums import WORKED_ON, ReportKind, ReportState
from reviews.review_periods import ReviewPeriod


class ReviewReportQuerySet(ScopedQuerySet):
    """Reports by place and state."""

    division_field = "division_id"

    def of(self, period: ReviewPeriod, division_code: str) -> Self:
        """All revisions of one period's report."""
        return self.filter(kind=period.kind, period=period.text, division_id=division_code)

    def readable_by(self, user) -> Self:
        """Reports of the user's area in any state, and every document that was published: a
        bulletin of the city is addressed to all."""
        if not user.is_authenticated or not user.may(Permission.REVIEW_VIEW):
            return self.none()
        issued = self.filter(state__in=[ReportState.PUBLISHED, ReportState.SUPERSEDED])
        return self.visible_to(user, Permission.REVIEW_VIEW) | issued

    def worked_on(self) -> Self:
        """Not yet a document."""
        return self.filter(state__in=WORKED_ON)

    def published(self) -> Self:
        """The documents in force."""
        return self.filter(state=ReportState.PUBLISHED)

    def current(self) -> Self:
        """Without the revisions that a later one has replaced."""
        return self.exclude(state=ReportState.SUPERSEDED)

    def for_list(self) -> Self:
        return self.select_related("division").defer("snapshot", "detail", "commentary")


class ReviewReport(models.Model):
    """A review of a week, month, quarter, half-year or year of one division (督查报告).

    `snapshot` holds every figure, its definition and the text made of them; web page, DOCX and
    XLSX are drawn from it alone. `detail` has the figures of the villages, by which a revision
    says what moved; `digest` is the hash of both. A draft can be rebuilt; publication numbers and
    freezes it. A later correction of data makes the next revision.
    """

    kind = models.CharField("种类", max_length=10, choices=ReportKind)
    period = models.CharField("期号", max_length=8)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止次日")
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="+", verbose_name="区划"
    )
    revision = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.QUEUED)
    snapshot = models.JSONField("快照", default=dict)
    detail = models.JSONField("各村指标值", default=dict)
    digest = models.CharField("快照摘要", max_length=64, blank=True)
    commentary = models.TextField("情况说明与要求", blank=True)
    return_reason = models.CharField("退回意见", max_length=300, blank=True)
    number = models.CharField("发文字号", max_length=30, blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    created_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="建立人",
        help_text="空表示按期自动生成",
    )
    built_at = models.DateTimeField("生成时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+", verbose_name="审核发布人"
    )
    published_on = models.DateField("成文日期", null=True)

    objects = ReviewReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查报告"
        ordering = ["-ends_on", "kind", "division", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "division", "revision"],
                name="reviews_reviewreport_once",
                violation_error_message="该期报告已存在",
            ),
            models.UniqueConstraint(
                fields=["kind", "period", "division"],
                condition=Q(state__in=WORKED_ON),
                name="reviews_reviewreport_one_worked_on",
                violation_error_message="该期报告正在编制",
            ),
            models.UniqueConstraint(
                fields=["kind", "period", "division"],
                condition=Q(state=ReportState.PUBLISHED),
                name="reviews_reviewreport_one_published",
                violation_error_message="该期报告已有现行发布版",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="reviews_reviewreport_number",
                violation_error_message="该发文字号已被使用",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="reviews_reviewreport_ends_after_start",
                violation_error_message="截止日期须晚于起始日期",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=WORKED_ON, number="", published_at__isnull=True,
                    published_by__isnull=True, published_on__isnull=True,
                )
                | (
                    Q(
                        state__in=[ReportState.PUBLISHED, ReportState.SUPERSEDED],
                        published_at__isnull=False, published_by__isnull=False,
                        published_on__isnull=False,
                    )
                    & ~Q(number="")
                    & ~Q(digest="")
                ),
                name="reviews_reviewreport_published_is_whole",
                violation_error_message="已发布的报告须有文号、发布人、发布时间和快照",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True)
                | Q(published_by__isnull=True)
                | ~Q(submitted_by=F("published_by")),
                name="reviews_reviewreport_two_people",
                violation_error_message="报告须由提交人以外的人审核发布",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def division_code(self) -> str:
        return self.division_id

    @property
    def state_badge(self) -> str:
        return ReportState(self.state).badge

    @property
    def is_queued(self) -> bool:
        return self.state == ReportState.QUEUED

    @property
    def is_superseded(self) -> bool:
        return self.state == ReportState.SUPERSEDED

    @property
    def is_document(self) -> bool:
        """Published; also when a later revision took its place."""
        return self.state not in WORKED_ON

    @property
    def span(self) -> ReviewPeriod:
        return ReviewPeriod.parse(self.kind, self.period)

    @property
    def last_day(self):
        return self.span.last_day

    @property
    def title(self) -> str:
        """仙桃市2016年11月精准扶贫工作通报; a later revision says so."""
        revised = f"（第{self.revision}版）" if self.revision > 1 else ""
        return f"{self.division}{self.span.label}{TITLES[self.kind]}{revised}"


TITLES = {
    ReportKind.WEEKLY: "精准扶贫工作例会材料",
    ReportKind.MONTHLY: "精准扶贫工作督办通报",
    ReportKind.QUARTERLY: "精准扶贫工作现场拉练通报",
    ReportKind.HALF_YEAR: "精准扶贫工作检查评比通报",
    ReportKind.ANNUAL: "精准扶贫工作考核结账报告",
}
