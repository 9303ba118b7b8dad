"""Days in the village as the township confirms them month by month."""

from typing import Self

from django.db import models
from django.db.models import Q

from organization.scope import ScopedQuerySet


class AttendanceMonthQuerySet(ScopedQuerySet):
    division_field = "posting__village_id"

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        return self.filter(confirmed_at__isnull=True)


class AttendanceMonth(models.Model):
    """A posted cadre's counted days of one month (月度在村天数), from the attendance register.

    Days, not nights, are counted towards the year's target; nights are a second figure. The
    township confirms; a correction afterwards leaves a trail.
    """

    posting = models.ForeignKey(
        "villages.Posting", models.PROTECT, related_name="months", verbose_name="驻村干部"
    )
    month = models.DateField("月份", help_text="当月1日")
    counted_days = models.DecimalField("计入天数", max_digits=4, decimal_places=1)
    nights = models.PositiveSmallIntegerField("夜宿天数", default=0)
    leave_days = models.DecimalField("请假天数", max_digits=4, decimal_places=1, default=0)
    remark = models.CharField("说明", max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        "organization.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核定人",
    )
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)

    objects = AttendanceMonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度在村天数"
        ordering = ["posting", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "month"],
                name="villages_attendancemonth_one_a_month",
                violation_error_message="该月已登记",
            ),
            models.CheckConstraint(
                condition=Q(
                    counted_days__gte=0,
                    counted_days__lte=31,
                    leave_days__gte=0,
                    leave_days__lte=31,
                    nights__lte=31,
                ),
                name="villages_attendancemonth_fits_a_month",
                violation_error_message="一个月的天数应在0至31之间",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="villages_attendancemonth_confirmed_is_whole",
                violation_error_message="核定须同时记录核定人和时间",
            ),
        ]
        indexes = [
            models.Index(fields=["month"], name="villages_attendance_month"),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.month:%Y-%m}"

    @property
    def division_code(self) -> str:
        return self.posting.village_id
