"""Notices that ask a unit for correction."""

import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accountability.enums import (
    NOTICES_BEING_RECTIFIED,
    NOTICES_DELIVERED,
    NOTICES_IN_HOUSE,
    NOTICES_OPEN,
    NOTICES_WITH_UNIT,
    ExtensionState,
    NoticeKind,
    NoticeState,
    ReplyKind,
    ReplyOutcome,
)
from accountability.models.notice_parts import Extension, NoticeReply
from organization.models import User
from organization.permissions import Permission
from organization.scope import ScopedQuerySet

_DAYS = [MinValueValidator(1), MaxValueValidator(250)]


class NoticeQuerySet(ScopedQuerySet):
    division_field = "division_id"

    def visible_to(self, user: User, permission: str) -> Self:
        """As everywhere; but until it is delivered, only those who draft see a notice."""
        drafting = Q()
        for grant in user.grants_for(Permission.NOTICE_DRAFT) if user.is_authenticated else []:
            drafting |= self._within(grant)
        rows = super().visible_to(user, permission)
        return rows.filter(Q(sent_on__isnull=False) | drafting)

    def issued(self) -> Self:
        """Notices that went out; what came of them is another matter."""
        return self.filter(state__in=NOTICES_DELIVERED)

    def delivered_by(self, day: datetime.date) -> Self:
        """Sent by the end of `day` and not taken back by then, whatever came of them later."""
        kept = ~Q(state=NoticeState.CANCELLED) | Q(moved_on__gt=day)
        return self.filter(kept, sent_on__lte=day)

    def standing_on(self, day: datetime.date) -> Self:
        """Delivered, and neither closed nor escalated at the end of `day`."""
        standing = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        escalated = Q(state=NoticeState.ESCALATED, moved_on__lte=day)
        return self.delivered_by(day).filter(standing).exclude(escalated)

    def with_terms_of(self, day: datetime.date) -> Self:
        """`plan_term` and `done_term`: until when plan and correction were due, as it stood at
        the end of `day`. An extension or a return of later days has not happened yet."""
        returned = NoticeReply.objects.filter(
            outcome=ReplyOutcome.RETURNED, decided_on__gt=day
        ).order_by("decided_on", "pk")
        of_this = returned.filter(notice=OuterRef("pk"))
        before_it = returned.filter(
            notice=OuterRef("notice"), kind=ReplyKind.REPORT, decided_on__lte=OuterRef("decided_on")
        )
        extended = Extension.objects.filter(
            ~Exists(before_it),
            notice=OuterRef("pk"),
            state=ExtensionState.GRANTED,
            decided_on__gt=day,
        )
        return self.annotate(
            plan_term=Coalesce(
                Subquery(of_this.filter(kind=ReplyKind.PLAN).values("due_on")[:1]), "plan_due_on"
            ),
            done_term=Coalesce(
                Subquery(extended.values("old_due_on")[:1]),
                Subquery(of_this.filter(kind=ReplyKind.REPORT).values("due_on")[:1]),
                "done_due_on",
            ),
        )

    def open(self) -> Self:
        return self.filter(state__in=NOTICES_OPEN)

    def with_unit(self) -> Self:
        """The unit has to act."""
        return self.filter(state__in=NOTICES_WITH_UNIT)

    def asking_for_time(self) -> Self:
        """An application for more time waits for an answer."""
        return self.filter(Exists(Extension.objects.waiting().filter(notice=OuterRef("pk"))))

    def overdue(self, day: datetime.date) -> Self:
        """The unit has to act and its day is past."""
        return self.with_unit().filter(due_on__lt=day)

    def for_list(self) -> Self:
        rows = self.select_related("unit", "division", "signed_by")
        # A grouped query forgets the order of the model.
        return rows.annotate(item_count=models.Count("items")).order_by(*Notice._meta.ordering)


class Notice(models.Model):
    """A letter to a unit that lists problems and asks for their correction (整改通知).

    L1 is the 督办通知 of the office, L2 the 专项整改督办函 of the leading group. What may follow
    what, and who does it, stands in `steps.NOTICE_STEPS`. `due_on` is the clock that runs now:
    the day by which the unit has to take its next step, empty while it has none. `overdue_on`
    is the first day on which it was late; it stays, for the yearly appraisal counts it.
    """

    kind = models.CharField("文种", max_length=2, choices=NoticeKind)
    state = models.CharField("状态", max_length=16, choices=NoticeState, default=NoticeState.DRAFT)
    number = models.CharField("发文字号", max_length=40, blank=True)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="notices", verbose_name="受文单位"
    )
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="notices", verbose_name="所在区域"
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="前次通知",
    )

    title = models.CharField("标题", max_length=120)
    issuer = models.CharField("发文机关", max_length=60)
    reason = models.TextField("事由")
    basis = models.TextField("依据", blank=True)
    demands = models.TextField("整改要求")
    reporting = models.TextField("报送要求")
    consequences = models.TextField("逾期后果", blank=True)
    contact = models.CharField("联系人及电话", max_length=60, blank=True)
    copy_to = models.CharField("抄送", max_length=200, blank=True)
    asks_plan = models.BooleanField("须报整改方案", default=True)
    sign_days = models.PositiveSmallIntegerField("签收期限（工作日）", validators=_DAYS)
    plan_days = models.PositiveSmallIntegerField("报方案期限（工作日）", validators=_DAYS)
    done_days = models.PositiveSmallIntegerField("整改期限（工作日）", validators=_DAYS)

    drafted_on = models.DateField("拟稿日期")
    drafted_by = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    reviewed_on = models.DateField("核稿日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核稿人",
    )
    signed_on = models.DateField("签发日期", null=True, blank=True)
    signed_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签发人",
    )
    issued_on = models.DateField("成文日期", null=True, blank=True)
    sent_on = models.DateField("送达日期", null=True, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签收人",
    )
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="销号人",
    )
    reply_text = models.TextField("总体情况", blank=True, help_text="单位暂存的，报送后在答复中")
    reply_leader = models.CharField("签字的单位领导", max_length=40, blank=True)
    cancel_reason = models.CharField("作废原因", max_length=200, blank=True)

    sign_due_on = models.DateField("签收截止", null=True, blank=True)
    plan_due_on = models.DateField("报方案截止", null=True, blank=True)
    done_due_on = models.DateField("整改截止", null=True, blank=True)
    due_on = models.DateField("当前截止", null=True, blank=True)
    overdue_on = models.DateField("首次逾期", null=True, blank=True)
    moved_on = models.DateField("最近办理")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改通知"
        ordering = [F("issued_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="accountability_notice_number",
                violation_error_message="发文字号已被使用",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*NOTICES_IN_HOUSE, NoticeState.CANCELLED])
                & ~Q(state=NoticeState.NUMBERED)
                | (Q(issued_on__isnull=False, signed_by__isnull=False) & ~Q(number="")),
                name="accountability_notice_issued_has_number",
                violation_error_message="已编号的通知须有发文字号、签发人和成文日期",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*NOTICES_IN_HOUSE, NoticeState.CANCELLED])
                | Q(sent_on__isnull=False, sign_due_on__isnull=False, done_due_on__isnull=False),
                name="accountability_notice_sent_has_dates",
                violation_error_message="已送达的通知须有送达日期和期限",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *NOTICES_IN_HOUSE,
                        NoticeState.SENT,
                        NoticeState.ESCALATED,
                        NoticeState.CANCELLED,
                    ]
                )
                | Q(received_on__isnull=False, received_by__isnull=False),
                name="accountability_notice_received_has_day",
                violation_error_message="已签收的通知须有签收日期和签收人",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=NoticeState.CLOSED, closed_on__isnull=False, closed_by__isnull=False
                )
                | (~Q(state=NoticeState.CLOSED) & Q(closed_on__isnull=True)),
                name="accountability_notice_closed_has_day",
                violation_error_message="销号的通知须有销号日期和销号人，未销号的不得有",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("signed_by")),
                name="accountability_notice_closed_by_another",
                violation_error_message="签发人不得验收销号自己签发的通知",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOTICES_WITH_UNIT, due_on__isnull=False)
                | (~Q(state__in=NOTICES_WITH_UNIT) & Q(due_on__isnull=True)),
                name="accountability_notice_clock_runs_with_unit",
                violation_error_message="待单位办理的通知须有当前截止日期，其余不得有",
            ),
            models.CheckConstraint(
                condition=Q(asks_plan=False, done_days__gte=F("sign_days"))
                | Q(asks_plan=True, done_days__gte=F("sign_days") + F("plan_days")),
                name="accountability_notice_terms_in_order",
                violation_error_message="整改期限不能短于签收期限（须报方案的，再加上报方案期限），请调整天数",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.CANCELLED) | ~Q(cancel_reason=""),
                name="accountability_notice_cancel_has_reason",
                violation_error_message="作废须说明原因",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "state"], name="accountability_notice_place"),
            models.Index(fields=["unit", "state"], name="accountability_notice_unit"),
            # The sweep asks four times an hour what is due.
            models.Index(
                fields=["due_on"],
                name="accountability_notice_due",
                condition=Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def state_badge(self) -> str:
        return NoticeState(self.state).badge

    @property
    def division_code(self) -> str:
        return self.division_id

    @property
    def is_draft(self) -> bool:
        """Its words, terms and problems may still be changed."""
        return self.state == NoticeState.DRAFT

    @property
    def awaits_plan(self) -> bool:
        return self.state == NoticeState.RECEIVED

    @property
    def is_void(self) -> bool:
        return self.state == NoticeState.CANCELLED

    def is_overdue(self, day: datetime.date) -> bool:
        """As the queryset's `overdue`."""
        return self.is_with_unit and self.due_on is not None and self.due_on < day

    @property
    def is_with_unit(self) -> bool:
        return self.state in NOTICES_WITH_UNIT

    @property
    def is_being_rectified(self) -> bool:
        return self.state in NOTICES_BEING_RECTIFIED
